"""How often one may ask."""

from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle


class WriteRateThrottle(UserRateThrottle):
    """What changes something, counted apart: some of it writes e-mail to others."""

    scope = "write"

    def allow_request(self, request: Request, view: object) -> bool:
        """Reading is not counted here."""
        return request.method in SAFE_METHODS or super().allow_request(request, view)

"""What every template may ask for."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hackathon.accounts.models import Role


def _panels(request: HttpRequest) -> dict[str, bool]:
    user = request.user
    kinds = set(Role.objects.filter(user=user).values_list("kind", flat=True)) if user.is_authenticated else set()
    return {
        "judge": Role.Kind.JUDGE in kinds,
        "organiser": Role.Kind.ORGANISER in kinds or user.is_superuser,
    }


def site(request: HttpRequest) -> dict[str, Any]:
    """``now``: the request's moment; ``hub_endpoint``: where repos have their pages; ``panels``: the admin panels open to the reader."""
    return {
        "now": request.now,
        "hub_endpoint": settings.HF_ENDPOINT,
        "panels": SimpleLazyObject(lambda: _panels(request)),
    }

"""The only reader of the system clock.

Everything else is handed the time as ``at``: a view takes ``request.now``, a task calls ``now()`` once.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse


def now() -> datetime:
    """The present moment, timezone-aware, in UTC."""
    return datetime.now(UTC)


class RequestClock:
    """Middleware: reads the clock once per request and keeps it as ``request.now``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now()
        return self.get_response(request)

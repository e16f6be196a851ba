"""The only reader of the system clock.

Everything else is handed the time as ``at``: a view takes ``request.now``, a task calls ``now()`` once.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

LONGEST_WAIT = timedelta(minutes=2)
"""No request waits longer for a thread; a proxy's word that goes further back is not believed."""
_STARTED = re.compile(r"t=(\d{10}\.\d{1,6})", re.ASCII)


def now() -> datetime:
    """The present moment, timezone-aware, in UTC."""
    return datetime.now(UTC)


def arrival(request: HttpRequest) -> datetime:
    """When the request reached us. In a rush it waits for a free thread, and that is no fault of whoever sent it: where the
    settings trust the proxy's ``X-Request-Start`` (``t=`` and seconds since 1970), that is the moment; else it is now.
    """
    at = now()
    said = _STARTED.fullmatch(request.headers.get("X-Request-Start", "")) if settings.TRUST_REQUEST_START else None
    if said is None:
        return at
    started = datetime.fromtimestamp(float(said[1]), UTC)
    return started if at - LONGEST_WAIT <= started <= at else at


class RequestClock:
    """Middleware: reads the clock once per request and keeps it as ``request.now``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = arrival(request)
        return self.get_response(request)

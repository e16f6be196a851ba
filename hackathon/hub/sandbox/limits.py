"""What every answer carries: a ``Date`` and the Hub's ``RateLimit`` headers; and paths as they were sent."""

import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import formatdate
from typing import Any
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hackathon.hub.sandbox.faults import CONTROL, RESOURCES, SPACES, resource_of
from hackathon.hub.sandbox.records import SandboxError

WINDOW = 300
QUOTA = 10_000
SPECIAL_REF = re.compile(r"/refs/(convert|pr)/([^/]+)")


@dataclass(frozen=True, slots=True)
class Share:
    """What a request found of its quota: whether it may pass, what is left after it, seconds until the window ends."""

    granted: bool
    remaining: int
    resets_in: int
    limit: int


class QuotaBook:
    """How many requests each visitor may make in a fixed window of five minutes, by the Hub's three kinds of resource.

    ``limits`` says how many of which kind (``{"api": 1000}``); a kind that it leaves out is counted and never refused.
    ``served`` and ``refused`` count all requests by kind since the start. Safe to share between threads.
    """

    def __init__(self, limits: Mapping[str, int] | None = None, *, now: Callable[[], datetime]) -> None:
        self.limits = checked_limits(limits or {})
        self.served: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._now = now
        self._window = 0
        self._used: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def set(self, limits: Mapping[str, int]) -> None:
        """Other limits, from now on and with a new count; none to refuse no more."""
        checked = checked_limits(limits)
        with self._lock:
            self.limits = checked
            self._used.clear()

    def take(self, kind: str, visitor: str) -> Share:
        """One more request of a visitor."""
        second = int(self._now().timestamp())
        with self._lock:
            if second // WINDOW != self._window:
                self._window = second // WINDOW
                self._used.clear()
            limit = self.limits.get(kind, QUOTA)
            self._used[kind, visitor] += 1
            left, counts = limit - self._used[kind, visitor], kind in self.limits
            granted = left >= 0 or not counts
            (self.served if granted else self.refused)[kind] += 1
            return Share(granted, max(left, 0 if counts else 1), WINDOW - second % WINDOW, limit)


def checked_limits(limits: Any) -> dict[str, int]:
    """``limits`` as a dictionary of its own; SandboxError when they name no kind of resource or no number."""
    if not isinstance(limits, Mapping) or not set(limits) <= set(RESOURCES):
        raise SandboxError(f"a quota is an object with some of {list(RESOURCES)}")
    if not all(type(limit) is int and limit >= 0 for limit in limits.values()):
        raise SandboxError("a quota is a whole number of requests")
    return dict(limits)


class LimitsMiddleware:
    """Counts requests and says so on every answer, with the sandbox's own time as ``Date``; beyond the quota it says 429.

    What is asked of the sandbox itself, under ``/_sandbox``, costs nothing, nor do the Spaces' own pages, which are no part of a Hub.
    """

    def __init__(self, app: ASGIApp, *, quota: QuotaBook, now: Callable[[], datetime]) -> None:
        self.app, self.quota, self.now = app, quota, now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kind, date = resource_of(scope["path"]), formatdate(self.now().timestamp(), usegmt=True)
        is_ours = scope["path"].startswith((CONTROL, SPACES))
        share = None if is_ours else self.quota.take(kind, _visitor(scope))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Date", date)
                if share:
                    headers.setdefault("RateLimit", f'"{kind}";r={share.remaining};t={share.resets_in}')
                    headers.setdefault("RateLimit-Policy", f'"fixed window";"{kind}";q={share.limit};w={WINDOW}')
            await send(message)

        refuses = share is not None and not share.granted
        await (_too_many() if refuses else self.app)(scope, receive, send_with_headers)


def _too_many() -> JSONResponse:
    said = "We had to rate limit you."
    return JSONResponse({"error": said}, status_code=429, headers={"X-Error-Message": said})


def _visitor(scope: Scope) -> str:
    """Whose quota a request counts against: the token's, else the address's."""
    sent = dict(scope["headers"]).get(b"authorization", b"")
    return sent.decode("latin-1") or (scope.get("client") or ("",))[0]


class RawPathMiddleware:
    """Routes match the path before decoding, so that a revision such as ``refs%2Fpr%2F1`` stays one part of it.

    A revision under ``refs/convert`` or ``refs/pr`` that came with bare slashes is folded into one part as well.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            raw = scope.get("raw_path") or quote(scope["path"]).encode()
            path = raw.partition(b"?")[0].decode("ascii", "replace")
            scope = scope | {"path": SPECIAL_REF.sub(r"/refs%2F\1%2F\2", path)}
        await self.app(scope, receive, send)

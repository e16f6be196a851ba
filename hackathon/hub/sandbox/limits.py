"""What every answer carries: the Hub's ``RateLimit`` headers; and paths as they were sent."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hackathon.hub.sandbox.faults import resource_of

WINDOW = 300
QUOTA = 10_000
SPECIAL_REF = re.compile(r"/refs/(convert|pr)/([^/]+)")


class RateLimitMiddleware:
    """Counts requests in fixed windows of five minutes and says so; it never refuses one, that is what faults are for."""

    def __init__(self, app: ASGIApp, *, now: Callable[[], datetime]) -> None:
        self.app, self.now = app, now
        self._window = 0
        self._used: Counter[str] = Counter()
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kind = resource_of(scope["path"])
        remaining, resets_in = self._count(kind)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("RateLimit", f'"{kind}";r={remaining};t={resets_in}')
                headers.setdefault("RateLimit-Policy", f'"fixed window";"{kind}";q={QUOTA};w={WINDOW}')
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _count(self, kind: str) -> tuple[int, int]:
        second = int(self.now().timestamp())
        with self._lock:
            if second // WINDOW != self._window:
                self._window = second // WINDOW
                self._used.clear()
            self._used[kind] += 1
            return max(QUOTA - self._used[kind], 1), WINDOW - second % WINDOW


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

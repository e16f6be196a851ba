"""Trouble on demand: a Hub that is busy, broken, slow, gone. For tests, and for seeing how the site bears it."""

import asyncio
import itertools
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from hackathon.hub.sandbox.records import SandboxError
from hackathon.hub.types import RepoType

CONTROL = "/_sandbox"
SPACES = "/_spaces"
RESOURCES = ("api", "resolvers", "pages")
PAGE_PREFIX = {RepoType.MODEL: "/", RepoType.DATASET: "/datasets/", RepoType.SPACE: "/spaces/"}


class FaultKind(StrEnum):
    """``status`` answers with a code, ``delay`` answers late, ``drop`` hangs up, ``loop`` sends on for ever, the other two hide a repo."""

    STATUS = "status"
    DELAY = "delay"
    DROP = "drop"
    LOOP = "loop"
    PRIVATE = "private"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One kind of trouble for the requests under ``path`` or about ``repo_id``; with neither, for all.

    ``times``: how many requests it hits, None until it is cleared. ``seconds``: how late (delay). ``retry_after``: the
    seconds until the window resets that a 429 names.
    """

    id: int = field(default_factory=itertools.count(1).__next__)
    kind: FaultKind
    path: str = ""
    repo_type: RepoType | None = None
    repo_id: str = ""
    times: int | None = None
    status: int = 503
    retry_after: int = 60
    seconds: float = 0.0

    def hits(self, path: str) -> bool:
        """Whether a request for ``path`` is in trouble."""
        if self.path and not path.startswith(self.path):
            return False
        if not self.repo_id:
            return True
        types = [self.repo_type] if self.repo_type else list(RepoType)
        return any(_is_about(path.lower(), repo_type, self.repo_id.lower()) for repo_type in types)


def parse_fault(content: Any) -> Fault:
    """A fault from JSON; SandboxError says what is wrong with it.

    >>> parse_fault({"kind": "status", "status": 429, "path": "/api/", "times": 2}).times
    2
    """
    if not isinstance(content, dict) or not content.keys() <= set(Fault.__slots__) - {"id"}:
        raise SandboxError(f"a fault is an object with some of {sorted(set(Fault.__slots__) - {'id'})}")
    try:
        kind = FaultKind(content.get("kind", ""))
        repo_type = RepoType(content["repo_type"]) if content.get("repo_type") else None
        numbers = [content.get("times") or 1, content.get("status", 503), content.get("retry_after", 60)]
        sound = all(isinstance(item, int) and item >= 0 for item in numbers) and float(content.get("seconds", 0)) >= 0
    except (ValueError, TypeError) as error:
        raise SandboxError(str(error)) from error
    if content.get("times") == 0:
        raise SandboxError("times is at least 1, or null for a fault that stays")
    if not sound or not 400 <= content.get("status", 503) <= 599:
        raise SandboxError("times, retry_after and seconds are not negative; status lies between 400 and 599")
    if kind in (FaultKind.PRIVATE, FaultKind.GONE) and not content.get("repo_id"):
        raise SandboxError(f"{kind} needs a repo_id")
    return Fault(**(content | {"kind": kind, "repo_type": repo_type}))


class FaultBook:
    """The faults in force, oldest first. Safe to share between threads."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def all(self) -> list[dict[str, Any]]:
        """The faults in force as JSON; ``times`` is what is left of it."""
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def take(self, path: str) -> list[Fault]:
        """The faults that hit a request for ``path``; each counts it against its ``times``."""
        with self._lock:
            hit = [fault for fault in self._faults if fault.hits(path)]
            self._faults = [left for fault in self._faults if (left := _used(fault, fault in hit)) is not None]
        return hit


class FaultMiddleware:
    """Brings the trouble to requests. ``hang_up`` breaks the connection of a scope's client."""

    def __init__(self, app: ASGIApp, *, faults: FaultBook, hang_up: Callable[[Scope], None]) -> None:
        self.app, self.faults, self.hang_up = app, faults, hang_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(CONTROL):
            await self.app(scope, receive, send)
            return
        for fault in self.faults.take(scope["path"]):
            if fault.kind is FaultKind.DELAY:
                await asyncio.sleep(fault.seconds)
                continue
            if fault.kind is FaultKind.DROP:
                self.hang_up(scope)
                return
            if fault.kind is FaultKind.LOOP:
                turn = int(scope["query_string"].rpartition(b"=")[2] or 0) + 1
                await RedirectResponse(f"{scope['path']}?turn={turn}")(scope, receive, send)
                return
            await _answer(fault, scope["path"])(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _answer(fault: Fault, path: str) -> JSONResponse:
    if fault.kind in (FaultKind.PRIVATE, FaultKind.GONE):
        headers = {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Invalid username or password."}
        return JSONResponse({"error": "Invalid username or password."}, status_code=401, headers=headers)
    headers = {"X-Error-Message": "Simulated by the sandbox Hub."}
    if fault.status == 429:
        kind = resource_of(path)
        headers["RateLimit"] = f'"{kind}";r=0;t={fault.retry_after}'
        headers["RateLimit-Policy"] = f'"fixed window";"{kind}";q=500;w=300'
    return JSONResponse({"error": headers["X-Error-Message"]}, status_code=fault.status, headers=headers)


def resource_of(path: str) -> str:
    """Which of the Hub's three quotas a request counts against."""
    return "api" if path.startswith("/api/") else "resolvers" if "/resolve/" in path else "pages"


def _is_about(path: str, repo_type: RepoType, repo_id: str) -> bool:
    starts = [f"/api/{repo_type}s/{repo_id}", f"{PAGE_PREFIX[repo_type]}{repo_id}"]
    starts += [f"{SPACES}/{repo_id}"] if repo_type is RepoType.SPACE else []
    return any(path == start or path.startswith(f"{start}/") for start in starts)


def _used(fault: Fault, was_hit: bool) -> Fault | None:
    if not was_hit or fault.times is None:
        return fault
    return replace(fault, times=fault.times - 1) if fault.times > 1 else None

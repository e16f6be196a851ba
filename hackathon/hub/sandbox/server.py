"""The sandbox Hub as an ASGI application, served by uvicorn."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from hackathon import clock
from hackathon.hub.sandbox.answers import Moved, Refusal, refuse
from hackathon.hub.sandbox.faults import Fault, FaultBook, FaultMiddleware, parse_fault
from hackathon.hub.sandbox.jobs.book import JobBook
from hackathon.hub.sandbox.limits import LimitsMiddleware, QuotaBook, RawPathMiddleware
from hackathon.hub.sandbox.oidc import Oidc
from hackathon.hub.sandbox.records import SandboxError
from hackathon.hub.sandbox.routes import control, files, history, infos, pages, people, signin, spaces, writes
from hackathon.hub.sandbox.routes import jobs as job_routes
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.hub.sandbox.webhooks import WebhookBook

START_SECONDS = 20.0
S = TypeVar("S", bound=uvicorn.Server)


class Connections:
    """The open connections by their client's address, so that one can be broken off without an answer."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def hang_up(self, scope: Scope) -> None:
        """Break the connection that a request came on."""
        transport = self._open.get(tuple(scope.get("client") or ()))
        if transport is not None:
            transport.abort()

    def protocol(self) -> type[H11Protocol]:
        """A uvicorn protocol that keeps this list."""
        connections = self._open

        class Listed(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:
                super().connection_made(transport)
                if self.client:
                    connections[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                connections.pop(self.client or ("", 0), None)
                super().connection_lost(exc)

        return Listed


@dataclass(frozen=True, slots=True)
class RunningHub:
    """A sandbox that is up: its address, what it serves, its faults, quotas, webhooks and Jobs."""

    url: str
    storage: SandboxStorage
    faults: FaultBook
    quota: QuotaBook
    webhooks: WebhookBook
    jobs: JobBook

    @property
    def endpoint(self) -> str:
        """The address, under the name that huggingface_hub gives it."""
        return self.url

    def set_fault(self, **content: Any) -> Fault:
        """Make trouble; the keywords are those of ``POST /_sandbox/faults``."""
        return self.faults.add(parse_fault(content))

    def clear_faults(self) -> None:
        """Back to a Hub in good health."""
        self.faults.clear()


def build_app(
    storage: SandboxStorage,
    *,
    connections: Connections,
    faults: FaultBook | None = None,
    now: Callable[[], datetime] = clock.now,
    redirect_hosts: tuple[str, ...] = (),
    clients: Mapping[str, str] | None = None,
    public_url: str = "",
    quota: Mapping[str, int] | None = None,
    images: Mapping[str, str] | None = None,
) -> Starlette:
    """The application over one folder. ``public_url`` is its address when visitors reach it by another one.

    ``images``: the Pythons that Jobs run with, see JobBook. None runs before ``app.state.jobs.permit``.

    ``quota`` limits the requests of a visitor in each window of five minutes of ``now``, by kind, as the Hub limits them:
    ``{"api": 1000, "resolvers": 5000, "pages": 200}`` for a free token. Without it none is refused.
    """
    faults, webhooks = faults or FaultBook(), WebhookBook(storage.people, endpoint=public_url.rstrip("/"))
    storage.observers.append(webhooks.observe)
    quotas = QuotaBook(quota, now=now)
    app = Starlette(
        routes=[
            *control.routes,
            *spaces.routes,
            *signin.routes,
            *people.routes,
            *job_routes.routes,
            *writes.routes,
            *history.routes,
            *infos.routes,
            *files.routes,
            *pages.routes,
        ],
        middleware=[
            Middleware(LimitsMiddleware, quota=quotas, now=now),
            Middleware(FaultMiddleware, faults=faults, hang_up=connections.hang_up),
            Middleware(RawPathMiddleware),
        ],
        exception_handlers={Refusal: refuse, Moved: refuse, SandboxError: refuse},
    )
    app.state.storage, app.state.faults, app.state.public_url = storage, faults, public_url.rstrip("/")
    app.state.quota, app.state.webhooks, app.state.now = quotas, webhooks, now
    app.state.jobs, app.state.hang_up = JobBook(storage, now=now, images=images), connections.hang_up
    app.state.oidc = Oidc(
        key_path=storage.root / "oidc-key.pem", now=now, redirect_hosts=redirect_hosts, clients=clients
    )
    return app


class PromptServer(uvicorn.Server):
    """Stops at once when another thread says ``stop``, and hangs up on whoever still waits.

    As it comes, uvicorn looks every tenth of a second whether it shall stop and gives its connections as long again: a
    fifth of a second of waiting for each of the thousands of sandboxes that tests start.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._asked = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """From any thread; nothing happens when it does not run."""
        self.should_exit = True
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._asked.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._asked.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for task in self.server_state.tasks:
            task.cancel()


def configured(
    app: Starlette, connections: Connections, *, kind: type[S] = uvicorn.Server, log_level: str = "warning"
) -> S:
    """A uvicorn server of that kind for the application, not yet listening."""
    config = uvicorn.Config(
        app,
        http=connections.protocol(),
        ws="none",
        lifespan="off",
        log_level=log_level,
        server_header=False,
        date_header=False,  # the sandbox has a clock of its own
        timeout_graceful_shutdown=2,
    )
    return kind(config)


def listening(host: str, port: int) -> socket.socket:
    """A socket bound to ``host:port`` (0: any free one); OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio sends small answers at once (TCP_NODELAY) only on sockets that name it.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


@contextmanager
def running(root: Path | str, *, port: int = 0, **options: Any) -> Iterator[RunningHub]:
    """The sandbox over ``root``, in a thread of this process, on a free port of loopback, until the block ends.

    ``options`` are those of ``build_app``. Webhooks are told when ``webhooks.deliver()`` is called, or from
    ``webhooks.start()`` on.
    """
    storage, connections, faults = SandboxStorage(root), Connections(), FaultBook()
    app = build_app(storage, connections=connections, faults=faults, **options)
    quota, webhooks, jobs = app.state.quota, app.state.webhooks, app.state.jobs
    server = configured(app, connections, kind=PromptServer)
    sock = listening("127.0.0.1", port)
    jobs.permit(sock.getsockname()[0], public_url=app.state.public_url)
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    webhooks.endpoint = webhooks.endpoint or url
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, name="sandbox-hub", daemon=True)
    thread.start()
    try:
        _wait_until_started(server, thread)
        yield RunningHub(url, storage, faults, quota, webhooks, jobs)
    finally:
        webhooks.stop()
        jobs.stop()
        server.stop()
        thread.join(timeout=START_SECONDS)
        sock.close()


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    give_up = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > give_up:
            raise RuntimeError("the sandbox Hub did not start")
        time.sleep(0.001)

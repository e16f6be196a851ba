"""Real Celery workers on the tests' own database and broker, to be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from hackathon.pages.supervisor import tied_to_parent

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60.0


@contextmanager
def worker(
    log: Path, *, concurrency: int = 1, queue: str = "celery", **environ: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A worker as in real life, in a process group of its own; whatever is left of it is killed at the end.

    ``queue``: which one it listens to. ``environ`` is set for it besides the tests' own environment; what it says goes to ``log``.
    """
    command = [sys.executable, "-m", "celery", "-A", "hackathon", "worker", f"--concurrency={concurrency}", "-Q", queue]
    with log.open("ab") as output:
        child = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": _database_url(), **environ},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=tied_to_parent(),
        )
    try:
        yield child
    finally:
        kill(child)


def kill(child: subprocess.Popen[bytes]) -> None:
    """``kill -9`` to the worker and its children."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait(timeout=10)


def wait_until(holds: Callable[[], bool], *, what: str, log: Path) -> None:
    """Returns when it ``holds``; fails the test, with what the worker said, when that takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not come to pass; the worker said:\n{log.read_text()[-3000:]}")
        time.sleep(0.05)


def _database_url() -> str:
    """The tests' own database, for a process that is no test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()

"""Running a server in the foreground for a while."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hackathon.pages.supervisor import tied_to_parent

START_SECONDS = 60.0


class ServiceUnavailable(Exception):
    """A server that the tests need could not be found or started. The message says what was tried."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address for settings, and where it came from, for the person reading."""

    url: str
    origin: str


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def scratch_folder(name: str) -> Iterator[Path]:
    """A new folder that every user may pass through, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix=f"hackathon-{name}-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(
    argv: Sequence[str],
    *,
    log: Path,
    ready: Callable[[], bool],
    user: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Starts a server as ``user``, waits until ``ready()``, and stops it at the end; it also stops if we are killed.

    ``environ`` is its environment, where it is not ours.
    """
    with log.open("wb") as out:
        child = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group="nogroup" if user else None,
            extra_groups=[] if user else None,
            env={**(os.environ if environ is None else environ), "LC_ALL": "C.UTF-8"},
            cwd=log.parent,
            preexec_fn=tied_to_parent(),
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if child.poll() is not None or time.monotonic() > deadline:
                raise ServiceUnavailable(f"{argv[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

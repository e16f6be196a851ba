"""The engine as a child of this process: a group of its own, without our secrets and, where the machine can, without a network.

It may die, hang, print without end or eat all memory; whoever follows it learns how it ended, and nothing of it stays behind.
"""

import json
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from queue import Empty, Full, Queue
from time import monotonic
from typing import IO, Any, Final

from hackathon.ties import tied_to_parent
from submissions.evaluation.events import MAX_EVENT

ENGINE: Final = Path(__file__).resolve().parents[1]
"""The folder in which the package ``engine`` lies."""
KNOWN: Final = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TZ",
    "LD_LIBRARY_PATH",
    "CUDA_VISIBLE_DEVICES",
    "NVIDIA_VISIBLE_DEVICES",
)
"""All that the engine is told of our surroundings: no token, no key, no database."""
CHUNK: Final = 65_536
WAITING_LINES: Final = 2_000
"""So many lines may wait to be stored; then the engine waits too."""
LOOK_EVERY: Final = 0.5
KILL_AFTER: Final = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one attempt. ``memory`` in bytes of the whole group, ``disk`` in bytes of its scratch folder; None: no limit."""

    seconds: float
    memory: int | None = None
    disk: int | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """How it ended: ``code`` as of a process (negative: by that signal). ``stopped`` says for what we ended it: timeout, memory, disk."""

    code: int
    stopped: str = ""


@dataclass(slots=True)
class Child:
    """An engine that runs. ``lines`` gives what it says until it ends; None now and then while it says nothing."""

    process: "subprocess.Popen[bytes]"
    scratch: Path
    limits: Limits
    began: float = field(default_factory=monotonic)
    stopped: str = ""
    _lines: "Queue[str | None]" = field(default_factory=lambda: Queue(WAITING_LINES))

    def lines(self) -> Iterator[str | None]:
        """Its lines in their order; None where none came for half a second, so that whoever listens can look up."""
        reader = threading.Thread(target=self._read, name="engine-lines", daemon=True)
        reader.start()
        looked = monotonic()
        while True:
            try:
                line = self._lines.get(timeout=LOOK_EVERY)
            except Empty:
                line = ""
                yield None
            else:
                if line is None:
                    return
                yield line
            if monotonic() - looked >= LOOK_EVERY:
                looked = monotonic()
                self._mind_limits()

    def wait(self) -> Exit:
        """Wait for its end, which is near once it says nothing more."""
        try:
            code = self.process.wait(timeout=KILL_AFTER)
        except subprocess.TimeoutExpired:
            self.kill()
            code = self.process.wait()
        return Exit(code, self.stopped)

    def kill(self, why: str = "") -> None:
        """End the whole group, at once."""
        self.stopped = self.stopped or why
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def _mind_limits(self) -> None:
        if monotonic() - self.began > self.limits.seconds:
            self.kill("timeout")
        elif self.limits.memory is not None and group_memory(self.process.pid) > self.limits.memory:
            self.kill("memory")
        elif self.limits.disk is not None and folder_size(self.scratch) > self.limits.disk:
            self.kill("disk")

    def _read(self) -> None:
        if self.process.stdout:
            for line in read_lines(self.process.stdout):
                self._put(line)
        self._put(None)

    def _put(self, line: str | None) -> None:
        while True:
            try:
                self._lines.put(line, timeout=1)
                return
            except Full:
                if self.process.poll() is not None and self.stopped:
                    return  # nobody listens any more


def read_lines(stream: IO[bytes]) -> Iterator[str]:
    """The lines of a stream as text, the bars of progress that overwrite each other as lines of their own.

    A line without end is cut into pieces of ``MAX_EVENT`` characters, so that none fills the memory.
    """
    held = b""
    while chunk := os.read(stream.fileno(), CHUNK):
        *whole, held = (held + chunk).replace(b"\r", b"\n").split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in whole if line)
        if len(held) > MAX_EVENT:
            yield held.decode("utf-8", "replace")
            held = b""
    if held:
        yield held.decode("utf-8", "replace")


@contextmanager
def running(
    spec: Mapping[str, Any], *, python: str, scratch: Path, cache_dir: Path, limits: Limits, network: bool = False
) -> Iterator[Child]:
    """The engine at work on ``spec``, in ``scratch``; whatever happens, it is gone when the block ends.

    ``cache_dir`` holds the data of the tasks (the harness's ``HF_HOME``). ``network``: it may reach others, to fetch such data.
    Raises OSError where it cannot be started.
    """
    path = scratch / "spec.json"
    path.write_text(json.dumps(spec), encoding="utf-8")
    arguments = ["--prepare"] if network else []
    process = subprocess.Popen(
        [*([] if network else no_network()), python, "-m", "engine", *arguments, str(path)],
        cwd=scratch,
        env=surroundings(scratch=scratch, cache_dir=cache_dir),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=tied_to_parent(signal.SIGKILL),
    )
    child = Child(process, scratch, limits)
    try:
        yield child
    finally:
        child.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def surroundings(*, scratch: Path, cache_dir: Path) -> dict[str, str]:
    """The environment of an engine: what a program needs to run, and where it may write."""
    known = {name: os.environ[name] for name in KNOWN if name in os.environ}
    return {
        **known,
        "HOME": str(scratch),
        "HF_HOME": str(cache_dir),
        "PYTHONPATH": str(ENGINE),
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }


@cache
def no_network() -> tuple[str, ...]:
    """What to put before a command so that it runs without a network; nothing where the machine does not allow that.

    As root the group just gets a network of its own; others need a name space of users too.
    """
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    prefix = (unshare, "--net") if os.geteuid() == 0 else (unshare, "--net", "--map-current-user")
    tried = subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False)
    return prefix if tried.returncode == 0 else ()


def group_memory(group: int) -> int:
    """Bytes of memory that the processes of a group hold; 0 where that cannot be told."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return total


def folder_size(folder: Path) -> int:
    """Bytes of the files under a folder."""
    total = 0
    for where, _folders, files in os.walk(folder):
        for name in files:
            with suppress(OSError):
                total += os.lstat(os.path.join(where, name)).st_size
    return total

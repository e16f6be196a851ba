"""The engine as a child of this process: a group of its own, without our secrets and, where the machine can, without a network.

It may die, hang, print without end or eat all memory; whoever follows it learns how it ended, and nothing of it stays behind.
"""

import json
import logging
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
from time import monotonic, sleep
from typing import IO, Any, Final

from hackathon.ties import kept_by
from submissions.evaluation.events import MAX_EVENT

logger = logging.getLogger(__name__)

ENGINE: Final = Path(__file__).resolve().parents[1]
"""The folder in which the package ``engine`` lies."""
KNOWN: Final = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "LD_LIBRARY_PATH",
    "CUDA_VISIBLE_DEVICES",
    "NVIDIA_VISIBLE_DEVICES",
)
"""All that the engine is told of our surroundings: no token, no key, no database."""
TO_REACH_OTHERS: Final = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
)
"""What it is told besides while it fetches the data of tasks, without any model."""
CHUNK: Final = 65_536
WAITING_CHUNKS: Final = 16
"""So many chunks of what it says may wait to be stored; then the engine waits too."""
LOOK_EVERY: Final = 0.5
KILL_AFTER: Final = 5.0
LAST_WORDS: Final = 2.0
PASSING: Final = "tmp"
LONGEST_LINE: Final = MAX_EVENT + 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one attempt. ``memory`` in bytes of the whole group, ``disk`` in bytes of its scratch folder; None: no limit."""

    seconds: float
    memory: int | None = None
    disk: int | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """How it ended: ``code`` as a shell tells it (above 128: by that signal). ``stopped``: for what we ended it: timeout, memory, disk."""

    code: int
    stopped: str = ""


@dataclass(slots=True)
class Child:
    """An engine that runs. ``lines`` gives what it says until it ends; None now and then, so that whoever listens can look up."""

    process: "subprocess.Popen[bytes]"
    scratch: Path
    limits: Limits
    began: float = field(default_factory=monotonic)
    stopped: str = ""
    _said: "Queue[list[str] | None]" = field(default_factory=lambda: Queue(WAITING_CHUNKS))
    _deaf: threading.Event = field(default_factory=threading.Event)

    def lines(self) -> Iterator[str | None]:
        """Its lines in their order; None about twice a second, whether it says something or not."""
        threading.Thread(target=self._read, name="engine-lines", daemon=True).start()
        looked = heard = monotonic()
        while True:
            try:
                said = self._said.get(timeout=LOOK_EVERY)
                heard = monotonic()
            except Empty:
                said = []
            if said is None or (self.is_over() and monotonic() - heard > LAST_WORDS):
                return  # the latter where something that it started fled, and holds the line open
            yield from said
            if monotonic() - looked >= LOOK_EVERY:
                looked = monotonic()
                self._mind_limits()
                yield None

    def is_over(self) -> bool:
        """Whether it has ended. Its number stays taken until ``wait``: nobody else's process can be meant by it."""
        if self.process.returncode is not None:
            return True
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None

    def wait(self) -> Exit:
        """Wait for its end, which is near once it says nothing more; what it left behind goes with it."""
        give_up_at = monotonic() + KILL_AFTER
        while not self.is_over() and monotonic() < give_up_at:
            sleep(0.01)
        self.kill()
        code = self.process.wait()
        return Exit(code if code >= 0 else 128 - code, self.stopped)

    def kill(self, why: str = "") -> None:
        """End the whole group, at once."""
        self.stopped = self.stopped or why
        if self.process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def hang_up(self) -> None:
        """Nobody listens any more."""
        self._deaf.set()

    def _mind_limits(self) -> None:
        if monotonic() - self.began > self.limits.seconds:
            self.kill("timeout")
        elif self.limits.memory is not None and group_memory(self.process.pid) > self.limits.memory:
            self.kill("memory")
        elif self.limits.disk is not None and folder_size(self.scratch) > self.limits.disk:
            self.kill("disk")

    def _read(self) -> None:
        with suppress(ValueError, OSError):  # closed meanwhile
            for lines in read_lines(self.process.stdout) if self.process.stdout else ():
                self._put(lines)
        self._put(None)

    def _put(self, lines: list[str] | None) -> None:
        while not self._deaf.is_set():
            with suppress(Full):
                self._said.put(lines, timeout=LOOK_EVERY)
                return


def read_lines(stream: IO[bytes]) -> Iterator[list[str]]:
    """The lines of a stream as text, several at a time; the bars of progress that overwrite each other as lines of their own.

    Of a line that is longer than any event only the beginning is kept, so that none fills the memory.
    """
    held = bytearray()
    while chunk := os.read(stream.fileno(), CHUNK):
        *ended, rest = chunk.replace(b"\r", b"\n").split(b"\n")
        lines = []
        for part in ended:
            held += part[: LONGEST_LINE - len(held)]
            if held:
                lines.append(held.decode("utf-8", "replace"))
                held.clear()
        held += rest[: LONGEST_LINE - len(held)]
        if lines:
            yield lines
    if held:
        yield [held.decode("utf-8", "replace")]


@contextmanager
def running(
    spec: Mapping[str, Any],
    *,
    python: str,
    scratch: Path,
    cache_dir: Path,
    limits: Limits,
    network: bool = False,
    token: str = "",
) -> Iterator[Child]:
    """The engine at work on ``spec``, in ``scratch``; whatever happens, it is gone when the block ends.

    ``cache_dir`` holds the data of the tasks (the harness's ``HF_HOME``). ``network``: it may reach others, to fetch such data,
    and nothing of a model is read; only then it is given ``token``, for data behind a form that we have signed.
    Raises OSError where it cannot be started.
    """
    (scratch / PASSING).mkdir(exist_ok=True)
    path = scratch / "spec.json"
    path.write_text(json.dumps(spec), encoding="utf-8")
    arguments = ["--prepare"] if network else []
    alone = () if network else no_network()
    process = subprocess.Popen(
        [*kept_by(os.getpid()), *alone, python, "-m", "engine", *arguments, str(path)],
        cwd=scratch,
        env=surroundings(scratch=scratch, cache_dir=cache_dir, network=network, token=token),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    child = Child(process, scratch, limits)
    try:
        yield child
    finally:
        child.hang_up()
        child.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def surroundings(*, scratch: Path, cache_dir: Path, network: bool = False, token: str = "") -> dict[str, str]:
    """The environment of an engine: what a program needs to run, and where it may write; ``token`` only beside ``network``."""
    names = (*KNOWN, *TO_REACH_OTHERS) if network else KNOWN
    known = {name: os.environ[name] for name in names if name in os.environ}
    signed = {"HF_TOKEN": token} if network and token else {}
    return {
        **known,
        **signed,
        "HOME": str(scratch),
        "TMPDIR": str(scratch / PASSING),
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

    Then the log of the server says so, once. As root the group just gets a network of its own; others need a name space of users too.
    """
    unshare = shutil.which("unshare")
    if unshare is None:
        logger.warning("Evaluations here can reach the network: this machine has no unshare (util-linux).")
        return ()
    prefix = (unshare, "--net") if os.geteuid() == 0 else (unshare, "--net", "--map-current-user")
    tried = subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False)
    if tried.returncode == 0:
        return prefix
    said = tried.stderr.decode("utf-8", "replace").strip()
    logger.warning("Evaluations here can reach the network: %s: %s", " ".join(prefix), said)
    return ()


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

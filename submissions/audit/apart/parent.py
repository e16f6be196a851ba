"""The side of the worker: starts the process that reads, fetches for it, and watches over its memory and its time."""

import logging
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO, Final

import numpy

from hackathon.editions.parsing import dump_rules
from hackathon.editions.rules import EditionRules
from hackathon.hub.errors import HubError
from submissions.audit.apart.frames import Broken, receive, send
from submissions.audit.corpus.datafiles import DataFile
from submissions.audit.corpus.evidence import CorpusEvidence
from submissions.audit.corpus.limits import Limits
from submissions.audit.corpus.reading.source import Opener
from submissions.audit.problems import CutOff
from submissions.audit.wire import from_wire, to_wire

logger = logging.getLogger(__name__)

ROOT: Final = Path(__file__).resolve().parents[3]
LIMITS: Final = Limits(seconds=180)
MEMORY: Final = 1_000_000_000
"""Bytes that it may hold at once. An ordinary look takes a third of that."""
GRACE: Final = 20.0
"""Seconds beyond its own limit after which it is stopped: it looks at its watch only between two batches of rows."""
LOOK_EVERY: Final = 0.1
END_SECONDS: Final = 2.0
KNOWN: Final = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH")
"""All that it is told of our surroundings: no token, no key, no database."""


def profile_apart(
    files: Sequence[DataFile],
    *,
    opener: Opener,
    rules: EditionRules,
    limits: Limits = LIMITS,
    card: Mapping[str, Any] | None = None,
    evaluation_sets: Mapping[str, numpy.ndarray] | None = None,
    memory: int = MEMORY,
) -> CorpusEvidence:
    """As ``corpus.profiling.profile``, in a process of its own. Raises CutOff where that had to end before it was done."""
    sets = {name: numpy.ascontiguousarray(known, numpy.uint64) for name, known in (evaluation_sets or {}).items()}
    asked = {
        "files": to_wire(list(files)),
        "rules": dump_rules(rules),
        "limits": to_wire(limits),
        "card": to_wire(card),
        "sets": {name: len(known) for name, known in sets.items()},
    }
    with _running(limits, memory) as (child, guard), ExitStack() as opened:
        try:
            send(child.stdin, asked, b"".join(known.tobytes() for known in sets.values()))
            return _served(child, opener, opened)
        except Broken:
            raise _ended(guard.reason or _reason(child)) from None


def _served(child: subprocess.Popen[bytes], opener: Opener, opened: ExitStack) -> CorpusEvidence:
    """Fetches what it asks for until it has seen everything. What the Hub says no to is raised here, in its own words."""
    files: dict[str, BinaryIO] = {}
    refusal: Exception | None = None
    while True:
        question, _nothing = receive(child.stdout)
        if question["do"] == "end":
            if "evidence" in question:
                return from_wire(CorpusEvidence, question["evidence"])
            raise refusal or _ended(question["failed"])
        try:
            answer, content = _answer(question, files, opener, opened)
        except HubError as error:
            refusal, answer, content = error, {"failed": True}, b""
        send(child.stdin, answer, content)


def _answer(
    question: Mapping[str, Any], files: dict[str, BinaryIO], opener: Opener, opened: ExitStack
) -> tuple[dict[str, Any], bytes]:
    path = question["path"]
    if question["do"] == "open":
        file = opened.enter_context(opener(path, question["size"]))
        here = getattr(file, "name", None)
        if isinstance(here, str) and Path(here).is_file():
            return {"here": str(Path(here).resolve())}, b""
        files[path] = getattr(file, "raw", file)  # one request for each stretch, however large
        size = question["size"]
        return {"size": file.seek(0, os.SEEK_END) if size is None else size}, b""
    files[path].seek(question["start"])
    return {}, files[path].read(question["stop"] - question["start"]) or b""


@contextmanager
def _running(limits: Limits, memory: int) -> Iterator[tuple[subprocess.Popen[bytes], "_Guard"]]:
    """The process, under guard; it is gone at the end, whatever happens."""
    child = subprocess.Popen(
        [sys.executable, "-m", "submissions.audit.apart.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={name: os.environ[name] for name in KNOWN if name in os.environ} | {"PYTHONPATH": str(ROOT)},
    )
    guard = _Guard(child, until=monotonic() + limits.seconds + GRACE, memory=memory)
    guard.start()
    try:
        yield child, guard
    finally:
        child.kill()
        child.wait()
        guard.join()
        for pipe in (child.stdin, child.stdout):
            _shut(pipe)


def _shut(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:
        logger.debug("a pipe was broken already")


class _Guard(threading.Thread):
    """Ends the process when it holds too much memory, or takes too long; ``reason`` says which."""

    def __init__(self, child: subprocess.Popen[bytes], *, until: float, memory: int) -> None:
        super().__init__(name="guard-of-reading", daemon=True)
        self._child, self._until, self._memory = child, until, memory
        self.reason = ""

    def run(self) -> None:
        while self._child.poll() is None:
            if _held(self._child.pid) > self._memory:
                self.reason = "memory"
            elif monotonic() > self._until:
                self.reason = "seconds"
            if self.reason:
                self._child.kill()
                return
            try:
                self._child.wait(timeout=LOOK_EVERY)
            except subprocess.TimeoutExpired:
                continue


def _held(pid: int) -> int:
    """Bytes of memory that the process holds; 0 where nobody tells."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


def _ended(reason: str) -> Exception:
    """What is raised when it did not see everything: a fault of ours is no fault of the file's."""
    return (
        RuntimeError("reading rows broke; what the other process said is in the log")
        if reason == "internal"
        else CutOff(reason)
    )


def _reason(child: subprocess.Popen[bytes]) -> str:
    """Why it is gone, when it was not us: the system ends what takes too much memory, a crash has a signal of its own."""
    try:
        code = child.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        return "internal"
    if code == -signal.SIGKILL:
        return "memory"
    return "crashed" if code < 0 else "internal"

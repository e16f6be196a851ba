"""The process that reads: ``python -m submissions.audit.apart.child``. It is told what to read on its standard input."""

import ctypes
import io
import logging
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

import numpy

from hackathon.editions.parsing import parse_rules
from hackathon.hub.errors import HubError, HubUnreachable
from submissions.audit.apart.frames import Broken, receive, send
from submissions.audit.corpus.datafiles import DataFile
from submissions.audit.corpus.evidence import CorpusEvidence
from submissions.audit.corpus.limits import Limits
from submissions.audit.corpus.profiling import profile
from submissions.audit.problems import CutOff
from submissions.audit.wire import from_wire, to_wire

logger = logging.getLogger(__name__)

PR_SET_PDEATHSIG: Final = 1


class Asked(io.RawIOBase):
    """A file whose bytes the parent fetches, one stretch a read."""

    def __init__(self, parent: "Parent", path: str, size: int) -> None:
        self._parent, self._path, self._size, self._at = parent, path, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        stop = self._size if size < 0 else min(self._at + size, self._size)
        if stop <= self._at:
            return b""
        content = self._parent.ask({"do": "read", "path": self._path, "start": self._at, "stop": stop})[1]
        self._at += len(content)
        return content

    def readinto(self, buffer: Any) -> int:
        content = self.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


class Parent:
    """Who asked for the look, and fetches what is needed for it."""

    def __init__(self, listening: BinaryIO, telling: BinaryIO) -> None:
        self._listening, self._telling = listening, telling

    def ask(self, header: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The answer to a question. Raises HubUnreachable where the parent could not fetch it; it knows why."""
        send(self._telling, header)
        answer, content = receive(self._listening)
        if answer.get("failed"):
            raise HubUnreachable("the parent could not fetch it")
        return answer, content

    def open(self, path: str, size: int | None) -> BinaryIO:
        """A file as the look's ``opener`` gives it."""
        answer, _nothing = self.ask({"do": "open", "path": path, "size": size})
        here = answer.get("here")
        return open(here, "rb") if here else Asked(self, path, answer["size"])  # type: ignore[return-value]


def main() -> None:
    """One look; then the process ends."""
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asked, who ends us
    listening, telling = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no message
    try:
        parent = Parent(listening, telling)
        told, sets = receive(listening)
        try:
            send(telling, {"do": "end", "evidence": to_wire(_look(parent, told, sets))})
        except HubError:
            send(telling, {"do": "end", "failed": "hub"})
        except CutOff as cut:
            send(telling, {"do": "end", "failed": cut.reason})
        except MemoryError:
            send(telling, {"do": "end", "failed": "memory"})
        except Broken:
            raise
        except Exception:
            logger.exception("reading rows broke")
            send(telling, {"do": "end", "failed": "internal"})
    except Broken:
        sys.exit(1)


def _look(parent: Parent, told: Mapping[str, Any], sets: bytes) -> CorpusEvidence:
    return profile(
        [from_wire(DataFile, file) for file in told["files"]],
        opener=parent.open,
        rules=parse_rules(told["rules"]),
        limits=from_wire(Limits, told["limits"]),
        card=told["card"],
        evaluation_sets=_sets(told["sets"], sets),
    )


def _sets(sizes: Mapping[str, int], content: bytes) -> dict[str, numpy.ndarray]:
    """The fingerprints of each evaluation set, which came one after the other."""
    every, start, found = numpy.frombuffer(content, dtype=numpy.uint64), 0, {}
    for name, size in sizes.items():
        found[name] = every[start : start + size]
        start += size
    return found


def _die_with_parent() -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main()

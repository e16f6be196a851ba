"""A file of a repo on our disk: whole, its beginning, or only the stretches that are needed. Not pure: it writes to a temporary file.

The Hub's errors come from here and from nowhere else, so a silent Hub is never taken for a broken file.
"""

import io
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from submissions.audit.corpus.evidence import Limit
from submissions.audit.corpus.reading.notes import Notes

REQUEST_BYTES = 16_000_000
SMALL_BYTES = 8_000_000
TAIL_BYTES = 64_000
Opener = Callable[[str, int | None], BinaryIO]
Stretch = tuple[int, int]


class Source:
    """A file that lies on this machine."""

    def __init__(self, path: str, size: int) -> None:
        self.path = path
        self.size = size

    @property
    def bytes_left(self) -> int | None:
        """How many bytes may still be fetched; None: nothing needs to be."""
        return None

    def need(self, stretches: Sequence[Stretch]) -> None:
        """Sees to it that these stretches of the file are there."""

    def need_all(self) -> None:
        """Sees to it that the file is there, as far as its share goes."""

    def need_tail(self, length: int) -> None:
        """Sees to it that the end of the file is there, or all of a small one."""
        self.need([(0 if self.size <= SMALL_BYTES else max(self.size - length, 0), self.size)])

    def begins_with(self, head: bytes) -> bool:
        """Whether the file begins with those bytes."""
        with open(self.path, "rb") as file:
            return file.read(len(head)) == head


class RemoteSource(Source):
    """A file that lies elsewhere. Only what was needed of it is at ``path``, at its own place; the rest is zeros."""

    def __init__(self, remote: BinaryIO, size: int, local: BinaryIO, path: str, notes: Notes) -> None:
        super().__init__(path, size)
        self._remote = getattr(remote, "raw", remote)  # one request for each read, however large
        self._local = local
        self._notes = notes
        self._there: list[Stretch] = []

    @property
    def bytes_left(self) -> int | None:
        return self._notes.share.bytes

    def need(self, stretches: Sequence[Stretch]) -> None:
        """Fetches them in as few requests as possible. A footer may lie: outside the file there is nothing."""
        for start, stop in joined([(max(start, 0), min(stop, self.size)) for start, stop in stretches]):
            if any(begin <= start and stop <= end for begin, end in self._there):
                continue
            for begin in range(start, stop, REQUEST_BYTES):
                self._fetch(begin, min(begin + REQUEST_BYTES, stop))
            self._there.append((start, stop))

    def need_all(self) -> None:
        wanted = min(self.size, self._notes.share.bytes)
        if wanted < self.size:
            self._notes.reach(Limit.BYTES, self._notes.budget.limits.bytes, self.size)
        self.need([(0, wanted)])
        self._local.truncate(wanted)

    def _fetch(self, start: int, stop: int) -> None:
        self._remote.seek(start)
        self._local.seek(start)
        while start < stop:
            piece = self._remote.read(stop - start)
            if not piece:
                break
            self._local.write(piece)
            start += len(piece)
            self._notes.budget.bytes_used += len(piece)
            self._notes.share.bytes -= len(piece)
        self._local.flush()


def joined(stretches: Sequence[Stretch], *, gap: int = 256_000) -> list[Stretch]:
    """Stretches in order, with those that nearly touch made one.

    >>> joined([(500_000, 600_000), (0, 10), (20, 30)])
    [(0, 30), (500000, 600000)]
    """
    found: list[Stretch] = []
    for start, stop in sorted(stretches):
        if found and start - found[-1][1] <= gap:
            found[-1] = (found[-1][0], max(found[-1][1], stop))
        elif start < stop:
            found.append((start, stop))
    return found


@contextmanager
def opened(path: str, size: int | None, opener: Opener, notes: Notes) -> Iterator[Source]:
    """The file as a ``Source``; a temporary copy goes away afterwards."""
    with opener(path, size) as file:
        here = _where_it_lies(file)
        if here is not None:
            yield Source(here, os.path.getsize(here))
            return
        length = _size_of(file) if size is None else size
        with tempfile.NamedTemporaryFile(prefix="corpus-") as local:
            local.truncate(length)
            yield RemoteSource(file, length, local, local.name, notes)  # type: ignore[arg-type]


def _where_it_lies(file: BinaryIO) -> str | None:
    name = getattr(file, "name", None)
    return name if isinstance(name, str) and Path(name).is_file() else None


def _size_of(file: BinaryIO) -> int:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size

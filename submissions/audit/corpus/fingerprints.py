"""The fingerprints of all rows of a column: in memory while they are few, beyond that in a file without a name.

Not pure: it writes to a temporary file. They are read again a stretch at a time, so that ten million rows take no more memory
than one million.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, Protocol

import numpy

from submissions.audit.corpus.hashing import Hashes, mix_into

IN_MEMORY = 1_000_000  # fingerprints of eight bytes
STRETCH = 250_000
_BYTES = 8
Stretches = Iterator[tuple[int, Hashes]]


class Fingerprints(Protocol):
    """Whatever can be gone through again and again: the place of the first row of each stretch, and one fingerprint a row."""

    @property
    def rows(self) -> int:
        """How many there are."""

    def stretches(self, begin: int = 0, end: int | None = None) -> Stretches:
        """Those of the rows from ``begin`` to before ``end``."""


class Kept:
    """One column's, in the order of the rows. Written by one thread; read once all are there."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self.rows = 0
        self._slab, self._filled = numpy.empty(in_memory, numpy.uint64), 0
        self._file: BinaryIO | None = None

    def add(self, first: int, hashes: Hashes) -> None:
        """Those of the next rows, of which ``first`` is the place. Rows that were left out in front of them say nothing."""
        if first > self.rows:
            self._append(numpy.zeros(first - self.rows, numpy.uint64))
        self._append(hashes)

    def fill(self, rows: int) -> None:
        """Rows at the end that were left out say nothing."""
        self.add(rows, numpy.empty(0, numpy.uint64))

    def _append(self, hashes: Hashes) -> None:
        self.rows += len(hashes)
        while len(hashes):
            room = len(self._slab) - self._filled
            self._slab[self._filled : self._filled + room][: len(hashes)] = hashes[:room]
            self._filled += min(room, len(hashes))
            hashes = hashes[room:]
            if self._filled == len(self._slab):
                self._write()

    def _write(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="fingerprints-")  # noqa: SIM115 - without a name: gone with the process
        self._file.write(self._slab.data)
        self._file.flush()
        self._filled = 0

    def stretches(self, begin: int = 0, end: int | None = None) -> Stretches:
        """See ``Fingerprints``."""
        end = self.rows if end is None else min(end, self.rows)
        written = self.rows - self._filled
        while begin < end:
            stop = min(begin + STRETCH, end, written) if begin < written else min(begin + STRETCH, end)
            yield begin, self._read(begin, stop) if begin < written else self._slab[begin - written : stop - written]
            begin = stop

    def _read(self, begin: int, stop: int) -> Hashes:
        """Of the file; its place is not shared, so several threads may read."""
        number = self._file.fileno() if self._file is not None else -1
        return numpy.frombuffer(os.pread(number, (stop - begin) * _BYTES, begin * _BYTES), numpy.uint64)

    def close(self) -> None:
        """Lets go of them."""
        self._slab, self._filled, self.rows = numpy.empty(0, numpy.uint64), 0, 0
        if self._file is not None:
            with suppress(OSError):  # on a full disk, what could not be written before: nobody wants it any more
                self._file.close()
            self._file = None


class Both:
    """Of two columns together: a fingerprint of each row's two, in which their order counts; zero where one says nothing."""

    def __init__(self, one: Fingerprints, other: Fingerprints) -> None:
        self._one, self._other = one, other

    @property
    def rows(self) -> int:
        """See ``Fingerprints``."""
        return self._one.rows

    def stretches(self, begin: int = 0, end: int | None = None) -> Stretches:
        """See ``Fingerprints``."""
        for first, own, other in side_by_side(self._one, self._other, begin, end):
            mixed = own.copy()
            mix_into(mixed, other)
            yield first, mixed


def side_by_side(
    one: Fingerprints, other: Fingerprints, begin: int = 0, end: int | None = None
) -> Iterator[tuple[int, Hashes, Hashes]]:
    """The same rows' of both."""
    for (first, own), (_, others) in zip(one.stretches(begin, end), other.stretches(begin, end), strict=True):
        yield first, own, others

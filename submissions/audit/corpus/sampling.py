"""Rows spread evenly over however many come by. Pure; bounded."""

from dataclasses import dataclass

import numpy
import pyarrow
import pyarrow.compute as pc

from submissions.audit.corpus.tally import encoded

KEPT_CHARS = 300


@dataclass(frozen=True, slots=True)
class Sampled:
    """Rows of the sample: their places among all rows, and what stands in each column there (the first 300 characters)."""

    rows: numpy.ndarray
    columns: tuple[pyarrow.Array, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, places: numpy.ndarray) -> "Sampled":
        """Those at ``places`` of the sample."""
        if len(places) == len(self):
            return self
        index = pyarrow.array(places)
        return Sampled(self.rows[places], tuple(column.take(index) for column in self.columns))


class Sampler:
    """Keeps every n-th row, and a larger n each time that there are twice as many as ``wanted``."""

    def __init__(self, wanted: int, columns: int) -> None:
        self.wanted = max(wanted, 1)
        self.stride = 1
        self._columns = columns
        self._kept = 0
        self._pieces: list[Sampled] = []

    def add(self, first: int, count: int, *columns: pyarrow.Array | None) -> None:
        """The next ``count`` rows, of which ``first`` is the place; columns that are not there are None."""
        self._widen(first + count)
        places = numpy.arange(-first % self.stride, count, self.stride)
        if len(places):
            index = pyarrow.array(places)
            self._pieces.append(Sampled(places + first, tuple(_beginnings(column, index) for column in columns)))

    def sample(self) -> Sampled:
        """At most ``wanted`` rows, evenly spread."""
        if not self._pieces:
            return Sampled(numpy.empty(0, numpy.int64), (pyarrow.array([], pyarrow.string()),) * self._columns)
        columns = zip(*(piece.columns for piece in self._pieces), strict=True)
        kept = Sampled(
            numpy.concatenate([piece.rows for piece in self._pieces]),
            tuple(pyarrow.concat_arrays(pieces) for pieces in columns),
        )
        return kept.take(spread(len(kept), self.wanted))

    def _widen(self, rows: int) -> None:
        """Before the next rows come: with them there would be more than twice as many as wanted."""
        before = self.stride
        while rows > 2 * self.wanted * self.stride:
            self.stride *= 2
        if self.stride > before:
            self._pieces = [piece.take(numpy.flatnonzero(piece.rows % self.stride == 0)) for piece in self._pieces]


def spread(count: int, wanted: int) -> numpy.ndarray:
    """At most ``wanted`` places of ``count``, evenly spread.

    >>> spread(10, 4).tolist(), spread(3, 4).tolist()
    ([0, 2, 5, 7], [0, 1, 2])
    """
    return numpy.arange(count) if count <= wanted else (numpy.arange(wanted) * count) // wanted


def _beginnings(column: pyarrow.Array | None, index: pyarrow.Array) -> pyarrow.Array:
    if column is None:
        return pyarrow.nulls(len(index), pyarrow.string())
    taken = column.take(index)
    if not pyarrow.types.is_dictionary(taken.type):
        return _shortened(taken)
    used, indices = encoded(taken)  # shortened first: a text of megabytes may stand in every row
    return _shortened(used).take(pyarrow.array(indices, mask=indices < 0))


def _shortened(texts: pyarrow.Array) -> pyarrow.Array:
    try:
        return pc.utf8_slice_codeunits(texts, 0, KEPT_CHARS).cast(pyarrow.string())
    except pyarrow.ArrowInvalid:  # not UTF-8, whatever the file says
        raw = texts.cast(pyarrow.binary()).to_pylist()
        short = [None if one is None else one[:KEPT_CHARS].decode("utf-8", "replace") for one in raw]
        return pyarrow.array(short, pyarrow.string())

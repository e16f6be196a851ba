"""Rows spread evenly over however many come by. Pure; bounded."""

from dataclasses import dataclass

import numpy
import pyarrow
import pyarrow.compute as pc

KEPT_CHARS = 400


@dataclass(frozen=True, slots=True)
class Sampled:
    """Rows of the sample: their places among all rows, and what stands there (the first 400 characters)."""

    rows: numpy.ndarray
    questions: pyarrow.Array
    answers: pyarrow.Array
    languages: pyarrow.Array

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, places: numpy.ndarray) -> "Sampled":
        """Those at ``places`` of the sample."""
        index = pyarrow.array(places)
        return Sampled(
            self.rows[places], self.questions.take(index), self.answers.take(index), self.languages.take(index)
        )


class Sampler:
    """Keeps every n-th row, and a larger n each time that there are twice as many as wanted."""

    def __init__(self, wanted: int) -> None:
        self.wanted = max(wanted, 1)
        self.stride = 1
        self._pieces: list[Sampled] = []

    def add(self, first: int, count: int, *columns: pyarrow.Array | None) -> None:
        """The next ``count`` rows, of which ``first`` is the place; columns that are not there are None."""
        places = numpy.arange(-first % self.stride, count, self.stride)
        if not len(places):
            return
        index = pyarrow.array(places)
        self._pieces.append(Sampled(places + first, *(_beginnings(column, index) for column in columns)))
        while sum(map(len, self._pieces)) > 2 * self.wanted:
            self.stride *= 2
            self._pieces = [self._thinned(piece) for piece in self._pieces]

    def sample(self) -> Sampled:
        """All that was kept, at most twice as many as wanted."""
        columns = zip(*((piece.questions, piece.answers, piece.languages) for piece in self._pieces), strict=True)
        joined = [pyarrow.concat_arrays(pieces) for pieces in columns] or [pyarrow.array([], pyarrow.string())] * 3
        rows = (
            numpy.concatenate([piece.rows for piece in self._pieces]) if self._pieces else numpy.empty(0, numpy.int64)
        )
        return Sampled(rows, *joined)

    def _thinned(self, piece: Sampled) -> Sampled:
        return piece.take(numpy.flatnonzero(piece.rows % self.stride == 0))


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
    if pyarrow.types.is_dictionary(taken.type):
        taken = taken.dictionary_decode()
    try:
        return pc.utf8_slice_codeunits(taken, 0, KEPT_CHARS).cast(pyarrow.string())
    except pyarrow.ArrowInvalid:  # not UTF-8, whatever the file says
        raw = taken.cast(pyarrow.binary()).to_pylist()
        return pyarrow.array(
            [None if one is None else one[:KEPT_CHARS].decode("utf-8", "replace") for one in raw], pyarrow.string()
        )

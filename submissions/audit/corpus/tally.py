"""What is counted of one column while its rows go by: blanks, lengths, values. Pure; vectorised; bounded."""

from dataclasses import dataclass

import numpy
import pyarrow
import pyarrow.compute as pc

from submissions.audit.corpus.cells import is_binary, is_text, shown, type_name
from submissions.audit.corpus.evidence import ColumnProfile, Lengths, ValueCount, Where

MAX_VALUES = 2_000
LISTED_VALUES = 200
LISTED_BLANKS = 10
LONGEST_COUNTED = 100_000  # characters: the median of longer texts is said to be this
FREE_TEXT = 2  # a column whose values come up less often than this on average is free text, and its values are not kept


@dataclass(slots=True)
class _Value:
    text: str
    count: int
    first: Where


class Tally:
    """Counts one column of all files in bounded memory."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.type = ""
        self.rows = self.blanks = 0
        self.blank_rows: list[Where] = []
        self.overflow = self.free = False
        self._values: dict[str, _Value] = {}
        self._known: dict[str, _Value] = {}
        self._lengths = numpy.zeros(0, numpy.int64)
        self._longest = self._characters = 0
        self._path, self._rows_here = "", 0

    def add(self, array: pyarrow.Array, path: str, first: int) -> None:
        """The column's next rows; ``first`` is the number of the first of them in the file."""
        self._seen(path, len(array))
        kind = type_name(array.type)
        self.type = self.type if self.type and kind in ("other", self.type) else kind
        if pyarrow.types.is_nested(array.type) or is_binary(_values_of(array.type)) or kind == "other":
            self._add_blanks(_is_null(array), path, first)
        elif kind == "text" and self.free and not pyarrow.types.is_dictionary(array.type):
            self._add_free(array, path, first)
        else:
            self._add_values(array, path, first)

    def rows_of(self, path: str) -> int:
        """How many rows of a file were counted, while that file is being read."""
        return self._rows_here if path == self._path else 0

    def _seen(self, path: str, rows: int) -> None:
        self.rows += rows
        self._rows_here = rows + (self._rows_here if path == self._path else 0)
        self._path = path

    def _add_free(self, texts: pyarrow.Array, path: str, first: int) -> None:
        lengths = as_numpy(pc.fill_null(pc.utf8_length(texts), 0))
        blank = blank_texts(texts)
        self._add_blanks(blank, path, first)
        self._add_lengths(lengths[~blank], None)

    def _add_values(self, array: pyarrow.Array, path: str, first: int) -> None:
        texts, indices = encoded(array)
        counts = numpy.bincount(indices + 1, minlength=len(texts) + 1)  # in front: how many have no value at all
        blank = numpy.concatenate(([True], blank_texts(texts)))
        if counts[blank].any():
            self._add_blanks(blank[indices + 1], path, first)
        counts = counts[1:] * ~blank[1:]
        if self.type == "text":
            self._add_lengths(as_numpy(pc.fill_null(pc.utf8_length(texts), 0)), counts)
        if not self.free:
            self._count(texts, indices, counts, path, first)

    def _count(
        self, texts: pyarrow.Array, indices: numpy.ndarray, counts: numpy.ndarray, path: str, first: int
    ) -> None:
        used = numpy.flatnonzero(counts)
        if len(used) > MAX_VALUES and int(counts.sum()) < FREE_TEXT * len(used):
            self._is_free()
            return
        firsts: numpy.ndarray | None = None
        for place, raw in zip(used.tolist(), _python(texts.take(pyarrow.array(used))), strict=True):
            known = self._known.get(raw)
            if known is None and not self.overflow:
                firsts = _first_places(indices, len(texts)) if firsts is None else firsts
                known = self._new(raw, Where(path, first + int(firsts[place]), ""))
            if known is not None:
                known.count += int(counts[place])
        if self.overflow and sum(value.count for value in self._values.values()) < FREE_TEXT * len(self._values):
            self._is_free()

    def _is_free(self) -> None:
        self.free = self.overflow = True
        self._values.clear()
        self._known.clear()

    def _new(self, raw: str, where: Where) -> _Value | None:
        """A value seen for the first time, unless there are too many; what is told the same way is counted together."""
        text = shown(raw)
        if text not in self._values and len(self._values) >= MAX_VALUES:
            self.overflow = True
            return None
        return self._known.setdefault(raw, self._values.setdefault(text, _Value(text, 0, where)))

    def _add_blanks(self, blank: numpy.ndarray, path: str, first: int) -> None:
        self.blanks += int(numpy.count_nonzero(blank))
        room = LISTED_BLANKS - len(self.blank_rows)
        if room > 0:
            self.blank_rows += [Where(path, first + int(place)) for place in numpy.flatnonzero(blank)[:room]]

    def _add_lengths(self, lengths: numpy.ndarray, weights: numpy.ndarray | None) -> None:
        if not len(lengths):
            return
        counted = numpy.bincount(numpy.minimum(lengths, LONGEST_COUNTED), weights).astype(numpy.int64)
        if len(counted) > len(self._lengths):
            counted[: len(self._lengths)] += self._lengths
            self._lengths = counted
        else:
            self._lengths[: len(counted)] += counted
        there = lengths if weights is None else lengths[weights > 0]
        self._longest = max(self._longest, int(there.max(initial=0)))
        self._characters += int((lengths if weights is None else lengths * weights).sum(dtype=numpy.int64))

    def missing(self, rows: int, path: str, first: int) -> None:
        """Rows of a file that has the column, in which it is left out."""
        self._seen(path, rows)
        self._add_blanks(numpy.ones(rows, bool), path, first)

    def profile(self, distinct: int | None = None) -> ColumnProfile:
        """All that was counted. ``distinct``: how many values there are, where that was found out elsewhere."""
        common = sorted(self._values.values(), key=lambda value: (-value.count, value.text))
        return ColumnProfile(
            name=self.name,
            type=self.type or "other",
            rows=self.rows,
            blanks=self.blanks,
            values=tuple(ValueCount(one.text, one.count, one.first) for one in common[:LISTED_VALUES]),
            more_values=self.overflow or len(common) > LISTED_VALUES,
            distinct=distinct if self.overflow or self.type not in ("text", "number", "boolean") else len(common),
            lengths=self._summary(),
            blank_rows=tuple(self.blank_rows),
        )

    def _summary(self) -> Lengths | None:
        total = int(self._lengths.sum())
        if not total:
            return None
        up_to = numpy.cumsum(self._lengths)
        at = [
            int(numpy.searchsorted(up_to, share, side="left")) for share in (1, (total + 1) // 2, -(-total * 95 // 100))
        ]
        return Lengths(at[0], at[1], at[2], self._longest, round(self._characters / total, 1))


def encoded(array: pyarrow.Array) -> tuple[pyarrow.Array, numpy.ndarray]:
    """The different values of a column as texts, and for each row which of them it has; -1: none."""
    if not pyarrow.types.is_dictionary(array.type):
        array = pc.dictionary_encode(array)
    indices = as_numpy(pc.fill_null(array.indices.cast(pyarrow.int64()), -1))
    values = array.dictionary
    if len(values) > len(indices):
        used, places = numpy.unique(indices, return_inverse=True)
        skipped = int(len(used) > 0 and used[0] < 0)
        values, indices = values.take(pyarrow.array(used[skipped:])), places.astype(numpy.int64) - skipped
    return _texts(values), indices


def as_numpy(array: pyarrow.Array) -> numpy.ndarray:
    """An array without nulls."""
    return array.to_numpy(zero_copy_only=False)


def blank_texts(texts: pyarrow.Array) -> numpy.ndarray:
    """Which of them are null, empty or nothing but spaces."""
    empty = as_numpy(pc.fill_null(pc.equal(pc.binary_length(texts), 0), True))
    try:
        return empty | as_numpy(pc.fill_null(pc.utf8_is_space(texts), True))
    except pyarrow.ArrowInvalid:  # not UTF-8, whatever the file says
        return empty


def _texts(values: pyarrow.Array) -> pyarrow.Array:
    """Values of any plain kind as texts; what is no number is null."""
    if is_text(values.type):
        return values
    if pyarrow.types.is_boolean(values.type):
        return pc.if_else(values, "true", "false")
    if pyarrow.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), None, values)
    return values.cast(pyarrow.string())


def _values_of(kind: pyarrow.DataType) -> pyarrow.DataType:
    return kind.value_type if pyarrow.types.is_dictionary(kind) else kind


def _is_null(array: pyarrow.Array) -> numpy.ndarray:
    return as_numpy(pc.is_null(array))


def _first_places(indices: numpy.ndarray, values: int) -> numpy.ndarray:
    """For each value the first row that has it: of several writes to one place the last stays, so it goes from the end."""
    places = numpy.zeros(values + 1, numpy.int64)
    places[indices[::-1]] = numpy.arange(len(indices) - 1, -1, -1)
    return places


def _python(texts: pyarrow.Array) -> list[str]:
    try:
        return texts.to_pylist()
    except UnicodeDecodeError:
        return [raw.decode("utf-8", "replace") for raw in texts.cast(pyarrow.binary()).to_pylist()]

"""A bounded look into the rows of a data file: columns, and how often each value occurs. Pure.

No reader here raises because of what a file contains: what is odd becomes a Problem with a code. What the Hub fails to
deliver while a Parquet file is being read does come through, as the Hub's own error.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from submissions.audit.evidence import ColumnEvidence, Problem, TableEvidence, TableFile, ValueCount

MAX_BYTES = 2_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 200
VALUE_CHARS = 80
MAX_DISTINCT = 2_000
LISTED_VALUES = 100


@dataclass(frozen=True, slots=True)
class Sample:
    """Some rows of one file as columns: name → (rows, blanks, counted values, whether values were left out)."""

    columns: tuple[str, ...]
    tallies: Mapping[str, "Tally"]
    rows_read: int
    rows: int | None = None
    problems: tuple[Problem, ...] = ()


class Tally:
    """Counts the values of one column in bounded memory."""

    def __init__(self) -> None:
        self.rows = 0
        self.blanks = 0
        self.values: Counter[str] = Counter()
        self.overflow = False

    def add(self, value: Any) -> None:
        """One more row."""
        self.rows += 1
        text = as_text(value)
        if text is None:
            self.blanks += 1
        elif text in self.values or len(self.values) < MAX_DISTINCT:
            self.values[text] += 1
        else:
            self.overflow = True

    def merge(self, other: "Tally") -> None:
        """Adds what another file's column has."""
        self.rows += other.rows
        self.blanks += other.blanks
        self.values.update(other.values)
        self.overflow = self.overflow or other.overflow


def as_text(value: Any) -> str | None:
    """A cell as a short text; None for a blank.

    >>> [as_text(value) for value in (" medio ", "", None, float("nan"), True, 3, [1])]
    ['medio', None, None, None, 'true', '3', '<list>']
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | dict):
        return f"<{type(value).__name__}>"
    text = unicodedata.normalize("NFC", str(value)[: VALUE_CHARS * 2]).strip()
    if not text:
        return None
    return text if len(text) <= VALUE_CHARS else text[: VALUE_CHARS - 1] + "…"


def column_name(name: Any) -> str:
    """A column's name as it is compared: letters with accents in their composed form, which look the same to people."""
    return unicodedata.normalize("NFC", str(name))[:200]


def from_records(records: Iterable[Any], *, path: str, rows: int | None = None) -> Sample:
    """A sample of rows given as mappings; the columns are those of any row. Rows that are no mappings are a problem."""
    tallies: dict[str, Tally] = {}
    read = strange = 0
    for record in records:
        if read >= MAX_ROWS:
            break
        if not isinstance(record, Mapping):
            strange += 1
            if strange >= MAX_ROWS:
                break
            continue
        read += 1
        _add_record(tallies, record, read)
    _fill_gaps(tallies, read)
    problems = (Problem("rows_not_objects", path, detail=str(strange)),) if strange else ()
    return Sample(tuple(tallies), tallies, read, rows, problems)


def from_rows(header: Sequence[Any], rows: Iterable[Sequence[Any]], *, path: str) -> Sample:
    """A sample of rows given as lists under a header. A row too long or too short is counted as ragged."""
    names = [column_name(name).strip(" \t\ufeff") for name in header[:MAX_COLUMNS]]
    positions = {name: names.index(name) for name in names}  # of a repeated name, the first
    tallies = {name: Tally() for name in names}
    read = ragged = 0
    for row in rows:
        if read >= MAX_ROWS:
            break
        if not row:
            continue
        read += 1
        ragged += len(row) != len(header)
        for name, position in positions.items():
            tallies[name].add(row[position] if position < len(row) else None)
    return Sample(tuple(tallies), tallies, read, None, _header_problems(path, header, names, ragged))


def unreadable(path: str, code: str, detail: str = "") -> Sample:
    """A sample of nothing, and why."""
    return Sample((), {}, 0, None, (Problem(code, path, detail=detail[:200]),))


def merge(samples: Sequence[tuple[str, str, Sample]], *, data_files: int) -> TableEvidence:
    """The samples of several files, each as (path, config, sample), as one piece of evidence.

    Files without a single column are left out of ``files`` and stay as problems.
    """
    tallies: dict[str, Tally] = {}
    for _, _, sample in samples:
        for name, tally in sample.tallies.items():
            tallies.setdefault(name, Tally()).merge(tally)
    return TableEvidence(
        files=tuple(
            TableFile(path, config, sample.columns, sample.rows_read, sample.rows)
            for path, config, sample in samples
            if sample.columns
        ),
        fields=tuple(_column(name, tally) for name, tally in tallies.items()),
        data_files=data_files,
        problems=tuple(problem for _, _, sample in samples for problem in sample.problems),
    )


def _column(name: str, tally: Tally) -> ColumnEvidence:
    common = sorted(tally.values.items(), key=lambda item: (-item[1], item[0]))
    return ColumnEvidence(
        name=name,
        rows=tally.rows,
        blanks=tally.blanks,
        values=tuple(ValueCount(value, count) for value, count in common[:LISTED_VALUES]),
        more_values=tally.overflow or len(common) > LISTED_VALUES,
    )


def _add_record(tallies: dict[str, Tally], record: Mapping[Any, Any], read: int) -> None:
    for key, value in record.items():
        name = column_name(key)
        if name not in tallies:
            if len(tallies) >= MAX_COLUMNS:
                continue
            tallies[name] = Tally()
            tallies[name].rows = tallies[name].blanks = read - 1  # the rows before did not have it
        tallies[name].add(value)


def _fill_gaps(tallies: Mapping[str, Tally], read: int) -> None:
    for tally in tallies.values():
        tally.blanks += max(read - tally.rows, 0)
        tally.rows = max(read, tally.rows)


def _header_problems(path: str, header: Sequence[Any], names: Sequence[str], ragged: int) -> tuple[Problem, ...]:
    problems = []
    if len(header) > MAX_COLUMNS:
        problems.append(Problem("too_many_columns", path, detail=str(len(header))))
    if len(set(names)) < len(names):
        problems.append(Problem("repeated_column", path, line=1))
    if any(not name or name.startswith("Unnamed:") for name in names):
        problems.append(Problem("unnamed_column", path, line=1))
    if ragged:
        problems.append(Problem("ragged_rows", path, detail=str(ragged)))
    return tuple(problems)

"""Corpora as evidence, from a few rows: no files, no engine."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean, median_low
from typing import Any

from submissions.audit.corpus.evidence import ColumnProfile, CorpusEvidence, CorpusFile, Lengths, ValueCount, Where

Row = Mapping[str, Any]


def rows_of(text: str) -> list[Row]:
    """The rows of a CSV text."""
    return list(csv.DictReader(io.StringIO(text)))


def corpus_of_csv(text: str, **changes: Any) -> CorpusEvidence:
    """A corpus of one CSV file."""
    names = next(csv.reader(io.StringIO(text)))
    return corpus_of({"data.csv": rows_of(text)}, names={"data.csv": names}, **changes)


def corpus_of(
    files: Mapping[str, Sequence[Row]],
    *,
    names: Mapping[str, Sequence[str]] | None = None,
    places: Mapping[str, tuple[str, str]] | None = None,
    **changes: Any,
) -> CorpusEvidence:
    """A corpus of several files, read whole. ``names``: their columns where there are no rows; ``places``: config and split."""
    seen = [_file(path, rows, (names or {}).get(path), (places or {}).get(path)) for path, rows in files.items()]
    columns = list(dict.fromkeys(name for file in seen for name in file.columns))
    total = sum(len(rows) for rows in files.values())
    profiled = tuple(_column(name, seen, files) for name in columns)
    given = {"files": tuple(seen), "columns": profiled, "data_files": len(seen), "rows": total, "rows_read": total}
    return CorpusEvidence(**(given | changes))


def many(value: str, count: int) -> ValueCount:
    """A value that occurs so often."""
    return ValueCount(value, count)


def column(name: str, **counts: int) -> ColumnProfile:
    """A column with these values."""
    return counted(name, counts)


def counted(name: str, counts: Mapping[str, int], **changes: Any) -> ColumnProfile:
    """A column whose values occur so often."""
    values = tuple(ValueCount(value, count) for value, count in sorted(counts.items(), key=lambda item: -item[1]))
    return ColumnProfile(name, rows=sum(counts.values()), values=values, distinct=len(counts), **changes)


def of_columns(*columns: ColumnProfile, rows: int | None = None, **changes: Any) -> CorpusEvidence:
    """A corpus of one Parquet file with these columns."""
    total = max((one.rows for one in columns), default=0) if rows is None else rows
    names = tuple(one.name for one in columns)
    file = CorpusFile("data.parquet", "default", "train", "parquet", names, total, total)
    given = {"files": (file,), "columns": columns, "data_files": 1, "rows": total, "rows_read": total}
    return CorpusEvidence(**(given | changes))


def _file(path: str, rows: Sequence[Row], names: Sequence[str] | None, place: tuple[str, str] | None) -> CorpusFile:
    columns = tuple(names or dict.fromkeys(name for row in rows for name in row))
    config, split = place or ("default", "train")
    return CorpusFile(path, config, split, path.rsplit(".", 1)[-1], columns, len(rows), len(rows))


def _column(name: str, seen: Iterable[CorpusFile], files: Mapping[str, Sequence[Row]]) -> ColumnProfile:
    cells = [
        (file.path, number, _text(row.get(name)))
        for file in seen
        if name in file.columns
        for number, row in enumerate(files[file.path], start=1)
    ]
    texts = [text for _, _, text in cells if text]
    first = {text: Where(path, number, text[:80]) for path, number, text in reversed(cells) if text}
    return ColumnProfile(
        name=name,
        rows=len(cells),
        blanks=len(cells) - len(texts),
        values=tuple(ValueCount(text, count, first[text]) for text, count in Counter(texts).most_common()),
        distinct=len(first),
        lengths=_lengths([len(text) for text in texts]),
        blank_rows=tuple(Where(path, number) for path, number, text in cells if not text)[:10],
    )


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _lengths(lengths: list[int]) -> Lengths | None:
    if not lengths:
        return None
    ordered = sorted(lengths)
    p95 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
    return Lengths(ordered[0], median_low(ordered), p95, ordered[-1], mean(ordered))

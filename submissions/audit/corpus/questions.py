"""Reads the questions of an evaluation set from a file: CSV, TSV, JSON Lines, JSON or Parquet, plain or gzipped. Pure."""

import csv
import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, TextIO

import pyarrow
import pyarrow.parquet

from hackathon.editions.rules import ColumnRole, DatasetRules
from submissions.audit.columns.locating import locate

BATCH: Final = 10_000
SUFFIXES: Final = (".parquet", ".csv", ".tsv", ".jsonl", ".ndjson", ".json")


class Unreadable(Exception):
    """``why``: format, encoding, broken, rows (they are no objects) or column (not there); ``columns``: those that are."""

    def __init__(self, why: str, columns: Iterable[str] = ()) -> None:
        super().__init__(why)
        self.why = why
        self.columns = tuple(columns)


def questions(path: Path, *, rules: DatasetRules, column: str = "") -> Iterator[list[str | None]]:
    """The questions of a file, some ten thousand at a time. ``column``: where they stand (empty: where the edition's column of
    questions is, under whichever name). Raises Unreadable; OSError where there is no such file."""
    name = path.name.lower().removesuffix(".gz")
    if not name.endswith(SUFFIXES):
        raise Unreadable("format")
    try:
        if name.endswith(".parquet"):
            yield from _parquet(path, rules, column)
        else:
            with _opened(path) as file:
                yield from _rows(_records(name, file), rules, column)
    except UnicodeDecodeError as error:
        raise Unreadable("encoding") from error
    except (
        pyarrow.ArrowException,
        csv.Error,
        json.JSONDecodeError,
        RecursionError,
        gzip.BadGzipFile,
        EOFError,
    ) as error:
        raise Unreadable("broken") from error


def _opened(path: Path) -> TextIO:
    if path.suffix.lower() == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _records(name: str, file: TextIO) -> Iterator[Any]:
    if name.endswith((".csv", ".tsv")):
        csv.field_size_limit(10_000_000)
        yield from csv.DictReader(file, delimiter="\t" if name.endswith(".tsv") else ",")
    elif name.endswith(".json"):
        read = json.load(file)
        yield from read if isinstance(read, list) else [read]
    else:
        yield from (json.loads(line) for line in file if line.strip())


def _rows(records: Iterator[Any], rules: DatasetRules, column: str) -> Iterator[list[str | None]]:
    chosen = ""
    while batch := list(islice(records, BATCH)):
        if not all(isinstance(row, dict) for row in batch):
            raise Unreadable("rows")
        chosen = chosen or _column([str(name) for name in batch[0]], rules, column)
        yield [_text(row.get(chosen)) for row in batch]


def _parquet(path: Path, rules: DatasetRules, column: str) -> Iterator[list[str | None]]:
    with pyarrow.parquet.ParquetFile(path) as file:
        chosen = _column(file.schema_arrow.names, rules, column)
        for batch in file.iter_batches(BATCH, columns=[chosen]):
            yield [_text(value) for value in batch.column(0).to_pylist()]


def _column(names: Sequence[str], rules: DatasetRules, column: str) -> str:
    """The column of the questions. Raises Unreadable where it cannot be told."""
    if column:
        chosen = column if column in names else ""
    else:
        found = locate(rules, names)
        asked = (found.get(one.name) for one in rules.of_role(ColumnRole.QUESTION))
        chosen = next((one.name for one in asked if one), "")
    if not chosen:
        raise Unreadable("column", names)
    return chosen


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

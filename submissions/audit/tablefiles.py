"""Reads the first rows of CSV, TSV, JSON, JSON Lines and Parquet files. Pure; the bounds are those of ``tables``."""

import csv
import io
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import pyarrow
import pyarrow.parquet

from submissions.audit import memory
from submissions.audit.decoding import decode
from submissions.audit.evidence import Problem
from submissions.audit.tables import (
    MAX_COLUMNS,
    MAX_ROWS,
    Sample,
    Tally,
    column_name,
    from_records,
    from_rows,
    unreadable,
)

MAX_CHUNK_BYTES = 16_000_000  # of one column in one row group, uncompressed
MAX_GROUP_BYTES = 64_000_000  # of all columns that are read together
MAX_CHUNK_VALUES = (
    5_000_000  # of one column in one row group: nothing, thirty million times, is small until it is unpacked
)
MAX_MEMORY = 1_000_000_000  # what a file says of its own sizes may be a lie

MAX_CELL_CHARS = 1_000

_DELIMITERS = ",;\t|"
_JSON_ERRORS = (ValueError, RecursionError, OverflowError)


def sample_bytes(path: str, raw: bytes, *, truncated: bool = False) -> Sample:
    """The first rows of a text file. ``truncated``: ``raw`` is only the beginning, so its last row may be cut.

    Problem codes: not_utf8, empty, no_rows, row_unreadable, invalid_json, rows_not_objects, ragged_rows, repeated_column,
    unnamed_column, too_many_columns.
    """
    text, problems = decode(raw)
    problems = tuple(replace(problem, path=path) for problem in problems if problem.code == "not_utf8")
    if not text.strip():
        return replace(unreadable(path, "empty"), problems=(*problems, Problem("empty", path)))
    read = _read_json if path.lower().endswith((".json", ".jsonl", ".ndjson")) else _read_delimited
    sample = read(path, text, truncated)
    if sample.columns and not sample.rows_read:
        problems += (Problem("no_rows", path),)
    whole = sample.columns and not truncated and sample.rows_read < MAX_ROWS
    rows = sample.rows_read if whole and sample.rows is None else sample.rows
    return replace(sample, rows=rows, problems=problems + sample.problems)


def sample_parquet(path: str, file: BinaryIO) -> Sample:
    """The columns and the first rows of a Parquet file: its footer and the columns that are small enough to be read.

    Problem codes: invalid_parquet, column_not_read, too_many_columns. An error of the Hub while reading comes through.
    """
    try:
        with memory.at_most(MAX_MEMORY):
            parquet = _parquet(file)
            names = parquet.schema_arrow.names[:MAX_COLUMNS]
            tallies, problems = _parquet_values(parquet, path, names)
            rows = parquet.metadata.num_rows
    except (pyarrow.ArrowException, MemoryError, OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        return unreadable(path, "invalid_parquet", str(error))
    read = max((tally.rows for tally in tallies.values()), default=0)
    if len(parquet.schema_arrow.names) > MAX_COLUMNS:
        problems += (Problem("too_many_columns", path),)
    return Sample(tuple(tallies), tallies, min(read, MAX_ROWS), rows, problems)


def _parquet(file: BinaryIO) -> pyarrow.parquet.ParquetFile:
    """The file with its texts left as they are stored, each once: a text of megabytes that a thousand rows repeat is a few
    hundred bytes in the file, and gigabytes when every row gets its own."""
    metadata = pyarrow.parquet.read_metadata(file)
    columns = (metadata.schema.column(index) for index in range(metadata.num_columns))
    texts = [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]
    return pyarrow.parquet.ParquetFile(
        file, metadata=metadata, read_dictionary=texts, pre_buffer=False, buffer_size=65_536
    )


def _parquet_values(
    parquet: pyarrow.parquet.ParquetFile, path: str, names: list[str]
) -> tuple[dict[str, Tally], tuple[Problem, ...]]:
    tallies = {column_name(name): Tally() for name in names}
    heavy = _heavy_columns(parquet)
    wanted = [name for name in names if name not in heavy]
    if parquet.metadata.num_row_groups and wanted:
        for batch in parquet.iter_batches(batch_size=MAX_ROWS // 5, row_groups=[0], columns=wanted):
            for name in batch.schema.names:
                tally = tallies[column_name(name)]
                for value in _cells(batch.column(name)):
                    tally.add(value)
            if max(tally.rows for tally in tallies.values()) >= MAX_ROWS:
                break
    problems = tuple(Problem("column_not_read", path, detail=name) for name in names if name in heavy)
    return tallies, problems


def _cells(column: pyarrow.Array) -> Iterator[Any]:
    """The values of a column; what is stored once and named often is unpacked once."""
    if not pyarrow.types.is_dictionary(column.type):
        yield from map(_python, column)
        return
    unpacked: dict[int | None, Any] = {None: None}
    for index in column.indices.to_pylist():
        if index not in unpacked:
            value = _python(column.dictionary[index])
            unpacked[index] = value[:MAX_CELL_CHARS] if isinstance(value, str) else value
        yield unpacked[index]


def _python(value: pyarrow.Scalar) -> Any:
    """Nested and binary cells are not worth unpacking: what counts is that there is something."""
    if not value.is_valid:
        return None
    if pyarrow.types.is_nested(value.type):
        return []
    return (
        "<bytes>" if pyarrow.types.is_large_binary(value.type) or pyarrow.types.is_binary(value.type) else value.as_py()
    )


def _heavy_columns(parquet: pyarrow.parquet.ParquetFile) -> frozenset[str]:
    """Top-level columns whose first chunk is too big to be unpacked for a sample, by itself or after all smaller ones."""
    if not parquet.metadata.num_row_groups:
        return frozenset()
    group = parquet.metadata.row_group(0)
    sizes: dict[str, int] = {}
    for index in range(group.num_columns):
        chunk = group.column(index)
        top = chunk.path_in_schema.split(".")[0]
        size = max(chunk.total_uncompressed_size, chunk.total_compressed_size)
        sizes[top] = sizes.get(top, 0) + (size if chunk.num_values <= MAX_CHUNK_VALUES else MAX_CHUNK_BYTES + 1)
    smallest_first = sorted(sizes.items(), key=lambda item: item[1])
    together = itertools.accumulate(size for _, size in smallest_first)
    return frozenset(
        name
        for (name, size), sum_so_far in zip(smallest_first, together, strict=True)
        if size > MAX_CHUNK_BYTES or sum_so_far > MAX_GROUP_BYTES
    )


def _read_delimited(path: str, text: str, truncated: bool) -> Sample:
    if truncated:
        text = text[: text.rfind("\n") + 1] or text
    broken: list[Problem] = []
    rows = _csv_rows(path, text, broken)
    header = next((row for row in rows if any(cell.strip() for cell in row)), None)
    if header is None:
        return replace(unreadable(path, "empty"), problems=(*broken, Problem("empty", path)))
    sample = from_rows(header, rows, path=path)
    return replace(sample, problems=sample.problems + tuple(broken))


def _csv_rows(path: str, text: str, broken: list[Problem]) -> Iterator[list[str]]:
    """Rows up to the first that cannot be read, which goes to ``broken``."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(path, text))
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            broken.append(Problem("row_unreadable", path, line=reader.line_num, detail=str(error)[:200]))
            return
        yield row


def _delimiter(path: str, text: str) -> str:
    """The sign that cuts the header into most columns; a comma when none does."""
    if path.lower().endswith(".tsv"):
        return "\t"
    header = next((line for line in text[:100_000].split("\n") if line.strip()), "")
    outside_quotes = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=lambda sign: (outside_quotes.count(sign), sign == ","))


def _read_json(path: str, text: str, truncated: bool) -> Sample:
    stripped = text.lstrip()
    if stripped.startswith("["):
        return _lenient(path, lambda broken: _array(path, stripped, truncated, broken))
    first_line = stripped.split("\n", 1)[0]
    if path.lower().endswith(".json") and not _is_object(first_line):
        return _json_object(path, stripped, truncated)
    if path.lower().endswith(".json") and "\n" not in stripped.strip():
        return _json_object(path, stripped, truncated)
    return _lenient(path, lambda broken: _lines(path, text, truncated, broken))


def _lenient(path: str, read: Callable[[list[Problem]], Iterator[Any]]) -> Sample:
    broken: list[Problem] = []
    sample = from_records(read(broken), path=path)
    return replace(sample, problems=sample.problems + tuple(broken))


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except _JSON_ERRORS:
        return False


def _lines(path: str, text: str, truncated: bool, broken: list[Problem]) -> Iterator[Any]:
    lines = text.split("\n")
    for number, line in enumerate(lines[:-1] if truncated and len(lines) > 1 else lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except _JSON_ERRORS as error:
            broken.append(Problem("invalid_json", path, line=number, detail=str(error)[:200]))
            if len(broken) >= 5:
                return
            continue
        yield record


def _array(path: str, text: str, truncated: bool, broken: list[Problem]) -> Iterator[Any]:
    """The items of a JSON array, one after the other, also when the end of the text is missing."""
    decoder, position = json.JSONDecoder(), 1
    while True:
        while position < len(text) and text[position] in " \t\n\r,":
            position += 1
        if position >= len(text) or text[position] == "]":
            return
        try:
            record, position = decoder.raw_decode(text, position)
        except _JSON_ERRORS as error:
            if not truncated:
                line = text.count("\n", 0, position) + 1
                broken.append(Problem("invalid_json", path, line=line, detail=str(error)[:200]))
            return
        yield record


def _json_object(path: str, text: str, truncated: bool) -> Sample:
    """One object: rows under a key (``{"data": [...]}``), columns (``{"pregunta": [...]}``, pandas' too), or a single row."""
    try:
        value = json.loads(text)
    except _JSON_ERRORS as error:
        code = "too_large" if truncated else "invalid_json"
        return unreadable(path, code, str(error))
    if not isinstance(value, dict):
        return unreadable(path, "rows_not_objects", type(value).__name__)
    for rows in value.values():
        if isinstance(rows, list) and rows and isinstance(rows[0], dict):
            return from_records(rows, path=path, rows=len(rows))
    columns = {name: list(cells.values()) if isinstance(cells, dict) else cells for name, cells in value.items()}
    if columns and all(isinstance(cells, list) for cells in columns.values()):
        length = max(len(cells) for cells in columns.values())
        records = ({k: c[i] if i < len(c) else None for k, c in columns.items()} for i in range(length))
        return from_records(records, path=path, rows=length)
    return from_records([value], path=path, rows=1)

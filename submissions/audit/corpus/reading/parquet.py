"""Parquet: the footer, then the row groups, a few thousand rows at a time. Pure."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow
import pyarrow.parquet

from submissions.audit.corpus.cells import Rows, column_name, flat, is_binary
from submissions.audit.corpus.evidence import Limit
from submissions.audit.corpus.reading.footer import Chunk, read_chunks
from submissions.audit.corpus.reading.lines import POINTER
from submissions.audit.corpus.reading.notes import Notes
from submissions.audit.corpus.reading.source import SMALL_BYTES, TAIL_BYTES, Source

ERRORS = (pyarrow.ArrowException, MemoryError, OSError, ValueError, KeyError, TypeError, OverflowError, RuntimeError)

BATCH_ROWS = 16_384
BATCH_BYTES = 12_000_000
RUN_ROWS = 262_144
PAGE_BUFFER = 262_144
MAX_CHUNK_VALUES = (
    50_000_000  # of one column in one row group: nothing, many million times, is small until it is unpacked
)
VALUES_IN_A_ROW = 10_000
SHORT = 16  # bytes a row: less than that is a column whose texts come again and again
HEAVY_BINARY = 10_000  # bytes a row: pictures and sounds
MAX_FAILURES = 3
LONGEST_FOOTER = 64_000_000
MANY_NAMES = 2_000
Groups = Sequence[Sequence[Chunk]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a file is read: which top-level columns, which of them as they are stored (each text once), which runs of row
    groups, and at which row each group begins."""

    columns: tuple[str, ...]
    as_stored: tuple[str, ...]
    runs: tuple[tuple[int, ...], ...]
    begins: tuple[int, ...]
    batch_rows: int


def read_parquet(source: Source, notes: Notes, wanted: Sequence[str] = ()) -> Iterator[Rows]:
    """The rows of a Parquet file. ``wanted``: columns that are taken first where there are too many.

    Problem codes: invalid_parquet, column_not_read, too_many_columns, repeated_column, no_rows, rows_not_read.
    """
    _fetch_footer(source)
    if source.begins_with(POINTER):
        notes.problem("lfs_pointer")
        return
    try:
        metadata = pyarrow.parquet.read_metadata(source.path)
        chunks = read_chunks(_footer(source), groups=metadata.num_row_groups, columns=metadata.num_columns)
        plan = _plan(source, notes, metadata, chunks, wanted)
    except ERRORS as error:
        notes.problem("invalid_parquet", detail=str(error))
        return
    source.need(_stretches(chunks, plan))
    yield from _read(source, notes, metadata, chunks, plan)


def _fetch_footer(source: Source) -> None:
    source.need_tail(TAIL_BYTES)
    length = _footer_length(source)
    if TAIL_BYTES < length <= min(source.size, LONGEST_FOOTER):
        source.need_tail(length)


def _footer_length(source: Source) -> int:
    """With the eight bytes behind it."""
    with open(source.path, "rb") as file:
        file.seek(max(source.size - 8, 0))
        return int.from_bytes(file.read(4), "little") + 8


def _footer(source: Source) -> bytes:
    length = _footer_length(source)
    with open(source.path, "rb") as file:
        file.seek(max(source.size - length, 0))
        return file.read(length - 8)


def _plan(
    source: Source, notes: Notes, metadata: pyarrow.parquet.FileMetaData, chunks: Groups, wanted: Sequence[str]
) -> Plan:
    schema = metadata.schema.to_arrow_schema()
    sizes = _sizes(metadata, chunks)
    _note(notes, metadata, schema)
    read = _light(_within_limits(list(dict.fromkeys(schema.names)), notes, wanted), schema, sizes, notes)
    per_row = sum(sizes[name].per_row for name in read if name in sizes)
    begins = tuple(
        itertools.accumulate((metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)), initial=0)
    )
    return Plan(
        columns=read,
        as_stored=tuple(
            n for n in read if n in sizes and sizes[n].flat and sizes[n].per_row < SHORT and n not in wanted
        ),
        runs=_runs(_chosen(source, notes, metadata, chunks, set(read)), begins),
        begins=begins,
        batch_rows=max(min(BATCH_ROWS, int(BATCH_BYTES / max(per_row, 1))), 16),
    )


def _note(notes: Notes, metadata: pyarrow.parquet.FileMetaData, schema: pyarrow.Schema) -> None:
    """What the footer says of rows and columns."""
    names = list(dict.fromkeys(schema.names))
    notes.rows = metadata.num_rows
    notes.columns = _told_apart(names, schema)[: notes.budget.limits.columns]
    if len(names) < len(schema.names):
        notes.problem("repeated_column")
    if len(names) > notes.budget.limits.columns:
        notes.problem("too_many_columns", detail=str(len(names)))
        notes.reach(Limit.COLUMNS, notes.budget.limits.columns, len(names))
    if not metadata.num_rows:
        notes.problem("no_rows")


def _told_apart(names: Sequence[str], schema: pyarrow.Schema) -> tuple[str, ...]:
    """The columns with those inside of others, as rows are going to have them; of very many only the outer ones."""
    if len(names) > MANY_NAMES:
        return tuple(map(column_name, names))
    empty = schema.empty_table()
    columns = [empty.column(schema.names.index(name)).combine_chunks() for name in names]
    return tuple(flat(names, columns, at_most=10**6)[0])


def _within_limits(names: Sequence[str], notes: Notes, wanted: Sequence[str]) -> list[str]:
    """As many columns as may be read; where that is not all of them, those that are wanted come first."""
    most = notes.budget.limits.columns
    first = names if len(names) <= most else sorted(names, key=lambda name: name not in wanted)
    return list(first[:most])


def _light(names: Sequence[str], schema: pyarrow.Schema, sizes: Mapping[str, "_Size"], notes: Notes) -> tuple[str, ...]:
    """The columns that are worth unpacking; the others are noted."""
    heavy = {name for name in names if _is_heavy(schema.field(schema.names.index(name)).type, sizes.get(name), notes)}
    for name in names:
        if name in heavy:
            notes.problem("column_not_read", detail=column_name(name))
    return tuple(name for name in names if name not in heavy)


@dataclass(slots=True)
class _Size:
    """Of a top-level column over all row groups: bytes a row, most values in a group, most bytes in a group."""

    per_row: float = 0.0
    values: int = 0
    largest: int = 0
    most_a_row: float = 0.0
    flat: bool = False


def _sizes(metadata: pyarrow.parquet.FileMetaData, chunks: Groups) -> dict[str, _Size]:
    sizes: dict[str, _Size] = {}
    tops = [metadata.schema.column(index) for index in range(metadata.num_columns)]
    for group_index, group in enumerate(chunks[:1_000]):
        rows = max(metadata.row_group(group_index).num_rows, 1)
        for chunk, leaf in zip(group, tops, strict=True):
            flat_text = leaf.max_repetition_level == 0 and "." not in leaf.path.removeprefix(leaf.name)
            size = sizes.setdefault(
                leaf.path if flat_text and leaf.path == leaf.name else leaf.path.split(".")[0], _Size()
            )
            size.flat = flat_text and leaf.physical_type == "BYTE_ARRAY"
            size.values = max(size.values, chunk.values)
            size.largest = max(size.largest, chunk.most_bytes)
            size.per_row += chunk.most_bytes / max(metadata.num_rows, 1)
            size.most_a_row = max(size.most_a_row, chunk.values / rows)
    return sizes


def _is_heavy(kind: pyarrow.DataType, size: _Size | None, notes: Notes) -> bool:
    """Too big to be unpacked, or pictures and sounds, in which nothing is to be counted."""
    if size is None:
        return False
    too_many = size.values > MAX_CHUNK_VALUES or (size.values > 5_000_000 and size.most_a_row > VALUES_IN_A_ROW)
    picture = (is_binary(kind) or pyarrow.types.is_struct(kind)) and size.per_row > HEAVY_BINARY
    if size.per_row > notes.budget.limits.cell:
        notes.reach(Limit.CELL, notes.budget.limits.cell, int(size.per_row))
        return True
    return too_many or picture


def _chosen(
    source: Source, notes: Notes, metadata: pyarrow.parquet.FileMetaData, chunks: Groups, columns: set[str]
) -> list[int]:
    """The row groups that are read: all, or as many as the file's share allows, evenly spread."""
    groups = range(metadata.num_row_groups)
    rows = [metadata.row_group(index).num_rows for index in groups]
    sizes = [sum(stop - start for start, stop in _group_stretches(chunks[index], columns)) for index in groups]
    allowed_bytes = source.bytes_left if source.size > SMALL_BYTES else None
    share = notes.share.rows / max(sum(rows), 1)
    if sum(rows) > notes.share.rows:
        notes.reach(Limit.ROWS, notes.budget.limits.rows, sum(rows))
    if allowed_bytes is not None and sum(sizes) > allowed_bytes:
        notes.reach(Limit.BYTES, notes.budget.limits.bytes, source.size)
        share = min(share, allowed_bytes / sum(sizes))
    if share >= 1 or not rows:
        return list(groups)
    count = max(int(len(rows) * share), 1)
    return sorted({int(index * len(rows) / count) for index in range(count)})


def _runs(groups: Sequence[int], begins: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Neighbouring row groups that are read together: many files have groups of a thousand rows."""
    runs: list[list[int]] = []
    for group in groups:
        last = runs[-1] if runs else None
        if last and last[-1] == group - 1 and begins[group + 1] - begins[last[0]] <= RUN_ROWS:
            last.append(group)
        else:
            runs.append([group])
    return tuple(map(tuple, runs))


def _stretches(chunks: Groups, plan: Plan) -> list[tuple[int, int]]:
    columns = set(plan.columns)
    return [stretch for run in plan.runs for group in run for stretch in _group_stretches(chunks[group], columns)]


def _group_stretches(group: Sequence[Chunk], columns: set[str]) -> list[tuple[int, int]]:
    return [chunk.stretch for chunk in group if chunk.path in columns or chunk.path.split(".")[0] in columns]


def _read(
    source: Source, notes: Notes, metadata: pyarrow.parquet.FileMetaData, chunks: Groups, plan: Plan
) -> Iterator[Rows]:
    attempts = _attempts(_sizes(metadata, chunks), plan)
    attempt, failures = next(attempts), 0
    for run in plan.runs:
        done = 0
        while True:
            try:
                for rows in _run(source, metadata, plan, attempt, run, notes):
                    done += len(rows)
                    yield rows
                    if not notes.may_go_on():
                        return
            except ERRORS as error:
                following = next(attempts, None) if not notes.rows_read and isinstance(error, MemoryError) else None
                if following is not None:
                    for name in set(attempt.columns) - set(following.columns):
                        notes.problem("column_not_read", detail=column_name(name))
                    attempt = following
                    continue
                failures += 1
                missed = plan.begins[run[-1] + 1] - plan.begins[run[0]] - done
                notes.sampled = True
                notes.problem(
                    "rows_not_read",
                    detail=f"{plan.begins[run[0]] + done + 1}–{plan.begins[run[0]] + done + missed}: {error}",
                )
            break
        if failures >= MAX_FAILURES:
            return
    if failures and not notes.rows_read:
        notes.problem("invalid_parquet")


@dataclass(frozen=True, slots=True)
class _Attempt:
    columns: tuple[str, ...]
    as_stored: tuple[str, ...]


def _attempts(sizes: Mapping[str, _Size], plan: Plan) -> Iterator[_Attempt]:
    """How the file is read, and how it is tried again when it takes too much memory: with every text as it is stored, each once
    (a text of megabytes that a thousand rows repeat is gigabytes when every row gets its own), then without the largest columns."""
    yield _Attempt(plan.columns, plan.as_stored)
    stored = tuple(name for name in plan.columns if name in sizes and sizes[name].flat)
    columns = sorted(plan.columns, key=lambda name: sizes[name].largest if name in sizes else 0)
    while columns:
        yield _Attempt(tuple(columns), tuple(name for name in stored if name in columns))
        columns.pop()


def _run(source: Source, metadata, plan: Plan, attempt: _Attempt, run: tuple[int, ...], notes: Notes) -> Iterator[Rows]:  # type: ignore[no-untyped-def]
    first = plan.begins[run[0]] + 1
    with pyarrow.OSFile(source.path) as file:
        parquet = pyarrow.parquet.ParquetFile(
            file, metadata=metadata, read_dictionary=list(attempt.as_stored), pre_buffer=False, buffer_size=PAGE_BUFFER
        )
        for batch in parquet.iter_batches(
            batch_size=plan.batch_rows, row_groups=list(run), columns=list(attempt.columns), use_threads=False
        ):
            names, arrays = flat(batch.schema.names, batch.columns, at_most=notes.budget.limits.columns)
            yield Rows(tuple(names), tuple(arrays), first)
            first += batch.num_rows

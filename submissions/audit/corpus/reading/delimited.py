"""CSV and TSV: with pyarrow as long as all goes well, and from the row where it does not line by line. Pure."""

import csv
import itertools
from collections.abc import Iterator, Sequence

import pyarrow
import pyarrow.csv

from submissions.audit.corpus.cells import Rows, column_name
from submissions.audit.corpus.evidence import Limit
from submissions.audit.corpus.reading.lines import HEAD_BYTES, encoding_of, head_of, lines
from submissions.audit.corpus.reading.notes import Notes
from submissions.audit.corpus.reading.packed import unpacked

FAST_BLOCK = 2_000_000
SLOW_ROWS = 4_096
MAX_UNREADABLE = 1_000
_DELIMITERS = ",;\t|"
MANY_LINES = 20
"""A cell of so many lines at the end of a file has probably swallowed rows."""


def read_delimited(path: str, written: str, notes: Notes) -> Iterator[Rows]:
    """The rows of a CSV or TSV file; the cells of all columns are texts.

    Problem codes: empty, no_rows, not_utf8, ragged_rows, row_unreadable, unclosed_quote, row_too_long, repeated_column, unnamed_column,
    too_many_columns, packing_broken.
    """
    with unpacked(path, written) as stream:
        head = head_of(stream, notes)
    header = _header(head, written)
    if header is None:
        if all(problem.code != "packing_broken" for problem in notes.problems):
            notes.problem("empty")
        return
    names, delimiter = header
    limit = notes.budget.limits.columns
    notes.columns = tuple(dict.fromkeys(names[:limit]))
    _look_at_header(names, notes)
    if _is_simple(head) and len(names) <= limit:
        yield from _fast(path, written, names, delimiter, notes)
        if notes.rows is not None or notes.sampled:
            return
    yield from _slow(path, written, names, delimiter, encoding_of(head), notes)


def _header(head: bytes, written: str) -> tuple[list[str], str] | None:
    text = head.decode(encoding_of(head), "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    delimiter = "\t" if written.startswith("tsv") else _delimiter(text)
    csv.field_size_limit(HEAD_BYTES)  # of the whole process
    try:
        first = next(
            (row for row in csv.reader(text.splitlines(True), delimiter=delimiter) if any(map(str.strip, row))), None
        )
    except csv.Error:
        return None
    return (
        None
        if first is None
        else ([column_name(name).strip(" \t\ufeff").replace("\x00", "\ufffd") for name in first], delimiter)
    )


def _delimiter(text: str) -> str:
    """The sign that cuts the header into most columns; a comma when none does."""
    header = next((line for line in text.split("\n") if line.strip()), "")
    outside_quotes = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=lambda sign: (outside_quotes.count(sign), sign == ","))


def _look_at_header(names: Sequence[str], notes: Notes) -> None:
    limit = notes.budget.limits.columns
    if len(names) > limit:
        notes.problem("too_many_columns", detail=str(len(names)))
        notes.budget.reach(Limit.COLUMNS, limit, len(names), notes.path)
    if len(set(names)) < len(names):
        notes.problem("repeated_column", line=1)
    if any(not name or name.startswith("Unnamed:") for name in names):
        notes.problem("unnamed_column", line=1)


def _is_simple(head: bytes) -> bool:
    """UTF-8 with a header in its first line and without what the fast reader takes for something else."""
    return (
        encoding_of(head) == "utf-8"
        and head.split(b"\n", 1)[0].strip() != b""
        and b"\x00" not in head
        and not (b"\r" in head and b"\n" not in head)
    )


def _fast(path: str, written: str, names: Sequence[str], delimiter: str, notes: Notes) -> Iterator[Rows]:
    """Rows until the first that is odd. ``notes.rows`` is set when there was none."""
    plain = [str(number) for number in range(len(names))]
    kept = {name: number for number, name in reversed(list(enumerate(names)))}
    try:
        reader = pyarrow.csv.open_csv(
            unpacked(path, written),  # left open: it reads ahead
            read_options=pyarrow.csv.ReadOptions(
                block_size=FAST_BLOCK, column_names=plain, skip_rows=0, use_threads=False
            ),
            parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(plain, pyarrow.string()), strings_can_be_null=False
            ),
        )
        skip, last = 1, None
        for batch in reader:
            batch, skip = batch.slice(skip), 0
            if len(batch):
                last = batch
                arrays = tuple(batch.column(kept[name]) for name in notes.columns)
                yield Rows(notes.columns, arrays, notes.rows_read + 1)
            if not notes.may_go_on():
                return
    except (pyarrow.ArrowException, OSError, MemoryError, UnicodeDecodeError):
        return
    if last is not None and _is_long(last):
        return  # line by line we are told whether a quote was left open, and where
    notes.rows = notes.rows_read
    if not notes.rows:
        notes.problem("no_rows")


def _is_long(rows: pyarrow.RecordBatch) -> bool:
    """Whether the last row has a cell of many lines."""
    return any(str(cell).count("\n") >= MANY_LINES for cell in rows.slice(len(rows) - 1).to_pylist()[0].values())


def _slow(path: str, written: str, names: Sequence[str], delimiter: str, encoding: str, notes: Notes) -> Iterator[Rows]:
    """All rows that were not read yet, whatever is odd about them."""
    skip = notes.rows_read
    with unpacked(path, written) as stream:
        rows = _rows(lines(stream, notes, encoding), len(names), delimiter, notes, skip)
        while piece := list(itertools.islice(rows, SLOW_ROWS)):
            yield _as_columns(piece, names, notes)
            if not notes.may_go_on():
                return
    if not notes.sampled:
        notes.rows = notes.rows_read
    if not notes.rows_read:
        notes.problem("no_rows")


def _rows(text: Iterator[str], width: int, delimiter: str, notes: Notes, skip: int) -> Iterator[list[str]]:
    longest = notes.budget.limits.cell
    csv.field_size_limit(longest)  # a quote that nobody closes would swallow all that follows
    given = _Given(text)
    reader = csv.reader(given, delimiter=delimiter)
    header_seen, seen, unreadable = False, 0, 0
    while True:
        began = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            unreadable += 1
            swallows = reader.line_num > began
            notes.count("unclosed_quote" if swallows else "row_unreadable", began)
            if swallows:
                notes.reach(Limit.CELL, longest)
            if unreadable >= MAX_UNREADABLE:
                notes.sampled = True
                return
            continue
        if given.ended and not notes.sampled:
            notes.count("unclosed_quote", began)
        if not header_seen:
            header_seen = any(map(str.strip, row))
        elif row:
            seen += 1
            if seen > skip:
                if len(row) != width:
                    notes.count("ragged_rows", began)
                yield row


class _Given:
    """Lines of text for the reader of rows. ``ended``: it wanted more than there were; after a row, because a quote is open."""

    def __init__(self, text: Iterator[str]) -> None:
        self._text, self.ended = text, False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._text, None)
        if line is None:
            self.ended = True
            raise StopIteration
        return line


def _as_columns(rows: Sequence[Sequence[str]], names: Sequence[str], notes: Notes) -> Rows:
    columns = list(itertools.zip_longest(*rows))
    empty = (None,) * len(rows)
    arrays = []
    for name in notes.columns:
        place = names.index(name)
        cells = columns[place] if place < len(columns) else empty
        arrays.append(text_array(cells))
    return Rows(notes.columns, tuple(arrays), notes.rows_read + 1)


def text_array(cells: Sequence[str | None]) -> pyarrow.Array:
    """Texts as an Arrow array; halves of characters become question marks."""
    try:
        return pyarrow.array(cells, pyarrow.string())
    except UnicodeEncodeError:
        return pyarrow.array([cell and cell.encode("utf-8", "replace").decode() for cell in cells], pyarrow.string())

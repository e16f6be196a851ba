"""JSON and JSON Lines: with pyarrow as long as all goes well, and from the row where it does not one by one. Pure."""

import itertools
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow
import pyarrow.json

from submissions.audit.corpus.cells import ANSWERING, ASKING, CHAT_FIELDS, MAX_DEPTH, Rows, column_name, flat
from submissions.audit.corpus.evidence import Limit
from submissions.audit.corpus.reading.delimited import text_array
from submissions.audit.corpus.reading.lines import blocks, encoding_of, head_of, lines, stretches, text_of
from submissions.audit.corpus.reading.notes import Notes
from submissions.audit.corpus.reading.packed import unpacked

FAST_BLOCK = 4_000_000
SLOW_ROWS = 2_048
WHOLE_BYTES = 32_000_000
MAX_UNREADABLE = 1_000
DEEP = 1_000  # brackets that open in one line
_ERRORS = (ValueError, RecursionError, OverflowError, MemoryError)
_ROWS_INSIDE = re.compile(r'\s*\{\s*"(?:[^"\\]|\\.){0,200}"\s*:\s*(?=\[\s*\{)')
_GAP = re.compile(r"[\s,]*")


def read_json(path: str, written: str, notes: Notes) -> Iterator[Rows]:
    """The rows of a JSON or JSON Lines file: objects one a line or in an array, rows under a key, columns, or a single row.

    Problem codes: empty, no_rows, not_utf8, invalid_json, rows_not_objects, row_too_long, too_large, too_many_columns,
    packing_broken.
    """
    with unpacked(path, written) as stream:
        head = head_of(stream, notes)
    encoding = encoding_of(head)
    text = head.decode(encoding, "replace").removeprefix("\ufeff").lstrip()
    if not text:
        if all(problem.code != "packing_broken" for problem in notes.problems):
            notes.problem("empty")
        return
    if _is_lines(text, written):
        if encoding == "utf-8" and not head.startswith(b"\xef\xbb\xbf"):
            yield from _fast(path, written, notes)
        else:
            yield from _slow(path, written, encoding, notes, _from_lines)
    elif text.startswith("[") or _ROWS_INSIDE.match(text):
        yield from _slow(path, written, encoding, notes, _from_array)
    else:
        yield from _slow(path, written, encoding, notes, _from_object)


def _is_lines(text: str, written: str) -> bool:
    """One object a line, which a file that is called ``.json`` may hold too."""
    if text.startswith("["):
        return False
    if written.startswith("jsonl"):
        return True
    first, _, rest = text.partition("\n")
    try:
        return isinstance(json.loads(first), dict) and bool(rest.strip())
    except _ERRORS:
        return False


def _fast(path: str, written: str, notes: Notes) -> Iterator[Rows]:
    """A few megabytes of lines at once; where something is odd about them, one by one."""
    first = 1
    with unpacked(path, written) as stream:
        for block in _whole_lines(stream, notes):
            lines_of_block = block.split(b"\n")
            rows = _at_once(block, lines_of_block, notes)
            for piece in [rows] if rows is not None else _one_by_one(lines_of_block, first, notes):
                if len(piece):
                    yield piece
                if not notes.may_go_on():
                    return
            first += len(lines_of_block) - 1
    if not notes.sampled:
        notes.rows = notes.rows_read
    if not notes.rows_read and not notes.problems and not notes.counts:
        notes.problem("no_rows")


def _whole_lines(stream: pyarrow.NativeFile, notes: Notes) -> Iterator[bytes]:
    """Blocks that end where a line does; of a line that is longer than a cell may be only the beginning."""
    held, size = [], 0
    for piece in blocks(stream, notes):
        held.append(piece)
        size += len(piece)
        if size >= FAST_BLOCK and (cut := piece.rfind(b"\n") + 1):
            yield b"".join([*held[:-1], piece[:cut]])
            held, size = [piece[cut:]], len(piece) - cut
        elif size > FAST_BLOCK + notes.budget.limits.cell:  # what is in the middle of the line is left out
            notes.reach(Limit.CELL, notes.budget.limits.cell)
            held, size = [b"".join(held)[:FAST_BLOCK]], FAST_BLOCK
    if size:
        yield b"".join(held)


def _at_once(block: bytes, lines_of_block: Sequence[bytes], notes: Notes) -> Rows | None:
    """The rows of a block that pyarrow can be trusted with. It dies of a line that is ``null``, and of very deep ones."""
    if not all(line.lstrip()[:1] in (b"{", b"") and not _is_deep(line) for line in lines_of_block):
        return None
    try:
        block.decode()
        table = pyarrow.json.read_json(
            pyarrow.BufferReader(block),
            read_options=pyarrow.json.ReadOptions(block_size=len(block) + 1, use_threads=False),
        )
        batch = table.combine_chunks().to_batches()
    except (pyarrow.ArrowException, MemoryError, ValueError):
        return None
    if len(batch) != 1:
        return None
    names, arrays = flat(table.column_names, batch[0].columns, at_most=notes.budget.limits.columns)
    _know(names, notes, len(table.column_names))
    return Rows(tuple(names), tuple(arrays), notes.rows_read + 1)


def _is_deep(line: bytes) -> bool:
    return len(line) > 2 * DEEP and line.count(b"[") + line.count(b"{") > DEEP


def _one_by_one(lines_of_block: Sequence[bytes], first: int, notes: Notes) -> Iterator[Rows]:
    text = (text_of(line, first + place, notes) for place, line in enumerate(lines_of_block))
    records = _objects(_from_lines(text, notes, first), notes)
    while piece := list(itertools.islice(records, SLOW_ROWS)):
        yield _as_columns(piece, notes)


def _know(names: Sequence[str], notes: Notes, found: int) -> None:
    limit = notes.budget.limits.columns
    notes.columns = tuple(dict.fromkeys((*notes.columns, *names)))[:limit]
    if found > limit:
        if all(problem.code != "too_many_columns" for problem in notes.problems):
            notes.problem("too_many_columns", detail=str(found))
        notes.budget.reach(Limit.COLUMNS, limit, found, notes.path)


Reader = Callable[[Iterator[str], Notes], Iterator[Any]]


def _slow(path: str, written: str, encoding: str, notes: Notes, read: Reader) -> Iterator[Rows]:
    with unpacked(path, written) as stream:
        text = (lines if read is _from_lines else stretches)(stream, notes, encoding)
        records = _objects(read(text, notes), notes)
        while piece := list(itertools.islice(records, SLOW_ROWS)):
            yield _as_columns(piece, notes)
            if not notes.may_go_on():
                return
    if not notes.sampled:
        notes.rows = notes.rows_read
    if not notes.rows_read and not notes.problems and not notes.counts:
        notes.problem("no_rows")


def _objects(records: Iterator[Any], notes: Notes) -> Iterator[Mapping[str, Any]]:
    strange = 0
    for record in records:
        if isinstance(record, dict):
            yield record
            continue
        strange += 1
        notes.count("rows_not_objects")
        if strange >= MAX_UNREADABLE:
            notes.sampled = True
            return


def _from_lines(text: Iterator[str], notes: Notes, first: int = 1) -> Iterator[Any]:
    broken = 0
    for number, line in enumerate(text, start=first):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except _ERRORS as error:
            broken += 1
            notes.problem("invalid_json", line=number, detail=_why(error))
            if broken >= MAX_UNREADABLE:
                notes.sampled = True
                return
            continue
        yield record


def _from_array(text: Iterator[str], notes: Notes) -> Iterator[Any]:
    """The items of the array that the text begins with or that stands under its first key, one after the other, also when the
    end is missing. Never more than a few items are held at once."""
    decoder, line, longest = json.JSONDecoder(), 1, notes.budget.limits.cell
    held, ended = _more("", text, 100_000)
    inside = _ROWS_INSIDE.match(held)
    place = inside.end() if inside else 0
    place, line = _behind_gap(held, place, line)
    place += held[place : place + 1] == "["
    while True:
        place, line = _behind_gap(held, place, line)
        try:
            if held[place : place + 1] == "]":
                return
            record, end = decoder.raw_decode(held, place)
            if end == len(held) and not ended:
                raise ValueError("more may follow")
        except _ERRORS as error:
            if ended and place >= len(held):
                return
            waiting = len(held) - place
            if ended or waiting > longest or isinstance(error, RecursionError):
                notes.problem("row_too_long" if waiting > longest else "invalid_json", line=line, detail=_why(error))
                notes.sampled = True
                return
            held, ended = _more(held[place:], text, max(waiting * 2, 100_000))
            place = 0
            continue
        line += held.count("\n", place, end)
        place = end
        yield record


def _behind_gap(held: str, place: int, line: int) -> tuple[int, int]:
    end = _GAP.match(held, place).end()  # type: ignore[union-attr]  # it matches nothing too
    return end, line + held.count("\n", place, end)


def _more(held: str, text: Iterator[str], wanted: int) -> tuple[str, bool]:
    """``held`` with more of the text behind it; whether the text has ended."""
    pieces, size = [held], len(held)
    for piece in text:
        pieces.append(piece)
        size += len(piece)
        if size >= wanted:
            return "".join(pieces), False
    return "".join(pieces), True


def _from_object(text: Iterator[str], notes: Notes) -> Iterator[Any]:
    """Rows under a key, columns (``{"a": [...]}``, pandas' too), or a single row."""
    whole, ended = _more("", text, WHOLE_BYTES)
    if not ended:
        notes.problem("too_large")
        notes.reach(Limit.BYTES, WHOLE_BYTES)
        return
    try:
        value = json.loads(whole)
    except _ERRORS as error:
        notes.problem("invalid_json", line=getattr(error, "lineno", None), detail=_why(error))
        return
    if not isinstance(value, dict):
        notes.problem("rows_not_objects", detail=type(value).__name__)
        return
    yield from _rows_of(value)


def _rows_of(value: Mapping[str, Any]) -> Iterator[Any]:
    for rows in value.values():
        if isinstance(rows, list) and rows and isinstance(rows[0], dict):
            yield from rows
            return
    columns = {name: list(cells.values()) if isinstance(cells, dict) else cells for name, cells in value.items()}
    if columns and all(isinstance(cells, list) for cells in columns.values()):
        for place in range(max(len(cells) for cells in columns.values())):
            yield {name: cells[place] if place < len(cells) else None for name, cells in columns.items()}
        return
    yield value


def _as_columns(records: Sequence[Mapping[str, Any]], notes: Notes) -> Rows:
    columns: dict[str, list[Any]] = {}
    limit, found = notes.budget.limits.columns, 0
    for place, record in enumerate(records):
        for name, cell in _flat(record):
            cells = columns.get(name)
            if cells is None:
                found += 1
                if len(columns) >= limit:
                    continue
                cells = columns[name] = [None] * len(records)
            cells[place] = cell
    _know(list(columns), notes, found)
    return Rows(tuple(columns), tuple(map(_array, columns.values())), notes.rows_read + 1)


def _flat(record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    waiting = [(column_name(name), cell, 1) for name, cell in reversed(record.items())]
    while waiting:
        name, cell, depth = waiting.pop()
        if isinstance(cell, dict) and cell and depth <= MAX_DEPTH:
            waiting += [(column_name(f"{name}.{key}"), one, depth + 1) for key, one in reversed(cell.items())]
            continue
        yield name, cell
        if isinstance(cell, list) and cell and isinstance(cell[0], dict):
            yield from _turns(name, cell)


def _turns(name: str, chat: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    fields = next((pair for pair in CHAT_FIELDS if set(pair) <= chat[0].keys()), None)
    for speakers in (ASKING, ANSWERING) if fields else ():
        theirs = (turn for turn in chat if isinstance(turn, dict) and turn.get(fields[0]) in speakers)
        said = next(theirs, {}).get(fields[1])
        yield f"{name}.{speakers[0]}", said if isinstance(said, str) else None


def _array(cells: Sequence[Any]) -> pyarrow.Array:
    """The cells of a column; of different kinds in one column all become texts."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {str}:
        return text_array(cells)
    if kinds <= {list, dict}:
        return pyarrow.array([None if cell is None else [] for cell in cells], pyarrow.list_(pyarrow.null()))
    if kinds == {bool}:
        return pyarrow.array(cells, pyarrow.bool_())
    if kinds <= {int, float} and all(cell is None or abs(cell) < 2**53 or not math.isfinite(cell) for cell in cells):
        return pyarrow.array([None if cell is None else float(cell) for cell in cells] if float in kinds else cells)
    return text_array([_as_text(cell) for cell in cells])


def _as_text(cell: Any) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"<{type(cell).__name__}>" if isinstance(cell, list | dict) else str(cell)[:1_000]


def _why(error: BaseException) -> str:
    return str(error)[:200] or type(error).__name__

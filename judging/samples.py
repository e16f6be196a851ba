"""The first rows of a data file, from its first bytes. Pure: nothing is fetched here, and nothing is trusted."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import islice

MOST_ROWS = 5
MOST_COLUMNS = 12
MOST_CHARACTERS = 400
READABLE = ("csv", "tsv", "jsonl")
"""Formats whose beginning can be read without the rest, and without a parser that could be made to use up a machine."""

Row = tuple[tuple[str, str], ...]
"""(column, what stands there) of one row."""


def first_rows(beginning: bytes, format: str) -> Sequence[Row]:
    """At most ``MOST_ROWS`` rows of a file that begins so; the last row of what was read may be cut off, so it is left out.

    >>> first_rows(b"question,answer\\nhola,adios\\nsi,no\\nqui", "csv")
    ((('question', 'hola'), ('answer', 'adios')), (('question', 'si'), ('answer', 'no')))
    """
    text = beginning.decode("utf-8-sig", errors="replace")
    whole = text[: text.rfind("\n") + 1]
    rows = _json_lines(whole) if format == "jsonl" else _delimited(whole, "\t" if format == "tsv" else ",")
    return tuple(islice(rows, MOST_ROWS))


def _json_lines(text: str) -> Iterator[Row]:
    for line in text.splitlines():
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            yield tuple((str(name)[:80], _cell(value)) for name, value in islice(found.items(), MOST_COLUMNS))


def _delimited(text: str, delimiter: str) -> Iterator[Row]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = next(rows, [])[:MOST_COLUMNS]
        for row in rows:
            yield tuple((name[:80], _cell(value)) for name, value in zip(names, row, strict=False))
    except csv.Error:
        return


def _cell(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    plain = text.replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")
    return plain if len(plain) <= MOST_CHARACTERS else f"{plain[:MOST_CHARACTERS]}…"

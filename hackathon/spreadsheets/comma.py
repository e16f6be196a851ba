"""Tables as CSV. Text is text there, even when it looks like a formula."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from hackathon.spreadsheets.tables import Cell, Table, escaped, plain, sound, told

CSV_TYPE = "text/csv; charset=utf-8"
BOM = "\ufeff"


def csv_lines(table: Table) -> Iterator[str]:
    """The table as lines of CSV, the first one opened by a byte order mark so that spreadsheets read UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield BOM
    for row in _all(table):
        writer.writerow([_cell(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _all(table: Table) -> Iterator[tuple[Cell, ...]]:
    """The header and the rows as they come: a long table is never all in memory."""
    yield table.header
    yield from table.rows


def _cell(cell: Cell) -> str:
    plainly = told(cell)
    if plainly is None:
        return ""
    if isinstance(plainly, bool):
        return str(plainly).lower()
    return escaped(sound(plainly)) if isinstance(plainly, str) else plain(Decimal(plainly))

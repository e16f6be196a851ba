"""Tables as files for a spreadsheet, CSV and XLSX. Text is text there, even when it looks like a formula."""

import csv
import io
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

Cell = str | int | Decimal | None

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of equal length. None is an empty cell."""

    title: str
    header: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a person may want in a file: what it is called, and what it says of a row."""

    key: str
    header: str
    value: Callable[[Any], Cell]


def table_of(rows: Iterable[Any], *, columns: Sequence[Column], wanted: Container[str], title: str) -> Table:
    """The ``wanted`` ones of ``columns``, in the order of ``columns``, for every row; rows are read as they are written.

    >>> columns = [Column("name", "Nombre", str.title), Column("length", "Letras", len)]
    >>> table = table_of(["ana"], columns=columns, wanted={"length"}, title="Personas")
    >>> table.header, list(table.rows)
    (('Letras',), [(3,)])
    """
    chosen = [column for column in columns if column.key in wanted]
    cells = (tuple(column.value(row) for column in chosen) for row in rows)
    return Table(title=title, header=tuple(column.header for column in chosen), rows=cells)


def csv_lines(table: Table) -> Iterator[str]:
    """The table as lines of CSV, the first one opened by a byte order mark so that spreadsheets read UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield BOM
    for row in (table.header, *table.rows):
        writer.writerow([_csv_cell(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def xlsx(table: Table) -> bytes:
    """The table as a workbook of one sheet: numbers are numbers, and text is text even when it looks like a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.title)
    sheet.freeze_panes = "A2"
    sheet.append([_xlsx_cell(sheet, cell, bold=True) for cell in table.header])
    for row in table.rows:
        sheet.append([_xlsx_cell(sheet, cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_file(table: Table, name: str, extension: str) -> HttpResponseBase:
    """The table to be saved as ``name.extension``: CSV goes line by line as it is read, XLSX at once."""
    if extension == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(csv_lines(table), content_type=CSV_TYPE)
    else:
        answer = HttpResponse(xlsx(table), content_type=XLSX_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return answer


def escaped(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> escaped("=1+1"), escaped("Corpus de refranes")
    ("'=1+1", 'Corpus de refranes')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain(value: Decimal) -> str:
    """A number without exponent or idle zeros.

    >>> plain(Decimal("7.50")), plain(Decimal("1E+1"))
    ('7.5', '10')
    """
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return escaped(cell) if isinstance(cell, str) else plain(Decimal(cell))


def _xlsx_cell(sheet: object, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell

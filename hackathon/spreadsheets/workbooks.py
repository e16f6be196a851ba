"""Tables as XLSX: numbers are numbers, and text is text even when it looks like a formula."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from hackathon.spreadsheets.tables import Cell, Table, sound, told

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_ROWS = 1_048_575
"""Rows of a sheet, without its header: a spreadsheet opens no more."""


class TooManyRows(Exception):
    """A sheet holds no more than ``MAX_ROWS``."""


def xlsx(table: Table) -> bytes:
    """The table as a workbook; where it is known what its columns mean, a second sheet says so. Raises TooManyRows."""
    book = Workbook(write_only=True)
    _write(book, table)
    if any(column.about for column in table.columns):
        _write(book, _dictionary(table))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.title)
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, cell, bold=True) for cell in table.header])
    for number, row in enumerate(table.rows):
        if number == MAX_ROWS:
            raise TooManyRows
        sheet.append([_cell(sheet, cell) for cell in row])


def _dictionary(table: Table) -> Table:
    rows = [(column.header, column.key, column.about) for column in table.columns]
    return Table(_("Columnas"), (_("Columna"), _("Clave"), _("Qué es")), rows)


def _cell(sheet: object, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    plainly = told(value)
    text = ILLEGAL_CHARACTERS_RE.sub("", sound(plainly)) if isinstance(plainly, str) else None
    cell = WriteOnlyCell(sheet, value=plainly if text is None else text)
    if text is not None:
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell

"""Results as tables for a spreadsheet: CSV and XLSX, one row per project or one row per review.

Scores leave as the whole numbers that were given; means and totals are rounded half up to four decimals.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from hackathon.editions.rules import Rubric
from hackathon.editions.wording import in_words
from judging import aggregate
from judging.queries import ResultRow, Results, ReviewRow
from submissions.deadline import wording

Cell = str | int | Decimal | None

PLACES = 4
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of equal length. None is an empty cell."""

    title: str
    header: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]


def results_table(results: Results) -> Table:
    """One row per project, best first; a group that does not apply to a project is an empty cell."""
    extra = (_("Punto extra"),) if results.rubric.juror_point else ()
    header = (
        _("Puesto"),
        _("Proyecto"),
        _("Equipo"),
        _("Evaluaciones"),
        _("Sin enviar"),
        _("Total"),
        *(f"{in_words(group.title)} ({_plain(aggregate.exact(group.points))})" for group in results.groups),
        *extra,
        _("Plazo"),
        _("Id del proyecto"),
    )
    return Table(
        title=_("Clasificación"), header=header, rows=(_result_cells(row, results.rubric) for row in results.rows)
    )


def reviews_table(rubric: Rubric, reviews: Iterable[ReviewRow]) -> Table:
    """One row per review that was begun, with every score as given; a blank is an empty cell."""
    extra = (_("Punto extra"),) if rubric.juror_point else ()
    header = (
        _("Proyecto"),
        _("Equipo"),
        _("Jurado"),
        _("Enviada"),
        _("Total"),
        *(f"{in_words(group.title)}: {in_words(item.title)}" for group in rubric.groups for item in group.criteria),
        *extra,
        _("Comentario"),
        _("Id del proyecto"),
    )
    return Table(title=_("Evaluaciones"), header=header, rows=(_review_cells(row, rubric) for row in reviews))


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


def escaped(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> escaped("=1+1"), escaped("Corpus de refranes")
    ("'=1+1", 'Corpus de refranes')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _result_cells(row: ResultRow, rubric: Rubric) -> tuple[Cell, ...]:
    groups = (_number(row.groups.get(group.key)) for group in rubric.groups)
    extra = (_number(row.juror_point),) if rubric.juror_point else ()
    head = (row.rank, row.title, row.team, row.reviews, row.drafts, _number(row.score))
    return (*head, *groups, *extra, wording.in_words(row.verdict), row.submission_id)


def _review_cells(row: ReviewRow, rubric: Rubric) -> tuple[Cell, ...]:
    scores = (row.scores.get(criterion.key) for criterion in rubric.criteria)
    extra = (int(row.juror_point),) if rubric.juror_point else ()
    submitted = row.submitted_at.isoformat(timespec="seconds") if row.submitted_at else None
    return (
        row.title,
        row.team,
        row.judge,
        submitted,
        _number(row.total),
        *scores,
        *extra,
        row.comment,
        row.submission_id,
    )


def _number(value: Fraction | None) -> Decimal | None:
    return None if value is None else aggregate.points(value, PLACES)


def _plain(value: Fraction | Decimal) -> str:
    """Without exponent or idle zeros: 10, 7.5, 6.6667."""
    rounded = value if isinstance(value, Decimal) else aggregate.points(value, PLACES)
    return f"{rounded:f}".rstrip("0").rstrip(".") if "." in f"{rounded:f}" else f"{rounded:f}"


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return escaped(cell) if isinstance(cell, str) else _plain(Decimal(cell))


def _xlsx_cell(sheet: object, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell

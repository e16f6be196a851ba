"""What became of a list, as a table for a spreadsheet."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from hackathon.imports.models import ImportRow
from hackathon.imports.sentences import of_row
from hackathon.spreadsheets import Cell, Table


def report_table(rows: Iterable[ImportRow]) -> Table:
    """One row per row of the file, in its order."""
    header = (_("Fila"), _("Resultado"), _("Explicación"), _("Nombre"), _("Correo electrónico"), _("En el archivo"))
    # In full and now: a response that streams is written after the reader's language is forgotten.
    return Table(title=_("Importación"), header=header, rows=[_cells(row) for row in rows])


def _cells(row: ImportRow) -> tuple[Cell, ...]:
    person = row.registration
    name, email = (person.name, person.email) if person else (None, None)
    return (row.number, row.get_outcome_display(), of_row(row), name, email, row.typed)

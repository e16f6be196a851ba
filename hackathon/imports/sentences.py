"""What files, columns and rows are told about, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hackathon.imports.mapping import Field
from hackathon.imports.models import ImportRow
from hackathon.imports.reading import Reason, Unreadable
from hackathon.imports.rows import COUNTRY_UNKNOWN, TEAM_UNREADABLE, UNREADABLE

Outcome = ImportRow.Outcome

FIELD_LABELS = {
    Field.EMAIL: gettext_lazy("Correo electrónico"),
    Field.NAME: gettext_lazy("Nombre completo"),
    Field.FIRST_NAME: gettext_lazy("Nombre de pila"),
    Field.LAST_NAME: gettext_lazy("Apellidos"),
    Field.COUNTRY: gettext_lazy("País"),
    Field.TEAM: gettext_lazy("Equipo"),
    Field.EXTERNAL_ID: gettext_lazy("Número de la entrada o del pedido"),
    Field.STATUS: gettext_lazy("Estado de la entrada"),
}
CHANGED_LABELS = {
    "name": gettext_lazy("el nombre"),
    "country": gettext_lazy("el país"),
    "external_id": gettext_lazy("el número de la entrada"),
    "team_wanted": gettext_lazy("el equipo"),
}
ENCODINGS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252", "latin-1": "Latin-1"}
DELIMITERS = {
    ",": gettext_lazy("comas"),
    ";": gettext_lazy("punto y coma"),
    "\t": gettext_lazy("tabuladores"),
    "|": gettext_lazy("barras verticales"),
}


def of_file(error: Unreadable) -> str:
    """Why the file cannot be read, and what to do about it."""
    return _OF_FILE[error.reason]() % error.facts


_OF_FILE: Mapping[Reason, Callable[[], str]] = {
    Reason.EMPTY: lambda: _("El archivo está vacío."),
    Reason.TOO_BIG: lambda: _("El archivo pasa de %(most)s MB: quita las columnas que sobren o pártelo en dos."),
    Reason.WORKBOOK: lambda: _("Esto es un libro de hojas de cálculo: ábrelo, elige «Guardar como» y el formato CSV."),
    Reason.NOT_TEXT: lambda: _("Esto no es un archivo de texto: expórtalo como CSV y súbelo otra vez."),
    Reason.OPEN_QUOTE: lambda: _(
        "En la fila %(row)s se abren unas comillas que no se cierran: corrígelas y súbelo otra vez."
    ),
    Reason.NO_HEADER: lambda: _(
        "El archivo no tiene fila de encabezados: pon arriba los nombres de las columnas («Nombre», «Correo»…)."
    ),
    Reason.ONLY_HEADER: lambda: _("El archivo tiene encabezados, pero ninguna persona debajo."),
    Reason.TOO_MANY_ROWS: lambda: _("El archivo tiene más de %(most)s filas: pártelo en varios."),
    Reason.TOO_MANY_COLUMNS: lambda: _("El archivo tiene %(found)s columnas y caben %(most)s: quita las que sobren."),
}


def of_row(row: ImportRow) -> str:
    """What became of a row and why, in one sentence or two."""
    parts = [_OF_ROW[row.outcome](row), *(_note(note, row.facts) for note in row.notes)]
    return " ".join(part for part in parts if part)


def _updated(row: ImportRow) -> str:
    changed = [str(CHANGED_LABELS[name]) for name in row.facts.get("changed", []) if name in CHANGED_LABELS]
    return _("Ya estaba en la lista; se ha actualizado: %(what)s.") % {"what": ", ".join(changed)}


def _repeated(row: ImportRow) -> str:
    if "row" not in row.facts:  # of somebody who deleted their data
        return _("Tiene el mismo correo que otra fila, que es la que cuenta.")
    return _("Tiene el mismo correo que la fila %(row)s, que es la que cuenta.") % row.facts


def _refused(row: ImportRow) -> str:
    facts: Mapping[str, Any] = {"length": "", "max": "", **row.facts}
    return _REFUSED.get(row.reason, lambda: _("La fila no se entiende."))() % facts


_OF_ROW: Mapping[str, Callable[[ImportRow], str]] = {
    Outcome.CREATED: lambda row: _("Persona nueva en la lista."),
    Outcome.UPDATED: _updated,
    Outcome.UNCHANGED: lambda row: _("Ya estaba en la lista, igual."),
    Outcome.REGISTERED: lambda row: _("Ya tiene su propia inscripción, que no se toca."),
    Outcome.REPEATED: _repeated,
    Outcome.CANCELLED: lambda row: _("La entrada está anulada o devuelta: no se importa."),
    Outcome.REFUSED: _refused,
}
_REFUSED: Mapping[str, Callable[[], str]] = {
    "email_missing": lambda: _("Falta el correo electrónico."),
    "email_wrong": lambda: _("El correo electrónico no está bien escrito."),
    "email_long": lambda: _("El correo electrónico es demasiado largo."),
    "name_missing": lambda: _("Falta el nombre."),
    "name_long": lambda: _("El nombre tiene %(length)s caracteres y caben %(max)s: acórtalo y vuelve a importar."),
    UNREADABLE: lambda: _("El nombre tiene letras que se perdieron al guardar el archivo: guárdalo en UTF-8."),
}


def _note(note: str, facts: Mapping[str, Any]) -> str:
    if note == COUNTRY_UNKNOWN:
        return _("No conocemos el país «%(country)s»: queda en blanco.") % {"country": facts.get(note, "")}
    if note == TEAM_UNREADABLE:
        return _("Ningún equipo se puede llamar «%(team)s»: queda sin equipo.") % {"team": facts.get(note, "")}
    return ""


def outcome_label(outcome: str, rows: int) -> str:
    """A count with its outcome: "12 personas nuevas"."""
    return _COUNTED[outcome](rows) % {"n": rows}


_COUNTED: Mapping[str, Callable[[int], str]] = {
    Outcome.CREATED: lambda n: ngettext("%(n)s persona nueva", "%(n)s personas nuevas", n),
    Outcome.UPDATED: lambda n: ngettext("%(n)s con datos nuevos", "%(n)s con datos nuevos", n),
    Outcome.UNCHANGED: lambda n: ngettext("%(n)s ya estaba en la lista", "%(n)s ya estaban en la lista", n),
    Outcome.REGISTERED: lambda n: ngettext(
        "%(n)s se inscribió por su cuenta", "%(n)s se inscribieron por su cuenta", n
    ),
    Outcome.REPEATED: lambda n: ngettext("%(n)s repetida en el archivo", "%(n)s repetidas en el archivo", n),
    Outcome.CANCELLED: lambda n: ngettext("%(n)s entrada anulada", "%(n)s entradas anuladas", n),
    Outcome.REFUSED: lambda n: ngettext("%(n)s fila que no se entiende", "%(n)s filas que no se entienden", n),
}

"""Deadline verdicts in words, and the tone of their badges, for every page, panel and export."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from submissions.deadline.verdict import Level, VerdictState

_WORDS: Final[Mapping[str, tuple[Promise, str]]] = {
    VerdictState.REPLACED: (_("hay otro repositorio en su lugar"), "danger"),
    VerdictState.CREATED_AFTER: (_("creado después del cierre"), "danger"),
    VerdictState.GONE: (_("ya no está, o es privado"), "danger"),
    VerdictState.PRIVATE: (_("ahora es privado"), "danger"),
    VerdictState.REWRITTEN: (_("historia reescrita"), "warning"),
    VerdictState.CHANGED_AFTER: (_("con cambios después"), "warning"),
    VerdictState.SEEN_AFTER: (_("con fecha anterior, visto después"), "warning"),
    VerdictState.UNKNOWN: (_("aún no se sabe"), "secondary"),
    VerdictState.DATES_ONLY: (_("solo se sabe por las fechas"), "secondary"),
    VerdictState.NOT_YET: (_("aún no ha cerrado"), "info"),
    VerdictState.UNCHANGED: (_("sin cambios"), "success"),
}
_LEVELS: Final[Mapping[str, Promise]] = {
    Level.NONE: _("Todavía no hay pruebas."),
    Level.DATES: _("Solo lo dicen las fechas de los commits, que pone quien los sube: es una prueba débil."),
    Level.SNAPSHOTS: _("Lo vimos nosotros antes del cierre, con nuestro propio reloj: es una prueba fuerte."),
    Level.PUSH: _("El propio Hub nos avisó de la subida antes del cierre: es la prueba más fuerte."),
}


def in_words(state: str | None) -> str:
    """A repo's or project's state at the deadline in the reader's language; nothing for none."""
    return str(_WORDS[VerdictState(state)][0]) if state else ""


def tone(state: str | None) -> str:
    """The tone of its badge: success, warning, danger, info or secondary."""
    return _WORDS[VerdictState(state)][1] if state else "secondary"


def evidence(level: str) -> str:
    """How strong the evidence is, as a sentence in the reader's language."""
    return str(_LEVELS[Level(level)])

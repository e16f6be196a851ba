"""The verdict on one repo as a sentence, for every page, panel, mail and export. Facts in, words out."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from submissions.deadline import wording
from submissions.deadline.verdict import VerdictState, Whose

Facts = Mapping[str, Any]


def verdict(state: str, facts: Facts) -> str:
    """What became of a repo after the close, in the reader's language. ``facts`` are those of ``Verdict.facts``."""
    return _SENTENCES[VerdictState(state)](facts)


def overruled(state: str) -> str:
    """What the organisers decided, whatever the evidence says."""
    return _("La organización ha decidido: %(state)s.") % {"state": wording.in_words(state)}


def _unchanged(facts: Facts) -> str:
    if facts.get("late_total"):
        return _("Sin cambios del equipo después del cierre: solo los hay de bots o de la organización.")
    return _("Sin cambios después del cierre.")


def _changed_after(facts: Facts) -> str:
    by_team = _by_team(facts)
    if not by_team:
        return _("Hay cambios del equipo después del cierre. Cuenta la revisión del cierre.")
    sentence = ngettext(
        "Hay %(n)s commit del equipo después del cierre. Cuenta la revisión del cierre.",
        "Hay %(n)s commits del equipo después del cierre. Cuenta la revisión del cierre.",
        by_team,
    )
    return sentence % {"n": by_team}


def _seen_after(facts: Facts) -> str:
    seen = max(_by_team(facts), 1)
    sentence = ngettext(
        "Hay %(n)s commit con fecha anterior al cierre que vimos por primera vez después. La fecha la pone quien lo sube.",
        "Hay %(n)s commits con fecha anterior al cierre que vimos por primera vez después. La fecha la pone quien los sube.",
        seen,
    )
    return sentence % {"n": seen}


def _rewritten(facts: Facts) -> str:
    same = facts.get("same_content")
    if same is None:
        return _("La historia se reescribió después del cierre. No sabemos si el contenido es el mismo.")
    if same:
        return _("La historia se reescribió después del cierre, pero el contenido es el mismo.")
    return _("La historia se reescribió después del cierre, y el contenido ya no es el mismo.")


def _by_team(facts: Facts) -> int:
    """Those that are listed; a list is cut where a repo has very many, and then all of it counts."""
    late = facts.get("late") or ()
    listed = sum(1 for commit in late if commit.get("whose", Whose.TEAM) == Whose.TEAM)
    return listed + max((facts.get("late_total") or 0) - len(late), 0)


_SENTENCES: Final[Mapping[VerdictState, Callable[[Facts], str]]] = {
    VerdictState.NOT_YET: lambda facts: _("El plazo aún no ha cerrado. Al cierre fijaremos la revisión que cuenta."),
    VerdictState.UNKNOWN: lambda facts: _(
        "Hugging Face no nos ha contestado: aún no se sabe. No cuenta en contra de nadie."
    ),
    VerdictState.UNCHANGED: _unchanged,
    VerdictState.CHANGED_AFTER: _changed_after,
    VerdictState.SEEN_AFTER: _seen_after,
    VerdictState.REWRITTEN: _rewritten,
    VerdictState.CREATED_AFTER: lambda facts: _("El repositorio se creó después del cierre."),
    VerdictState.REPLACED: lambda facts: _("Con ese nombre hay ahora otro repositorio, que no es el que se entregó."),
    VerdictState.PRIVATE: lambda facts: _("El repositorio ahora es privado. Hacerlo público permite volver a verlo."),
    VerdictState.GONE: lambda facts: _("El repositorio ya no se puede ver: lo han borrado o es privado."),
    VerdictState.DATES_ONLY: lambda facts: _("No lo vimos antes del cierre. Ningún commit tiene fecha posterior."),
}

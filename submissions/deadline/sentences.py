"""The verdict on one repo as a sentence, for every page, panel, mail and export. Facts in, words out."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from submissions.deadline import wording
from submissions.deadline.verdict import Change, Level, Sort, VerdictState, Whose

Facts = Mapping[str, Any]

SORTS: Final[Mapping[str, Promise]] = {
    Sort.DATA: gettext_lazy("datos"),
    Sort.WEIGHTS: gettext_lazy("pesos del modelo"),
    Sort.CODE: gettext_lazy("código"),
    Sort.DOCUMENTS: gettext_lazy("documentación"),
    Sort.OTHER: gettext_lazy("otros archivos"),
}
"""What sort of file changed, the weightiest first."""
LEVELS: Final[Mapping[str, Promise]] = {
    Level.NONE: gettext_lazy("ninguna todavía"),
    Level.DATES: gettext_lazy("solo las fechas de los commits"),
    Level.SNAPSHOTS: gettext_lazy("lo que vimos nosotros"),
    Level.PUSH: gettext_lazy("aviso de Hugging Face"),
}
"""How strong the evidence is, in a few words."""
WHOSE: Final[Mapping[str, Promise]] = {
    Whose.TEAM: gettext_lazy("equipo"),
    Whose.BOT: gettext_lazy("bot"),
    Whose.ORGANISER: gettext_lazy("organización"),
}
CHANGES: Final[Mapping[str, Promise]] = {
    Change.ADDED: gettext_lazy("añadido"),
    Change.REMOVED: gettext_lazy("borrado"),
    Change.MODIFIED: gettext_lazy("cambiado"),
}


def verdict(state: str, facts: Facts) -> str:
    """What became of a repo after the close, in the reader's language. ``facts`` are those of ``Verdict.facts``."""
    return _SENTENCES[VerdictState(state)](facts)


def overruled(state: str) -> str:
    """What the organisers decided, whatever the evidence says."""
    return _("La organización ha decidido: %(state)s.") % {"state": wording.in_words(state)}


def changed(facts: Facts) -> str:
    """What sorts of files differ between the revision that counts and the newest; nothing where that is not known."""
    sorts = {tally["of"] for tally in facts.get("files_by") or ()}
    if not sorts:
        return ""
    if sorts == {Sort.DOCUMENTS}:
        return _("Solo cambió la documentación.")
    return _("Cambiaron: %(sorts)s.") % {"sorts": _listed(words for sort, words in SORTS.items() if sort in sorts)}


def _unchanged(facts: Facts) -> str:
    if facts.get("late_total"):
        return _("Sin cambios del equipo después del cierre: solo los hay de bots o de la organización.")
    return _("Sin cambios después del cierre.")


def _changed_after(facts: Facts) -> str:
    too_late = max(_by_team(facts, counts=False), 1)
    sentence = ngettext(
        "El equipo subió %(n)s commit después del cierre. Cuenta la revisión anterior.",
        "El equipo subió %(n)s commits después del cierre. Cuenta la revisión anterior.",
        too_late,
    )
    return f"{sentence % {'n': too_late}} {changed(facts)}".strip()


def _seen_after(facts: Facts) -> str:
    seen = max(_by_team(facts, counts=True), 1)
    sentence = ngettext(
        "%(n)s commit tiene fecha anterior al cierre, pero lo vimos por primera vez después. Cuenta, con una prueba débil.",
        "%(n)s commits tienen fecha anterior al cierre, pero los vimos por primera vez después. Cuentan, con una prueba débil.",
        seen,
    )
    return sentence % {"n": seen}


def _rewritten(facts: Facts) -> str:
    same = facts.get("same_content")
    if same is None:
        return _("La historia se reescribió después del cierre. No sabemos si el contenido es el mismo.")
    if same:
        return _("La historia se reescribió después del cierre, pero el contenido es el mismo.")
    sentence = _("La historia se reescribió después del cierre, y el contenido ya no es el mismo.")
    return f"{sentence} {changed(facts)}".strip()


def _by_team(facts: Facts, *, counts: bool) -> int:
    """The team's commits among those that are listed, and those that the list leaves out, which are the team's last."""
    late = facts.get("late") or ()
    team = [one for one in late if one["whose"] == Whose.TEAM]
    total = next((tally["count"] for tally in facts.get("late_by") or () if tally["of"] == Whose.TEAM), len(team))
    left_out = 0 if counts else total - len(team)
    return sum(one.get("counts", False) == counts for one in team) + left_out


def _listed(words: Iterable[Promise]) -> str:
    return get_text_list([str(word) for word in words], _("y"))


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
    VerdictState.PRIVATE: lambda facts: _("El repositorio ahora es privado o está cerrado: nadie puede verlo."),
    VerdictState.GONE: lambda facts: _("El repositorio ya no se puede ver: lo han borrado o es privado."),
    VerdictState.DATES_ONLY: lambda facts: _("No lo vimos antes del cierre. Ningún commit tiene fecha posterior."),
}

"""What conflicts, reasons and shortages are called where people read of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hackathon.editions.rules import ConflictKind, Text
from hackathon.editions.wording import in_words
from hackathon.registration.wording import language_name

SHOWN = 5


def conflict_name(kind: str) -> str:
    """A kind of conflict in a few words."""
    names = {
        ConflictKind.DECLARED: _("declarado"),
        ConflictKind.TEAM: _("es su equipo"),
        ConflictKind.MENTOR: _("lo ha acompañado como mentoría"),
        ConflictKind.ORGANISATION: _("misma organización"),
        ConflictKind.COAUTHOR: _("ha contribuido a un repositorio"),
        ConflictKind.EMAIL_DOMAIN: _("mismo dominio de correo"),
    }
    return names.get(kind, kind)  # type: ignore[call-overload, no-any-return]


def conflict(kind: str, reason: str = "", evidence: Mapping[str, Any] | None = None) -> str:
    """A conflict with what it was seen in, or what somebody said."""
    fact = next((str(value) for value in (evidence or {}).values()), "")
    return ": ".join(part for part in (conflict_name(kind), reason or fact) if part)


def gave(
    given: Mapping[str, Any], *, projects: Mapping[Any, str], judges: Mapping[Any, str], languages: Mapping[str, str]
) -> str:
    """A constraint that gave, with who and by how much, in a sentence. ``given`` is a ``Given`` as plan reports keep it."""
    needed, available = given["needed"], given["available"]
    numbers = {
        "needed": needed,
        "available": available,
        "short": max(0, needed - available),
        "projects": _list(given["projects"], projects),
        "judges": _list(given["judges"], judges),
        "n": len(given["projects"]),
    }
    if given["what"] in _PLAIN:
        return str(_PLAIN[given["what"]]) % numbers
    return _COUNTED[given["what"]](numbers, [languages.get(code, code) for code in given["languages"]])


def why(said: Mapping[str, Any], *, fields: Mapping[str, str], languages: Mapping[str, str]) -> str:
    """Why somebody judges a project, in a few words: a ``Why`` as plan reports keep it."""
    parts = [_held_because(said["held"])] if said["held"] else []
    if said["known"]:
        parts.append(_("conoce: %(what)s") % {"what": ", ".join(fields.get(key, key) for key in said["known"])})
    if said["languages"]:
        parts.append(_("lee: %(what)s") % {"what": ", ".join(languages.get(code, code) for code in said["languages"])})
    return " · ".join(parts or [_("puede evaluarlo y tenía sitio")])


def dropped(reason: str) -> str:
    """Why a pair that stood is no more."""
    names = {
        "gone": _("ya no está en el jurado"),
        "moved": _("se reparte mejor así"),
        "voided": _("su evaluación se anuló"),
    }
    return names.get(reason) or conflict_name(reason)


def barred(reason: str) -> str:
    """Why somebody is not asked to review a project, conflicts apart."""
    return {
        "has": _("ya lo tiene"),
        "language": _("no lee su lengua"),
        "full": _("ya tiene todo lo que puede"),
    }[reason]


def language_names(codes: Iterable[str]) -> dict[str, str]:
    """What languages are called, by code."""
    return {code: language_name(code) for code in sorted(codes)}


def text(title: Text) -> str:
    """A text of the rules in the reader's language."""
    return in_words(title)


def _held_because(held: str) -> str:
    return {"begun": _("ya la ha empezado"), "pinned": _("fijada a mano"), "anchor": _("proyecto común")}[held]


def _few_judges(numbers: dict[str, Any], languages: Sequence[str]) -> str:
    text = ngettext(
        "«%(projects)s» necesita %(needed)s evaluaciones y solo %(available)s persona puede evaluarlo: faltan %(short)s.",
        "«%(projects)s» necesita %(needed)s evaluaciones y solo %(available)s personas pueden evaluarlo: faltan %(short)s.",
        numbers["available"],
    )
    return text % numbers


def _crowded(numbers: dict[str, Any], languages: Sequence[str]) -> str:
    if languages:
        text = ngettext(
            "%(n)s proyecto en %(language)s necesita %(needed)s evaluaciones, y quienes lo leen pueden con "
            "%(available)s como mucho: faltan %(short)s.",
            "%(n)s proyectos en %(language)s necesitan %(needed)s evaluaciones, y quienes lo leen pueden "
            "con %(available)s como mucho: faltan %(short)s.",
            numbers["n"],
        )
        return text % {**numbers, "language": ", ".join(languages)}
    text = ngettext(
        "%(n)s proyecto (%(projects)s) necesita %(needed)s evaluaciones, y quienes pueden evaluarlo "
        "(%(judges)s) pueden con %(available)s como mucho: faltan %(short)s.",
        "%(n)s proyectos (%(projects)s) necesitan %(needed)s evaluaciones, y quienes pueden evaluarlos "
        "(%(judges)s) pueden con %(available)s como mucho: faltan %(short)s.",
        numbers["n"],
    )
    return text % numbers


# Those that are told in the same words however many there are of anything.
_PLAIN = {
    "capacity": gettext_lazy(
        "Hacen falta %(needed)s evaluaciones y el jurado entero puede con %(available)s: faltan "
        "%(short)s. Invita a más personas o pide que suban su máximo."
    ),
    "uneven": gettext_lazy(
        "La carga no sale igual: de %(needed)s a %(available)s evaluaciones por persona (quien menos: %(judges)s). "
        "Los conflictos, las lenguas o lo ya empezado no dejan igualarla más."
    ),
    "no_expert": gettext_lazy(
        "Nadie que conozca bien su tema evalúa «%(projects)s». Lo conocen, y ya tienen su parte o están en otros: %(judges)s."
    ),
    "disconnected": gettext_lazy(
        "El jurado queda en %(available)s grupos que no comparten ningún proyecto, así que sus notas no "
        "se pueden comparar. El más pequeño: %(judges)s. Un proyecto común lo arregla."
    ),
    "held": gettext_lazy(
        "La evaluación de «%(projects)s» por %(judges)s se queda, aunque hay un conflicto: está "
        "empezada o fijada. Anúlala o levanta el conflicto."
    ),
}
_COUNTED = {"few_judges": _few_judges, "crowded": _crowded}


def _list(ids: Sequence[Any], names: Mapping[Any, str]) -> str:
    """The first few by name, and how many more."""
    shown = ", ".join(names.get(one, "–") for one in ids[:SHOWN])
    rest = len(ids) - SHOWN
    if rest <= 0:
        return shown
    return ngettext("%(shown)s y %(n)s más", "%(shown)s y %(n)s más", rest) % {"shown": shown, "n": rest}

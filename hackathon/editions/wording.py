"""The rules' texts, deadlines and moments as pages, panels, mails and exports say them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hackathon.editions.deadlines import Deadline
from hackathon.editions.rules import EditionRules, Text

AOE = "Etc/GMT+12"


def in_words(text: Text) -> str:
    """A text of the rules in the reader's language, as far as the rules have it."""
    return text.in_language(get_language() or settings.LANGUAGE_CODE)


def in_zone(at: datetime, zone: str = AOE) -> str:
    """``at`` as a person in ``zone`` would say it, with the zone's name: "29 mar 2024, 23:59 AoE"."""
    local = at.astimezone(ZoneInfo(zone))
    day = formats.date_format(local, "j M Y" if get_language() == "en" else "j b Y")  # Spanish months are lower case
    name = "AoE" if zone == AOE else (local.tzname() or zone)
    return f"{day}, {local:%H:%M} {name}"


def everywhere(at: datetime, zone: str = AOE) -> str:
    """``at`` for a text that many read, who are anywhere: in the edition's zone, in AoE and in UTC, each once.

    "29 mar 2024, 23:59 AoE (30 mar 2024, 11:59 UTC)"
    """
    first, *others = dict.fromkeys(in_zone(at, each) for each in (zone, AOE, "UTC"))
    return f"{first} ({'; '.join(others)})"


def deadline_name(which: Deadline) -> str:
    """What a deadline is called where it stands alone, as a title or in a list."""
    names = {
        Deadline.REGISTRATION: _("Inscripción"),
        Deadline.TEAMS: _("Equipos"),
        Deadline.SUBMISSION: _("Entrega de los proyectos"),
        Deadline.VIDEO: _("Vídeo"),
        Deadline.LIKES: _("Recuento de likes"),
        Deadline.RESULTS: _("Resultados"),
    }
    return names[which]


def close_policy(rules: EditionRules) -> list[str]:
    """What becomes of a delivery that arrives after the close: its grace and its late ones, a sentence each; empty for neither."""
    said = []
    if rules.deadline.grace_minutes:
        text = _("Con el margen, cuenta como en plazo lo que llegue antes del %(when)s.")
        said.append(text % {"when": everywhere(rules.counts_until, rules.timezone)})
    if rules.deadline.late_minutes:
        text = _("Fuera de plazo se acepta la entrega, marcada como tardía, antes del %(when)s.")
        said.append(text % {"when": everywhere(rules.taken_until, rules.timezone)})
    return said

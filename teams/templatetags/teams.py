"""Words for what the board and a team's page show."""

from collections.abc import Iterable, Sequence

from django import template
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hackathon.editions.rules import Choice, EditionRules
from hackathon.editions.sdgs import SDGS
from hackathon.registration import wording
from teams import validators
from teams.joining import Obstacle
from teams.matching import Reason, Why
from teams.models import Team
from teams.wording import obstacle_sentence

register = template.Library()


@register.filter
def languages(codes: Iterable[str]) -> list[str]:
    """What those languages are called."""
    return [wording.language_name(code) for code in codes]


@register.filter
def labels(keys: Iterable[str], offered: Sequence[Choice]) -> list[str]:
    """What those skills or topics of the rules are called."""
    return wording.choice_labels(offered, keys)


@register.filter
def sdg_names(numbers: Iterable[int]) -> list[str]:
    """The Sustainable Development Goals of those numbers."""
    return [f"{number}. {SDGS[number]}" for number in numbers if number in SDGS]


@register.filter
def hours_from_to(registration: object) -> str:
    """When somebody can work, on their own clock: "18:00–22:00, Ciudad de México"."""
    if registration.hours_from == registration.hours_to:
        stretch = _("a cualquier hora")
    else:
        stretch = f"{registration.hours_from:02}:00–{registration.hours_to:02}:00"
    return f"{stretch} ({registration.timezone.rpartition('/')[2].replace('_', ' ')})"


@register.filter
def reason(why: Reason, rules: EditionRules) -> str:
    """Why somebody is suggested, in the reader's language."""
    if why.why == Why.VARIETY:
        return _("Misma lengua o variedad: %(names)s") % {"names": ", ".join(languages(why.keys))}
    if why.why == Why.LANGUAGE:
        return _("La misma lengua, en otra variedad: %(names)s") % {"names": ", ".join(languages(why.keys))}
    if why.why == Why.WANTED_SKILLS:
        return _("Justo lo que falta: %(names)s") % {"names": _names(why, rules.registration.skills)}
    if why.why == Why.OTHER_SKILLS:
        return _("Capacidades complementarias: %(names)s") % {"names": _names(why, rules.registration.skills)}
    if why.why == Why.TOPICS:
        return _("Temas en común: %(names)s") % {"names": _names(why, rules.registration.topics)}
    number = 1 if why.hours == 1 else 2  # an hour and a half is said in the plural
    said = ngettext("%(hours)s hora al día en común", "%(hours)s horas al día en común", number)
    return said % {"hours": floatformat(why.hours, -1)}


@register.filter
def sentence(obstacle: Obstacle) -> str:
    """What stands between a person and a seat."""
    return obstacle_sentence(obstacle)


@register.filter
def discord_url(team: Team) -> str:
    """The address of the team's channel, if what they wrote is one of Discord's."""
    return team.discord_channel if validators.is_discord_address(team.discord_channel) else ""


def _names(why: Reason, offered: Sequence[Choice]) -> str:
    return ", ".join(wording.choice_labels(offered, why.keys))

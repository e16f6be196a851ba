"""Filters for the pages of results: what the payload holds, as people read it."""

from collections.abc import Sequence
from fractions import Fraction

from django import template

from hackathon.editions.rules import EditionRules
from hackathon.editions.wording import in_words
from judging import results_wording
from judging.results import number

register = template.Library()


@register.filter
def chance(probability: float | str | None) -> str:
    """A probability as people say it."""
    if isinstance(probability, str):
        probability = float(Fraction(probability)) if probability else None
    return results_wording.chance(probability)


@register.filter
def told(text: str | None, places: int = 2) -> str:
    """A number of the payload with so many decimals; a dash for none."""
    return results_wording.points(number(text) if text else None, places)


@register.filter
def signed(value: Fraction | str | None) -> str:
    """How much more or less: +0,35 or −0,35."""
    exact = number(value) if isinstance(value, str) and value else value
    if not isinstance(exact, Fraction):
        return "–"
    sign = "+" if exact > 0 else "−" if exact < 0 else "±"
    return f"{sign}{results_wording.points(abs(exact))}"


@register.filter
def size(value: int) -> int:
    """Without its sign."""
    return abs(value)


@register.filter
def of_all(share: str | None) -> str:
    """A share as whole percents."""
    return "–" if not share else f"{float(Fraction(share)) * 100:.0f} %"


@register.filter
def flag(which: str) -> str:
    """Why somebody should look at a judge's reviews."""
    return results_wording.flag(which)


@register.filter
def at_place(values: Sequence[object], place: int) -> object:
    """The value at that place, counted from 0."""
    return values[place]


@register.filter
def track_title(key: str, rules: EditionRules) -> str:
    """What a track is called."""
    return next((in_words(track.title) for track in rules.jury.tracks if track.key == key), key)

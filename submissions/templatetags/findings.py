"""Filters for the sentences of findings: texts and numbers that stored facts keep."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from babel import Locale
from django import template
from django.utils import formats, translation
from django.utils.translation import gettext as _

from hackathon.editions.rules import ColumnRole, Text
from hackathon.editions.sdgs import SDGS
from hackathon.editions.wording import in_words
from submissions.audit.columns import countries

register = template.Library()


@register.filter
def in_reader_language(translations: Mapping[str, str] | None) -> str:
    """A text of the rules, kept in facts as ``{"es": …, "en": …}``, in the reader's language."""
    return in_words(Text(tuple(translations.items()))) if translations else ""


@register.filter
def thousand_millions(number: int | None) -> str:
    """A number of weights in thousands of millions, as the reader writes decimals: 8600000000 is "8,6", 4000000 "0,004"."""
    if not number:
        return ""
    size = number / 1_000_000_000
    digits = 0 if size >= 10 else max(2, -math.floor(math.log10(size)))
    return formats.number_format(round(size, digits) if digits else round(size))


@register.filter
def amount(number: float | None) -> str:
    """A quantity with as many digits as say something, as the reader writes it: 0.2812 is "0,281", 140.0 is "140"."""
    if number is None or isinstance(number, str):
        return ""
    digits = 0 if abs(number) >= 100 or number == round(number) else max(0, 2 - math.floor(math.log10(abs(number))))
    return formats.number_format(round(number, digits) if digits else round(number), force_grouping=True)


@register.filter
def minutes(seconds: float | None) -> int:
    """Seconds as whole minutes, at least one."""
    return max(1, round((seconds or 0) / 60 + 0.49))


@register.filter
def language_name(code: str) -> str:
    """What a language is called in the reader's; its code where it has no name."""
    if code == "und":
        return _("no se sabe cuál")
    return Locale.parse(_reader(), sep="-").languages.get(code) or code


@register.filter
def goal_name(number: int) -> str:
    """What a Sustainable Development Goal is called; empty for a number that is none."""
    return str(SDGS.get(number, ""))


@register.filter
def meaning(value: str, role: str | None) -> str:
    """A value of a column in words: a country by its name, anything else as it is."""
    return countries.name(value, _reader()) if role == ColumnRole.COUNTRY else value


@register.filter
def evenness_percent(evenness: float | None) -> int:
    """Evenness from 0 to 1 as a whole number from 0 to 100."""
    return round(100 * (evenness or 0))


@register.filter
def replacing(columns: Sequence[Mapping[str, Any]] | None) -> str:
    """One line of pandas that mends the first column for which a value is proposed; empty where none is."""
    for column in columns or ():
        if pairs := _proposed(column):
            name = json.dumps(column.get("column", "…"), ensure_ascii=False)
            return f"df[{name}] = df[{name}].replace({json.dumps(pairs, ensure_ascii=False)})"
    return ""


def _proposed(column: Mapping[str, Any]) -> dict[str, str]:
    said = [*column.get("respelt", ()), *column.get("unknown", ())]
    return {one["value"]: meant for one in said if (meant := one.get("meant") or one.get("similar"))}


def _reader() -> str:
    return (translation.get_language() or "es").split("-")[0]

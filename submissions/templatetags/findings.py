"""Filters for the sentences of findings: texts and numbers that stored facts keep."""

from collections.abc import Mapping

from django import template
from django.utils import formats

from hackathon.editions.rules import Text
from hackathon.editions.wording import in_words

register = template.Library()


@register.filter
def in_reader_language(translations: Mapping[str, str] | None) -> str:
    """A text of the rules, kept in facts as ``{"es": …, "en": …}``, in the reader's language."""
    return in_words(Text(tuple(translations.items()))) if translations else ""


@register.filter
def thousand_millions(number: int | None) -> str:
    """A number of weights in thousands of millions, as the reader writes decimals: 8600000000 is "8,6"."""
    if not number:
        return ""
    size = number / 1_000_000_000
    return formats.number_format(round(size, 2) if size < 10 else round(size))


@register.filter
def minutes(seconds: float | None) -> int:
    """Seconds as whole minutes, at least one."""
    return max(1, round((seconds or 0) / 60 + 0.49))

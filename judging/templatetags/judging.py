"""Filters for the jury's pages."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from judging import aggregate
from submissions.audit.evidence import RepoEvidence
from submissions.audit.statistics import statistics

register = template.Library()


@register.filter
def points(value: Fraction | str | None, places: int = 2) -> str:
    """Points with two decimals as the reader writes numbers; a dash for none (an undefined variable is an empty text)."""
    if not isinstance(value, Fraction):
        return "–"
    return formats.number_format(aggregate.points(value, places), decimal_pos=places)


@register.filter
def worth(value: Fraction | float) -> str:
    """Points as people say them: 4, 7,5; at most two decimals."""
    rounded = aggregate.points(aggregate.exact(value)).normalize()
    return formats.number_format(f"{rounded:f}")


@register.filter
def without_owner(repo_id: str) -> str:
    """A repo's name without whose it is, for a jury that does not see that."""
    return repo_id.rpartition("/")[2]


@register.filter
def numbers_of(evidence: RepoEvidence) -> Mapping[str, Any]:
    """What the audit saw of a repo, in numbers."""
    return statistics(evidence)


@register.filter
def per_cent(share: Fraction) -> str:
    """A share as whole hundredths: 25 %."""
    return _("%(n)s %%") % {"n": formats.number_format(aggregate.points(share * 100, 0))}


@register.filter
def plain(value: Fraction | None) -> str:
    """An exact number for a script, like 2.5 or 3.333333; nothing for None."""
    return "" if value is None else f"{float(value):.6f}"


@register.filter
def key(mapping: Mapping[str, object] | str, name: str) -> object:
    """The value under ``name``, or None; an undefined variable reaches us as an empty text and has nothing under it."""
    return mapping.get(name) if isinstance(mapping, Mapping) else None

"""Filters for the board of likes."""

from collections.abc import Mapping

from django import template

from hackathon.editions.rules import ArtefactKind
from submissions.forms.likes import KINDS

register = template.Library()


@register.filter
def of_kind(likes: Mapping[ArtefactKind, int], kind: ArtefactKind) -> int | None:
    """How many likes the parts of that kind have; None where there are none."""
    return likes.get(kind)


@register.filter
def kind_name(kind: ArtefactKind) -> str:
    """What one such part is called."""
    return str(KINDS[kind])

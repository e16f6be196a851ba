"""Filters for boards: how drawings look, and how scores are written."""

from typing import Final

from django import template

from submissions.evaluation.charts import COLOURS

register = template.Library()

_PATHS: Final = {
    "circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "square": "M-4.5 -4.5h9v9h-9z",
    "diamond": "M0 -6.5L6.5 0L0 6.5L-6.5 0z",
    "triangle": "M0 -6L6 5H-6z",
    "cross": "M-2 -6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
}


@register.filter
def colour(kind: str) -> str:
    """What a part of a drawing is painted with where no style sheet says otherwise."""
    return COLOURS.get(kind, COLOURS["text"])


@register.filter
def stroke_width(kind: str) -> str:
    """How thick a line of a drawing is, in pixels."""
    return "2.5" if kind.startswith("series-") else "1.5" if kind == "whisker" else "1"


@register.filter
def shape_path(shape: str) -> str:
    """The outline of a mark around its point."""
    return _PATHS[shape]

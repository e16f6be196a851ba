"""Filters and tags for boards: how drawings look, and how scores are written."""

from collections.abc import Sequence
from typing import Final

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hackathon.registration.wording import language_name
from submissions.boards.numbers import Numbers
from submissions.boards.tables import Cell, Line
from submissions.evaluation.charts import COLOURS
from submissions.evaluation.leaderboard import Mean
from submissions.forms.boards import KINDS

register = template.Library()

_PATHS: Final = {
    "circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "square": "M-4.5 -4.5h9v9h-9z",
    "diamond": "M0 -6.5L6.5 0L0 6.5L-6.5 0z",
    "triangle": "M0 -6L6 5H-6z",
    "cross": "M-2 -6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
}
_SIGNS: Final = {"better": "▲", "worse": "▼"}


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


@register.simple_tag
def cells(line: Line) -> SafeString:
    """The cells of a row after its name. A page has thousands of them, and a template would take too long over them."""
    words = {"better": _("mejor"), "worse": _("peor")}
    size = f'<td class="board-size">{line.size}<span class="board-note">{escape(line.kind)}</span></td>'
    told = [_cell(line.mean, words, " board-mean"), size, *(_cell(one, words) for one in line.cells)]
    return mark_safe("".join(told))  # noqa: S308  # see _cell


@register.simple_tag
def cell(one: Cell) -> SafeString:
    """One cell."""
    return mark_safe(_cell(one, {"better": _("mejor"), "worse": _("peor")}))  # noqa: S308  # see _cell


def _cell(one: Cell, words: dict[str, str], more: str = "") -> str:
    """Nothing in it is anybody's text: numbers that we wrote, and words of ours."""
    if not one.text:
        return f'<td class="board-score{more}"><span class="board-none">–</span></td>'
    error = f'<span class="board-error">{one.error}</span>' if one.error else ""
    if not one.difference:
        return f'<td class="board-score{more}">{one.text}{error}</td>'
    sign = f'{_SIGNS[one.tone]}<span class="visually-hidden">{words[one.tone]}</span> ' if one.tone else ""
    difference = f'<span class="board-difference {one.tone}">{sign}{one.difference}</span>'
    return f'<td class="board-score{more}">{one.text}{error}{difference}</td>'


@register.filter
def score(mean: Mean) -> str:
    """A mean with its error."""
    return Numbers().with_error(mean.value, mean.stderr)


@register.filter
def weights(number: int | None) -> str:
    """A number of weights, short."""
    return Numbers().weights(number)


@register.filter
def model_kind(kind: str) -> str:
    """What the type of a model is called."""
    return str(KINDS.get(kind, kind))


@register.filter
def language_list(codes: Sequence[str]) -> str:
    """Languages by their names, one after the other."""
    return ", ".join(language_name(code) for code in codes)


@register.filter
def breakable(name: object) -> SafeString:
    """A name that may go on in the next line after its underscores, and is copied as it is written."""
    return format_html_join(mark_safe("_<wbr>"), "{}", ((part,) for part in str(name).split("_")))

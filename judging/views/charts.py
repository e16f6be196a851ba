"""The ranking as a picture, on pages and as a file of its own."""

from typing import Final

from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.editions.wording import in_words
from judging import results_wording
from judging.results import Board, Line
from judging.results.charts import intervals
from judging.results.payload import number
from submissions import drawings
from submissions.evaluation.charts import Drawing

MOST: Final = 40
"""Of a long ranking the first are drawn; the table has them all."""


def drawing(board: Board, *, hidden: str = "") -> Drawing:
    """Each ranked project's total with its interval. ``hidden``: what a project is called whose name may not be published."""

    def name(line: Line) -> str:
        return line.title if line.shows or not hidden else hidden

    return intervals(board.lines[:MOST], write=_write, name=name)


def in_sentences(board: Board, *, hidden: str = "") -> str:
    """The same in words."""
    ranked = [line for line in board.lines[:MOST] if line.rank is not None]
    shown = ((line, line.title if line.shows or not hidden else hidden) for line in ranked)
    return "; ".join(f"{line.rank}. {title}: {results_wording.points(line.total)}" for line, title in shown)


def as_svg(edition: Edition, board: Board, *, title: str) -> str:
    """The picture as a file, for posts and slides."""
    hidden = _("Proyecto sin nombre público")
    source = _("%(edition)s · las líneas son el intervalo del 90 %%") % {
        "edition": in_words(edition.parsed_rules.title)
    }
    return drawings.svg(
        drawing(board, hidden=hidden), title=title, text=in_sentences(board, hidden=hidden), source=source
    )


def _write(value: float) -> str:
    return results_wording.points(number(f"{value:.6f}"))

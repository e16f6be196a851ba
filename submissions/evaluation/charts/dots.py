"""A few models side by side, task by task. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from submissions.evaluation.charts.bars import whisker
from submissions.evaluation.charts.marks import (
    AXIS_HEIGHT,
    LABEL_BASELINE,
    LEFT,
    LINE_HEIGHT,
    Drawing,
    Label,
    Mark,
    Stroke,
    legend,
    px,
    series,
)
from submissions.evaluation.charts.scales import Scale, grid, scale

BETWEEN: Final = 8
LANE: Final = 14
"""Each model has a lane of its own under the task: marks one above the other would hide each other."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A value, how sure it is on either side, and what it says when it is pointed at."""

    value: float
    margin: float | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class DotRow:
    """A task: a dot for each model, None where it has no score."""

    label: str
    dots: tuple[Dot | None, ...]


def dots(names: Sequence[str], rows: Sequence[DotRow], *, write: Callable[[float], str]) -> Drawing:
    """The models' legend, then the tasks in their order on one axis, which need not begin at 0. At most ``MOST_SERIES`` names.

    >>> rows = [DotRow("arc_es", (Dot(0.4, 0.1), None)), DotRow("mmlu_es", (Dot(0.5), Dot(0.75)))]
    >>> drawing = dots(["org/a", "org/b"], rows, write="{:.1f}".format)
    >>> [(mark.shape, mark.x, mark.y) for mark in drawing.marks[2:]]
    [('circle', '20.60%', '75'), ('circle', '40.20%', '131'), ('square', '89.20%', '145')]
    """
    marks, labels, top = legend(names)
    strokes: list[Stroke] = []
    axis, height = _axis(rows), LINE_HEIGHT + LANE * len(names) + BETWEEN
    foot = top + len(rows) * height
    lines, ticks = grid(axis, top=top, foot=foot, write=write)
    for place, row in enumerate(rows):
        head = top + place * height
        labels.append(Label(LEFT, px(head + LABEL_BASELINE), row.label))
        for lane, dot in enumerate(row.dots):
            if dot:
                kind, shape = series(lane)
                y = head + LINE_HEIGHT + LANE * lane + LANE / 2
                strokes.extend(whisker(dot.value, dot.margin, y, axis, kind))
                marks.append(Mark(axis.x(dot.value), px(y), shape, kind, dot.title))
    return Drawing(px(foot + AXIS_HEIGHT), tuple(lines), (), tuple(strokes), tuple(marks), (*labels, *ticks))


def _axis(rows: Sequence[DotRow]) -> Scale:
    seen = [dot for row in rows for dot in row.dots if dot]
    ends = [dot.value + sign * (dot.margin or 0.0) for dot in seen for sign in (-1, 1)]
    return scale(min(ends, default=0.0), max(ends, default=1.0))

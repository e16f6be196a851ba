"""The ranking as a drawing: each project's total and the interval that it surely lies in. Pure."""

from collections.abc import Callable, Sequence
from typing import Final

from judging.results.lines import Line
from submissions.evaluation.charts import Drawing, scale
from submissions.evaluation.charts.marks import AXIS_HEIGHT, LABEL_BASELINE, LEFT, RIGHT, Label, Mark, Stroke, px
from submissions.evaluation.charts.scales import Scale, grid

ROW: Final = 42
MIDDLE: Final = 27
LONGEST_NAME: Final = 34
CAP: Final = 4
"""How far the ends of an interval stick out of its line."""


def intervals(lines: Sequence[Line], *, write: Callable[[float], str], name: Callable[[Line], str]) -> Drawing:
    """The ranked lines in their order: a mark at the total, a line over its 90 % interval where that is known.

    >>> from fractions import Fraction
    >>> line = Line(1, "Coplas", "", 1, "", True, "", 1, False, "", 3, 0, Fraction(7), False,
    ...             low=Fraction(6), high=Fraction(8))
    >>> drawing = intervals([line], write="{:.0f}".format, name=lambda line: line.title)
    >>> [(mark.x, mark.y) for mark in drawing.marks], [(stroke.x1, stroke.x2) for stroke in drawing.strokes][:1]
    ([('50.00%', '27')], [('1.00%', '99.00%')])
    """
    ranked = [line for line in lines if line.rank is not None and line.total is not None]
    ends = [float(end) for line in ranked for end in (line.total, line.low, line.high) if end is not None]
    axis = scale(min(ends, default=0.0), max(ends, default=1.0))
    foot = len(ranked) * ROW
    ticks, labels = grid(axis, top=0, foot=foot, write=write)
    strokes: list[Stroke] = []
    marks: list[Mark] = []
    for place, line in enumerate(ranked):
        top, total = place * ROW, float(line.total or 0)
        labels.append(Label(LEFT, px(top + LABEL_BASELINE), f"{line.rank}. {_short(name(line))}"))
        labels.append(Label(RIGHT, px(top + LABEL_BASELINE), write(total), "end", "value"))
        strokes.extend(_interval(line, top + MIDDLE, axis))
        marks.append(Mark(axis.x(total), px(top + MIDDLE), "circle", "model", f"{name(line)}: {write(total)}"))
    return Drawing(
        px(foot + AXIS_HEIGHT), tuple(ticks), strokes=tuple(strokes), marks=tuple(marks), labels=tuple(labels)
    )


def _short(name: str) -> str:
    """On a phone a longer name would run into its number; pointing at the mark says the whole."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def _interval(line: Line, y: float, axis: Scale) -> list[Stroke]:
    if line.low is None or line.high is None:
        return []
    left, right = axis.x(float(line.low)), axis.x(float(line.high))
    return [
        Stroke(left, px(y), right, px(y), "whisker"),
        Stroke(left, px(y - CAP), left, px(y + CAP), "whisker"),
        Stroke(right, px(y - CAP), right, px(y + CAP), "whisker"),
    ]

"""Lying bars with the interval in which each value surely is. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from submissions.evaluation.charts.marks import (
    AXIS_HEIGHT,
    LABEL_BASELINE,
    LEFT,
    RIGHT,
    Bar,
    Drawing,
    Label,
    Stroke,
    px,
)
from submissions.evaluation.charts.scales import Scale, grid, scale

ROW: Final = 40
BAR_TOP: Final = 19
BAR_HEIGHT: Final = 13
CAP: Final = 3
"""How far the ends of a whisker stick out of its line."""


@dataclass(frozen=True, slots=True)
class BarRow:
    """A bar under its ``label``. ``text`` is what is written at its end; ``margin``, on either side of the value, None if not known."""

    label: str
    value: float
    text: str
    margin: float | None = None
    kind: str = "model"


def bars(rows: Sequence[BarRow], *, write: Callable[[float], str]) -> Drawing:
    """The rows in their order, on an axis that holds 0 so that lengths can be compared.

    >>> drawing = bars([BarRow("org/a", 0.5, "0,500", 0.1), BarRow("org/b", 0.25, "0,250")], write="{:.1f}".format)
    >>> [(bar.x, bar.width) for bar in drawing.bars], [label.text for label in drawing.labels if label.kind == "tick"]
    ([('1.00%', '81.67%'), ('1.00%', '40.83%')], ['0.0', '0.1', '0.2', '0.3', '0.4', '0.5', '0.6'])
    """
    ends = [row.value + sign * (row.margin or 0.0) for row in rows for sign in (-1, 1)]
    axis = scale(min([0.0, *(row.value for row in rows)]), max([0.0, *ends], default=1.0), most=7)
    foot = len(rows) * ROW
    lines, labels = grid(axis, top=0, foot=foot, write=write)
    drawn: list[Bar] = []
    strokes: list[Stroke] = []
    for place, row in enumerate(rows):
        top = place * ROW
        labels.append(Label(LEFT, px(top + LABEL_BASELINE), row.label))
        labels.append(Label(RIGHT, px(top + LABEL_BASELINE), row.text, "end", "value"))
        drawn.append(_bar(row, top, axis))
        strokes.extend(_whisker(row, top, axis))
    return Drawing(px(foot + AXIS_HEIGHT), tuple(lines), tuple(drawn), tuple(strokes), labels=tuple(labels))


def _bar(row: BarRow, top: int, axis: Scale) -> Bar:
    left, right = sorted((0.0, row.value))
    width = float(axis.x(right)[:-1]) - float(axis.x(left)[:-1])
    return Bar(axis.x(left), px(top + BAR_TOP), f"{width:.2f}%", px(BAR_HEIGHT), row.kind, f"{row.label}: {row.text}")


def _whisker(row: BarRow, top: int, axis: Scale) -> list[Stroke]:
    return whisker(row.value, row.margin, top + BAR_TOP + BAR_HEIGHT / 2, axis, "whisker")


def whisker(value: float, margin: float | None, y: float, axis: Scale, kind: str) -> list[Stroke]:
    """A line from one end of the interval to the other, with a cap at each; nothing where it is not known."""
    if not margin:
        return []
    left, right = axis.x(value - margin), axis.x(value + margin)
    return [
        Stroke(left, px(y), right, px(y), kind),
        Stroke(left, px(y - CAP), left, px(y + CAP), kind),
        Stroke(right, px(y - CAP), right, px(y + CAP), kind),
    ]

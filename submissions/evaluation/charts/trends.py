"""How a few counts grew over time. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from submissions.evaluation.charts.marks import (
    AXIS_HEIGHT,
    RIGHT,
    Drawing,
    Label,
    Mark,
    Stroke,
    legend,
    percent,
    px,
    series,
)
from submissions.evaluation.charts.scales import Scale, scale

TALL: Final = 180
ROOM: Final = 0.06
"""Of the width, left free on the left for the numbers of the axis."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A name and how many there were at each look, in time."""

    name: str
    seen: tuple[tuple[datetime, int], ...]


def trend(
    lines: Sequence[Trend], *, since: datetime, until: datetime, ends: tuple[str, str], write: Callable[[float], str]
) -> Drawing:
    """Stairs: a count holds until the next look, and the last one until ``until``. ``ends`` are written under both ends of the axis.

    Looks from outside ``since`` … ``until`` are left out, but the last before it tells where a line begins. At most
    ``MOST_SERIES`` lines.

    >>> from datetime import UTC
    >>> day = lambda number: datetime(2024, 3, number, tzinfo=UTC)
    >>> line = Trend("org/demo", ((day(1), 0), (day(3), 4)))
    >>> drawing = trend([line], since=day(1), until=day(5), ends=("1 mar", "5 mar"), write="{:.0f}".format)
    >>> [(one.x1, one.y1, one.x2, one.y2) for one in drawing.strokes if one.kind == "series-1"]
    [('6.00%', '216', '52.50%', '216'), ('52.50%', '216', '52.50%', '36'), ('52.50%', '36', '99.00%', '36')]
    """
    marks, labels, top = legend([line.name for line in lines])
    top += 8
    shown = [_shown(line, since, until) for line in lines]
    axis = scale(0, max([1, *(count for steps in shown for _, count in steps)]), most=5)
    ticks = [tick for tick in axis.ticks if tick == int(tick)]
    behind = [Stroke(percent(ROOM), _y(tick, axis, top), RIGHT, _y(tick, axis, top), "grid") for tick in ticks]
    labels += [Label(percent(ROOM), _y(tick, axis, top), write(tick), "end", "tick", "-6") for tick in ticks]
    strokes: list[Stroke] = []
    for place, steps in enumerate(shown):
        kind, shape = series(place)
        strokes.extend(_stairs(steps, since, until, axis, top, kind))
        if steps:
            marks.append(Mark(RIGHT, _y(steps[-1][1], axis, top), shape, kind, f"{lines[place].name}: {steps[-1][1]}"))
    foot = top + TALL + AXIS_HEIGHT
    labels.append(Label(percent(ROOM), px(foot - 4), ends[0], "start", "tick"))
    labels.append(Label(RIGHT, px(foot - 4), ends[1], "end", "tick"))
    return Drawing(px(foot), tuple(behind), (), tuple(strokes), tuple(marks), tuple(labels))


def _shown(line: Trend, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
    before = [(since, count) for at, count in line.seen if at <= since][-1:]
    return [*before, *((at, count) for at, count in line.seen if since < at <= until)]


def _stairs(
    steps: Sequence[tuple[datetime, int]], since: datetime, until: datetime, axis: Scale, top: int, kind: str
) -> Iterator[Stroke]:
    def x(at: datetime) -> str:
        return percent(ROOM + (0.99 - ROOM) * ((at - since) / (until - since) if until > since else 1.0))

    for (at, count), (later, next_count) in pairwise([*steps, *((until, count) for _, count in steps[-1:])]):
        y, next_y = _y(count, axis, top), _y(next_count, axis, top)
        yield Stroke(x(at), y, x(later), y, kind)
        if y != next_y:
            yield Stroke(x(later), y, x(later), next_y, kind)


def _y(count: float, axis: Scale, top: int) -> str:
    return px(round(top + TALL * (1 - axis.share(count)), 1))

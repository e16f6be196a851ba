"""A timeline as marks on a canvas: what a page needs to draw it without reckoning. Pure.

Across, places are percentages, so that the drawing is as wide as its page; up and down they are pixels, so that texts and
marks keep their size on a phone.
"""

from dataclasses import dataclass
from typing import Final

from submissions.deadline.timeline import Kind, Point, Timeline

TOP: Final = 34
"""Room above the highest lane, for the word at the close."""
LANE: Final = 20
BELOW: Final = 50
"""Room below the axis, for looks, pushes and the words at the ticks."""
MARK: Final = 14
"""How far below the axis looks and pushes are drawn."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point and where it is drawn; ``shape`` names what is drawn there."""

    x: str
    y: int
    shape: str
    point: Point


@dataclass(frozen=True, slots=True)
class Line:
    """A line across the axis, so many ``hours`` from the close; ``anchor``: how its words stand on it."""

    x: str
    hours: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole drawing. ``now`` is None where the present is off the axis."""

    height: int
    axis: int
    close: str
    now: str | None
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]

    @property
    def shapes(self) -> tuple[str, ...]:
        """What occurs, for its legend."""
        return tuple(dict.fromkeys(mark.shape for mark in self.marks))


def of(timeline: Timeline) -> Picture:
    """The timeline's marks, in their order."""
    axis = TOP + LANE * timeline.lanes
    return Picture(
        height=axis + BELOW,
        axis=axis,
        close=_across(timeline.close, timeline),
        now=None if timeline.now is None else _across(timeline.now, timeline),
        marks=tuple(_mark(point, timeline, axis) for point in timeline.points),
        lines=tuple(
            Line(_across(t.position, timeline), t.hours, _anchor(t.position, timeline)) for t in timeline.ticks
        ),
    )


def _mark(point: Point, timeline: Timeline, axis: int) -> Mark:
    on_axis = point.kind == Kind.COMMIT
    y = axis - LANE // 2 - LANE * point.lane if on_axis else axis + MARK
    return Mark(_across(point.position, timeline), y, point.tone.value if on_axis else point.kind.value, point)


def _across(position: int, timeline: Timeline) -> str:
    """A little away from both edges, where a mark would be cut in half.

    >>> from datetime import UTC, datetime
    >>> line = Timeline(closes_at=datetime(2024, 3, 30, tzinfo=UTC), points=(), ticks=())
    >>> _across(0, line), _across(500, line), _across(1000, line)
    ('2.5%', '50.0%', '97.5%')
    """
    return f"{2.5 + 95 * position / timeline.width:.1f}%"


def _anchor(position: int, timeline: Timeline) -> str:
    return "start" if position == 0 else "end" if position == timeline.width else "middle"

"""Where a value stands on an axis of round numbers. Pure."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from submissions.evaluation.charts.marks import AXIS_HEIGHT, Label, Stroke, percent, px

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_EDGE: Final = 0.01
"""So much of the width stays free on both sides: a mark at the end would be cut in half."""


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from ``low`` to ``high``, with round numbers at ``ticks``."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """How far along the axis a value is, from 0 to 1; what is beyond an end is at the end."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def x(self, value: float) -> str:
        """Where it stands across.

        >>> scale(0, 1).x(0.5), scale(0, 1).x(7)
        ('50.00%', '99.00%')
        """
        return percent(_EDGE + (1 - 2 * _EDGE) * self.share(value))


def scale(low: float, high: float, *, most: int = 6) -> Scale:
    """The smallest axis with at most so many round numbers that holds both values.

    >>> scale(0, 0.73).ticks
    (0.0, 0.2, 0.4, 0.6, 0.8)
    >>> scale(0.42, 0.47), scale(3, 3).ticks
    (Scale(low=0.42, high=0.47, ticks=(0.42, 0.43, 0.44, 0.45, 0.46, 0.47)), (3.0, 3.2, 3.4, 3.6, 3.8, 4.0))
    """
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        high = low + max(1.0, abs(low) * 1e-3)
    size = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (size * factor for factor in (*_STEPS, 20.0)):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first < most:
            break
    ticks = tuple(_round(place * step, step) for place in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def grid(axis: Scale, *, top: int, foot: int, write: Callable[[float], str]) -> tuple[list[Stroke], list[Label]]:
    """A line at each round number from ``top`` to ``foot``, with the number under it."""
    strokes = [Stroke(axis.x(tick), px(top), axis.x(tick), px(foot), "grid") for tick in axis.ticks]
    labels = []
    for place, tick in enumerate(axis.ticks):
        anchor = "start" if place == 0 else "end" if place == len(axis.ticks) - 1 else "middle"
        labels.append(Label(axis.x(tick), px(foot + AXIS_HEIGHT - 6), write(tick), anchor, "tick"))
    return strokes, labels


def _round(value: float, step: float) -> float:
    """0.30000000000000004 is 0.3."""
    return round(value, max(0, 3 - math.floor(math.log10(step)))) + 0.0

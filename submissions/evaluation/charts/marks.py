"""What drawings are made of. Pure.

Every number leaves as the text that the image wants: a template would write it with the reader's decimal comma.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hackathon.shapes import Bar, Label

FILE_WIDTH: Final = 960
MOST_SERIES: Final = 5
SHAPES: Final = ("circle", "square", "diamond", "triangle", "cross")
"""One for each series, so that nobody needs the colours to tell them apart."""

COLOURS: Final[Mapping[str, str]] = {
    "ground": "#ffffff",
    "text": "#212529",
    "label": "#212529",
    "value": "#212529",
    "tick": "#595f64",
    "grid": "#dee2e6",
    "model": "#7d4bb0",
    "baseline": "#8a8f94",
    "pinned": "#33104f",
    "whisker": "#212529",
    "series-1": "#5b2a86",
    "series-2": "#00695c",
    "series-3": "#b3431e",
    "series-4": "#1f5fa8",
    "series-5": "#6b5d00",
}
"""What a file is drawn with, on white; pages have a style sheet, which knows of the dark."""

LABEL_BASELINE: Final = 13
LINE_HEIGHT: Final = 20
LEFT: Final = "1.00%"
RIGHT: Final = "99.00%"
"""Where texts and axes begin and end: a mark at the very edge would be cut in half."""
AXIS_HEIGHT: Final = 22


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x1: str
    y1: str
    x2: str
    y2: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A small shape around a point."""

    x: str
    y: str
    shape: str
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """An image so many pixels high. What comes later lies above: the grid, then bars, strokes, marks and labels."""

    height: str
    grid: tuple[Stroke, ...] = ()
    bars: tuple[Bar, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    marks: tuple[Mark, ...] = ()
    labels: tuple[Label, ...] = ()


def px(number: float) -> str:
    """Pixels as an image wants them.

    >>> px(12), px(12.5)
    ('12', '12.5')
    """
    return f"{number:g}"


def percent(share: float) -> str:
    """A share of the width.

    >>> percent(0.25)
    '25.00%'
    """
    return f"{100 * share:.2f}%"


def series(place: int) -> tuple[str, str]:
    """The colour's name and the shape of the first, second … of the things compared.

    >>> series(0), series(4)
    (('series-1', 'circle'), ('series-5', 'cross'))
    """
    return f"series-{place + 1}", SHAPES[place]


def legend(names: Sequence[str]) -> tuple[list[Mark], list[Label], int]:
    """One line for each name under the other, and how high they are together."""
    marks, labels = [], []
    for place, name in enumerate(names):
        kind, shape = series(place)
        marks.append(Mark("1.6%", px(place * LINE_HEIGHT + LABEL_BASELINE - 4), shape, kind))
        labels.append(Label("1.6%", px(place * LINE_HEIGHT + LABEL_BASELINE), name, dx="12"))
    return marks, labels, len(names) * LINE_HEIGHT + 8 if names else 0

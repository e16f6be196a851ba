"""Figures as drawings. Pure: shapes of an SVG image as wide as the page leaves it, so widths are shares and heights pixels.

Every number leaves as the text that the image wants: a template would write it with the reader's decimal comma.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hackathon.shapes import Bar, Label

LABEL_BASELINE, BAR_TOP, BAR_HEIGHT, LINE_HEIGHT = 13, 19, 12, 42
COLUMNS_TOP, COLUMNS_HEIGHT, AXIS_HEIGHT = 18, 90, 18
# Of a column's place, what is left free on both sides of it.
GAP = 0.15


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bar chart. ``parts`` are what the bar is made of, the longest first: a name for its colour and how much
    of ``of`` it is. ``value`` is what is written at the line's end."""

    label: str
    value: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """An image ``height`` pixels high."""

    height: str
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]


def lines(rows: Sequence[Line], *, of: int) -> Drawing:
    """Lying bars, each under its own label, the whole width being ``of``.

    >>> drawing = lines([Line("Perú", "3", (("registered", 3),))], of=4)
    >>> [(bar.kind, bar.width) for bar in drawing.bars]
    [('track', '100%'), ('registered', '75.00%')]
    """
    bars: list[Bar] = []
    labels: list[Label] = []
    for place, row in enumerate(rows):
        top = place * LINE_HEIGHT
        labels.append(Label("0", _px(top + LABEL_BASELINE), row.label))
        labels.append(Label("100%", _px(top + LABEL_BASELINE), row.value, "end", "value"))
        bars.append(_lying("track", "100%", top))
        bars.extend(_lying(kind, _share(amount, of), top) for kind, amount in row.parts if amount)
    return Drawing(_px(len(rows) * LINE_HEIGHT), tuple(bars), tuple(labels))


def columns(values: Sequence[int], *, titles: Sequence[str], ends: tuple[str, str], kind: str) -> Drawing:
    """Standing bars, the highest as high as there is room, with that number beside its top line; ``ends`` are written
    under the first and the last.

    >>> drawing = columns([1, 0, 2], titles=["a", "b", "c"], ends=("lunes", "miércoles"), kind="teams")
    >>> [(bar.x, bar.y, bar.height, bar.title) for bar in drawing.bars if bar.kind == "teams"]
    [('5.00%', '63', '45', 'a'), ('71.67%', '18', '90', 'c')]
    >>> [label.text for label in drawing.labels]
    ['2', 'lunes', 'miércoles']
    """
    highest, foot = max(values, default=0), COLUMNS_TOP + COLUMNS_HEIGHT
    place = 1 / max(len(values), 1)
    bars = [Bar("0", _px(y), "100%", "1", "rule") for y in (COLUMNS_TOP - 1, foot)]
    for number, (value, title) in enumerate(zip(values, titles, strict=True)):
        if value:
            height = max(1, round(COLUMNS_HEIGHT * value / highest))
            x, width = (number + GAP) * place, (1 - 2 * GAP) * place
            bars.append(Bar(_percent(x), _px(foot - height), _percent(width), _px(height), kind, title))
    labels = [Label("0", _px(COLUMNS_TOP - 5), str(highest), kind="value"), *_ends(ends, foot + AXIS_HEIGHT - 4)]
    return Drawing(_px(foot + AXIS_HEIGHT), tuple(bars), tuple(labels))


def _ends(ends: tuple[str, str], baseline: int) -> list[Label]:
    first, last = ends
    if first == last:
        return [Label("0", _px(baseline), first)]
    return [Label("0", _px(baseline), first), Label("100%", _px(baseline), last, "end")]


def _lying(kind: str, width: str, top: int) -> Bar:
    return Bar("0", _px(top + BAR_TOP), width, _px(BAR_HEIGHT), kind)


def _share(amount: int, of: int) -> str:
    return _percent(amount / of if of else 0)


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"


def _px(number: int) -> str:
    return str(number)

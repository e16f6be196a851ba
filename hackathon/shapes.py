"""Shapes of an SVG image, as the texts that it wants: a template would write numbers with the reader's decimal comma. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; ``kind`` names its colour, ``title`` is what it says when it is pointed at (empty: nothing)."""

    x: str
    y: str
    width: str
    height: str
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a point. ``anchor`` says which end of it is there: start, middle or end. ``dx``: so many pixels beside it."""

    x: str
    y: str
    text: str
    anchor: str = "start"
    kind: str = "label"
    dx: str = "0"

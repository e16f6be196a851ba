"""Secrets and personal data that lie in plain sight in a repo's texts. Pure."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

MAX_EXPOSURES = 50  # of one text that are told: whoever mends these will look for more
MAX_SPOTS = 5_000  # of one text that are hidden


class ExposureSort(StrEnum):
    """What was left in plain sight."""

    SECRET = "secret"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Exposure:
    """One place where something lies open. ``rule`` names what it is (``hub_token``, ``email``); ``line`` counts from 1, and in
    a notebook from the beginning of ``cell``, which counts from 1 too. ``row``: in data, the row of the file, from 1.

    ``masked`` shows enough to find it and too little to use it. The thing itself is kept nowhere.
    """

    sort: ExposureSort
    rule: str
    path: str
    line: int | None = None
    masked: str = ""
    cell: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a text something lies open, from ``start`` up to ``end``. Lives as long as the text does: it is never stored."""

    start: int
    end: int
    rule: str
    masked: str


def apart(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """The spots in the order of the text, without those that overlap one that was given before them."""
    taken: list[Spot] = []
    for spot in spots:
        place = bisect_right(taken, spot.start, key=lambda one: one.start)
        before, after = taken[place - 1 : place], taken[place : place + 1]
        if any(one.end > spot.start for one in before) or any(one.start < spot.end for one in after):
            continue
        taken.insert(place, spot)
        if len(taken) >= MAX_SPOTS:
            break
    return tuple(taken)


def exposed(text: str, path: str, sort: ExposureSort, spots: Iterable[Spot]) -> tuple[Exposure, ...]:
    """The first spots of ``text``, which are in its order, as what may be stored: line and mask."""
    found, line, place = [], 1, 0
    for spot in islice(spots, MAX_EXPOSURES):
        line += text.count("\n", place, spot.start)
        place = spot.start
        found.append(Exposure(sort, spot.rule, path, line, spot.masked))
    return tuple(found)


def hidden(text: str, spots: Iterable[Spot]) -> str:
    """``text`` with the masks in place of what lies open at ``spots``, which are in the order of the text."""
    parts, place = [], 0
    for spot in spots:
        parts += [text[place : spot.start], spot.masked]
        place = spot.end
    return "".join((*parts, text[place:]))


def mask(thing: str, *, prefix: int = 0) -> str:
    """The first ``prefix`` letters of something long, and its last two; of something short nothing at all.

    >>> mask("hf_" + "aB3" * 11, prefix=3), mask("1234")
    ('hf_…B3', '…')
    """
    if len(thing) < prefix + 14:
        return "…"
    return f"{thing[:prefix]}…{thing[-2:]}"

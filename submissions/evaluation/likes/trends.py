"""How likes grew, from what was seen at several times. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple


class Moment(NamedTuple):
    """How many likes there were at a time."""

    at: datetime
    likes: int


def likes_at(moments: Sequence[Moment], at: datetime) -> int | None:
    """How many there were at a time: what was seen last by then, None if nothing was. ``moments`` in their order.

    >>> from datetime import UTC
    >>> seen = [Moment(datetime(2024, 3, day, tzinfo=UTC), likes) for day, likes in ((1, 2), (5, 9))]
    >>> [likes_at(seen, datetime(2024, 3, day, tzinfo=UTC)) for day in (4, 5)]
    [2, 9]
    """
    seen = [moment.likes for moment in moments if moment.at <= at]
    return seen[-1] if seen else None


def growth(moments: Sequence[Moment], *, since: datetime, until: datetime) -> int | None:
    """How many more there were at ``until`` than at ``since``, less than 0 if people took them back. None: nothing seen by then.

    Where looks began after ``since``, what was seen first is where it starts.

    >>> from datetime import UTC
    >>> seen = [Moment(datetime(2024, 3, day, tzinfo=UTC), likes) for day, likes in ((1, 2), (5, 9), (9, 8))]
    >>> day = lambda number: datetime(2024, 3, number, tzinfo=UTC)
    >>> growth(seen, since=day(2), until=day(6)), growth(seen, since=day(6), until=day(12))
    (7, -1)
    """
    now = likes_at(moments, until)
    if now is None:
        return None
    before = likes_at(moments, since)
    return now - (moments[0].likes if before is None else before)


def together(series: Iterable[Sequence[Moment]]) -> list[Moment]:
    """The sum of several trends at every moment that one of them has; before its first look a repo adds nothing.

    >>> from datetime import UTC
    >>> day = lambda number: datetime(2024, 3, number, tzinfo=UTC)
    >>> [moment.likes for moment in together([[Moment(day(1), 2), Moment(day(3), 4)], [Moment(day(2), 10)]])]
    [2, 12, 14]
    """
    steps = sorted((moment.at, place, moment.likes) for place, one in enumerate(series) for moment in one)
    now: dict[int, int] = {}
    found: dict[datetime, int] = {}
    for at, place, likes in steps:
        now[place] = likes
        found[at] = sum(now.values())
    return [Moment(at, likes) for at, likes in found.items()]

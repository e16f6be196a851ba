"""How often the organisations' lists are asked: the nearer the close, the closer the looks; then until the results. Pure.

Nobody asks before the first delivery. From then on a push is known within half an hour, also where no webhook tells of it, and
the audit that it asks for follows. A look costs three requests for each organisation and one entry of the log, which is never
thinned. Where nothing moved, that is a digest of all heads: half a kilobyte, however many repos are watched. Four weeks of
deliveries are some 1,400 such entries, less than a megabyte and as nothing beside the snapshots that the pushes themselves leave.

What lives outside the organisations is on no list: each such repo costs a request and an entry of its own, so that far from the
close it is looked at more rarely than the lists.
"""

from datetime import datetime, timedelta
from typing import Final

from hackathon.waiting import doubling

_BEFORE: Final = (
    (timedelta(hours=6), timedelta(minutes=30)),
    (timedelta(minutes=30), timedelta(minutes=10)),
    (timedelta(0), timedelta(minutes=2)),
)
"""Down to so long before the close, a look every so often."""
_APART: Final = ((timedelta(days=3), timedelta(hours=6)), (timedelta(hours=6), timedelta(hours=1)))
"""Down to so long before the close, a repo that is on no list is left alone for so long."""
_RUSH_AFTER: Final = timedelta(hours=2)
_AFTER_CLOSE: Final = timedelta(minutes=10)
_UNTIL_RESULTS: Final = timedelta(hours=1)

BACKOFF: Final = timedelta(seconds=15)
"""The pause after the first look that the Hub did not answer; each further one doubles it."""
LONGEST_BACKOFF: Final = timedelta(minutes=10)
LONGEST_PAUSE: Final = timedelta(minutes=15)


def next_look(
    at: datetime, *, closes_at: datetime, results_at: datetime, likes_at: datetime | None = None
) -> datetime | None:
    """When to look again after a look at ``at``; None once the results are out. No step reaches over the close, nor over the
    moment at which likes are counted.

    >>> from datetime import UTC
    >>> closes_at, results_at = datetime(2024, 3, 30, 12, tzinfo=UTC), datetime(2024, 4, 10, tzinfo=UTC)
    >>> for moment in ("2024-03-20 12:00", "2024-03-29 12:30", "2024-03-30 11:59", "2024-03-30 12:00", "2024-04-09 23:50"):
    ...     at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    ...     print(f"{next_look(at, closes_at=closes_at, results_at=results_at):%d %H:%M}")
    20 12:30
    29 13:00
    30 12:00
    30 12:10
    10 00:00
    """
    if at >= results_at:
        return None
    again = _by_the_close(at, closes_at=closes_at, results_at=results_at)
    return min(again, likes_at) if likes_at is not None and at < likes_at else again


def next_look_apart(seen_at: datetime, *, closes_at: datetime) -> datetime:
    """From when on a look at the lists is one at a repo that is on none of them, too, which was last seen at ``seen_at``.

    >>> from datetime import UTC
    >>> closes_at = datetime(2024, 3, 30, 12, tzinfo=UTC)
    >>> for moment in ("2024-03-20 12:00", "2024-03-29 12:30", "2024-03-30 11:00", "2024-03-30 12:00"):
    ...     seen_at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    ...     print(f"{next_look_apart(seen_at, closes_at=closes_at):%d %H:%M}")
    20 18:00
    29 13:30
    30 11:00
    30 12:00
    """
    left = closes_at - seen_at
    until, step = next(((until, step) for until, step in _APART if left > until), (left, timedelta(0)))
    return min(seen_at + step, closes_at - until)


def _by_the_close(at: datetime, *, closes_at: datetime, results_at: datetime) -> datetime:
    if at >= closes_at:
        step = _AFTER_CLOSE if at < closes_at + _RUSH_AFTER else _UNTIL_RESULTS
        return min(at + step, results_at)
    left = closes_at - at
    until, step = next((until, step) for until, step in _BEFORE if left > until)
    return min(at + step, closes_at - until)


def backoff(*, attempts: int) -> timedelta:
    """How long a repo waits after so many looks at it that came to nothing.

    >>> [backoff(attempts=n).seconds for n in (1, 2, 3, 4, 9)]
    [15, 30, 60, 120, 600]
    """
    return doubling(BACKOFF, attempts=attempts, longest=LONGEST_BACKOFF)


def pause(seconds: float) -> timedelta:
    """How long nobody asks anything when the Hub says that our quota is used up for so many seconds."""
    return min(timedelta(seconds=max(1.0, seconds)), LONGEST_PAUSE)

"""How often the organisations' lists are asked: the nearer the close, the closer the looks; then until the results. Pure."""

from datetime import datetime, timedelta
from typing import Final

_BEFORE: Final = (
    (timedelta(days=3), timedelta(hours=6)),
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(minutes=30), timedelta(minutes=10)),
    (timedelta(0), timedelta(minutes=2)),
)
"""Down to so long before the close, a look every so often."""
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
    20 18:00
    29 13:30
    30 12:00
    30 12:10
    10 00:00
    """
    if at >= results_at:
        return None
    again = _by_the_close(at, closes_at=closes_at, results_at=results_at)
    return min(again, likes_at) if likes_at is not None and at < likes_at else again


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
    return min(BACKOFF * 2 ** min(max(attempts, 1) - 1, 10), LONGEST_BACKOFF)


def pause(seconds: float) -> timedelta:
    """How long nobody asks anything when the Hub says that our quota is used up for so many seconds."""
    return min(timedelta(seconds=max(1.0, seconds)), LONGEST_PAUSE)

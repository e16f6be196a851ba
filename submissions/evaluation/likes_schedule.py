"""When likes are looked at: hourly, and closer and closer towards the moment of the count. Pure.

A look costs three requests for each organisation. The last one before the moment comes within a minute of it, so that a repo that
still has as many afterwards needs no further question.
"""

from datetime import datetime, timedelta
from typing import Final

_BEFORE: Final = (
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(hours=1), timedelta(minutes=15)),
    (timedelta(minutes=5), timedelta(minutes=5)),
    (timedelta(0), timedelta(minutes=1)),
)
"""Down to so long before the moment, a look every so often."""

GRACE: Final = timedelta(days=7)
"""So long after the results a count that could not be made is still tried."""
CHECKED_WITHIN: Final = timedelta(days=3)
"""So long after a count was taken we go on asking who gave which likes, and when; then it stands as it is."""


def next_look(at: datetime, *, moment: datetime | None) -> datetime:
    """When to look again after a look at ``at``. No step reaches over the ``moment`` of the count.

    >>> from datetime import UTC
    >>> moment = datetime(2024, 4, 10, 12, tzinfo=UTC)
    >>> for day in ("2024-04-08 12:30", "2024-04-09 11:30", "2024-04-10 10:50", "2024-04-10 11:58", "2024-04-10 11:59:40"):
    ...     print(f"{next_look(datetime.fromisoformat(day).replace(tzinfo=UTC), moment=moment):%d %H:%M:%S}")
    08 13:30:00
    09 12:00:00
    10 11:00:00
    10 11:59:00
    10 12:00:00
    """
    left = moment - at if moment is not None else timedelta(0)
    if moment is None or left <= timedelta(0):
        return at + _BEFORE[0][1]
    until, step = next((until, step) for until, step in _BEFORE if left > until)
    return min(at + step, moment - until)


def is_time(at: datetime, *, opens_at: datetime, results_at: datetime, uncounted: bool) -> bool:
    """Whether likes are looked at: from the opening until the results, or some days longer while a count is ``uncounted``."""
    return opens_at <= at < (results_at + GRACE if uncounted else results_at)

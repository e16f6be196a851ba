"""How long to wait before something is tried again. Pure."""

from datetime import timedelta


def doubling(first: timedelta, *, attempts: int, longest: timedelta) -> timedelta:
    """The pause after so many attempts: ``first`` after one, twice as long after each other one, ``longest`` at most.

    >>> [doubling(timedelta(seconds=30), attempts=n, longest=timedelta(hours=1)).seconds for n in (0, 1, 2, 3, 9, 10_000)]
    [30, 30, 60, 120, 3600, 3600]
    """
    return min(first * 2 ** min(max(attempts, 1) - 1, 20), longest)

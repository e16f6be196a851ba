"""How long an evaluation will take, and what that will cost. Pure."""

from collections.abc import Sequence
from statistics import median
from typing import Final

SECONDS_PER_BILLION: Final = 900.0
"""Of one GPU for a suite of a few thousand questions, until there are evaluations of the edition's own to go by."""
LEAST_SECONDS: Final = 120.0
"""To start a machine, fetch a model and load it."""
UNKNOWN_PARAMETERS: Final = 7_000_000_000


def forecast_seconds(parameters: int | None, history: Sequence[tuple[int, float]] = ()) -> float:
    """Seconds of a GPU for a model of so many weights (None: not known, taken for a large one).

    ``history``: weights and seconds of evaluations on the same suite that have ended. The median of their seconds per weight is
    what counts, so that one that hung on a full disk says little.

    >>> forecast_seconds(1_000_000_000)
    1020.0
    >>> forecast_seconds(2_000_000_000, [(1_000_000_000, 420.0), (1_000_000_000, 520.0), (7_000_000_000, 70_120.0)])
    920.0
    """
    weights = UNKNOWN_PARAMETERS if parameters is None else parameters
    paces = [max(seconds - LEAST_SECONDS, 0.0) / known for known, seconds in history if known > 0]
    pace = median(paces) if paces else SECONDS_PER_BILLION / 1e9
    return LEAST_SECONDS + pace * weights


DEAREST: Final = 10.0
"""Dollars for an hour of a machine whose price we could not learn: a budget must not burst because the Hub was silent."""


def dollars(seconds: float, *, per_hour: float | None) -> float:
    """What so many seconds cost at that price (None: not known).

    >>> dollars(1800, per_hour=0.8), dollars(1800, per_hour=None)
    (0.4, 5.0)
    """
    return seconds / 3600 * (DEAREST if per_hour is None else per_hour)

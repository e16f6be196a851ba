"""Places on a board, for means that are known up to an error. Pure."""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

CONFIDENCE: Final = 0.95
_DIGITS: Final = 12
"""Means that agree in so many digits are equal: what is left is the noise of adding fractions."""
_BLOCK: Final = 64
"""So many models at a time are set against all before them: a block stays in the processor's cache."""

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]


class Rank(NamedTuple):
    """``rank`` is the place; ``best`` and ``worst`` are the places that the errors allow. All begin at 1."""

    rank: int
    best: int
    worst: int


def rank(means: Sequence[float], stderrs: Sequence[float], *, confidence: float = CONFIDENCE) -> list[Rank]:
    """The place of each mean, in the order given; more is better. Both are finite, and ``stderrs`` are not negative.

    One model is *better* than another where its mean exceeds the other's by more than chance explains: by more than z times
    the error of the difference, sqrt(stderr² + stderr²), z being 1.96 at the usual 95 %. Being better is no order with ties: a
    may tie with b and b with c while a is better than c. So places come from counting and not from grouping, and nobody's
    depends on where a group was cut:

    - ``best``: 1 + how many models are better. ``worst``: all models less those that are worse.
    - ``rank``: the ``best`` of the model, or of one with at least its mean if that is further down. A model whose mean is
      known less well is worse than fewer others; that alone never takes it past a model with a higher mean.

    So models that nothing tells apart from the first all share the first place, places never fall as means rise, equal means
    share a place, a worse model that joins or leaves moves nobody above it, and ``best <= rank <= worst`` always.

    a and b tie, b and c tie, a is better than c: c comes after one model, so it is second.

    >>> rank([0.60, 0.58, 0.56], [0.01, 0.01, 0.01])
    [Rank(rank=1, best=1, worst=2), Rank(rank=1, best=1, worst=3), Rank(rank=2, best=2, worst=3)]

    Without errors it is the ranking of a race, where equal means share a place and the next place is left out:

    >>> [found.rank for found in rank([0.6, 0.5, 0.5, 0.4], [0, 0, 0, 0])]
    [1, 2, 2, 4]

    The last one is known so badly that nobody is better; it still shares the place of the model above, and not the first:

    >>> rank([0.60, 0.55, 0.54], [0.01, 0.01, 0.05])
    [Rank(rank=1, best=1, worst=2), Rank(rank=2, best=2, worst=3), Rank(rank=2, best=1, worst=3)]

    All pairs are judged at the same confidence, each by itself: of many ties one in twenty is a real difference missed or a
    difference seen that is none. The models answered the same questions, so the error of the difference is rather too wide.
    """
    if not len(means):
        return []
    values = np.array([float(f"{value:.{_DIGITS}g}") for value in means])
    order = np.argsort(-values, kind="stable")
    high_first = values[order]
    better, worse = _counts(high_first, np.asarray(stderrs, dtype=float)[order], width_at(confidence))
    best, worst = 1 + better, len(values) - worse
    places = _never_before_a_higher_mean(best, high_first)
    found: list[Rank | None] = [None] * len(values)
    for index, *places_of_one in zip(order.tolist(), places.tolist(), best.tolist(), worst.tolist(), strict=True):
        found[index] = Rank(*places_of_one)
    return [one for one in found if one is not None]


def width_at(confidence: float) -> float:
    """How many errors wide the interval is on either side.

    >>> round(width_at(0.95), 2)
    1.96
    """
    return NormalDist().inv_cdf((1 + confidence) / 2)


SURE: Final = width_at(CONFIDENCE)
"""So many errors on either side hold the value with the usual confidence."""


def _counts(high_first: Numbers, stderrs: Numbers, width: float) -> tuple[Counts, Counts]:
    """How many are better and how many are worse than each. Only those before a model can be better than it.

    Those that are ahead of a block's first by more than any error explains are better than the whole block, unseen.
    """
    size = len(high_first)
    better, worse = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    widest = width * math.sqrt(2) * stderrs.max() * (1 + 1e-9)
    for start in range(0, size, _BLOCK):
        stop = min(start + _BLOCK, size)
        clear = int(np.searchsorted(-high_first, -(high_first[start] + widest)))
        ahead = high_first[clear:stop] - high_first[start:stop, None]
        beats = (ahead > 0) & (ahead > width * np.hypot(stderrs[clear:stop], stderrs[start:stop, None]))
        better[start:stop] = clear + beats.sum(axis=1)
        worse[clear:stop] += beats.sum(axis=0)
        worse[:clear] += stop - start
    return better, worse


def _never_before_a_higher_mean(best: Counts, high_first: Numbers) -> Counts:
    """The furthest ``best`` among the models with at least this mean."""
    last_equal = np.searchsorted(-high_first, -high_first, side="right") - 1
    return np.maximum.accumulate(best)[last_equal]

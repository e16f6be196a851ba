"""How near a ranking came to the truth."""

import numpy as np

from tests.benchmarks.juries.drawing import Floats


def kendall(found: Floats, true: Floats) -> float:
    """Kendall's tau-b over the projects that were ranked: pairs in the true order less pairs in the other, over what there is.

    >>> kendall(np.array([1.0, 3.0, 2.0]), np.array([1.0, 2.0, 3.0]))
    0.3333333333333333
    """
    ranked = ~np.isnan(found)
    ours, theirs = (
        np.sign(values[ranked][:, None] - values[ranked]).astype(np.int32).ravel() for values in (found, true)
    )
    return float((ours @ theirs) / np.sqrt(float(ours @ ours) * float(theirs @ theirs)))


def best_first(found: Floats, true: Floats) -> float:
    """1 where the true best is first, the share of it where several are.

    >>> best_first(np.array([2.0, 2.0, 1.0]), np.array([3.0, 2.0, 1.0]))
    0.5
    """
    first = np.flatnonzero(found == np.nanmax(found))
    return float((first == np.argmax(true)).mean())


def of_top(found: Floats, true: Floats, places: int = 3) -> float:
    """The share of the true best that is among the best; with ties at the edge, what chance would leave of it.

    >>> of_top(np.array([4.0, 1.0, 3.0, 2.0]), np.array([4.0, 3.0, 2.0, 1.0]))
    0.6666666666666666
    """
    wanted = set(np.argsort(-true)[:places].tolist())
    values = np.where(np.isnan(found), -np.inf, found)
    edge = np.sort(values)[-places]
    within, at_edge = np.flatnonzero(values > edge), np.flatnonzero(values == edge)
    share = (places - len(within)) / len(at_edge)
    return (len(wanted & set(within.tolist())) + share * len(wanted & set(at_edge.tolist()))) / places


def ranks(true: Floats) -> Floats:
    """1 for the best.

    >>> ranks(np.array([5.0, 9.0, 7.0])).tolist()
    [3, 1, 2]
    """
    return np.argsort(np.argsort(-true)) + 1


def covered(low: Floats, value: Floats, high: Floats) -> float:
    """The share of values within their intervals, of those that have one.

    >>> covered(np.array([1.0, 1.0, np.nan]), np.array([1.5, 2.5, 0.0]), np.array([2.0, 2.0, np.nan]))
    0.5
    """
    there = ~np.isnan(low)
    return float(((low <= value) & (value <= high))[there].mean()) if there.any() else np.nan


def calibration(told: Floats, seen: Floats, bins: int = 5) -> float:
    """The largest gap between how probable the likelier of two was called (0.5 to 1) and how often it was the better, over
    ``bins`` of equal width.

    >>> calibration(np.array([0.75, 0.75, 0.95, 0.95]), np.array([1.0, 0.0, 1.0, 1.0]))
    0.25
    """
    which = np.minimum(((told - 0.5) * 2 * bins).astype(int), bins - 1)
    gaps = [abs(told[which == place].mean() - seen[which == place].mean()) for place in np.unique(which)]
    return float(max(gaps))

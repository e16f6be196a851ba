"""Judges' weights: what the scores would be if a judge who is closer to the others counted more. A look at how much depends on
it, beside the ranking and never in it. Pure."""

from typing import Final

import numpy as np

from judging.aggregate.model import Equations, Fit, equations, leniency
from judging.aggregate.table import Floats, Table

PRIOR_REVIEWS: Final = 8
"""A judge's own precision counts against the jury's as their reviews against so many."""
ROUNDS: Final = 3


def leverages(found: Equations, table: Table, squared: float) -> Floats:
    """What part of each review's error stays in its residual (variance over σ²), for one ratio of variances.

    The residuals are P y with P = M − λ MZ(I + λL)⁻¹Z'M, and their variance is σ²P; this is its diagonal.
    """
    seats = -found.share[table.project]
    seats[np.arange(len(table.judge)), table.judge] += 1
    solved = np.linalg.solve(np.eye(len(found.pull)) + squared * found.laplace, seats.T).T
    return 1 - 1 / table.reviews[table.project] - squared * (seats * solved).sum(1)


def residuals(table: Table, quality: Floats, lenient: Floats) -> Floats:
    """What neither the project nor the judge explains, of each review, in points."""
    return table.total - quality[table.project] - lenient[table.judge]


def weights(table: Table, fit: Fit) -> tuple[Floats, Floats]:
    """The weight of each judge, 1 in the mean of all reviews, and each project's quality by them.

    A judge's variance is estimated from their residuals and drawn to the jury's by ``PRIOR_REVIEWS``; the weight is its inverse.
    Estimated anew with the weights that follow, ``ROUNDS`` times, the ratio of variances held.
    """
    squared = float(fit.squared[fit.typical])
    found, lenient, quality = fit.found, fit.leniency[fit.typical], fit.quality[fit.typical]
    free = np.bincount(table.judge, leverages(found, table, squared), len(table.judges))
    weight = np.ones(len(table.judges))
    for _ in range(ROUNDS):
        off = np.bincount(table.judge, residuals(table, quality, lenient) ** 2, len(table.judges))
        common = off.sum() / max(free.sum(), 1e-9)
        variance = (PRIOR_REVIEWS * common + off) / (PRIOR_REVIEWS + free)
        weight = 1 / np.maximum(variance, 1e-9)
        weight /= weight[table.judge].mean()
        found = equations(table, weight[table.judge])
        lenient = leniency(found, squared)
        quality = found.mean - found.share @ lenient
    return weight, quality

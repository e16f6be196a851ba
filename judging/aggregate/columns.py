"""The numbers that stand side by side for each project: plain, trimmed, adjusted, weighted. Pure."""

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from hackathon.editions.rules import Method
from judging.aggregate.means import LEAST, mean, trimmed_mean
from judging.aggregate.model import Fit, equations, fit, half_cauchy
from judging.aggregate.sheets import Sheet
from judging.aggregate.table import Floats, Table, exactly
from judging.aggregate.weighting import weights

WEIGHTED: Final = "weighted"
# n times the variance of a trimmed mean of n values of a normal distribution, for n = 3, 4, …: what trimming costs.
TRIMMING: Final = (1.346, 1.192, 1.136, 1.104, 1.085, 1.072, 1.061, 1.052)

Exact = tuple[Fraction, ...]


@dataclass(frozen=True)
class Columns:
    """For each project of the table, in points. ``by_project``: its sheets. ``model`` is the jury's model; None where no project
    has two reviews, and then nothing is adjusted. ``weight``: of each judge."""

    by_project: tuple[tuple[Sheet, ...], ...]
    values: dict[str, Exact]
    model: Fit | None
    weight: Floats


def columns_of(table: Table) -> Columns:
    """All numbers of the table's projects."""
    found: dict[int, list[Sheet]] = defaultdict(list)
    for sheet, project in zip(table.sheets, table.project.tolist(), strict=True):
        found[project].append(sheet)
    by_project = tuple(tuple(found[place]) for place in range(len(table.projects)))
    totals = [[sheet.total for sheet in sheets] for sheets in by_project]
    raw = tuple(mean(values) for values in totals)
    values = {
        Method.MEAN.value: raw,
        Method.TRIMMED.value: tuple(trimmed_mean(values) for values in totals),
        Method.MODEL.value: raw,
        WEIGHTED: raw,
    }
    if not table.replicated:
        return Columns(by_project, values, None, np.ones(len(table.judges)))
    model = fit(equations(table), reviews=len(table.sheets), ratios=half_cauchy())
    weight, weighted = weights(table, model)
    adjusted = {Method.MODEL.value: exactly(model.expected_quality), WEIGHTED: exactly(weighted)}
    return Columns(by_project, values | adjusted, model, weight)


def fit_of(table: Table, columns: Columns, method: Method) -> Fit | None:
    """What is known of each project's total by the method: the model, or one without severity for the means. For those the
    judges' differences are part of the error. None: nothing is known but the totals."""
    if columns.model is None or method is Method.MODEL:
        return columns.model
    plain = fit(columns.model.found, reviews=len(table.sheets), ratios=(0.0,))
    if method is Method.MEAN:
        return plain
    centre = np.array([[float(value) for value in columns.values[method.value]]])
    return replace(plain, quality=centre, own=plain.own * np.array([_trimming(n) for n in table.reviews.tolist()]))


def _trimming(reviews: int) -> float:
    """By how much the variance of a trimmed mean is more than that of the plain one.

    >>> _trimming(2), _trimming(3), _trimming(20)
    (1.0, 1.346, 1.025)
    """
    if reviews < LEAST:
        return 1.0
    return TRIMMING[reviews - LEAST] if reviews < LEAST + len(TRIMMING) else 1 + 0.5 / reviews

"""What can be said about judges: how severe, how consistent, and whose reviews somebody should look at. Pure."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import atanh
from typing import Final

import numpy as np
from scipy.special import chdtrc

from judging.aggregate.columns import Columns
from judging.aggregate.model import Fit
from judging.aggregate.sheets import Flag, Influence, JudgeRow
from judging.aggregate.table import Floats, Table, exactly, in_order
from judging.aggregate.weighting import leverages, residuals

ENOUGH: Final = 5
"""Reviews of one judge from which something can be said about how they judge."""
SAME: Final = 0.05
"""Totals that spread less, in points, say nothing about projects."""
FAR: Final = 2.0
"""Standard errors below the jury's median from which a correlation is low."""
IMPROBABLE: Final = 0.01
ALMOST_ONE: Final = 0.999
LEAST_FREEDOM: Final = 1e-6


@dataclass(frozen=True)
class _Looks:
    """For each judge of the table; NaN where it cannot be told."""

    consistency: Floats
    compared: Floats
    spread: Floats
    misfit: Floats


def judge_rows(
    table: Table, columns: Columns, *, influence: Mapping[int, Influence], judges: Iterable[Hashable] = ()
) -> tuple[JudgeRow, ...]:
    """A line for each judge, those of ``judges`` without a review included; ``influence`` by place in the table."""
    place = {judge: at for at, judge in enumerate(table.judges)}
    everybody = in_order([*table.judges, *judges])
    if columns.model is None:
        return tuple(JudgeRow(each, int(table.given[place[each]]) if each in place else 0) for each in everybody)
    known = _known_rows(table, columns, columns.model, influence)
    return tuple(known[place[each]] if each in place else JudgeRow(each, 0) for each in everybody)


def _known_rows(table: Table, columns: Columns, fit: Fit, influence: Mapping[int, Influence]) -> list[JudgeRow]:
    looks = _looks(table, fit)
    low, high = fit.leniency_interval()
    severity, lowest, highest = exactly(-fit.expected_leniency), exactly(-high), exactly(-low)
    flags = _flags(table, looks)
    return [
        JudgeRow(
            judge=judge,
            n=int(table.given[at]),
            severity=severity[at],
            severity_low=lowest[at],
            severity_high=highest[at],
            consistency=_told(looks.consistency[at]),
            spread=_told(looks.spread[at]),
            misfit=_told(looks.misfit[at]),
            weight=_told(columns.weight[at]),
            influence=influence.get(at),
            flags=flags[at],
        )
        for at, judge in enumerate(table.judges)
    ]


def _told(value: float) -> float | None:
    return round(float(value), 9) if np.isfinite(value) else None


def _looks(table: Table, fit: Fit) -> _Looks:
    consistency, compared = _consistency(table, fit)
    return _Looks(consistency, compared, _spread(table), _misfit(table, fit))


def _consistency(table: Table, fit: Fit) -> tuple[Floats, Floats]:
    """Each judge's correlation with the mean of the others' reviews of the same projects, severity taken out of those; and over
    how many projects."""
    adjusted = table.total - fit.expected_leniency[table.judge]
    others = table.reviews[table.project] - 1
    sums = np.bincount(table.project, adjusted, len(table.projects))[table.project]
    theirs = (sums - adjusted) / np.where(others > 0, others, 1)
    found, count = np.full(len(table.judges), np.nan), np.zeros(len(table.judges))
    for at in range(len(table.judges)):
        mine = (table.judge == at) & (others > 0)
        count[at] = mine.sum()
        found[at] = _correlation(table.total[mine], theirs[mine])
    return found, count


def _correlation(one: Floats, other: Floats) -> float:
    if len(one) < 3:
        return np.nan
    one, other = one - one.mean(), other - other.mean()
    size = np.sqrt((one**2).sum() * (other**2).sum())
    return float((one * other).sum() / size) if size > 1e-9 else np.nan


def _spread(table: Table) -> Floats:
    """Standard deviation of the totals that each judge gave; NaN for one alone."""
    count = np.where(table.given > 1, table.given, np.nan)
    mean = np.bincount(table.judge, table.total, len(table.judges)) / table.given
    squares = np.bincount(table.judge, (table.total - mean[table.judge]) ** 2, len(table.judges))
    return np.sqrt(squares / (count - 1))


def _misfit(table: Table, fit: Fit) -> Floats:
    """The probability of residuals as large as a judge's: their squares over σ², as χ² with the degrees of freedom that the fit
    leaves. Where judges differ in precision anyway, as their logarithms tell, it counts for fewer degrees by as much."""
    free = leverages(fit.found, table, float(fit.squared[fit.typical]))
    off = residuals(table, fit.quality[fit.typical], fit.leniency[fit.typical]) ** 2
    freedom = np.bincount(table.judge, free, len(table.judges))
    ratio = (
        np.bincount(table.judge, off, len(table.judges)) / fit.scale[fit.typical] / np.maximum(freedom, LEAST_FREEDOM)
    )
    enough = (table.given >= ENOUGH) & (freedom > 1) & (ratio > 0)
    differ = 0.0
    if enough.sum() > 2:
        logs = np.log(ratio[enough])
        differ = usual_spread(logs - np.median(logs), 2 / freedom[enough])
    fewer = 1 / (1 / np.maximum(freedom, LEAST_FREEDOM) + differ / 2)
    return np.where(freedom > LEAST_FREEDOM, chdtrc(fewer, ratio * fewer), np.nan)


def _flags(table: Table, looks: _Looks) -> list[tuple[Flag, ...]]:
    disagree = _disagreeing(looks)
    found: list[tuple[Flag, ...]] = []
    for at, given in enumerate(table.given.tolist()):
        constant, misfits = bool(looks.spread[at] < SAME), bool(looks.misfit[at] < IMPROBABLE)
        kinds = ((Flag.CONSTANT, constant), (Flag.DISAGREES, at in disagree), (Flag.MISFIT, misfits))
        found.append(tuple(flag for flag, raised in kinds if raised and given >= ENOUGH))
    return found


def _disagreeing(looks: _Looks) -> set[int]:
    """Whose correlation is more than ``FAR`` standard errors below the median; see ``usual_spread`` for the error."""
    seen = [at for at in np.flatnonzero(looks.compared >= ENOUGH).tolist() if np.isfinite(looks.consistency[at])]
    if len(seen) < 3:
        return set()
    values = np.array([_z(looks.consistency[at]) for at in seen])
    error = 1 / (looks.compared[seen] - 3)
    off = values - np.median(values)
    far = off < -FAR * np.sqrt(error + usual_spread(off, error))
    return {at for at, is_far in zip(seen, far.tolist(), strict=True) if is_far}


def usual_spread(off: Floats, error: Floats) -> float:
    """How much judges differ anyway: the mean square of ``off`` (how far each is from the median) beyond the variance of its
    ``error``, of those above the median. Whose correlation is low lies below it and makes nothing usual.

    >>> usual_spread(np.array([-9.0, -2.0, 0.0, 1.0, 4.0]), np.full(5, 2.0))
    3.6666666666666665
    """
    above = off >= 0
    return max(0.0, float(np.mean(off[above] ** 2 - error[above])))


def _z(correlation: float) -> float:
    """Fisher's transformation, under which correlations have the standard error 1/√(n − 3)."""
    return atanh(min(max(float(correlation), -ALMOST_ONE), ALMOST_ONE))

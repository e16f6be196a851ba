"""The model of a jury: a total is the project's quality, plus the judge's leniency, plus the rest. Pure.

    y = q[project] + b[judge] + e,   b ~ N(0, σ_b²),   e ~ N(0, σ²),   every q fixed: nothing is assumed about projects.

Nothing of a project's total goes into how judges are expected to be, so a judge who saw strong projects is not taken for a lenient one.
A half-Cauchy(1) prior on σ_b/σ; on σ² a weak one, worth two observations at one point. Given the ratio all else has a closed form
(Henderson's mixed-model equations with the projects absorbed), so the ratio alone is integrated, on a grid. Subtracting a number
from all that a judge gave changes no judge's own order.

With V = I + λZZ' and λ = (σ_b/σ)²: b̂ = λ(I + λL)⁻¹c and q̂ = Xy/n − A b̂, where L and c are Z'Z and Z'y after the projects' means are
taken out, and A has the share of each judge in each project's mean. |V||X'V⁻¹X| = |X'X||I + λL|. With L = UDU' all of it is sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from scipy.special import gammaln, stdtr, stdtrit

from judging.aggregate.sheets import COVERAGE
from judging.aggregate.table import Floats, Ints, Table

STEPS: Final = 100
PRIOR_REVIEWS: Final = 2
"""What the prior on σ² counts for, in observations; each as far off as ``UNIT``."""
UNIT: Final = 1.0
"""One point."""
NEGLIGIBLE: Final = 1e-4
"""Of the likeliest ratio's weight: what has less is left out."""
ROUNDS: Final = 60
PRECISION: Final = 1e-11
LEAST_SD: Final = 1e-9
_WIDEST: Final = 1000.0


def half_cauchy(steps: int = STEPS) -> Floats:
    """Ratios that are equally probable under the half-Cauchy prior of scale 1: the middles of ``steps`` equal parts.

    >>> half_cauchy(2).round(4).tolist()
    [0.4142, 2.4142]
    """
    return np.tan(np.pi / 2 * (np.arange(steps) + 0.5) / steps)


@dataclass(frozen=True)
class Equations:
    """A jury's reviews with the projects' means taken out. ``size`` (projects): reviews, or what they weigh; ``mean``
    (projects); ``share`` (projects × judges); ``laplace`` (judges × judges), ``pull`` (judges), ``within``: the sum of squares."""

    size: Floats
    mean: Floats
    share: Floats
    laplace: Floats
    pull: Floats
    within: float


def equations(table: Table, weights: Floats | None = None) -> Equations:
    """Of the table's reviews, each counted with its weight (one for each review; none: 1). A project without any has NaN as mean."""
    weight = np.ones(len(table.total)) if weights is None else weights
    projects, judges = len(table.projects), len(table.judges)
    size = np.bincount(table.project, weight, projects)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(table.project, weight * table.total, projects) / size
    seats = np.bincount(table.project * judges + table.judge, weight, projects * judges).reshape(projects, judges)
    share = seats / np.where(size > 0, size, 1)[:, None]
    off = table.total - mean[table.project]
    one, other = _pairs(table)
    met = np.bincount(
        table.judge[one] * judges + table.judge[other],
        weight[one] * weight[other] / size[table.project[one]],
        judges * judges,
    )
    return Equations(
        size=size,
        mean=mean,
        share=share,
        laplace=np.diag(np.bincount(table.judge, weight, judges)) - met.reshape(judges, judges),
        pull=np.bincount(table.judge, weight * off, judges),
        within=float((weight * off**2).sum()),
    )


def _pairs(table: Table) -> tuple[Ints, Ints]:
    """Every two reviews of a same project, both ways round and each with itself: places in the table, which goes by project."""
    count = table.reviews[table.project]
    one = np.repeat(np.arange(len(count)), count)
    before = np.repeat(np.cumsum(count) - count, count)
    first = np.searchsorted(table.project, table.project[one])
    return one, first + np.arange(len(one)) - before


def leniency(found: Equations, squared_ratio: float) -> Floats:
    """b̂ (judges): how many points each gives more than the jury would, for one ratio of the variances σ_b²/σ²."""
    inside = np.eye(len(found.pull)) + squared_ratio * found.laplace
    return squared_ratio * np.linalg.solve(inside, found.pull)


@dataclass(frozen=True)
class Fit:
    """What is known after the reviews, for each ratio that is probable enough (first axis of all arrays).

    ``weight``: its probability. ``squared``: the ratio of variances, σ_b²/σ². ``scale``: of σ², which is scaled inverse χ² with
    ``freedom`` degrees. ``leniency`` (× judges), ``quality`` (× projects). ``kept`` (× judges): 1/(1 + λD), and ``axes``: U,
    which are the same for all ratios. ``own`` (projects): the variance of a project's mean for σ² = 1, apart from the judges.
    """

    found: Equations
    weight: Floats
    squared: Floats
    scale: Floats
    freedom: int
    leniency: Floats
    quality: Floats
    kept: Floats
    axes: Floats
    own: Floats

    @cached_property
    def typical(self) -> int:
        """Which ratio is the median one."""
        return int(np.searchsorted(np.cumsum(self.weight), 0.5))

    @cached_property
    def expected_quality(self) -> Floats:
        return self.weight @ self.quality

    @cached_property
    def expected_leniency(self) -> Floats:
        return self.weight @ self.leniency

    @property
    def variance(self) -> float:
        """σ², as far as it is known, over all ratios."""
        return float(self.weight @ self.scale)

    def of(self, projects: Sequence[int]) -> "Fit":
        """The same, of some projects alone."""
        at = list(projects)
        found = replace(self.found, size=self.found.size[at], mean=self.found.mean[at], share=self.found.share[at])
        return replace(self, found=found, quality=self.quality[:, at], own=self.own[at])

    def judges_part(self, share: Floats) -> Floats:
        """What the judges add to the variance of each project (ratios × projects), for σ² = 1; ``share``: projects × judges."""
        return (self.squared[:, None] * self.kept) @ (share @ self.axes).T ** 2

    def judges_errors(self, at: Ints, normal: Floats, share: Floats) -> Floats:
        """What the judges' errors are in each project (draws × projects) for σ² = 1, with the ratio ``at`` of each draw, from standard
        ``normal`` numbers (draws × judges). By the symmetric root of their covariance: that does not depend on which of
        many equal axes a machine finds."""
        return (normal @ self.axes * np.sqrt(self.squared[:, None] * self.kept)[at]) @ (share @ self.axes).T

    def quality_interval(self) -> tuple[Floats, Floats]:
        """The 90 % interval of each project's quality."""
        variance = self.scale[:, None] * (self.own + self.judges_part(self.found.share))
        return interval(self.quality, np.sqrt(variance), self.weight, self.freedom)

    def leniency_interval(self) -> tuple[Floats, Floats]:
        """The 90 % interval of each judge's leniency."""
        variance = self.scale[:, None] * self.judges_part(np.eye(len(self.found.pull)))
        return interval(self.leniency, np.sqrt(variance), self.weight, self.freedom)


def fit(found: Equations, *, reviews: int, ratios: Sequence[float] | Floats, own: Floats | None = None) -> Fit:
    """The model of so many ``reviews``, over the equally probable ``ratios`` σ_b/σ. With the one ratio 0 there is no severity,
    and the qualities are plain means. ``own``: the variance of each project's mean for σ² = 1 where it is not 1/size."""
    freedom = reviews - len(found.size) + PRIOR_REVIEWS
    squared = np.asarray(ratios, dtype=float) ** 2
    values, axes = np.linalg.eigh(found.laplace)
    kept = 1 / (1 + squared[:, None] * np.maximum(values, 0))
    pull = found.pull @ axes
    scale = (found.within - squared * (kept @ pull**2) + PRIOR_REVIEWS * UNIT**2) / freedom
    evidence = np.log(kept).sum(1) / 2 - freedom / 2 * np.log(scale)
    likely = np.exp(evidence - evidence.max())
    enough = likely > NEGLIGIBLE
    squared, kept = squared[enough], kept[enough]
    lenient = squared[:, None] * (kept * pull) @ axes.T
    return Fit(
        found=found,
        weight=likely[enough] / likely[enough].sum(),
        squared=squared,
        scale=scale[enough],
        freedom=freedom,
        leniency=lenient,
        quality=found.mean - lenient @ found.share.T,
        kept=kept,
        axes=axes,
        own=1 / found.size if own is None else own,
    )


def interval(centre: Floats, sd: Floats, weight: Floats, freedom: int) -> tuple[Floats, Floats]:
    """The central 90 % of mixtures of Student's t: ``centre`` and ``sd`` have a row for each part, which has ``weight``.

    >>> low, high = interval(np.array([[5.0]]), np.array([[1.0]]), np.array([1.0]), 1000)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([3.354], [6.646])
    """
    tail = (1 - COVERAGE) / 2
    return _quantile(tail, centre, sd, weight, freedom), _quantile(1 - tail, centre, sd, weight, freedom)


def _quantile(probability: float, centre: Floats, sd: Floats, weight: Floats, freedom: int) -> Floats:
    """Newton's method, by halves where it would leave what is known to hold the quantile."""
    sd = np.maximum(sd, LEAST_SD)
    middle = weight @ centre
    low, high = middle - _WIDEST * sd.max(0) - np.ptp(centre, 0), middle + _WIDEST * sd.max(0) + np.ptp(centre, 0)
    at = middle + stdtrit(freedom, probability) * (weight @ sd)
    for _ in range(ROUNDS):
        off = (at - centre) / sd
        over = weight @ stdtr(freedom, off) - probability
        low, high = np.where(over < 0, at, low), np.where(over < 0, high, at)
        step = at - over / np.maximum(weight @ (_density(off, freedom) / sd), 1e-300)
        found = np.where((low <= step) & (step <= high), step, (low + high) / 2)
        if np.abs(found - at).max() < PRECISION:
            return found
        at = found
    return at


def _density(at: Floats, freedom: int) -> Floats:
    """Of Student's t."""
    constant = gammaln((freedom + 1) / 2) - gammaln(freedom / 2) - np.log(freedom * np.pi) / 2
    return np.exp(constant - (freedom + 1) / 2 * np.log1p(at**2 / freedom))

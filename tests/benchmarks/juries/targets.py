"""What is promised of rankings, and whether it was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isnan

import numpy as np

from tests.benchmarks.juries.measures import calibration
from tests.benchmarks.juries.trial import Cell, Figure

EVERYWHERE = ("base", "mild", "harsh", "dirty", "tracks")
CALIBRATION = "P(p beats q), largest gap"
NOISE = 2.0
"""Standard errors by which a figure may lie beyond its target and still be called as good as there."""


@dataclass(frozen=True, slots=True)
class Target:
    """A figure lies from ``low`` to ``high`` (both included), in one setting; ``low`` may differ by size."""

    name: str
    setting: str
    low: float | dict[int, float] = -inf
    high: float = inf

    def least(self, projects: int) -> float:
        return self.low[projects] if isinstance(self.low, dict) else self.low

    def told(self) -> str:
        """The target in words: "at least .03", "0.88 to 0.92"."""
        low = "/".join(f"{each:.3f}" for each in self.low.values()) if isinstance(self.low, dict) else f"{self.low:.3f}"
        if self.high == inf:
            return f"≥ {low}"
        return f"≤ {self.high:.3f}" if self.low == -inf else f"{low}–{self.high:.3f}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was measured for a target at one size. ``missing``: by how much it lies beyond, 0 where it is kept."""

    target: Target
    projects: int
    figure: Figure

    @property
    def missing(self) -> float:
        return max(self.target.least(self.projects) - self.figure.value, self.figure.value - self.target.high, 0.0)

    @property
    def verdict(self) -> str:
        """ "met"; "noise" where it is beyond by no more than chance explains; "missed"."""
        if self.missing == 0.0:
            return "met"
        return "noise" if self.missing <= NOISE * self.figure.error else "missed"


OF_ORDER = (
    Target("fair: tau", "base", low={35: 0.65, 100: 0.655, 500: 0.655}),
    Target("below oracle", "base", high=0.045),
    Target("fair over raw", "base", low=0.03),
    Target("fair over raw", "mild", low=-0.005),
    Target("fair over raw", "harsh", low=0.03),
    Target("fair over raw", "dirty", low=0.05),
    Target("fair over raw", "tracks", low=0.025),
)
TARGETS = (
    *OF_ORDER,
    *(
        target
        for setting in EVERYWHERE
        for target in (
            Target("score intervals", setting, 0.88, 0.92),
            Target("rank intervals", setting, 0.89, 0.955),
            Target(CALIBRATION, setting, high=0.03),
            Target("winner set", setting, 0.9),
            Target("constant judges found", setting, 1.0),
            Target("false alarms", setting, high=0.04),
        )
    ),
)


def outcomes(cells: Sequence[Cell]) -> list[Outcome]:
    """Every target at every size; those of which there was nothing to measure are left out."""
    found = (
        Outcome(target, cell.projects, figure_of(cell, target.name))
        for target in TARGETS
        for cell in cells
        if cell.setting == target.setting
    )
    return [each for each in found if not isnan(each.figure.value)]


def figure_of(cell: Cell, name: str) -> Figure:
    """A figure by name; the calibration is of all pairs of all juries together, its error that of the bin by bootstrap."""
    return cell.figure(name) if name != CALIBRATION else calibration_of(cell)


def calibration_of(cell: Cell, times: int = 50) -> Figure:
    """The largest gap over five bins, and how much it moves when juries are drawn again from those that there are."""
    told, seen = (np.array([getattr(each, name) for each in cell.trials]) for name in ("told", "seen"))
    rng = np.random.default_rng(0)
    again = (rng.integers(len(told), size=len(told)) for _ in range(times))
    moved = [calibration(told[chosen].ravel(), seen[chosen].ravel()) for chosen in again]
    return Figure(calibration(told.ravel(), seen.ravel()), float(np.std(moved)))

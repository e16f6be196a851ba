"""One jury, ranked by every method and measured; and many of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from judging.aggregate.sheets import Flag
from tests.benchmarks.juries.drawing import Floats, Jury, draw
from tests.benchmarks.juries.kinds import KINDS, SIZES
from tests.benchmarks.juries.measures import best_first, covered, kendall, of_top, ranks
from tests.benchmarks.juries.methods import Fair, fair, oracle, pairs, raw, z_score
from tests.benchmarks.juries.seats import seated
from tests.benchmarks.juries.truth import truth

SEED = 600
"""Of everything here; the setting, the size and the number of the jury are added to it."""
ENOUGH = 5
"""Reviews of a judge from which something is said of them."""
METHODS = ("raw", "z-score", "fair", "fair, weighted", "oracle")


@dataclass(frozen=True)
class Trial:
    """What came of one jury: numbers by name, NaN where there was nothing to measure, and probabilities of pairs with outcomes."""

    numbers: dict[str, float]
    told: Floats
    seen: Floats


def trial(setting: str, projects: int, judges: int, number: int) -> Trial:
    """Jury ``number`` of a setting and a size; the same, the same digits."""
    seed = [SEED, list(KINDS).index(setting), projects, number]
    jury = draw(KINDS[setting], projects=projects, judges=judges, seats=seated, seed=seed)
    true, ours = truth(jury), fair(jury, seed=number)
    scores = dict(
        zip(METHODS, (raw(jury), z_score(jury), ours.score, ours.weighted, oracle(jury, true, seed)), strict=True)
    )
    numbers: dict[str, float] = {}
    for name, score in scores.items():
        numbers |= {f"{name}: tau": kendall(score, true), f"{name}: first": best_first(score, true)}
        numbers |= {f"{name}: top 3": of_top(score, true)}
    numbers["fair over raw"] = numbers["fair: tau"] - numbers["raw: tau"]
    numbers["below oracle"] = numbers["oracle: tau"] - numbers["fair: tau"]
    told, seen = pairs(jury, ours, true, seed)
    return Trial(numbers | _promises(jury, ours, true) | _looked_at(jury, ours), told, seen)


def _promises(jury: Jury, ours: Fair, true: Floats) -> dict[str, float]:
    """Whether intervals and sets held what they promise to hold."""
    ranked = ~np.isnan(ours.score)
    place = np.full(len(true), np.nan)
    place[ranked] = ranks(true[ranked])
    winners = ours.ranking.winners
    return {
        "score intervals": covered(ours.low, true, ours.high),
        "rank intervals": covered(ours.rank_low, place, ours.rank_high),
        "winner set": float(int(np.argmax(true)) in winners),
        "size of winner set": float(len(winners)),
        "alpha": ours.ranking.agreement.alpha or np.nan,
    }


def _looked_at(jury: Jury, ours: Fair) -> dict[str, float]:
    """Which judges were flagged, of those with enough reviews."""
    rows = [row for row in ours.ranking.judges if row.n >= ENOUGH]
    judge = np.array([row.judge for row in rows])
    flagged = np.array([bool(row.flags) for row in rows])
    constant = np.array([Flag.CONSTANT in row.flags for row in rows])
    people = jury.judges
    return {
        "constant judges found": _share(constant[~np.isnan(people.constant[judge])]),
        "careless judges found": _share(flagged[people.careless[judge]]),
        "false alarms": _share(flagged[people.honest[judge]]),
    }


def _share(found: Floats) -> float:
    return float(found.mean()) if len(found) else np.nan


@dataclass(frozen=True)
class Figure:
    """A mean over juries and its standard error."""

    value: float
    error: float = 0.0


@dataclass(frozen=True)
class Cell:
    """All juries of a setting and a size."""

    setting: str
    projects: int
    judges: int
    trials: tuple[Trial, ...]

    def figure(self, name: str) -> Figure:
        """The mean of a number over the juries in which there was something to measure."""
        values = np.array([each.numbers[name] for each in self.trials])
        values = values[~np.isnan(values)]
        if not len(values):
            return Figure(np.nan)
        return Figure(float(values.mean()), float(values.std(ddof=1) / sqrt(len(values))) if len(values) > 1 else 0.0)


def cells(setting: str, juries: Mapping[int, int]) -> list[Cell]:
    """A setting at every size, with as many juries as ``juries`` says for that many projects."""
    return [
        Cell(
            setting,
            projects,
            judges,
            tuple(trial(setting, projects, judges, number) for number in range(juries[projects])),
        )
        for projects, judges in SIZES
    ]

"""Rankings of a simulated jury: three that know nothing of ours, and ours."""

from dataclasses import dataclass

import numpy as np

from hackathon.editions.loading import shipped_rules
from hackathon.editions.rules import Method, TieRules
from judging.aggregate.draws import draw
from judging.aggregate.model import equations, fit, half_cauchy
from judging.aggregate.ranking import rank
from judging.aggregate.sheets import Ranking, Sheet
from judging.aggregate.table import table_of
from judging.results import Given, Material, Project
from tests.benchmarks.juries.drawing import Floats, Ints, Jury, weights
from tests.benchmarks.juries.truth import lines

DRAWS = 1000
PAIRS = 1000


def mean_of(jury: Jury, values: Floats | Ints) -> Floats:
    """The mean of ``values`` (one a review) over each project's reviews; NaN where it has none."""
    count = len(jury.quality)
    reviews = np.bincount(jury.project, minlength=count)
    with np.errstate(invalid="ignore"):
        return np.bincount(jury.project, values, count) / reviews


def raw(jury: Jury) -> Floats:
    """The plain mean of the totals, of whole units, so that what is equal ties."""
    return mean_of(jury, jury.units) * float(weights().unit)


def z_score(jury: Jury) -> Floats:
    """The mean of how many of the judge's own standard deviations each review lies above the judge's own mean."""
    totals, judge, count = jury.totals, jury.judge, len(jury.judges.scale)
    reviews = np.maximum(np.bincount(judge, minlength=count), 1)
    away = totals - (np.bincount(judge, totals, count) / reviews)[judge]
    spread = np.sqrt(np.bincount(judge, away**2, count) / np.maximum(reviews - 1, 1))
    return mean_of(jury, away / np.where(spread > 1e-9, spread, 1.0)[judge])


def oracle(jury: Jury, true: Floats, seed: list[int]) -> Floats:
    """The best guess of who knows every judge and how the projects are spread, and of no project anything but its reviews."""
    level, slope, variance = lines(jury, seed)
    count = len(true)
    precision = 1 / true.var() + np.bincount(jury.project, (slope**2 / variance)[jury.judge], count)
    told = (jury.totals - level[jury.judge]) * (slope / variance)[jury.judge]
    found = (true.mean() / true.var() + np.bincount(jury.project, told, count)) / precision
    return np.where(np.bincount(jury.project, minlength=count) > 0, found, np.nan)


@dataclass(frozen=True)
class Fair:
    """What the site says. Arrays have a place for each project of the jury, NaN where it says nothing of it."""

    ranking: Ranking
    score: Floats
    weighted: Floats
    low: Floats
    high: Floats
    rank_low: Floats
    rank_high: Floats


def sheets(jury: Jury) -> list[Sheet]:
    """The reviews, exact, as the site counts them."""
    known = weights()
    of_group = jury.scores * known.units @ (known.groups[:, None] == np.arange(len(known.keys)))
    rows = zip(jury.project.tolist(), jury.judge.tolist(), jury.units.tolist(), of_group.tolist(), strict=True)
    return [
        Sheet(
            project=project,
            judge=judge,
            total=total * known.unit,
            groups={key: units * known.unit for key, units in zip(known.keys, groups, strict=True)},
        )
        for project, judge, total, groups in rows
    ]


def material(jury: Jury) -> Material:
    """The jury's reviews as the site hands them to the results of an edition by the rules of 2024."""
    rules = shipped_rules("somos600m-2024")
    kinds = tuple(dict.fromkeys(group.artefact for group in rules.rubric.groups if group.artefact))
    keys = [criterion.key for criterion in rules.rubric.criteria]
    given: dict[int, list[Given]] = {}
    for project, judge, scores in zip(jury.project.tolist(), jury.judge.tolist(), jury.scores.tolist(), strict=True):
        given.setdefault(project, []).append(Given(judge, tuple(zip(keys, scores, strict=True))))
    projects = (
        Project(key, f"Proyecto {key}", f"Equipo {key}", key, "", kinds, tuple(reviews))
        for key, reviews in sorted(given.items())
    )
    return Material("juries", rules, tuple(projects), draws=DRAWS)


def fair(jury: Jury, *, seed: int = 0) -> Fair:
    """The site's ranking by the model."""
    ranking = rank(sheets(jury), method=Method.MODEL, ties=TieRules(), seed=seed, draws=DRAWS)
    rows = {row.project: row for row in ranking.projects}

    def column(name: str) -> Floats:
        values = (getattr(rows.get(project), name, None) for project in range(len(jury.quality)))
        return np.array([np.nan if value is None else float(value) for value in values])

    return Fair(
        ranking=ranking,
        score=column("total"),
        weighted=column("weighted"),
        low=column("total_low"),
        high=column("total_high"),
        rank_low=column("rank_low"),
        rank_high=column("rank_high"),
    )


def pairs(jury: Jury, ours: Fair, true: Floats, seed: list[int]) -> tuple[Floats, Floats]:
    """What the model says of pairs of projects by chance, and what is so: the probability of the likelier one, and 1 where
    it is the better."""
    table = table_of(sheets(jury))
    found = fit(equations(table), reviews=len(table.total), ratios=half_cauchy())
    draws = draw(found, draws=DRAWS, seed=seed[-1]).draws
    rng = np.random.default_rng([*seed, 2])
    one = rng.integers(len(table.projects), size=PAIRS)
    other = (one + rng.integers(1, len(table.projects), size=PAIRS)) % len(table.projects)
    told = (draws[:, one] > draws[:, other]).mean(0)
    known = true[np.array(table.projects)]
    seen = known[one] > known[other]
    return np.maximum(told, 1 - told), np.where(told >= 0.5, seen, ~seen).astype(float)

"""One jury, drawn: projects, judges, who reviews what, and the scores they give."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, lcm
from typing import Any

import numpy as np

from hackathon.editions.loading import shipped_rules
from judging.aggregate import group_points
from tests.benchmarks.juries.kinds import Kind

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
TOP = 4
CONSTANTS = (2, 3, 4)
"""What a constant judge may give."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a step of each criterion is worth, in points: ``units`` of ``unit``; ``groups`` are places in the rubric."""

    units: Ints
    groups: Ints
    keys: tuple[str, ...]
    unit: Fraction

    @property
    def points(self) -> Floats:
        return self.units * float(self.unit)


@cache
def weights() -> Weights:
    """Of the rubric of 2024: 13 criteria from 0 to 4, 4/3/1/2 points, and so a total of 0 to 10."""
    rubric = shipped_rules("somos600m-2024").rubric
    worth = group_points(rubric, frozenset(group.artefact for group in rubric.groups if group.artefact))
    steps = [
        worth[group.key] * criterion.weight / sum(each.weight for each in group.criteria) / TOP
        for group in rubric.groups
        for criterion in group.criteria
    ]
    unit = Fraction(1, lcm(*(step.denominator for step in steps)))
    places = [place for place, group in enumerate(rubric.groups) for _ in group.criteria]
    keys = tuple(group.key for group in rubric.groups)
    return Weights(np.array([int(step / unit) for step in steps]), np.array(places), keys, unit)


@dataclass(frozen=True, slots=True)
class Judges:
    """One row a judge. ``constant`` is the score of who always gives the same, else NaN; ``severity`` has a column a criterion."""

    severity: Floats
    scale: Floats
    halo: Floats
    impression: Floats
    noise: Floats
    careless: np.ndarray[Any, np.dtype[np.bool_]]
    constant: Floats
    home: Ints

    @property
    def honest(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return ~self.careless & np.isnan(self.constant)


@dataclass(frozen=True, slots=True)
class Jury:
    """Everything about a jury. ``project`` and ``judge`` say whose each row of ``scores`` (reviews × 13, steps) is."""

    kind: Kind
    quality: Floats
    track: Ints
    judges: Judges
    project: Ints
    judge: Ints
    scores: Ints

    @property
    def units(self) -> Ints:
        """The reviews' totals, in ``weights().unit`` points."""
        return self.scores @ weights().units

    @property
    def totals(self) -> Floats:
        """The reviews' totals in points."""
        return self.units * float(weights().unit)


Seats = Callable[[Ints, Ints, np.random.Generator], tuple[Ints, Ints]]
"""From the projects' tracks and the judges' homes to who reviews what: a project and a judge for each review."""


def draw(kind: Kind, *, projects: int, judges: int, seats: Seats, seed: list[int]) -> Jury:
    """A jury of ``kind``; the same ``seed``, the same jury."""
    for_projects, for_judges, for_seats, for_reviews = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(4))
    quality, track = draw_projects(kind, projects, for_projects)
    people = draw_judges(kind, judges, for_judges)
    project, judge = seats(track, people.home, for_seats)
    present = for_seats.permutation(judges) >= ceil(kind.absent * judges)
    project, judge = project[present[judge]], judge[present[judge]]
    scores = review(kind, quality[project], people, judge, for_reviews)
    return Jury(kind, quality, track, people, project, judge, scores)


def draw_projects(kind: Kind, count: int, rng: np.random.Generator) -> tuple[Floats, Ints]:
    """The true quality of each project on each criterion, and its track; as many of each track as can be."""
    places = weights().groups
    track = rng.permutation(np.arange(count) % len(kind.tracks))
    whole = kind.middle + np.array(kind.tracks)[track] + kind.quality * rng.standard_normal(count)
    of_group = kind.group_quality * rng.standard_normal((count, places.max() + 1))[:, places]
    of_criterion = kind.criterion_quality * rng.standard_normal((count, len(places)))
    return whole[:, None] + of_group + of_criterion, track


def draw_judges(kind: Kind, count: int, rng: np.random.Generator) -> Judges:
    """Judges, some of whom do not look, and some of whom always give the same."""
    places = weights().groups
    severity = kind.severity * rng.standard_normal(count)
    of_group = kind.group_severity * rng.standard_normal((count, places.max() + 1))[:, places]
    order = rng.permutation(count)
    constant = np.where(order < kind.constant, rng.choice(CONSTANTS, count), np.nan)
    careless = (order >= kind.constant) & (order < kind.constant + round(kind.careless * count))
    return Judges(
        severity=severity[:, None] + of_group,
        scale=np.exp(kind.scale * rng.standard_normal(count)),
        halo=rng.uniform(*kind.halo, count),
        impression=kind.impression * np.exp(kind.impression_spread * rng.standard_normal(count)),
        noise=kind.noise * np.exp(kind.noise_spread * rng.standard_normal(count)),
        careless=careless,
        constant=constant,
        home=rng.permutation(np.arange(count) % len(kind.tracks)),
    )


def seen(kind: Kind, quality: Floats, judges: Judges, judge: Ints) -> Floats:
    """What ``judge`` sees of ``quality`` (both one row a review) before impression and noise, in steps, not rounded."""
    whole = (quality @ weights().units / weights().units.sum())[:, None]
    halo = judges.halo[judge][:, None]
    drawn = (1 - halo) * quality + halo * whole
    looks = ~judges.careless[judge][:, None]
    return kind.middle + judges.scale[judge][:, None] * (drawn - kind.middle) * looks + judges.severity[judge]


def review(kind: Kind, quality: Floats, judges: Judges, judge: Ints, rng: np.random.Generator) -> Ints:
    """Scores in whole steps. Who does not look is as sure of themselves as the others: their impression is as wide as quality."""
    count, criteria = quality.shape
    blind = kind.quality * judges.careless
    impression = np.hypot(judges.impression, blind)[judge] * rng.standard_normal(count)
    noise = judges.noise[judge][:, None] * rng.standard_normal((count, criteria))
    favour = kind.favour * (rng.random(count) < kind.friends)
    felt = seen(kind, quality, judges, judge) + (impression + favour)[:, None] + noise
    always = judges.constant[judge][:, None]
    return np.where(np.isnan(always), np.clip(np.rint(felt), 0, TOP), always).astype(np.int64)

"""What an infinite jury would give, and what is known of each judge."""

from dataclasses import replace
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from scipy.special import ndtr

from tests.benchmarks.juries.drawing import CONSTANTS, TOP, Floats, Judges, Jury, draw_projects, review, seen, weights
from tests.benchmarks.juries.kinds import Kind

POOL, ELSEWHERE = 64, 400
ROOTS = np.array([0.8566748838545029, 0.733891856627126, 0.6287067210378087, 0.5385972572236101])
"""Powers of the number whose multiples fill four dimensions most evenly."""


def expected_steps(mean: Floats | float, spread: Floats | float) -> Floats:
    """The mean of what is rounded to whole steps and held within 0 and 4, of a normal quantity.

    It is at least ``k`` steps with probability Φ((mean - k + 1/2) / spread), and the mean is the sum of these over k.
    """
    return sum(ndtr((mean - step + 0.5) / spread) for step in range(1, TOP + 1))


@lru_cache(maxsize=16)
def pool(kind: Kind) -> Judges:
    """Judges without severity that stand for all of ``kind``: evenly spread over scale, halo, impression and noise."""
    even = (0.5 + np.arange(1, POOL + 1)[:, None] * ROOTS) % 1
    normal = np.vectorize(NormalDist().inv_cdf)(even)
    return Judges(
        severity=np.zeros((POOL, len(weights().units))),
        scale=np.exp(kind.scale * normal[:, 0]),
        halo=kind.halo[0] + (kind.halo[1] - kind.halo[0]) * even[:, 1],
        impression=kind.impression * np.exp(kind.impression_spread * normal[:, 2]),
        noise=kind.noise * np.exp(kind.noise_spread * normal[:, 3]),
        careless=np.zeros(POOL, dtype=bool),
        constant=np.full(POOL, np.nan),
        home=np.zeros(POOL, dtype=np.int64),
    )


def truth(jury: Jury) -> Floats:
    """Each project's expected total, in points, over an infinite jury of the same kind: careless and constant ones included.

    Severity, impression and noise are normal, so they add to one spread; over the rest the pool is averaged.
    """
    kind, judges = jury.kind, pool(jury.kind)
    severity = kind.severity**2 + kind.group_severity**2
    spread = np.sqrt(judges.impression**2 + judges.noise**2 + severity)
    total = np.zeros(len(jury.quality))
    for place in range(POOL):
        each = np.full(len(jury.quality), place)
        mean = seen(kind, jury.quality, judges, each)
        plain = expected_steps(mean, spread[place]) @ weights().points
        if kind.friends:
            liked = expected_steps(mean + kind.favour, spread[place]) @ weights().points
            plain = (1 - kind.friends) * plain + kind.friends * liked
        total += plain / POOL
    return mixed(jury, total)


def mixed(jury: Jury, honest: Floats) -> Floats:
    """Totals by ``honest`` judges, mixed with those who give any project the same in the mean: the careless what a project in
    the middle would get, the constant a score from half to full."""
    kind, judges, count = jury.kind, pool(jury.kind), len(jury.judges.scale)
    careless, constant = round(kind.careless * count) / count, kind.constant / count
    severity = kind.severity**2 + kind.group_severity**2
    spread = np.sqrt(judges.impression**2 + kind.quality**2 + judges.noise**2 + severity)
    points = weights().points.sum()
    blind = (1 - kind.friends) * expected_steps(kind.middle, spread) + kind.friends * expected_steps(
        kind.middle + kind.favour, spread
    )
    return (
        (1 - careless - constant) * honest + careless * blind.mean() * points + constant * np.mean(CONSTANTS) * points
    )


def lines(jury: Jury, seed: list[int]) -> tuple[Floats, Floats, Floats]:
    """What somebody knows who knows every judge: a total of theirs is ``level + slope × truth``, with a variance around it.

    Found from what each would give to many other projects of the kind, as the jury's own parameters say.
    """
    rng = np.random.default_rng([*seed, 1])
    quality, track = draw_projects(jury.kind, ELSEWHERE, rng)
    count = len(jury.judges.scale)
    elsewhere = truth(replace(jury, quality=quality, track=track))
    project, judge = np.tile(np.arange(ELSEWHERE), count), np.repeat(np.arange(count), ELSEWHERE)
    given = review(jury.kind, quality[project], jury.judges, judge, rng) @ weights().points
    given = given.reshape(count, ELSEWHERE)
    away = elsewhere - elsewhere.mean()
    slope = given @ away / (away @ away)
    level = given.mean(axis=1) - slope * elsewhere.mean()
    rest = given - level[:, None] - slope[:, None] * elsewhere
    return level, slope, np.maximum((rest**2).mean(axis=1), 1e-4)

"""Who reviews what in a simulated jury: as the site's own solver says."""

from functools import lru_cache

import numpy as np

from judging.assignment import Judge, Problem, Project, assign
from tests.benchmarks.juries.drawing import Ints
from tests.benchmarks.juries.kinds import REVIEWS

PLANS = 6
"""So many assignments of each size are solved; a jury gets one of them, with its projects and judges in places by chance."""


def seated(track: Ints, home: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Three judges for each project. With several tracks judges know the matter of one, and mostly get its projects."""
    tracks = int(track.max()) + 1
    project, judge = plan(len(track), len(home), tracks, int(rng.integers(PLANS)))
    return placed(track, rng)[project], placed(home, rng)[judge]


def placed(kinds: Ints, rng: np.random.Generator) -> Ints:
    """For each place of a plan, in which the kinds take turns, somebody of that kind."""
    planned = np.argsort(np.arange(len(kinds)) % (kinds.max() + 1), kind="stable")
    found = np.empty_like(kinds)
    found[planned] = np.lexsort((rng.random(len(kinds)), kinds))
    return found


@lru_cache(maxsize=64)
def plan(projects: int, judges: int, tracks: int, seed: int) -> tuple[Ints, Ints]:
    """What the solver makes of it: a project and a judge for each review."""
    solution = assign(problem(projects, judges, tracks, seed))
    pairs = np.array(solution.pairs)
    return pairs[:, 0], pairs[:, 1]


def problem(projects: int, judges: int, tracks: int = 1, seed: int = 0) -> Problem:
    """Projects and judges by number, of each track in turn; with one track nobody knows more than the others."""

    def known(number: int) -> frozenset[str]:
        return frozenset({f"track-{number % tracks}"}) if tracks > 1 else frozenset()

    return Problem(
        projects=tuple(
            Project(id=number, needs=known(number), track="".join(known(number))) for number in range(projects)
        ),
        judges=tuple(Judge(id=number, expertise=known(number)) for number in range(judges)),
        reviews=REVIEWS,
        seed=seed,
    )

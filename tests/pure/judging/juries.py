"""Small juries for tests: written down by hand, or drawn."""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction

import numpy as np

from judging.aggregate import ProjectRow, Ranking, Sheet

Given = Iterable[tuple[Hashable, Hashable, float]]


def sheets(given: Given) -> list[Sheet]:
    """(project, judge, total) → sheets."""
    return [Sheet(project, judge, Fraction(str(total))) for project, judge, total in given]


def grid(totals: Mapping[str, Mapping[str, float]]) -> list[Sheet]:
    """Judge → project → total, as sheets."""
    return sheets((project, judge, total) for judge, row in totals.items() for project, total in row.items())


def drawn(projects: int = 12, judges: int = 6, reviews: int = 3, seed: int = 1, severity: float = 1.0) -> list[Sheet]:
    """A connected jury whose judges are severe to different degrees; totals in quarters of a point."""
    random = np.random.default_rng(seed)
    quality, lenient = 5 + random.standard_normal(projects), severity * random.standard_normal(judges)
    return sheets(
        (project, judge, round(4 * (quality[project] + lenient[judge] + 0.5 * random.standard_normal())) / 4)
        for project in range(projects)
        for judge in sorted({(project + step * step) % judges for step in range(reviews)})
    )


def by_project(ranking: Ranking) -> dict[Hashable, ProjectRow]:
    return {row.project: row for row in ranking.projects}


def order(ranking: Ranking) -> list[tuple[int | None, Hashable]]:
    return [(row.rank, row.project) for row in ranking.projects]

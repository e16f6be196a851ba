"""Reviews as arrays: who judged what, and what came of it. Pure."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np

from judging.aggregate.sheets import Sheet

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]

DECIMALS: Final = 9


class TwiceReviewed(ValueError):
    """Two sheets of the same ``project`` and ``judge``."""

    def __init__(self, project: Hashable, judge: Hashable) -> None:
        super().__init__(f"{project!r}, {judge!r}")
        self.project, self.judge = project, judge


@dataclass(frozen=True)
class Table:
    """Reviews in an order that depends on the identifiers alone. ``project`` and ``judge`` are places in ``projects`` and
    ``judges``, those with reviews; ``total`` is in points. Raises nothing: ``table_of`` looks."""

    sheets: tuple[Sheet, ...]
    projects: tuple[Hashable, ...]
    judges: tuple[Hashable, ...]
    project: Ints
    judge: Ints
    total: Floats

    @cached_property
    def reviews(self) -> Ints:
        """How many reviews each project has."""
        return np.bincount(self.project, minlength=len(self.projects))

    @cached_property
    def given(self) -> Ints:
        """How many reviews each judge gave."""
        return np.bincount(self.judge, minlength=len(self.judges))

    @property
    def replicated(self) -> bool:
        """Whether some project has two reviews, so that their differences say something."""
        return len(self.sheets) > len(self.projects)


def table_of(sheets: Iterable[Sheet]) -> Table:
    """The sheets as a table. Raises ``TwiceReviewed``."""
    rows = list(sheets)
    projects, judges = in_order(row.project for row in rows), in_order(row.judge for row in rows)
    project_at = {each: place for place, each in enumerate(projects)}
    judge_at = {each: place for place, each in enumerate(judges)}
    rows.sort(key=lambda row: (project_at[row.project], judge_at[row.judge]))
    for one, next_one in pairwise(rows):
        if (one.project, one.judge) == (next_one.project, next_one.judge):
            raise TwiceReviewed(one.project, one.judge)
    return Table(
        sheets=tuple(rows),
        projects=projects,
        judges=judges,
        project=np.array([project_at[row.project] for row in rows], dtype=np.int64),
        judge=np.array([judge_at[row.judge] for row in rows], dtype=np.int64),
        total=np.array([float(row.total) for row in rows]),
    )


def in_order(names: Iterable[Hashable]) -> tuple[Hashable, ...]:
    """Each name once, in an order that depends on nothing but the names.

    >>> in_order([10, 9, "b", 10, "a"])
    (9, 10, 'a', 'b')
    """
    different = set(names)
    try:
        return tuple(sorted(different, key=lambda name: (type(name).__name__, name)))
    except TypeError:
        return tuple(sorted(different, key=lambda name: (type(name).__name__, repr(name))))


def exactly(values: Iterable[float]) -> tuple[Fraction, ...]:
    """Estimates as exact numbers of nine decimals, so that what should be equal is, on every machine.

    >>> exactly([0.1 + 0.2, 2 / 3])
    (Fraction(3, 10), Fraction(666666667, 1000000000))
    """
    return tuple(Fraction(round(float(value) * 10**DECIMALS), 10**DECIMALS) for value in values)


def components(table: Table) -> tuple[tuple[int, ...], ...]:
    """Which projects can be compared: those that share a judge, directly or by others. Places in the table, the largest
    component first, of equally large ones that with the first project."""
    root = list(range(len(table.projects) + len(table.judges)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for project, judge in zip(table.project.tolist(), table.judge.tolist(), strict=True):
        root[find(len(table.projects) + judge)] = find(project)
    found: dict[int, list[int]] = {}
    for project in range(len(table.projects)):
        found.setdefault(find(project), []).append(project)
    return tuple(sorted((tuple(each) for each in found.values()), key=lambda each: (-len(each), each)))


def without_judge(table: Table, judge: int) -> Table:
    """The table without one judge's reviews; places stay what they are, so some projects may have no review."""
    kept = table.judge != judge
    sheets: Sequence[Sheet] = [sheet for sheet, stays in zip(table.sheets, kept.tolist(), strict=True) if stays]
    return Table(tuple(sheets), table.projects, table.judges, table.project[kept], table.judge[kept], table.total[kept])

"""A problem as arrays, in an order that only the seed decides. Pure."""

import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from judging.assignment.problem import EXPERT, Id, Pair, Problem, affinity, reads

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(slots=True)
class Grid:
    """Projects are rows, judges columns. ``seats`` is the assignment as it grows; all else stays.

    ``legal``: may be. ``fixed``: stays. ``before``: stood before. ``wanted``: reviews that a project needs in all. ``most``: those
    that a judge takes in all.
    """

    projects: tuple[Id, ...]
    judges: tuple[Id, ...]
    legal: Bools
    affinity: Ints
    fixed: Bools
    before: Bools
    anchors: Bools
    wanted: Ints
    most: Ints
    seats: Bools

    @property
    def loads(self) -> Ints:
        return self.seats.sum(axis=0)

    @property
    def missing(self) -> Ints:
        """How many reviews each project lacks."""
        return np.maximum(self.wanted - self.seats.sum(axis=1), 0)

    @property
    def expert(self) -> Bools:
        return self.legal & (self.affinity >= EXPERT)


def in_seeded_order(ids: list[Id], seed: int) -> tuple[Id, ...]:
    """Sorted, then shuffled by the seed: whoever comes first in a list has no advantage that depends on the list."""
    ordered = sorted(ids, key=lambda one: (isinstance(one, str), one))
    random.Random(seed).shuffle(ordered)  # noqa: S311 - a draw that everybody can repeat
    return tuple(ordered)


def grid(problem: Problem) -> Grid:
    """The problem as arrays, with the pairs that are held, those of common projects and those that stood before in their seats."""
    projects = {project.id: project for project in problem.projects}
    judges = {judge.id: judge for judge in problem.judges}
    rows = in_seeded_order(list(projects), problem.seed)
    columns = in_seeded_order(list(judges), problem.seed + 1)
    everybody = len(judges)
    legal = np.array([[reads(judges[j], projects[p]) for j in columns] for p in rows], dtype=bool)
    fits = np.array([[affinity(judges[j], projects[p]) for j in columns] for p in rows], dtype=np.int64)
    legal, fits = legal.reshape(len(rows), everybody), fits.reshape(len(rows), everybody)
    where = _Places(rows, columns)
    for pair in where.known(problem.forbidden):
        legal[where[pair]] = False
    for pair in where.known(problem.affinity):
        fits[where[pair]] = problem.affinity[pair]
    made = Grid(
        projects=rows,
        judges=columns,
        legal=legal,
        affinity=fits,
        fixed=np.zeros_like(legal),
        before=np.zeros_like(legal),
        anchors=np.array([p in problem.anchors for p in rows], dtype=bool),
        wanted=np.array([problem.wanted(projects[p]) for p in rows], dtype=np.int64),
        most=np.array([_most(judges[j].most, len(rows)) for j in columns], dtype=np.int64),
        seats=np.zeros_like(legal),
    )
    _seat_what_stands(made, problem, where)
    return made


def _most(most: int | None, projects: int) -> int:
    return projects if most is None else min(most, projects)


def _seat_what_stands(made: Grid, problem: Problem, where: "_Places") -> None:
    """What is held first; then the common projects; then what stood before and still may be."""
    for pair in where.known(problem.held):
        made.fixed[where[pair]] = made.seats[where[pair]] = True
    for row in np.flatnonzero(made.anchors):
        takes = made.legal[row] & (made.loads < made.most)
        made.seats[row] |= takes
        made.fixed[row] |= takes
    for pair in where.known(problem.previous):
        place = where[pair]
        if made.legal[place] and (made.seats[place] or made.loads[place[1]] < made.most[place[1]]):
            made.before[place] = made.seats[place] = True


class _Places:
    """Where a pair of identifiers is in the arrays."""

    def __init__(self, rows: tuple[Id, ...], columns: tuple[Id, ...]) -> None:
        self._rows = {one: i for i, one in enumerate(rows)}
        self._columns = {one: i for i, one in enumerate(columns)}

    def __getitem__(self, pair: Pair) -> tuple[int, int]:
        return self._rows[pair[0]], self._columns[pair[1]]

    def known(self, pairs: object) -> list[Pair]:
        """Those pairs whose project and judge are in the problem, in an order of their own."""
        return sorted((pair for pair in pairs if pair[0] in self._rows and pair[1] in self._columns), key=str)

"""Why some projects lack reviews: the constraint that gave, and by how much. Pure.

When no chain of moves reaches a judge with room, those reached are all full: together with the projects that lead to them they are a
minimum cut, and what it lets through is less than what is needed. Its parts are what a person can change: more judges, more
languages, more reviews each.
"""

from collections.abc import Iterator

import numpy as np

from judging.assignment.grid import Bools, Grid
from judging.assignment.problem import Id, Judge, Problem, Project
from judging.assignment.solution import Gave, Given


def shortages(grid: Grid, problem: Problem) -> Iterator[Given]:
    """One fact for each constraint that gave: first projects with too few judges of their own, then crowded groups."""
    possible = np.minimum(grid.wanted, (grid.legal | grid.seats).sum(axis=1))
    for row in np.flatnonzero(grid.missing):
        if possible[row] < grid.wanted[row]:
            yield Given(
                Gave.FEW_JUDGES,
                projects=(grid.projects[row],),
                judges=_sorted(grid.judges[j] for j in np.flatnonzero(grid.legal[row] | grid.seats[row])),
                needed=int(grid.wanted[row]),
                available=int(possible[row]),
            )
    crowded = possible - grid.seats.sum(axis=1) > 0
    yield from (_crowd(grid, problem, rows, judges) for rows, judges in _cuts(grid, crowded))


def _cuts(grid: Grid, lacking: Bools) -> Iterator[tuple[Bools, Bools]]:
    """The minimum cut closest to the projects that lack reviews, part by part."""
    left = lacking.copy()
    while left.any():
        start = np.zeros_like(left)
        start[np.flatnonzero(left)[0]] = True
        rows, judges = _reached(grid, start)
        # Others that lack reviews and lead to the same judges are the same story.
        while (
            joined := rows | (left & (grid.legal[:, judges] & ~grid.seats[:, judges]).any(axis=1))
        ).sum() > rows.sum():
            rows, judges = _reached(grid, joined)
        yield rows, judges
        left &= ~rows


def _reached(grid: Grid, rows: Bools) -> tuple[Bools, Bools]:
    movable = grid.seats & ~grid.fixed
    while True:
        judges = (grid.legal[rows] & ~grid.seats[rows]).any(axis=0)
        wider = rows | movable[:, judges].any(axis=1)
        if (wider == rows).all():
            return rows, judges
        rows = wider


def _crowd(grid: Grid, problem: Problem, rows: Bools, judges: Bools) -> Given:
    names = [grid.projects[row] for row in np.flatnonzero(rows)]
    who = [grid.judges[judge] for judge in np.flatnonzero(judges)]
    possible = np.minimum(grid.wanted, (grid.legal | grid.seats).sum(axis=1))
    everybody = len(who) == len(grid.judges)
    return Given(
        Gave.CAPACITY if everybody else Gave.CROWDED,
        projects=_sorted(names),
        judges=_sorted(who),
        languages=() if everybody else _languages(names, who, problem),
        needed=int(possible[rows].sum()),
        available=int(np.minimum(grid.seats.sum(axis=1), possible)[rows].sum()),
    )


def _languages(names: list[Id], who: list[Id], problem: Problem) -> tuple[str, ...]:
    """The languages that explain the shortage: common to the projects, read by all the judges named, and not by everybody."""
    projects: list[Project] = [project for project in problem.projects if project.id in set(names)]
    common = frozenset.intersection(*(project.languages for project in projects))
    readers: dict[str, list[Judge]] = {
        code: [judge for judge in problem.judges if not judge.languages or code in judge.languages] for code in common
    }
    chosen = set(who)
    return tuple(
        code
        for code in sorted(common)
        if len(readers[code]) < len(problem.judges) and chosen <= {judge.id for judge in readers[code]}
    )


def _sorted(ids: object) -> tuple[Id, ...]:
    return tuple(sorted(ids, key=lambda one: (isinstance(one, str), one)))

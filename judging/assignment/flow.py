"""Seats for all reviews at the smallest convex cost: successive shortest paths over the judges. Pure.

A minimum-cost flow in which only the judges are nodes: an arc from one to another says that some project of the first could go to the
second, and costs what that loses. Each review enters along the cheapest path of such moves and ends with a judge who has room; the
end costs the square of the load's growth, so loads come out as even as they can (a bound on them would make some problems
unsolvable). Costs are whole numbers; no step depends on anything but the arrays, so the same problem gives the same seats.
Source: Ahuja, Magnanti and Orlin, Network Flows, chapters 9 (successive shortest paths) and 14 (convex costs).
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from judging.assignment.grid import Bools, Grid, Ints

# What weighs more is never given up for what weighs less: a pair that stood before, then even loads, then affinity.
EVEN, CHANGE, NEVER = 10**7, 10**11, 2**61
FAR = NEVER // 2


class Flow:
    """Reviews find their judges one by one. What the grid still lacks in the end has nobody left."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.options = grid.legal.copy()
        self.limit = grid.most.copy()
        # Seats that may go only to another expert.
        self._only_experts = np.zeros_like(grid.legal)
        self._expert = grid.expert
        self._cost = np.where(grid.before, CHANGE, 0) + grid.affinity
        judges = len(grid.judges)
        self._arcs = np.full((judges, judges), NEVER, dtype=np.int64)
        self._via = np.zeros((judges, judges), dtype=np.int64)
        self._loads = grid.loads
        self._stale = set(range(judges))

    def seat_experts(self) -> None:
        """One expert for each project that can have one, none of them with more than an even share of all reviews."""
        grid, fair = self.grid, self._even_share()
        self.options, self.limit = self._expert, np.minimum(grid.most, fair)
        self._stale = set(range(len(grid.judges)))
        lacks = (grid.missing > 0) & ~(grid.seats & self._expert).any(axis=1)
        for row in np.flatnonzero(lacks):
            self._seat(int(row), expert=True)
        self.options, self.limit = grid.legal, grid.most
        self._stale = set(range(len(grid.judges)))

    def seat_all(self) -> Bools:
        """Every review that still can gets a judge; true for the rows that lack some nevertheless."""
        for row in self._rounds():
            self._seat(row)
        if self.grid.missing.any():
            self.free_experts()
            for row in self._rounds():
                self._seat(row)
        return self.grid.missing > 0

    def free_experts(self) -> None:
        """Let the seats of experts go to anybody: a review matters more than who gives it."""
        self._only_experts[:] = False
        self._stale = set(range(len(self.grid.judges)))

    def _rounds(self) -> Iterator[int]:
        """First one more review for each project that lacks any, then the next: shortages are shared."""
        missing = self.grid.missing
        for step in range(int(missing.max(initial=0))):
            yield from (int(row) for row in np.flatnonzero(missing > step))

    def _even_share(self) -> int:
        reviews = int(self.grid.missing.sum()) + int(self.grid.seats.sum())
        return -(-reviews // max(1, len(self.grid.judges)))

    def _seat(self, row: int, *, expert: bool = False) -> bool:
        path = self._path(row)
        if path is None:
            return False
        self._shift(path)
        self._take(row, path[0], expert=expert)
        self._loads[path[-1]] += 1
        return True

    def _shift(self, path: list[int]) -> None:
        for giver, taker in reversed(list(pairwise(path))):
            self._move(int(self._via[giver, taker]), giver, taker)

    def level(self) -> None:
        """Hand reviews on from who has most to who has least until no chain of moves makes loads more even."""
        while (path := self._downhill()) is not None:
            self._loads[path[0]] -= 1
            self._loads[path[-1]] += 1
            self._shift(path)

    def _downhill(self) -> list[int] | None:
        """A chain of moves from a judge to one whose load is smaller by two or more; the steepest, then the cheapest."""
        self._refresh()
        chains = []
        for giver in np.flatnonzero(self._loads > self._loads.min(initial=0) + 1):
            start = np.full(len(self._loads), NEVER)
            start[giver] = 0
            reach, came = _relax(start, self._arcs)
            fall = np.where((reach < FAR) & (self._loads < self.limit), self._loads[giver] - self._loads, 0)
            if fall.max() > 1:
                end = int(np.where(fall == fall.max(), reach, NEVER).argmin())
                chains.append((-int(fall.max()), int(reach[end]), _walk(came, end)))
        return min(chains)[2] if chains else None

    def _path(self, row: int) -> list[int] | None:
        """The cheapest chain of judges for one more review of ``row``: the first takes it, each next one takes over from the last.

        Where somebody who may review it has least of all, nobody else is asked: loads cannot come out more even, and what is lost in
        affinity the exchanges bring back for half the time.
        """
        start = self.options[row] & ~self.grid.seats[row]
        direct = start & self._least_loaded()
        if direct.any():
            return [int(np.where(direct, self._cost[row], -NEVER).argmax())]
        self._refresh()
        reach, came = _relax(np.where(start, -self._cost[row], NEVER), self._arcs)
        room = (self._loads < self.limit) & (reach < FAR)
        if not room.any():
            return None
        end = int(np.where(room, reach + EVEN * (2 * self._loads + 1), NEVER).argmin())
        return _walk(came, end)

    def _least_loaded(self) -> Bools:
        """Those with room who have no more than anybody else with room."""
        room = self._loads < self.limit
        return room & (self._loads == np.where(room, self._loads, NEVER).min())

    def _refresh(self) -> None:
        """Work out again what each judge whose seats changed could hand to whom, and at what loss."""
        grid = self.grid
        for judge in self._stale:
            rows = np.flatnonzero(grid.seats[:, judge] & ~grid.fixed[:, judge])
            if not len(rows):
                self._arcs[judge] = NEVER
                continue
            may = np.where(self._only_experts[rows, judge, None], self._expert[rows], self.options[rows])
            loss = np.where(may & ~grid.seats[rows], self._cost[rows, judge, None] - self._cost[rows], NEVER)
            best = loss.argmin(axis=0)
            self._arcs[judge] = np.minimum(loss[best, np.arange(len(grid.judges))], NEVER)
            self._via[judge] = rows[best]
        self._stale.clear()

    def _move(self, row: int, giver: int, taker: int) -> None:
        expert = bool(self._only_experts[row, giver])
        self.grid.seats[row, giver] = False
        self._only_experts[row, giver] = False
        self._stale.add(giver)
        self._take(row, taker, expert=expert)

    def _take(self, row: int, judge: int, *, expert: bool) -> None:
        self.grid.seats[row, judge] = True
        self._only_experts[row, judge] = expert
        self._stale.update(np.flatnonzero(self.grid.seats[row]).tolist())


def _relax(start: Ints, arcs: Ints) -> tuple[Ints, Ints]:
    """Bellman and Ford: the cheapest way from ``start`` to every judge, and from whom each was reached (-1: at once).

    Where what was seated before is not the cheapest there may be circles that only gain, and no cheapest way; then the way of
    fewest moves.
    """
    reach, came = start, np.full(len(start), -1)
    everybody = np.arange(len(start))
    for _step in everybody:
        through = reach[:, None] + arcs
        best = through.argmin(axis=0)
        nearer = through[best, everybody]
        better = (nearer < reach) & (nearer < FAR)
        if not better.any():
            return reach, came
        reach, came = np.where(better, nearer, reach), np.where(better, best, came)
    return _relax(np.where(start < FAR, 0, NEVER), np.where(arcs < FAR, 1, NEVER))


def _walk(came: Ints, end: int) -> list[int]:
    path = [end]
    while came[path[-1]] >= 0:
        path.append(int(came[path[-1]]))
    return path[::-1]

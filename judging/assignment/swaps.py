"""Exchanges between two reviews that keep loads and legality, until pairs of judges are spread as evenly as they get. Pure.

What is minimised: ``SPREAD`` · Σ over pairs of judges of (projects that both review)² − Σ affinity. A project's last expert is
never taken away for it. ``SPREAD`` is on the scale of affinities, 0 to 1000.
"""

import numpy as np

from judging.assignment.grid import Bools, Grid, Ints
from judging.assignment.joining import components

SPREAD = 150
# Losing a project's last expert costs more than anything that a single exchange can gain; what may not be costs more still.
LAST_EXPERT, FORBIDDEN = 10**6, 10**8
SWEEPS = 4


class Swaps:
    """The seats that may still move, as a list of (project, judge), and what every exchange of two of them would cost.

    Most of it is kept ready, since every seat is held against every other: who else is in a seat's project (``_others``, one
    array for each place), how well its judge fits, how much company they share, whether they are the last expert.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.rows, self.judges = np.nonzero(grid.seats & ~grid.fixed & ~grid.before & ~grid.anchors[:, None])
        self._expert = grid.expert
        self._expert_columns = np.ascontiguousarray(self._expert.T)
        # What a judge would bring to a project where they may come, else nothing but a price.
        self._brings = np.where(grid.legal & ~grid.seats, grid.affinity, -FORBIDDEN)
        self._brings_columns = np.ascontiguousarray(self._brings.T)
        self._company = _company(grid)
        self.shared = np.pad(overlaps(grid), ((0, 1), (0, 1)))  # the last is nobody, who fills up short companies
        self._refresh()

    def improve(self) -> None:
        """Make the best exchange of each seat in turn, until nothing is left to gain (or after a few rounds)."""
        for _sweep in range(SWEEPS):
            worst_first = np.argsort(-self._crowd, kind="stable").tolist()
            if not sum(self._improve(seat) for seat in worst_first):
                return

    def connect(self) -> None:
        """Exchange seats between groups of judges that share no project, as long as that brings any together."""
        parts = components(self.grid.seats)
        while len(parts) > 1 and self._bridge(parts):
            now = components(self.grid.seats)
            if len(now) >= len(parts):
                return
            parts = now

    def costs(self, seat: int) -> Ints:
        """What exchanging ``seat`` with each seat adds to what is minimised; far above LAST_EXPERT where it may not be.

        Each pair that grows from w adds 2w + 1, each that shrinks takes 2w − 1 from the sum of squares. Who is in both companies is
        parted and joined at once, which changes nothing.
        """
        row, judge, shared = int(self.rows[seat]), int(self.judges[seat]), self.shared
        company = self._company[row]
        own = company[(company != judge) & (company < len(self.grid.judges))]
        joins = shared[:-1, own].sum(axis=1)
        comes = 2 * SPREAD * (joins - joins[judge]) - self._brings[row]
        if self._last[seat]:
            comes = np.where(self._expert[row], comes, comes + LAST_EXPERT)
        meets = 2 * SPREAD * shared[judge]
        meets[own] -= 4 * SPREAD
        cost = comes[self.judges] - self._brings_columns[judge][self.rows] + self._fixed + self._fits[seat]
        for others in self._others:
            cost += meets[others]
        return cost + 2 * SPREAD * len(own) + LAST_EXPERT * (self._last & ~self._expert_columns[judge][self.rows])

    def _refresh(self) -> None:
        """After an exchange: what each seat is worth where it is."""
        nobody = len(self.grid.judges)
        company = self._company[self.rows]
        others = np.where(company == self.judges[:, None], nobody, company)
        self._others = [np.ascontiguousarray(place) for place in others.T]
        self._crowd = self.shared[self.judges[:, None], others].sum(axis=1)
        self._fits = self.grid.affinity[self.rows, self.judges]
        experts = (self.grid.seats & self._expert).sum(axis=1)
        self._last = (experts[self.rows] == 1) & self._expert[self.rows, self.judges]
        self._fixed = self._fits - 2 * SPREAD * self._crowd + 2 * SPREAD * (others < nobody).sum(axis=1)

    def _improve(self, seat: int) -> bool:
        cost = self.costs(seat)
        best = int(cost.argmin())
        if cost[best] >= 0:
            return False
        self._exchange(seat, best)
        return True

    def _exchange(self, one: int, two: int) -> None:
        row, judge, other_row, other = (
            int(self.rows[one]),
            int(self.judges[one]),
            int(self.rows[two]),
            int(self.judges[two]),
        )
        self._sit(row, judge, other)
        self._sit(other_row, other, judge)
        self.judges[one], self.judges[two] = other, judge
        self._refresh()

    def _sit(self, row: int, leaves: int, comes: int) -> None:
        company = self._company[row]
        others = company[(company != leaves) & (company < len(self.grid.judges))]
        for judge, step in ((leaves, -1), (comes, 1)):
            self.shared[judge, others] += step
            self.shared[others, judge] += step
        company[company == leaves] = comes
        self.grid.seats[row, leaves], self.grid.seats[row, comes] = False, True
        for judge in (leaves, comes):
            may = self.grid.legal[row, judge] and not self.grid.seats[row, judge]
            self._brings[row, judge] = self.grid.affinity[row, judge] if may else -FORBIDDEN
            self._brings_columns[judge, row] = self._brings[row, judge]

    def _bridge(self, parts: list[Ints]) -> bool:
        """The cheapest exchange between two groups of judges that is legal and takes no last expert."""
        group = np.zeros(len(self.grid.judges), dtype=np.int64)
        for number, part in enumerate(parts):
            group[part] = number
        best: tuple[int, int, int] | None = None
        for seat in range(len(self.rows)):
            cost = np.where(group[self.judges] != group[self.judges[seat]], self.costs(seat), FORBIDDEN)
            other = int(cost.argmin())
            if cost[other] < LAST_EXPERT // 2 and (best is None or cost[other] < best[0]):
                best = (int(cost[other]), seat, other)
        if best is not None:
            self._exchange(best[1], best[2])
        return best is not None


def overlaps(grid: Grid) -> Ints:
    """How many projects two judges share, for each two; what everybody reviews is left out."""
    counted = np.where(grid.anchors[:, None], 0, grid.seats).astype(np.int64)
    shared: Ints = counted.T @ counted
    np.fill_diagonal(shared, 0)
    return shared


def _company(grid: Grid) -> Ints:
    """For each project its judges, filled up with nobody. Who reviews what everybody reviews is not company."""
    seats: Bools = grid.seats & ~grid.anchors[:, None]
    width = int(seats.sum(axis=1).max(initial=0))
    company = np.full((len(seats), width), len(grid.judges), dtype=np.int64)
    for row in range(len(seats)):
        who = np.flatnonzero(seats[row])
        company[row, : len(who)] = who
    return company

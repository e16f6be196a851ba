"""How much depends on one judge: the ranking without each of them. Pure."""

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from hackathon.editions.rules import Method
from judging.aggregate.columns import Columns
from judging.aggregate.means import LEAST
from judging.aggregate.model import equations, leniency
from judging.aggregate.sheets import Influence
from judging.aggregate.table import Floats, Ints, Table, exactly, without_judge


def influences(
    table: Table, columns: Columns, *, method: Method, boundaries: Iterable[int] = ()
) -> dict[int, Influence]:
    """What the ranking would be without each judge, by their place in the table, over the projects that others reviewed too.
    The model's spread is held, so that only what the judge gave goes. Nothing for a judge without whom nothing is left."""
    if columns.model is None:
        return {}
    squared = float(columns.model.squared[columns.model.typical])
    with_all = _values(table, method, squared)
    ends = sorted(set(boundaries))
    found = {}
    for judge in range(len(table.judges)):
        left = without_judge(table, judge)
        kept = np.flatnonzero(left.reviews > 0)
        if len(kept):
            without = _values(left, method, squared)[kept]
            found[judge] = _compared([table.projects[at] for at in kept], with_all[kept], without, ends)
    return found


def _values(table: Table, method: Method, squared: float) -> Floats:
    """Each project's total; NaN without reviews."""
    if method is Method.TRIMMED:
        return _trimmed(table)
    found = equations(table)
    return found.mean if method is Method.MEAN else found.mean - found.share @ leniency(found, squared)


def _trimmed(table: Table) -> Floats:
    order = np.lexsort((table.total, table.project))
    project, total = table.project[order], table.total[order]
    change = project[1:] != project[:-1]
    ends = np.append(True, change) | np.append(change, True)
    kept = ~ends | (table.reviews[project] < LEAST)
    with np.errstate(invalid="ignore"):
        return np.bincount(project[kept], total[kept], len(table.projects)) / np.bincount(
            project[kept], minlength=len(table.projects)
        )


def _compared(names: Sequence[Hashable], before: Floats, after: Floats, ends: Sequence[int]) -> Influence:
    was, now = _places(before), _places(after)
    return Influence(
        points=exactly([np.abs(after - before).max()])[0],
        places=int(np.abs(was - now).max()),
        first=tuple(names[at] for at in np.flatnonzero(now == 1)),
        boundaries=tuple(end for end in ends if ((was <= end) != (now <= end)).any()),
    )


def _places(values: Floats) -> Ints:
    """Places by value, equal ones shared; what differs by less than a machine's last digits is equal."""
    ordered = np.sort(-values.round(9))
    return np.searchsorted(ordered, -values.round(9), side="left") + 1

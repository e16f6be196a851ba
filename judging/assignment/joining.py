"""Who is connected with whom through projects: between parts that share none, no offset of severity can be seen. Pure."""

import numpy as np

from judging.assignment.grid import Bools, Ints


def components(seats: Bools) -> list[Ints]:
    """Groups of judges (columns) that share projects, directly or through others; who reviews nothing is in none.

    >>> [part.tolist() for part in components(np.array([[True, True, False, False], [False, False, True, False]]))]
    [[0, 1], [2]]
    """
    parent = list(range(seats.shape[1]))
    for row in seats:
        together = np.flatnonzero(row).tolist()
        for judge in together[1:]:
            parent[_root(parent, judge)] = _root(parent, together[0])
    groups: dict[int, list[int]] = {}
    for judge in np.flatnonzero(seats.any(axis=0)).tolist():
        groups.setdefault(_root(parent, judge), []).append(judge)
    return [np.array(group, dtype=np.int64) for group in groups.values()]


def _root(parent: list[int], judge: int) -> int:
    while parent[judge] != judge:
        parent[judge] = parent[parent[judge]]
        judge = parent[judge]
    return judge

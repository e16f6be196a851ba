"""Equal fingerprints among millions. Pure; vectorised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy

from submissions.audit.corpus.hashing import Hashes

EXAMPLES = 10
ROWS_OF_ONE = 5
PART = 2_000_000


@dataclass(frozen=True, slots=True)
class Groups:
    """How many rows say something, how many different things they say, and what is said most often, as fingerprint and rows."""

    rows: int
    distinct: int
    commonest: tuple[tuple[int, int], ...]

    @property
    def repeated(self) -> int:
        """Rows that say what an earlier one says."""
        return self.rows - self.distinct


def groups(hashes: Hashes) -> Groups:
    """The rows with equal fingerprints; zeros are rows that say nothing.

    >>> groups(numpy.array([5, 0, 7, 5], numpy.uint64))
    Groups(rows=3, distinct=2, commonest=((5, 2),))
    """
    found = [_groups(part) for part in _parts(hashes)]
    commonest = sorted((one for part in found for one in part.commonest), key=lambda one: (-one[1], one[0]))
    return Groups(sum(p.rows for p in found), sum(p.distinct for p in found), tuple(commonest[:EXAMPLES]))


def _parts(hashes: Hashes) -> Iterator[Hashes]:
    """Copies of parts, so that never more than a million or so is copied at once; equal fingerprints are in the same part."""
    count = max(-(-len(hashes) // PART), 1)
    step = (1 << 64) // count + 1
    for number in range(count):
        low, high = max(number * step, 1), min((number + 1) * step, 1 << 64) - 1
        yield hashes[(hashes >= numpy.uint64(low)) & (hashes <= numpy.uint64(high))]


def _groups(ordered: Hashes) -> Groups:
    ordered.sort()
    same = ordered[1:] == ordered[:-1]
    distinct = len(ordered) - int(numpy.count_nonzero(same))
    return Groups(len(ordered), distinct, _commonest(ordered, same))


def _commonest(ordered: Hashes, same: numpy.ndarray) -> tuple[tuple[int, int], ...]:
    """Runs of ``same`` are groups: one of n rows is n − 1 long."""
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate(([False], same, [False])).view(numpy.int8)))
    begins, sizes = edges[::2], edges[1::2] - edges[::2] + 1
    most = numpy.argsort(-sizes, kind="stable")[:EXAMPLES]
    return tuple((int(ordered[begins[place]]), int(sizes[place])) for place in most)


def rows_with(hashes: Hashes, wanted: Sequence[int], *, at_most: int = ROWS_OF_ONE) -> list[list[int]]:
    """For each wanted fingerprint the first rows that have it."""
    if not wanted:
        return []
    values = numpy.array(wanted, numpy.uint64)
    rows = numpy.flatnonzero(numpy.isin(hashes, values))
    return [rows[hashes[rows] == value][:at_most].tolist() for value in values]

"""Equal fingerprints among millions. Pure; vectorised; in memory that does not grow with the rows."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy

from submissions.audit.corpus.fingerprints import Fingerprints, Stretches, side_by_side
from submissions.audit.corpus.hashing import Hashes

EXAMPLES = 10
ROWS_OF_ONE = 5
PART = 2_000_000
NOTHING = numpy.uint64(0)


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


def groups(hashes: Fingerprints, *, part: int = PART) -> Groups:
    """What repeats itself among the fingerprints of all rows; zeros are rows that say nothing.

    Goes through them once for each ``part`` of them, so that never many more than that are sorted at once.
    """
    found = [_groups(_between(hashes.stretches(), *bounds)) for bounds in _bounds(hashes.rows, part)]
    commonest = sorted((one for part in found for one in part.commonest), key=lambda one: (-one[1], one[0]))
    return Groups(sum(p.rows for p in found), sum(p.distinct for p in found), tuple(commonest[:EXAMPLES]))


def _bounds(rows: int, part: int) -> Iterator[tuple[int, int]]:
    """The smallest and the largest fingerprint of each part of about so many rows: equal ones are in the same, zero is in none."""
    count = max(-(-rows // part), 1)
    step = (1 << 64) // count + 1
    for number in range(count):
        yield max(number * step, 1), min((number + 1) * step, 1 << 64) - 1


def _between(stretches: Stretches, low: int, high: int) -> Hashes:
    """A copy of those that lie between two, both included."""
    least, most = numpy.uint64(low), numpy.uint64(high)
    kept = [stretch[(stretch >= least) & (stretch <= most)] for _, stretch in stretches]
    return numpy.concatenate(kept) if kept else numpy.empty(0, numpy.uint64)


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


def rows_with(hashes: Fingerprints, wanted: Sequence[int], *, at_most: int = ROWS_OF_ONE) -> list[list[int]]:
    """For each wanted fingerprint the first rows that have it."""
    found: dict[int, list[int]] = {value: [] for value in wanted}
    values = numpy.array(wanted, numpy.uint64)
    for first, stretch in hashes.stretches() if wanted else ():
        rows = numpy.flatnonzero(numpy.isin(stretch, values))
        for row, value in zip(rows.tolist(), stretch[rows].tolist(), strict=True):
            if len(found[value]) < at_most:
                found[value].append(first + row)
    return list(found.values())


def equal_rows(one: Fingerprints, other: Fingerprints) -> tuple[int, list[int]]:
    """How many rows have the same fingerprint in both, and the first of them."""
    count, examples = 0, list[int]()
    for first, own, others in side_by_side(one, other):
        rows = numpy.flatnonzero((own == others) & (own != NOTHING))
        count += len(rows)
        examples += (rows[: EXAMPLES - len(examples)] + first).tolist()
    return count, examples


Pair = tuple[int, int]
Spans = Sequence[range]


def rows_in_both(
    hashes: Fingerprints, splits: Sequence[Spans], pairs: Sequence[Pair], *, part: int = PART
) -> list[tuple[int, list[int]]]:
    """For each pair of ``splits`` (by their numbers) how many rows of the first have a fingerprint that a row of the second has, too,
    and the first of them. However many pairs a split is in, its fingerprints are sorted once."""
    counts, examples = [0] * len(pairs), [list[int]() for _ in pairs]
    others = sorted({other for _, other in pairs})
    for bounds in _bounds(sum(len(span) for number in others for span in splits[number]), part):
        known = {number: numpy.unique(_between(_stretches(hashes, splits[number]), *bounds)) for number in others}
        new = [list[int]() for _ in pairs]
        for place, other, first, stretch in _compared(hashes, splits, pairs):
            rows = numpy.flatnonzero(stands_in(stretch, known[other]))
            counts[place] += len(rows)
            new[place] += (rows[: EXAMPLES - len(new[place])] + first).tolist()
        examples = [sorted(old + found)[:EXAMPLES] for old, found in zip(examples, new, strict=True)]
    return list(zip(counts, examples, strict=True))


def _compared(
    hashes: Fingerprints, splits: Sequence[Spans], pairs: Sequence[Pair]
) -> Iterator[tuple[int, int, int, Hashes]]:
    """Each stretch of a pair's first split, with the pair's place and its second split; what several pairs want is read once."""
    wanted: dict[int, list[tuple[int, int]]] = {}
    for place, (one, other) in enumerate(pairs):
        wanted.setdefault(one, []).append((place, other))
    for one, those in wanted.items():
        for first, stretch in _stretches(hashes, splits[one]):
            yield from ((place, other, first, stretch) for place, other in those)


def _stretches(hashes: Fingerprints, spans: Sequence[range]) -> Stretches:
    return itertools.chain.from_iterable(hashes.stretches(span.start, span.stop) for span in spans)


def stands_in(hashes: Hashes, known: Hashes) -> numpy.ndarray:
    """Which of the fingerprints stand in a sorted array; those of nothing do not."""
    if not len(known):
        return numpy.zeros(len(hashes), bool)
    places = numpy.minimum(numpy.searchsorted(known, hashes), len(known) - 1)
    return (known[places] == hashes) & (hashes != NOTHING)

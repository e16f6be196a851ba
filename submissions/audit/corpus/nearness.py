"""Texts that differ in a word or two. Pure; vectorised.

Two texts of n words that differ in one word are equal once that word is left out. So each text is given a key for each of its
words, the sum of the others' fingerprints, and texts that share a key are alike. One word in eight may differ: shorter texts must
be equal, or every corpus of questions made by a pattern would repeat itself.
"""

import numpy
import pyarrow

from submissions.audit.corpus.hashing import Hashes, Offsets
from submissions.audit.corpus.normalising import word_hashes
from submissions.audit.corpus.repetition import EXAMPLES, ROWS_OF_ONE

WORDS_FOR_ONE = 8
WORDS_FOR_TWO = 16
MOST_WORDS = 64  # of a longer text the first ones are compared


def alike(texts: pyarrow.Array) -> tuple[int, list[list[int]]]:
    """How many of the texts nearly say what an earlier one says, and the largest groups of such texts, by position.

    Texts without a word are like no other.
    """
    keys, owners = _keys(*word_hashes(texts))
    order = numpy.argsort(keys, kind="stable")  # of equal keys the earlier text's comes first
    keys, owners = keys[order], owners[order]
    begins = numpy.ones(len(keys), bool)
    begins[1:] = keys[1:] != keys[:-1]
    firsts = numpy.minimum.reduceat(owners, numpy.flatnonzero(begins)) if len(keys) else owners
    firsts = firsts[numpy.cumsum(begins) - 1] if len(keys) else owners
    later = owners != firsts
    return len(numpy.unique(owners[later])), _largest(owners[later], firsts[later])


def _keys(hashes: Hashes, owners: Offsets) -> tuple[Hashes, Offsets]:
    """Every text's keys, and whose each is: of all words, of all but one, of all but two that stand side by side."""
    hashes, owners, counts = _bounded(hashes, owners)
    if not len(owners):
        return hashes, owners
    begins = numpy.flatnonzero(numpy.diff(owners, prepend=-1))
    sums = numpy.zeros(int(owners[-1]) + 1, numpy.uint64)
    sums[owners[begins]] = numpy.add.reduceat(hashes, begins)
    said = owners[begins]
    one = numpy.flatnonzero(counts[owners] >= WORDS_FOR_ONE)
    two = numpy.flatnonzero((counts[owners[:-1]] >= WORDS_FOR_TWO) & (owners[:-1] == owners[1:]))
    keys = (sums[said], sums[owners[one]] - hashes[one], sums[owners[two]] - hashes[two] - hashes[two + 1])
    return numpy.concatenate(keys), numpy.concatenate((said, owners[one], owners[two]))


def _bounded(hashes: Hashes, owners: Offsets) -> tuple[Hashes, Offsets, Offsets]:
    counts = numpy.bincount(owners) if len(owners) else numpy.empty(0, numpy.int64)
    if not len(owners) or counts.max() <= MOST_WORDS:
        return hashes, owners, counts
    place = numpy.arange(len(owners)) - (numpy.cumsum(counts) - counts)[owners]
    kept = place < MOST_WORDS
    return hashes[kept], owners[kept], numpy.minimum(counts, MOST_WORDS)


def _largest(owners: Offsets, firsts: Offsets) -> list[list[int]]:
    if not len(owners):
        return []
    pairs = numpy.unique(firsts * (int(owners.max()) + 1) + owners)
    heads, members = pairs // (int(owners.max()) + 1), pairs % (int(owners.max()) + 1)
    values, begins, counts = numpy.unique(heads, return_index=True, return_counts=True)
    taken: set[int] = set()
    groups: list[list[int]] = []
    for place in numpy.argsort(-counts, kind="stable").tolist():
        rows = [int(values[place]), *members[begins[place] : begins[place] + counts[place]].tolist()]
        if taken.isdisjoint(rows[: ROWS_OF_ONE + 1]):
            taken.update(rows)
            groups.append(rows)
        if len(groups) == EXAMPLES:
            break
    return groups

"""The plain mean and the trimmed mean of what judges gave. Pure, exact."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from hackathon.editions.rules import Method
from judging.aggregate.sheets import Sheet

LEAST: Final = 3
"""Of fewer values nothing is dropped: nothing would be left, or one of two at random."""


def mean(values: Sequence[Fraction]) -> Fraction:
    """The plain mean."""
    return sum(values, Fraction(0)) / len(values)


def trimmed_mean(values: Sequence[Fraction]) -> Fraction:
    """The mean without the highest and the lowest value, one of each; the plain mean of fewer than three.

    A panel of figure skating's component scores (nine judges, of whom seven count):

    >>> values = [Fraction(text) for text in "6.5 7.25 6.25 6.25 6.25 6 6.5 6.25 6".split()]
    >>> float(round(trimmed_mean(values), 2))
    6.29
    >>> trimmed_mean([Fraction(1), Fraction(4)])
    Fraction(5, 2)
    """
    return mean(sorted(values)[1:-1] if len(values) >= LEAST else values)


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle value, or the mean of the two in the middle.

    >>> median([Fraction(9), Fraction(1), Fraction(2)]), median([Fraction(1), Fraction(2)])
    (Fraction(2, 1), Fraction(3, 2))
    """
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def group_means(sheets: Iterable[Sheet], method: Method) -> Mapping[str, Fraction]:
    """The mean of each group's points over the reviews that have it, in the order of the reviews; by ``TRIMMED`` the trimmed
    mean of each, so that they need not add up to the trimmed mean of the totals."""
    given: dict[str, list[Fraction]] = defaultdict(list)
    for sheet in sheets:
        for key, value in sheet.groups.items():
            given[key].append(value)
    middle = trimmed_mean if method is Method.TRIMMED else mean
    return {key: middle(values) for key, values in given.items()}

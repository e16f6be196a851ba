"""How much judges agree, and of what the differences between totals are made. Pure."""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Final

from judging.aggregate.sheets import Agreement, Shares, Spread
from judging.aggregate.table import Table

LOW: Final = 0.2
"""An alpha below it is worth a look. Juries of hackathons have .2 to .45; the .667 of content analysis is no measure for them."""


def alpha(units: Iterable[Sequence[Fraction]]) -> Fraction | None:
    """Krippendorff's alpha for interval data: 1 − observed disagreement / expected disagreement, both mean squared differences
    of pairs of values, within units and over all. ``units``: the values that each got; with fewer than two it says nothing.
    None: no unit has two values, or all values are equal.

    K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).

    Two projects with two reviews each, 1 and 2, 4 and 4. Within them the mean square is 1/2; the six pairs of all four values have
    squares of 1, 9, 9, 4, 4 and 0, whose mean is 9/2:

    >>> alpha([[Fraction(1), Fraction(2)], [Fraction(4), Fraction(4)]])
    Fraction(8, 9)
    """
    given = [unit for unit in units if len(unit) > 1]
    whole = lcm(
        *(value.denominator for unit in given for value in unit)
    )  # alpha is the same in any unit; integers are quick
    paired = [[int(value * whole) for value in unit] for unit in given]
    values = [value for unit in paired for value in unit]
    if len(set(values)) < 2:
        return None
    observed = sum((Fraction(_squares(unit), len(unit) - 1) for unit in paired), Fraction(0))
    return 1 - observed / Fraction(_squares(values), len(values) - 1)


def _squares(values: Collection[int]) -> int:
    """Squared differences of all ordered pairs, over 2: n Σx² − (Σx)²."""
    return len(values) * sum(value * value for value in values) - sum(values) ** 2


def table_alpha(table: Table) -> Fraction | None:
    """Alpha of the totals, the projects being the units."""
    units: list[list[Fraction]] = [[] for _ in table.projects]
    for sheet, project in zip(table.sheets, table.project.tolist(), strict=True):
        units[project].append(sheet.total)
    return alpha(units)


def shares(spread: Spread) -> Shares | None:
    """What part of a total's variance is the projects', the judges' and the rest's; None where the projects' is not known.

    >>> shares(Spread(projects=2.0, severity=1.0, rest=2.0))
    Shares(projects=0.444444444, judges=0.111111111, rest=0.444444444)
    """
    if spread.projects is None:
        return None
    parts = (spread.projects**2, spread.severity**2, spread.rest**2)
    return Shares(*(round(part / sum(parts), 9) for part in parts))


def agreement(table: Table, found: Shares | None) -> Agreement:
    """Alpha, and the intraclass correlations that follow from the shares: one review's, and that of the mean of as many as a
    project has."""
    exact = table_alpha(table)
    return Agreement(
        alpha=None if exact is None else round(float(exact), 9),
        icc=None if found is None else found.projects,
        icc_mean=None if found is None else _of_mean(found, len(table.sheets) / len(table.projects)),
    )


def _of_mean(found: Shares, reviews: float) -> float:
    others = (found.judges + found.rest) / reviews
    return round(found.projects / (found.projects + others), 9)

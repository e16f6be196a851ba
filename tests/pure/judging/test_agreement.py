"""Krippendorff's alpha against his own example and against its definition; what the shares of variance come to."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.aggregate import LOW, Code, Sheet, alpha, rank
from tests.pure.judging.juries import drawn

# Four observers and twelve units, in "Computing Krippendorff's Alpha-Reliability"; 0 stands for a value that is not there.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3),
    (0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0),
)


def by_definition(units):
    """Mean squared differences of ordered pairs, within units and over all."""
    paired = [unit for unit in units if len(unit) > 1]
    values = [value for unit in paired for value in unit]
    observed = sum(
        sum((a - b) ** 2 for a, b in permutations(unit, 2)) / Fraction(len(unit) - 1) for unit in paired
    ) / len(values)
    expected = Fraction(sum((a - b) ** 2 for a, b in permutations(values, 2)), len(values) * (len(values) - 1))
    return 1 - observed / expected


def test_alpha_is_that_of_the_published_example():
    units = [[Fraction(value) for value in unit if value] for unit in zip(*OBSERVERS, strict=True)]
    assert alpha(units) == by_definition(units)
    assert round(float(alpha(units)), 3) == 0.849


values = st.fractions(0, 10, max_denominator=8)


@given(units=st.lists(st.lists(values, max_size=4), min_size=2, max_size=5))
def test_alpha_is_what_its_definition_says_in_any_unit(units):
    paired = {value for unit in units if len(unit) > 1 for value in unit}
    if len(paired) < 2:
        assert alpha(units) is None
    else:
        assert alpha(units) == by_definition(units) == alpha([[3 * value + 1 for value in unit] for unit in units])


def test_alpha_is_one_where_all_agree_and_says_nothing_where_nobody_differs():
    assert alpha([[Fraction(1)] * 3, [Fraction(2)] * 3]) == 1
    assert alpha([[Fraction(1)] * 3, [Fraction(1)] * 3]) is None
    assert alpha([[Fraction(1)], [Fraction(2)]]) is None


def test_shares_add_up_and_one_reviews_correlation_is_the_projects_share():
    found = rank(drawn(projects=40, judges=10))
    assert found.shares.projects + found.shares.judges + found.shares.rest == pytest.approx(1)
    assert found.agreement.icc == found.shares.projects
    assert found.agreement.icc_mean > found.agreement.icc
    variances = (found.spread.projects**2, found.spread.severity**2, found.spread.rest**2)
    assert found.shares.judges == pytest.approx(variances[1] / sum(variances))


def test_the_spread_is_about_what_the_jury_was_drawn_with():
    """Projects and judges with a standard deviation of 1, reviews with one of a half."""
    found = rank(drawn(projects=150, judges=30, seed=4)).spread
    assert found.projects == pytest.approx(1, abs=0.2)
    assert found.severity == pytest.approx(1, abs=0.3)
    assert found.rest == pytest.approx(0.5, abs=0.07)


def test_a_jury_that_hardly_agrees_is_told_of():
    shuffled = [
        Sheet(project, judge, Fraction((5 * project + 7 * judge * judge) % 11))
        for project in range(9)
        for judge in range(3)
    ]
    found = rank(shuffled)
    assert found.agreement.alpha < LOW
    assert Code.LOW_AGREEMENT in {caution.code for caution in found.warnings}

"""Who stands where on a board, for means that are known up to an error."""

import math
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.evaluation.leaderboard import Rank, rank
from submissions.evaluation.leaderboard.ranks import _BLOCK

MODELS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.1)), max_size=30)


def places(*models: tuple[float, float], **kwargs: float) -> list[int]:
    return [found.rank for found in rank([mean for mean, _ in models], [error for _, error in models], **kwargs)]


def of(models: list[tuple[float, float]]) -> list[Rank]:
    return rank([mean for mean, _ in models], [error for _, error in models])


def by_hand(models: list[tuple[float, float]]) -> list[Rank]:
    """The definition, word by word, one pair at a time."""

    def better(one: tuple[float, float], other: tuple[float, float]) -> bool:
        ahead = float(f"{one[0]:.12g}") - float(f"{other[0]:.12g}")
        return ahead > 0 and ahead > 1.959963984540054 * math.hypot(one[1], other[1])

    best = [1 + sum(better(other, one) for other in models) for one in models]
    worst = [len(models) - sum(better(one, other) for other in models) for one in models]
    rounded = [float(f"{mean:.12g}") for mean, _ in models]
    shared = [max(b for b, other in zip(best, rounded, strict=True) if other >= own) for own in rounded]
    return [Rank(*found) for found in zip(shared, best, worst, strict=True)]


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        ([], []),
        ([(0.5, 0.1)], [1]),
        ([(0.5, 0.01), (0.6, 0.01)], [2, 1]),
        ([(0.59, 0.01), (0.60, 0.01)], [1, 1]),
        ([(0.60, 0.01), (0.58, 0.01), (0.56, 0.01)], [1, 1, 2]),
        ([(0.60, 0.01), (0.59, 0.01), (0.50, 0.01)], [1, 1, 3]),
        ([(0.6, 0), (0.5, 0), (0.5, 0), (0.4, 0)], [1, 2, 2, 4]),
        ([(0.60, 0.01), (0.55, 0.01), (0.54, 0.05)], [1, 2, 2]),
    ],
)
def test_models_share_a_place_where_nothing_tells_them_apart(models, expected):
    assert places(*models) == expected


def test_the_difference_must_exceed_its_error_by_two_sides_of_the_interval():
    error = math.hypot(0.01, 0.02)
    assert places((0.5 + 1.95 * error, 0.01), (0.5, 0.02)) == [1, 1]
    assert places((0.5 + 1.97 * error, 0.01), (0.5, 0.02)) == [1, 2]


def test_a_stricter_confidence_makes_more_ties():
    models = (0.60, 0.01), (0.565, 0.01)
    assert places(*models, confidence=0.95) == [1, 2]
    assert places(*models, confidence=0.99) == [1, 1]


def test_the_noise_of_adding_fractions_is_no_difference():
    assert places((0.1 + 0.2, 0), (0.3, 0)) == [1, 1]


def test_equal_means_share_a_place_however_well_they_are_known():
    assert places((0.60, 0.01), (0.55, 0.01), (0.55, 0.05)) == [1, 2, 2]
    assert places((0.60, 0.01), (0.55, 0.05), (0.55, 0.01)) == [1, 2, 2]


def test_huge_numbers_are_ranked_like_others():
    assert places((-1e300, 1e290), (-2e300, 1e290), (-5.0, 0.1)) == [2, 3, 1]


@given(MODELS)
def test_places_are_those_of_the_definition(models):
    assert of(models) == by_hand(models)


@pytest.mark.parametrize("spread", [0.05, 0.3, 1.0])
@pytest.mark.parametrize("error", [0.001, 0.02, 0.1])
def test_places_are_those_of_the_definition_across_blocks(spread, error):
    chance = Random(f"{spread} {error}")
    models = [(chance.uniform(0, spread), chance.uniform(0.9 * error, error)) for _ in range(3 * _BLOCK + 5)]
    assert of(models) == by_hand(models)


@given(MODELS, st.randoms())
def test_the_order_in_which_models_are_given_changes_nothing(models, random):
    shuffled = models[:]
    random.shuffle(shuffled)
    assert sorted(zip(models, of(models), strict=True)) == sorted(zip(shuffled, of(shuffled), strict=True))


@given(MODELS, st.floats(0, 0.1))
def test_a_worse_model_that_joins_moves_nobody_above_it(models, error):
    before = of(models)
    after = of([*models, (-0.5, error)])
    assert [found.rank for found in after[:-1]] == [found.rank for found in before]
    assert [found.best for found in after[:-1]] == [found.best for found in before]


@given(MODELS.filter(bool))
def test_somebody_is_first_and_nobody_is_further_down_than_the_number_of_models(models):
    found = of(models)
    assert found[max(range(len(models)), key=lambda index: models[index][0])].rank == 1
    assert all(1 <= one.best <= one.rank <= one.worst <= len(models) for one in found)


@given(MODELS)
def test_places_never_rise_as_means_fall(models):
    ordered = sorted(models, reverse=True)
    assert all(one.rank <= other.rank for one, other in pairwise(of(ordered)))


@given(MODELS, st.floats(1.5, 4))
def test_wider_errors_never_make_a_place_worse(models, wider):
    before = of(models)
    after = of([(mean, error * wider) for mean, error in models])
    assert all(late.rank <= early.rank for early, late in zip(before, after, strict=True))

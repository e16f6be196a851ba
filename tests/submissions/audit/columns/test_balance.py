"""How evenly rows spread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.audit.checks.rows import exceeds, percent
from submissions.audit.columns.balance import balance, entropy, evenness


def test_a_worked_example():
    made = balance({"es_mx": 6, "es_pe": 3, "es_cl": 1, "es_ar": 0})
    assert [(share.value, share.rows, share.share) for share in made.shares] == [
        ("es_mx", 6, 0.6),
        ("es_pe", 3, 0.3),
        ("es_cl", 1, 0.1),
    ]
    assert (round(made.entropy, 4), round(made.evenness, 4)) == (1.2955, 0.8173)
    assert (made.dominant.value, made.rows) == ("es_mx", 10)


def test_nothing_and_one_value_have_no_evenness():
    assert (balance({}).dominant, balance({}).evenness, balance({"a": 3}).evenness) == (None, None, None)
    assert (entropy([]), entropy([3])) == (0, 0)


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=30))
def test_evenness_lies_between_one_value_and_all_alike(counts):
    assert 0 < evenness(counts) <= 1 + 1e-9
    assert evenness([7] * len(counts)) == pytest.approx(1)


def test_a_percentage_never_says_none_or_all_of_what_is_neither():
    assert [percent(*pair) for pair in ((0, 7), (7, 7), (1, 10_000), (9_999, 10_000), (1, 3))] == [
        0.0,
        100.0,
        0.01,
        99.99,
        33.3,
    ]
    assert (exceeds(8, 10, 80), exceeds(81, 100, 80)) == (False, True)

"""No hidden count can be worked out from what is shown: tried on every small table, and on large ones at random."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackathon.registration.aggregates import NO_ANSWER, Aggregate, Group, aggregate


def shown(*sizes: int, smallest: int = 5) -> Aggregate:
    """Of a table whose last group is those who did not answer."""
    counts = {f"option-{number}": size for number, size in enumerate(sizes[:-1])}
    return aggregate(counts=counts, total=sum(sizes), smallest_group=smallest)


def counts(found: Aggregate) -> list[int | None]:
    return [group.count for group in found.groups]


def tables(groups: int, total: int) -> Iterator[tuple[int, ...]]:
    """Every way in which ``total`` people can fall into so many groups."""
    if groups == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in tables(groups - 1, total - first):
            yield (first, *rest)


def test_large_groups_are_shown_as_they_are() -> None:
    assert shown(40, 50, 20) == Aggregate(
        (Group("option-0", 40), Group("option-1", 50), Group(NO_ANSWER, 20)), together=0
    )


def test_a_small_group_takes_the_smallest_other_with_it() -> None:
    assert counts(shown(40, 50, 4, 20)) == [40, 50, None, None]
    assert shown(40, 50, 4, 20).together == 24


def test_no_answer_is_a_group_like_the_others() -> None:
    assert counts(shown(40, 50, 3)) == [None, 50, None]


def test_two_small_groups_alone_would_be_too_easy_to_guess() -> None:
    assert counts(shown(40, 50, 0, 0)) == [None, 50, None, None]
    assert counts(shown(40, 50, 4, 4)) == [None, 50, None, None]


def test_groups_of_one_size_are_hidden_together() -> None:
    assert counts(shown(20, 20, 3, 90)) == [None, None, None, 90]


def test_where_few_registered_nothing_is_shown() -> None:
    assert counts(shown(2, 1, 0)) == [None, None, None]
    assert counts(shown(0, 0, 0)) == [None, None, None]


def test_the_limit_is_the_first_number_that_is_shown() -> None:
    assert counts(shown(5, 5, 5)) == [5, 5, 5]
    assert counts(shown(5, 5, 4)) == [None, None, None]


def test_more_answers_than_people_are_no_reason_to_fall() -> None:
    assert aggregate(counts={"a": 9, "b": 8}, total=10, smallest_group=5).groups[-1].count is None


@pytest.mark.parametrize("smallest", [2, 3, 4])
@pytest.mark.parametrize("groups", [2, 3, 4])
def test_of_every_small_table_each_hidden_count_could_be_another(groups: int, smallest: int) -> None:
    """Whoever knows the total and the rule thinks of every table that would be shown alike."""
    for total in range(1, 19):
        alike: dict[Aggregate, list[tuple[int, ...]]] = defaultdict(list)
        for table in tables(groups, total):
            alike[shown(*table, smallest=smallest)].append(table)
        for found, possible in alike.items():
            for number, count in enumerate(counts(found)):
                values = {table[number] for table in possible}
                assert count is not None or len(values) > 1, (found, possible)


@given(st.lists(st.integers(0, 400), min_size=2, max_size=8), st.integers(2, 12))
def test_of_any_table_no_small_group_shows_and_none_can_be_subtracted(sizes: list[int], smallest: int) -> None:
    found = shown(*sizes, smallest=smallest)
    visible = [count for count in counts(found) if count is not None]
    hidden = len(sizes) - len(visible)

    assert all(count >= smallest for count in visible)
    assert hidden != 1
    assert sum(visible) + found.together == sum(sizes)
    assert hidden == 0 or not visible or found.together > (smallest - 1) * hidden


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6), st.integers(2, 8))
def test_every_hidden_count_may_be_that_of_another_group_or_one_more(sizes: list[int], smallest: int) -> None:
    """Two hidden groups may have changed places; where all of them are alike, somebody may be in another."""
    found = shown(*sizes, smallest=smallest)
    hidden = [number for number, count in enumerate(counts(found)) if count is None]
    for number in hidden if sum(sizes) else ():
        other = next((each for each in hidden if sizes[each] != sizes[number]), None)
        table = list(sizes)
        if other is None:
            other = next(each for each in hidden if each != number)
            table[number], table[other] = sizes[number] + 1, sizes[other] - 1
        else:
            table[number], table[other] = sizes[other], sizes[number]

        assert (shown(*table, smallest=smallest), table[number] != sizes[number]) == (found, True)

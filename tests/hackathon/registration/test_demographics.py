"""The voluntary answers as organisers see them: totals, and none of a few people."""

from collections.abc import Mapping
from typing import Any

import pytest

from hackathon.editions.models import Edition
from hackathon.registration import queries
from hackathon.registration.models import DemographicAnswer
from tests.factories.editions import make_edition
from tests.factories.people import make_person
from tests.factories.registration import make_attendee, make_registration

pytestmark = pytest.mark.django_db


def answer(edition: Edition, question: str, counts: Mapping[str, int]) -> None:
    """So many people who registered and chose each option; "" for who chose none."""
    for option, count in counts.items():
        for _each in range(count):
            person = make_person()
            make_registration(edition, person)
            if option:
                pseudonym = queries.pseudonym(user=person, edition=edition)
                DemographicAnswer.objects.create(edition=edition, person=pseudonym, question=question, option=option)


def shown(edition: Edition, question: str) -> dict[str, int | None]:
    found = {each.question.key: each.shown for each in queries.demographics(edition)}
    return {group.key: group.count for group in found[question].groups}


def test_groups_are_counted_among_who_registered() -> None:
    edition = make_edition()
    answer(edition, "gender", {"woman": 7, "man": 6, "nonbinary": 5, "other": 5, "": 5})
    make_attendee(edition, "nobody@example.org")

    assert shown(edition, "gender") == {"woman": 7, "man": 6, "nonbinary": 5, "other": 5, "": 5}


def test_a_small_group_is_hidden_and_cannot_be_subtracted() -> None:
    edition = make_edition()
    answer(edition, "gender", {"woman": 9, "man": 8, "nonbinary": 1, "other": 6, "": 7})

    assert shown(edition, "gender") == {"woman": 9, "man": 8, "nonbinary": None, "other": None, "": None}


def test_another_editions_answers_are_not_counted() -> None:
    edition, other = make_edition(), make_edition("otra")
    answer(other, "gender", {"woman": 9, "man": 9})
    answer(edition, "gender", {"woman": 5})

    assert shown(edition, "gender") == dict.fromkeys(["woman", "man", "nonbinary", "other", ""])


def test_an_option_that_is_gone_counts_as_no_answer() -> None:
    edition = make_edition()
    answer(edition, "gender", {"woman": 6, "man": 6, "nonbinary": 6, "other": 6, "gone": 5})

    assert shown(edition, "gender")[""] == 5


def test_it_takes_two_queries(django_assert_num_queries: Any) -> None:
    edition = make_edition()
    answer(edition, "age", {"under-25": 2})

    with django_assert_num_queries(2):
        assert [each.question.key for each in queries.demographics(edition)] == ["gender", "age", "occupation"]

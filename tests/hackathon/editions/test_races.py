"""Several people press the button at once; each has a connection of their own."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections

from hackathon.editions import actions
from hackathon.editions.models import Edition, EditionRulesVersion, TrailEntry

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PEOPLE = 6


def all_at_once(deed: Callable[[int], str]) -> Counter[str]:
    """What came of it when everyone does the deed at the same moment."""
    barrier = Barrier(PEOPLE)

    def one(number: int) -> str:
        barrier.wait(timeout=30)
        try:
            return deed(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return Counter(pool.map(one, range(PEOPLE)))


def load(_: int = 0) -> str:
    return actions.load_edition(slug="somos600m-2024", by=None, at=NOON).outcome.value


def test_an_edition_that_all_load_at_once_is_made_once() -> None:
    assert all_at_once(load) == {"created": 1, "unchanged": PEOPLE - 1}
    assert (Edition.objects.count(), EditionRulesVersion.objects.count(), TrailEntry.objects.count()) == (1, 1, 1)


def test_of_many_changes_to_one_version_the_first_wins() -> None:
    load()
    edition = Edition.objects.get()

    def change(number: int) -> str:
        rules = {**edition.rules, "team": {"min_size": 1, "max_size": 10 + number}}
        try:
            actions.change_rules(edition=edition, rules=rules, by=None, at=NOON, reason="Prisa", based_on=1)
        except actions.RulesMovedOn:
            return "moved on"
        return "changed"

    assert all_at_once(change) == {"changed": 1, "moved on": PEOPLE - 1}
    assert sorted(version.number for version in EditionRulesVersion.objects.all()) == [1, 2]


def test_changes_that_are_based_on_nothing_are_numbered_one_after_the_other() -> None:
    load()
    edition = Edition.objects.get()

    def change(number: int) -> str:
        rules = {**edition.rules, "team": {"min_size": 1, "max_size": 10 + number}}
        actions.change_rules(edition=edition, rules=rules, by=None, at=NOON, reason="Prisa")
        return "changed"

    assert all_at_once(change) == {"changed": PEOPLE}
    assert sorted(version.number for version in EditionRulesVersion.objects.all()) == list(range(1, PEOPLE + 2))

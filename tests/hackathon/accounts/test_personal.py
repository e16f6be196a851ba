"""Every table that refers to a person is somebody's to export, to erase and to merge."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps

from hackathon.accounts import personal
from hackathon.accounts.models import User

# Relations without a person's data behind them: what an answer to a question about a row is, is that row's.
TOLD_ELSEWHERE: frozenset[str] = frozenset()


def referring_to_people() -> Iterator[str]:
    for model in apps.get_models(include_auto_created=True):
        if any(_leads_to_people(field) for field in model._meta.get_fields()):
            yield model._meta.label


def _leads_to_people(field: Any) -> bool:
    here = field.concrete and not field.many_to_many  # a table between two has a model of its own
    return bool(here and field.is_relation and field.related_model is User)


def test_every_table_that_refers_to_a_person_has_a_keeper() -> None:
    kept = frozenset().union(*(keeper.models for keeper in personal.keepers()))

    assert set(referring_to_people()) - kept - TOLD_ELSEWHERE == set()


def test_no_keeper_names_a_table_that_is_not_there() -> None:
    kept = frozenset().union(*(keeper.models for keeper in personal.keepers()))

    assert kept - set(referring_to_people()) == set()


def test_apps_come_highest_first_so_that_nobody_deletes_what_another_still_reads() -> None:
    order = [keeper.name for keeper in personal.keepers()]
    layers = ["judging", "outreach", "imports", "submissions", "teams", "registration", "mail", "accounts", "trail"]

    assert order == [name for name in layers if name in order]

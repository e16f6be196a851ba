"""The organisers' page on which two accounts of one person become one."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from hackathon.accounts.models import User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.registration.models import Registration
from teams.models import Membership
from tests.factories.editions import make_edition
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.registration import make_registration
from tests.factories.teams import make_team
from tests.reading import text

pytestmark = pytest.mark.django_db

MERGE = "/organizacion/accounts/user/unir/"
WHY = "Entró primero con su correo y luego con el Hub"


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def desk(edition: Edition) -> Client:
    return signed_in(make_organiser(edition))


def address(one: str, other: str) -> str:
    return f"{MERGE}?{urlencode({'one': one, 'other': other})}"


def merge(desk: Client, keep: User, gone: User, /, **data: object) -> Any:
    form = {"keep": keep.pk, "reason": WHY, **data}
    return desk.post(address(keep.email, f"@{gone.hub_username}"), form, follow=True)


def two_accounts(edition: Edition) -> tuple[User, User]:
    """Alicia's two: one has registered, the other has a team."""
    keep, gone = make_person("Alicia"), make_person("Ali")
    make_registration(edition, keep)
    make_team(edition, gone, name="Los Ñandúes")
    return keep, gone


def test_both_accounts_stand_side_by_side_with_what_each_has(edition: Edition, desk: Client) -> None:
    keep, gone = two_accounts(edition)

    shown = text(desk.get(address(keep.email, gone.hub_username)))

    for words in (keep.email, gone.email, keep.hub_username, gone.hub_username, "Los Ñandúes", "participante"):
        assert words in shown


def test_the_one_that_stays_gets_all_and_the_trail_says_who_and_why(edition: Edition, desk: Client) -> None:
    keep, gone = two_accounts(edition)

    shown = text(merge(desk, keep, gone))

    gone.refresh_from_db()
    entry = TrailEntry.objects.get(verb="account.merged")
    assert (Registration.objects.get().user, Membership.objects.get().user) == (keep, keep)
    assert (gone.is_active, str(entry.by), entry.reason, entry.edition) == (False, "Olga", WHY, edition)
    assert "Unidas" in shown


def test_what_both_have_only_once_is_said_and_nothing_changes(edition: Edition, desk: Client) -> None:
    keep, gone = two_accounts(edition)
    make_team(edition, keep, name="Otro")

    answer = merge(desk, keep, gone)

    gone.refresh_from_db()
    assert (answer.status_code, len(answer.context["form"].non_field_errors())) == (200, 1)
    assert (gone.is_active, TrailEntry.objects.filter(verb="account.merged").count()) == (True, 0)
    assert WHY in text(answer)


@pytest.mark.parametrize(
    ("data", "words"),
    [({"keep": ""}, "Elige qué cuenta se queda."), ({"reason": " "}, "obligatorio"), ({"keep": "999"}, "Elige una")],
)
def test_which_one_stays_and_why_must_be_said(edition: Edition, desk: Client, data: dict[str, str], words: str) -> None:
    keep, gone = two_accounts(edition)

    answer = merge(desk, keep, gone, **data)

    gone.refresh_from_db()
    assert (words in text(answer), gone.is_active) == (True, True)


@pytest.mark.parametrize("other", ["", "nadie@example.org", "x" * 5000, "\u202e", "👩🏽‍🔬"])
def test_an_account_that_is_not_there_is_said_in_a_sentence(edition: Edition, desk: Client, other: str) -> None:
    keep, _gone = two_accounts(edition)

    answer = desk.get(address(keep.email, other))

    assert (answer.status_code, "form" in answer.context) == (200, False)
    assert len(answer.context["named"].errors["other"]) == 1


def test_the_same_account_twice_is_refused(edition: Edition, desk: Client) -> None:
    keep, _gone = two_accounts(edition)

    assert "Es la misma cuenta dos veces" in text(desk.get(address(keep.email, keep.hub_username)))


def test_of_an_account_in_another_edition_an_organiser_learns_nothing(edition: Edition, desk: Client) -> None:
    keep, gone = two_accounts(edition)
    make_registration(make_edition("otra"), gone)

    known, unknown = (desk.get(address(keep.email, other)) for other in (gone.email, "nadie@example.org"))
    merge(desk, keep, gone)

    gone.refresh_from_db()
    assert known.context["named"].errors == unknown.context["named"].errors
    assert ("Los Ñandúes" in text(known), gone.is_active) == (False, True)


def test_a_superuser_merges_whatever_the_editions(edition: Edition) -> None:
    keep, gone = two_accounts(edition)
    make_registration(make_edition("otra"), gone)

    merge(signed_in(make_person("Sara", is_superuser=True)), keep, gone)

    gone.refresh_from_db()
    assert gone.is_active is False


def test_the_page_of_a_person_leads_here(edition: Edition, desk: Client) -> None:
    keep, _gone = two_accounts(edition)

    shown = desk.get(f"/organizacion/accounts/user/{keep.pk}/change/").content.decode()
    named = desk.get(f"{MERGE}?{urlencode({'one': keep.email})}").context["named"]

    assert (f"{MERGE}?{urlencode({'one': keep.email})}" in shown, named["one"].value()) == (True, keep.email)

"""Accounts: made, refreshed from the Hub, renamed."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from hackathon.accounts import actions, queries
from hackathon.accounts.actions import HubIdentity, HubOrganisation
from hackathon.accounts.models import User
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db

SOMOS = HubOrganisation(sub="org-1", name="SomosNLP", username="somosnlp", role="write")


def test_a_person_who_is_vouched_for_needs_no_confirmation() -> None:
    user = actions.create_person(email="Alicia@Example.org", name=" Alicia  Ruiz ", password="una-larga")

    assert (user.email, user.name, user.check_password("una-larga")) == ("alicia@example.org", "Alicia Ruiz", True)
    address = EmailAddress.objects.get()
    assert (address.user, address.email, address.verified, address.primary) == (user, user.email, True, True)


def test_a_person_without_a_password_only_enters_through_the_hub() -> None:
    user = actions.create_person(email="a@example.org", identity=HubIdentity(sub="1", username="alicia"))

    assert (user.has_usable_password(), user.hub_sub) == (False, "1")


def test_a_refresh_keeps_the_chosen_name_and_takes_everything_else() -> None:
    user = make_person("Alicia", hub_sub="1")

    actions.refresh_from_hub(user=user, identity=HubIdentity("1", "alicia-ruiz", "Alicia Ruiz", (SOMOS,)))

    user = User.objects.get()
    assert (user.name, user.hub_username, user.hub_name) == ("Alicia", "alicia-ruiz", "Alicia Ruiz")
    assert user.hub_orgs == [
        {"sub": "org-1", "name": "SomosNLP", "preferred_username": "somosnlp", "roleInOrg": "write"}
    ]


def test_one_account_on_the_hub_is_one_person() -> None:
    make_person("Alicia", hub_sub="1")
    bruno = make_person("Bruno")

    with pytest.raises(IntegrityError):
        actions.refresh_from_hub(user=bruno, identity=HubIdentity("1", "alicia"))


def test_one_address_in_any_letter_case_is_one_account() -> None:
    make_person("Alicia", email="alicia@example.org")

    with pytest.raises(IntegrityError):
        User.objects.create(email="ALICIA@example.org")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"name": "Ali", "hub_name": "Alicia Ruiz", "hub_username": "alicia"}, "Ali"),
        ({"name": "", "hub_name": "Alicia Ruiz", "hub_username": "alicia"}, "Alicia Ruiz"),
        ({"name": "", "hub_name": "", "hub_username": "alicia"}, "alicia"),
        ({"name": "", "hub_name": "", "hub_username": ""}, "correo"),
    ],
)
def test_the_name_that_others_see_is_never_the_whole_address(fields: dict[str, str], shown: str) -> None:
    assert User(email="correo@example.org", **fields).display_name == shown


def test_a_name_with_invisible_characters_is_refused() -> None:
    user = make_person("Alicia")

    with pytest.raises(ValidationError):
        actions.change_name(user=user, name="Ali\x00cia")

    assert User.objects.get().name == "Alicia"


# --- who is meant ----------------------------------------------------------------------------------------------------
def test_a_person_is_named_by_address_or_by_account_on_the_hub() -> None:
    alicia = make_person("Alicia", email="alicia@example.org", hub_username="alicia-r")

    named = [queries.person_named(text) for text in (" ALICIA@example.org", "alicia-R", "@alicia-r", "nadie", "")]

    assert named == [alicia, alicia, alicia, None, None]


def test_a_user_name_that_two_people_had_names_nobody() -> None:
    make_person("Alicia", hub_username="nlp")
    make_person("Bruno", hub_username="nlp")

    assert queries.person_named("nlp") is None

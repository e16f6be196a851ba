"""People who arrive and are on a list: what becomes theirs, and which seat."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from hackathon.accounts.models import User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.imports import actions
from hackathon.registration.models import Registration
from teams.actions import leave_team
from teams.models import Membership, Team
from tests.factories.editions import NOW, make_edition
from tests.factories.people import PASSWORD, make_person
from tests.factories.registration import make_attendee, make_registration
from tests.factories.teams import make_team
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def sign_in(email: str) -> str:
    """The page after signing in with a password."""
    answer = Client().post("/cuenta/login/", {"login": email, "password": PASSWORD}, follow=True)
    return answer.content.decode()


def owners() -> list[tuple[str, int | None]]:
    return list(Registration.objects.order_by("email").values_list("email", "user"))


def notes() -> list[tuple[str, str]]:
    verbs = ("registration.seated", "registration.unseated")
    return [(entry.verb, entry.detail.get("why", "")) for entry in TrailEntry.objects.filter(verb__in=verbs)]


def seats() -> list[tuple[str, str]]:
    return list(Membership.objects.order_by("pk").values_list("team__name", "user__name"))


# --- when ------------------------------------------------------------------------------------------------------------
def test_signing_in_with_the_e_mail_of_a_list_claims_it_and_says_so(edition: Edition) -> None:
    make_attendee(edition, "Bruno@Example.org")
    bruno = make_person("Bruno", email="bruno@example.org")

    page = sign_in("bruno@example.org")

    assert owners() == [("Bruno@Example.org", bruno.pk)]
    assert "tu inscripción te espera" in page
    assert "tu inscripción te espera" not in sign_in("bruno@example.org")


def test_an_address_that_is_not_confirmed_claims_nothing_until_it_is(edition: Edition) -> None:
    make_attendee(edition, "bruno@example.org")
    client = Client()
    typed = {"email": "bruno@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/cuenta/signup/", typed)
    assert owners() == [("bruno@example.org", None)]

    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body).group(1)
    client.post(link)

    assert owners() == [("bruno@example.org", User.objects.get(email="bruno@example.org").pk)]


def test_who_only_typed_anothers_address_gets_nothing_of_theirs(edition: Edition) -> None:
    make_attendee(edition, "bruno@example.org", team_wanted="Ñandúes")
    mallory = make_person("Mallory", email="mallory@example.org")
    EmailAddress.objects.create(user=mallory, email="bruno@example.org", verified=False)

    sign_in("mallory@example.org")

    assert owners() == [("bruno@example.org", None)]
    assert seats() == []


def test_nobody_waits_for_most_people_who_sign_in(edition: Edition, django_assert_num_queries: object) -> None:
    bruno = make_person("Bruno")

    with django_assert_num_queries(1):
        assert actions.welcome(user=bruno, at=NOW) == []


# --- the team of the list --------------------------------------------------------------------------------------------
def test_the_first_of_a_team_on_the_list_begins_it_and_the_next_joins(edition: Edition) -> None:
    for name, wanted in (("Ana", "Los Ñandúes"), ("Bea", "los nandues ")):
        make_attendee(edition, f"{name.lower()}@example.org", team_wanted=wanted)
        page = sign_in(make_person(name, email=f"{name.lower()}@example.org").email)
        assert "tu equipo es Los Ñandúes" in page

    assert seats() == [("Los Ñandúes", "Ana"), ("Los Ñandúes", "Bea")]
    assert Team.objects.get().captain.name == "Ana"
    assert notes() == [("registration.seated", "")] * 2


def test_who_finds_the_team_full_stays_without_one_and_the_trail_says_why(edition: Edition) -> None:
    make_team(edition, *(make_person() for _ in range(5)), name="Los Ñandúes")
    make_attendee(edition, "bruno@example.org", team_wanted="Los Ñandúes")
    bruno = make_person("Bruno", email="bruno@example.org")

    page = sign_in("bruno@example.org")

    assert "en el equipo Los Ñandúes no queda sitio" in page
    assert (owners(), Membership.objects.filter(user=bruno).exists()) == ([("bruno@example.org", bruno.pk)], False)
    assert notes() == [("registration.unseated", "TeamFull")]


def test_who_has_a_team_stays_in_it(edition: Edition) -> None:
    bruno = make_person("Bruno", email="bruno@example.org")
    make_team(edition, bruno, name="Otro")
    make_attendee(edition, "bruno@example.org", team_wanted="Los Ñandúes")

    (claimed,) = actions.welcome(user=bruno, at=NOW)

    assert (claimed.team.name, seats()) == ("Otro", [("Otro", "Bruno")])
    assert notes() == [("registration.unseated", "AlreadyInTeam")]


def test_who_claimed_by_sending_the_form_gets_their_seat_from_the_sweep_once(edition: Edition) -> None:
    bruno = make_person("Bruno")
    make_team(edition, make_person("Ana"), name="Los Ñandúes")
    make_registration(edition, bruno, team_wanted="Los Ñandúes")

    actions.sweep(at=NOW)
    assert seats() == [("Los Ñandúes", "Ana"), ("Los Ñandúes", "Bruno")]

    leave_team(team=Team.objects.get(), by=bruno, at=NOW + timedelta(minutes=1))
    actions.sweep(at=NOW + timedelta(minutes=2))

    assert seats() == [("Los Ñandúes", "Ana")]
    assert notes() == [("registration.seated", "")]


@pytest.mark.django_db(transaction=True)
def test_eight_of_one_list_who_arrive_at_once_share_five_seats() -> None:
    edition = make_edition()
    people = [make_person(f"P{number}", email=f"p{number}@example.org") for number in range(8)]
    for person in people:
        make_attendee(edition, person.email, team_wanted="Los Ñandúes")

    claimed = race([lambda person=person: actions.welcome(user=person, at=NOW) for person in people])

    assert sorted(len(each) for each in claimed) == [1] * 8
    assert Team.objects.count() == 1
    assert Membership.objects.count() == 5
    assert sorted(notes()) == [("registration.seated", "")] * 5 + [("registration.unseated", "TeamFull")] * 3
    assert None not in [owner for _, owner in owners()]


@pytest.mark.django_db(transaction=True)
def test_a_person_who_signs_in_while_the_sweep_seats_them_gets_one_seat() -> None:
    edition = make_edition()
    bruno = make_person("Bruno")
    make_registration(edition, bruno, team_wanted="Los Ñandúes")

    race([lambda: actions.seat_claimed(at=NOW)] * 4)

    assert (seats(), notes()) == ([("Los Ñandúes", "Bruno")], [("registration.seated", "")])

"""People on lists: who is added, who is here already, and who claims what."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackathon.accounts.models import User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.registration import actions
from hackathon.registration.attendees import Attendee, Outcome, visible
from hackathon.registration.models import Registration
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person
from tests.factories.registration import make_attendee, make_registration
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def add(edition: Edition, email: str = "bruno@example.org", name: str = "Bruno Salas", **fields: str) -> Outcome:
    return actions.add_attendee(edition=edition, email=email, name=name, by=None, at=NOW, **fields)


def confirm(user: User, email: str, *, verified: bool = True) -> None:
    EmailAddress.objects.create(user=user, email=email, verified=verified)


def rows() -> list[tuple[Any, ...]]:
    return list(Registration.objects.order_by("pk").values_list("email", "name", "user"))


def verbs() -> list[str]:
    return list(TrailEntry.objects.exclude(verb="role.granted").order_by("pk").values_list("verb", flat=True))


# --- adding ----------------------------------------------------------------------------------------------------------
def test_somebody_new_waits_for_their_owner_without_consent(edition: Edition) -> None:
    assert add(edition, country="MX", external_id="7", team_wanted="Ñandúes") == Outcome.CREATED

    row = Registration.objects.get()
    assert (row.user, row.consented_at, row.source, row.registered_at) == (None, None, "import", NOW)
    assert (row.email, row.name, row.country, row.external_id, row.team_wanted) == (
        "bruno@example.org",
        "Bruno Salas",
        "MX",
        "7",
        "Ñandúes",
    )
    assert verbs() == ["registration.added"]


def test_the_same_person_twice_changes_nothing(edition: Edition) -> None:
    add(edition)

    assert add(edition, email=" BRUNO@Example.ORG ") == Outcome.UNCHANGED
    assert rows() == [("bruno@example.org", "Bruno Salas", None)]
    assert verbs() == ["registration.added"]


def test_a_list_that_knows_better_updates_and_one_that_knows_less_takes_nothing_away(edition: Edition) -> None:
    add(edition, country="MX", team_wanted="Ñandúes")

    assert add(edition, name="Bruno Salas Díaz") == Outcome.UPDATED
    row = Registration.objects.get()
    assert (row.name, row.country, row.team_wanted) == ("Bruno Salas Díaz", "MX", "Ñandúes")
    assert TrailEntry.objects.get(verb="registration.updated").detail == {"changed": ["name"]}


@pytest.mark.parametrize("listed", ["Alicia@Example.org", "otra@example.org"])
def test_who_registered_themselves_is_never_overwritten(edition: Edition, listed: str) -> None:
    alicia = make_person("Alicia", email="alicia@example.org")
    make_registration(edition, alicia, name="Alicia Pérez")
    confirm(alicia, "otra@example.org")

    assert add(edition, email=listed, name="A. P.") == Outcome.REGISTERED
    assert rows() == [("alicia@example.org", "Alicia Pérez", alicia.pk)]


def test_an_address_that_nobody_confirmed_is_nobodys(edition: Edition) -> None:
    alicia = make_person("Alicia")
    make_registration(edition, alicia)
    confirm(alicia, "bruno@example.org", verified=False)

    assert add(edition) == Outcome.CREATED


def test_two_addresses_of_one_account_are_one_person(edition: Edition) -> None:
    alicia = make_person("Alicia", email="alicia@example.org")
    confirm(alicia, "otra@example.org")

    assert add(edition, email="alicia@example.org", name="Alicia") == Outcome.CREATED
    assert add(edition, email="otra@example.org", name="Otra") == Outcome.UNCHANGED
    assert rows() == [("alicia@example.org", "Alicia", None)]


def test_each_edition_has_its_own_list(edition: Edition) -> None:
    add(edition)

    assert add(make_edition("otra")) == Outcome.CREATED


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"email": " "}, "email_missing"),
        ({"email": "bruno"}, "email_wrong"),
        ({"email": "bruno@example.org, carla@example.org"}, "email_wrong"),
        ({"email": f"b@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 10}.org"}, "email_long"),
        ({"name": "\u200f\u202e"}, "name_missing"),
        ({"name": "B" * 151}, "name_long"),
        ({"country": "México"}, "country_wrong"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_code(edition: Edition, fields: dict[str, str], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        add(edition, **fields)

    assert refused.value.code == code
    assert rows() == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u202eBruno\u200f  Salas\x00", "Bruno Salas"),
        ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")'),
        ("👩\u200d🚀 Ana", "👩\u200d🚀 Ana"),
        ("שרה כהן", "שרה כהן"),
        ("Jose\u0301\nDíaz", "José Díaz"),
    ],
)
def test_names_are_kept_as_typed_but_for_what_cannot_be_seen(typed: str, kept: str) -> None:
    assert visible(typed) == kept


@pytest.mark.parametrize("people", [1, 30])
def test_adding_many_takes_as_many_queries_as_adding_one(edition: Edition, people: int) -> None:
    make_attendee(edition, "p0@example.org", name="Otro")
    attendees = [Attendee(email=f"p{number}@example.org", name="Bruno") for number in range(people + 1)]

    with CaptureQueriesContext(connection) as queries:
        steps = actions.add_attendees(edition=edition, attendees=attendees, at=NOW)

    assert [step.outcome for step in steps] == ["updated", *["created"] * people]
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 6


# --- claiming --------------------------------------------------------------------------------------------------------
def test_a_person_claims_what_waits_for_an_address_that_they_confirmed(edition: Edition) -> None:
    make_attendee(edition, "Bruno@Example.org", name="Bruno Salas")
    bruno = make_person("Bruno", email="bruno@example.org")

    claimed = actions.claim(user=bruno, at=NOW)

    row = Registration.objects.get()
    assert claimed == [row]
    assert (row.user, row.claimed_at, row.name, row.is_complete) == (bruno, NOW, "Bruno Salas", False)
    assert verbs() == ["registration.claimed"]
    assert actions.claim(user=bruno, at=NOW) == []


def test_an_address_without_confirmation_claims_nothing(edition: Edition) -> None:
    make_attendee(edition, "bruno@example.org")
    mallory = make_person("Mallory")
    confirm(mallory, "bruno@example.org", verified=False)

    assert actions.claim(user=mallory, at=NOW) == []
    assert rows() == [("bruno@example.org", "Bruno Salas", None)]


def test_a_row_of_a_list_is_merged_into_what_the_person_registered_themselves(edition: Edition) -> None:
    bruno = make_person("Bruno", email="bruno@example.org")
    own = make_registration(edition, bruno, name="Bruno S.", country="PE")
    make_attendee(edition, "bruno@example.org", name="Otro", country="MX", external_id="7", team_wanted="Ñandúes")

    assert actions.claim(user=bruno, at=NOW) == [own]

    row = Registration.objects.get()
    assert (row.pk, row.name, row.country, row.external_id, row.team_wanted, row.is_complete) == (
        own.pk,
        "Bruno S.",
        "PE",
        "7",
        "Ñandúes",
        True,
    )
    assert TrailEntry.objects.get(verb="registration.merged").detail["learnt"] == ["external_id", "team_wanted"]


def test_two_rows_under_two_addresses_of_one_person_become_one(edition: Edition) -> None:
    make_attendee(edition, "bruno@example.org")
    make_attendee(edition, "otra@example.org", country="MX")
    bruno = make_person("Bruno", email="bruno@example.org")
    confirm(bruno, "otra@example.org")

    actions.claim(user=bruno, at=NOW)

    assert rows() == [("bruno@example.org", "Bruno Salas", bruno.pk)]
    assert Registration.objects.get().country == "MX"


@pytest.mark.django_db(transaction=True)
def test_eight_sign_ins_at_once_claim_once() -> None:
    edition = make_edition()
    make_attendee(edition, "bruno@example.org")
    bruno = make_person("Bruno", email="bruno@example.org")

    claimed = race([lambda: actions.claim(user=bruno, at=NOW)] * 8)

    assert sorted(map(len, claimed)) == [0] * 7 + [1]
    assert rows() == [("bruno@example.org", "Bruno Salas", bruno.pk)]


@pytest.mark.django_db(transaction=True)
def test_lists_that_are_added_at_once_in_whatever_order_add_each_person_once() -> None:
    edition = make_edition()
    people = [Attendee(email=f"p{number}@example.org", name="Bruno") for number in range(50)]

    outcomes = race(
        [
            lambda order=order: actions.add_attendees(edition=edition, attendees=people[::order], at=NOW)
            for order in (1, -1)
        ]
        * 3
    )

    assert sorted(sum(step.outcome == Outcome.CREATED for step in steps) for steps in outcomes) == [0] * 5 + [50]
    assert Registration.objects.count() == 50

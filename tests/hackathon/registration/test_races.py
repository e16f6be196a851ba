"""People press twice, and lists are claimed at the moment at which somebody registers. There is one registration."""

from functools import partial

import pytest

from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.editions.rules import Phase
from hackathon.registration import actions, queries
from hackathon.registration.models import DemographicAnswer, Registration
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person
from tests.factories.registration import make_attendee
from tests.racing import kinds, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

FORM = actions.RegistrationInput(name="Alicia", consent=True, demographics={"gender": "woman", "age": "from-25"})


def registers(edition: Edition, user: User) -> partial[Registration]:
    return partial(actions.register, edition=edition, user=user, form=FORM, at=NOW)


def test_ten_clicks_make_one_registration_one_role_and_one_set_of_answers() -> None:
    edition, alicia = make_edition(phase=Phase.REGISTRATION), make_person("Alicia")

    outcomes = race([registers(edition, alicia)] * 10)

    assert kinds(outcomes) == {"Registration": 10}
    assert (Registration.objects.count(), Role.objects.count(), DemographicAnswer.objects.count()) == (1, 1, 2)
    assert TrailEntry.objects.filter(verb="registration.registered").count() == 1


def test_ten_people_register_at_once_and_none_is_lost() -> None:
    edition = make_edition(phase=Phase.REGISTRATION)
    crowd = [make_person(f"Persona{number}") for number in range(10)]

    outcomes = race([registers(edition, person) for person in crowd for _click in range(3)])

    assert kinds(outcomes) == {"Registration": 30}
    assert set(Registration.objects.values_list("user", flat=True)) == {person.pk for person in crowd}


def test_a_list_is_claimed_while_its_person_registers() -> None:
    edition, alicia = make_edition(phase=Phase.REGISTRATION), make_person("Alicia")
    make_attendee(edition, alicia.email, team_wanted="Los Ñandúes")
    claims = [partial(actions.claim, user=alicia, at=NOW)] * 5

    outcomes = race([*claims, *[registers(edition, alicia)] * 5])

    assert set(kinds(outcomes)) == {"list", "Registration"}
    registration = Registration.objects.get()
    assert (registration.user, registration.team_wanted, registration.is_complete) == (alicia, "Los Ñandúes", True)


def test_an_import_and_a_registration_of_one_person_meet() -> None:
    edition, alicia = make_edition(phase=Phase.REGISTRATION), make_person("Alicia")
    adds = partial(actions.add_attendee, edition=edition, email=alicia.email, name="A.", by=None, at=NOW)

    outcomes = race([adds, registers(edition, alicia)] * 4)
    actions.claim(user=alicia, at=NOW)

    assert set(kinds(outcomes)) == {"Outcome", "Registration"}
    assert list(Registration.objects.values_list("user", "name")) == [(alicia.pk, "Alicia")]
    assert queries.is_registered(user=alicia, edition=edition) is True

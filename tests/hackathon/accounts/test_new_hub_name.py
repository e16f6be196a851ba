"""A person whose name on the Hub changed: nothing here hangs on the name."""

from typing import Any

import pytest

from hackathon.accounts import actions, queries
from hackathon.accounts.actions import HubIdentity
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition
from hackathon.registration import queries as registrations
from teams import queries as teams
from tests.factories.editions import make_edition
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.registration import make_registration
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db

PEOPLE = "/organizacion/accounts/user/"


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def renamed(user: User, username: str) -> User:
    """Somebody signs in under another name on the Hub: the number is the same."""
    return actions.refresh_from_hub(user=user, identity=HubIdentity(user.hub_sub, username, "Alicia Ruiz"))


def listed(answer: Any) -> set[User]:
    return set(answer.context["cl"].queryset)


def test_registration_team_project_and_roles_stay_theirs(edition: Edition) -> None:
    alicia = make_person("Alicia", hub_username="alicia")
    make_registration(edition, alicia)
    team = make_team(edition, alicia)
    project = make_submission(team)

    renamed(alicia, "alicia-ruiz")

    alicia = queries.person_by_sub(alicia.hub_sub)
    assert registrations.is_registered(user=alicia, edition=edition)
    assert teams.team_of(user=alicia, edition=edition) == team
    assert alicia.roles.get().kind == Role.Kind.PARTICIPANT
    assert signed_in(alicia).get(f"/demo/proyectos/{project.pk}/").status_code == 200


def test_organisers_find_them_by_the_new_name_and_not_by_the_old_one(edition: Edition) -> None:
    alicia = make_person("Alicia", hub_username="quechua-nlp", email="a@example.org")
    make_registration(edition, alicia)
    olga = signed_in(make_organiser(edition))

    renamed(alicia, "runasimi")

    assert listed(olga.get(PEOPLE, {"q": "runasimi"})) == {alicia}
    assert listed(olga.get(PEOPLE, {"q": "quechua-nlp"})) == set()
    assert (queries.person_named("@runasimi"), queries.person_named("quechua-nlp")) == (alicia, None)


def test_who_takes_the_old_name_gets_nothing_of_theirs(edition: Edition) -> None:
    alicia = make_person("Alicia", hub_username="alicia")
    team = make_team(edition, alicia)
    renamed(alicia, "alicia-ruiz")

    other = make_person("Otra", hub_username="alicia")

    assert (queries.person_named("alicia"), teams.team_of(user=other, edition=edition)) == (other, None)
    assert teams.team_of(user=alicia, edition=edition) == team

"""Fifty people press at once. The promises hold on SQLite and on PostgreSQL, and who is refused is told why."""

from functools import partial

import pytest

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition, TrailEntry
from teams import actions
from teams.models import Membership, Team
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person
from tests.factories.teams import make_team
from tests.racing import kinds, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

CROWD = 50


def people(count: int, name: str = "Persona") -> list[User]:
    return [make_person(f"{name}{number}") for number in range(count)]


def joins(team: Team, crowd: list[User]) -> list[partial[Team]]:
    return [partial(actions.join_team, token=team.invite_token, by=person, at=NOW) for person in crowd]


def test_fifty_people_race_for_the_last_four_seats() -> None:
    team = make_team(make_edition())
    crowd = people(CROWD)

    outcomes = race(joins(team, crowd))

    assert kinds(outcomes) == {"Team": 4, "TeamFull": 46}
    assert sorted(team.memberships.values_list("seat", flat=True)) == [1, 2, 3, 4, 5]
    seated = [person for person, outcome in zip(crowd, outcomes, strict=True) if outcome == team]
    assert all(roles.has_role(person, team.edition, Role.Kind.PARTICIPANT) for person in seated)
    assert Role.objects.count() == 5
    assert TrailEntry.objects.filter(verb="team.joined").count() == 4


def test_one_person_presses_join_on_ten_teams_at_once() -> None:
    edition = make_edition()
    teams = [make_team(edition, captain) for captain in people(10, "Capitana")]
    alicia = make_person("Alicia")

    outcomes = race([deed for team in teams for deed in joins(team, [alicia])])

    assert kinds(outcomes) == {"Team": 1, "AlreadyInTeam": 9}
    assert Membership.objects.filter(user=alicia).count() == 1
    assert Role.objects.filter(user=alicia).count() == 1


def test_ten_people_press_join_on_five_teams_each() -> None:
    edition = make_edition()
    teams = [make_team(edition, captain) for captain in people(5, "Capitana")]
    crowd = people(10)

    outcomes = race([deed for team in teams for deed in joins(team, crowd)])

    assert set(kinds(outcomes)) <= {"Team", "TeamFull", "AlreadyInTeam"}
    assert kinds(outcomes)["Team"] == 10
    assert [Membership.objects.filter(user=person).count() for person in crowd] == [1] * 10
    assert max(team.memberships.count() for team in teams) <= 5


def test_a_join_pressed_ten_times_seats_one_person_once_and_refuses_nothing() -> None:
    team = make_team(make_edition())
    bruno = make_person("Bruno")

    outcomes = race(joins(team, [bruno] * 10))

    assert (kinds(outcomes), team.memberships.count()) == ({"Team": 10}, 2)


def test_ten_people_create_a_team_of_one_name() -> None:
    edition = make_edition()

    outcomes = race([creation(edition, "Los Ñandúes", person) for person in people(10)])

    assert kinds(outcomes) == {"Team": 1, "NameTaken": 9}
    assert (Team.objects.count(), Membership.objects.count()) == (1, 1)


def test_one_person_creates_ten_teams_at_once() -> None:
    edition, alicia = make_edition(), make_person("Alicia")

    outcomes = race([creation(edition, f"Equipo {number}", alicia) for number in range(10)])

    assert kinds(outcomes) == {"Team": 1, "AlreadyInTeam": 9}
    assert (Team.objects.count(), Membership.objects.count()) == (1, 1)


def test_everybody_leaves_while_others_come_and_no_seat_is_taken_twice() -> None:
    team = make_team(make_edition(), *people(5, "Miembro"))
    leavers = [seat.user for seat in team.memberships.select_related("user")][1:]
    departures = [partial(actions.leave_team, team=team, by=person, at=NOW) for person in leavers]

    outcomes = race([*departures, *joins(team, people(20))])

    assert set(kinds(outcomes)) <= {"NoneType", "Team", "TeamFull"}
    assert kinds(outcomes)["NoneType"] == 4
    seats = list(team.memberships.values_list("seat", flat=True))
    assert (len(seats), max(seats) <= 5) == (1 + kinds(outcomes)["Team"], True)


def test_a_team_that_empties_while_people_join_is_either_there_with_them_or_gone() -> None:
    team = make_team(make_edition())
    departure = partial(actions.leave_team, team=team, by=team.captain, at=NOW)

    outcomes = race([departure, *joins(team, people(10))])

    assert set(kinds(outcomes)) <= {"NoneType", "Team", "TeamFull", "InviteUnknown"}
    assert Membership.objects.count() == kinds(outcomes)["Team"]
    assert Team.objects.count() == (1 if kinds(outcomes)["Team"] else 0)
    assert all(found.memberships.filter(user=found.captain).exists() for found in Team.objects.all())


def creation(edition: Edition, name: str, person: User) -> "partial[Team]":
    return partial(actions.create_team, edition=edition, name=name, by=person, at=NOW)

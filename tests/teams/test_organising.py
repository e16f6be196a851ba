"""What who runs the edition does to teams: any time, with a reason, within size and one team a person."""

from collections.abc import Callable

import pytest

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.editions.rules import Phase, Requirement
from submissions.models import Submission
from teams import actions
from teams.models import Membership, Team
from tests.factories.editions import NOW, make_edition, requiring
from tests.factories.people import make_organiser, make_person
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db

WHY = "Lo pidieron por correo"


@pytest.fixture
def edition() -> Edition:
    """Teams' window is over, and a seat asks for everything there is."""
    return make_edition(phase=Phase.JUDGING, team=requiring(*Requirement))


@pytest.fixture
def olga(edition: Edition) -> User:
    return make_organiser(edition)


def people(count: int) -> list[User]:
    return [make_person(f"Persona{number}") for number in range(count)]


def members(team: Team) -> list[User]:
    return [membership.user for membership in team.memberships.select_related("user")]


def trail() -> list[tuple[str, User | None, str]]:
    entries = TrailEntry.objects.exclude(verb="role.granted").order_by("pk").select_related("by")
    return [(entry.verb, entry.by, entry.reason) for entry in entries]


# --- seat ------------------------------------------------------------------------------------------------------------
def test_a_person_is_seated_whatever_the_window_and_the_reason_stays(edition: Edition, olga: User) -> None:
    team, bruno = make_team(edition), make_person("Bruno")

    actions.seat_person(person=bruno, team=team, by=olga, at=NOW, reason=f"  {WHY} ")

    assert members(team) == [team.captain, bruno]
    assert roles.has_role(bruno, edition, Role.Kind.PARTICIPANT)
    assert trail() == [("team.seated", olga, WHY)]
    assert TrailEntry.objects.get(verb="team.seated").detail == {"person": bruno.pk}


def test_the_site_itself_may_seat_people_for_an_imported_list(edition: Edition) -> None:
    team, bruno = make_team(edition), make_person("Bruno")

    actions.seat_person(person=bruno, team=team, by=None, at=NOW, reason="Lista importada")

    assert trail() == [("team.seated", None, "Lista importada")]


def test_seating_who_is_in_the_team_already_changes_nothing(edition: Edition, olga: User) -> None:
    alicia, bruno = people(2)
    team = make_team(edition, alicia, bruno)

    actions.seat_person(person=bruno, team=team, by=olga, at=NOW, reason=WHY)

    assert (members(team), trail()) == ([alicia, bruno], [])


def test_not_even_an_organiser_seats_a_sixth_person(edition: Edition, olga: User) -> None:
    *five, sixth = people(6)
    team = make_team(edition, *five)

    with pytest.raises(actions.TeamFull):
        actions.seat_person(person=sixth, team=team, by=olga, at=NOW, reason=WHY)

    assert members(team) == five


def test_not_even_an_organiser_seats_somebody_in_a_second_team(edition: Edition, olga: User) -> None:
    alicia, bruno = people(2)
    own, other = make_team(edition, alicia), make_team(edition, bruno)

    with pytest.raises(actions.AlreadyInTeam) as refusal:
        actions.seat_person(person=alicia, team=other, by=olga, at=NOW, reason=WHY)

    assert (refusal.value.team, members(other)) == (own, [bruno])


# --- move ------------------------------------------------------------------------------------------------------------
def test_a_person_is_moved_with_a_line_for_each_team(edition: Edition, olga: User) -> None:
    alicia, bruno, carla = people(3)
    source, target = make_team(edition, alicia, bruno), make_team(edition, carla)

    actions.move_person(person=bruno, edition=edition, to=target, by=olga, at=NOW, reason=WHY)

    assert (members(source), members(target)) == ([alicia], [carla, bruno])
    assert trail() == [("team.removed", olga, WHY), ("team.seated", olga, WHY)]


def test_a_captain_who_is_moved_hands_over(edition: Edition, olga: User) -> None:
    alicia, bruno, carla = people(3)
    source, target = make_team(edition, alicia, bruno), make_team(edition, carla)

    actions.move_person(person=alicia, edition=edition, to=target, by=olga, at=NOW, reason=WHY)

    assert Team.objects.get(pk=source.pk).captain == bruno
    assert Team.objects.get(pk=target.pk).captain == carla


def test_who_has_no_team_is_moved_into_one_and_out_of_it(edition: Edition, olga: User) -> None:
    team, bruno = make_team(edition), make_person("Bruno")

    actions.move_person(person=bruno, edition=edition, to=team, by=olga, at=NOW, reason=WHY)
    inside = members(team)
    actions.move_person(person=bruno, edition=edition, to=None, by=olga, at=NOW, reason=WHY)

    assert (inside, members(team)) == ([team.captain, bruno], [team.captain])


def test_moving_somebody_to_where_they_are_changes_nothing(edition: Edition, olga: User) -> None:
    team, stranger = make_team(edition), make_person("Bruno")

    actions.move_person(person=team.captain, edition=edition, to=team, by=olga, at=NOW, reason=WHY)
    actions.move_person(person=stranger, edition=edition, to=None, by=olga, at=NOW, reason=WHY)

    assert (members(team), trail()) == ([team.captain], [])


def test_moving_the_last_member_takes_the_empty_team_away(edition: Edition, olga: User) -> None:
    alicia, bruno = people(2)
    source, target = make_team(edition, alicia), make_team(edition, bruno)

    actions.move_person(person=alicia, edition=edition, to=target, by=olga, at=NOW, reason=WHY)

    assert (list(Team.objects.all()), members(target)) == ([target], [bruno, alicia])
    assert [verb for verb, _by, _reason in trail()] == ["team.removed", "team.dissolved", "team.seated"]
    assert source.pk not in Team.objects.values_list("pk", flat=True)


@pytest.mark.parametrize("into_a_team", [True, False])
def test_the_last_member_of_a_team_that_delivered_is_not_moved(edition: Edition, olga: User, into_a_team: bool) -> None:
    alicia, bruno = people(2)
    source, target = make_team(edition, alicia), make_team(edition, bruno)
    Submission.objects.create(team=source, edition=edition, created_at=NOW)

    with pytest.raises(actions.TeamHasSubmission):
        actions.move_person(
            person=alicia, edition=edition, to=target if into_a_team else None, by=olga, at=NOW, reason=WHY
        )

    assert (members(source), members(target), trail()) == ([alicia], [bruno], [])


def test_a_move_into_a_full_team_leaves_everybody_where_they_were(edition: Edition, olga: User) -> None:
    alicia, *five = people(6)
    source, target = make_team(edition, alicia), make_team(edition, *five)

    with pytest.raises(actions.TeamFull):
        actions.move_person(person=alicia, edition=edition, to=target, by=olga, at=NOW, reason=WHY)

    assert (members(source), members(target), trail()) == ([alicia], five, [])


def test_nobody_is_moved_into_a_team_of_another_edition(edition: Edition, olga: User) -> None:
    alicia, bruno = people(2)
    team, foreign = make_team(edition, alicia), make_team(make_edition("otra"), bruno)

    with pytest.raises(actions.TeamGone):
        actions.move_person(person=alicia, edition=edition, to=foreign, by=olga, at=NOW, reason=WHY)

    assert (members(team), members(foreign)) == ([alicia], [bruno])


# --- create ----------------------------------------------------------------------------------------------------------
def test_a_team_is_made_for_somebody(edition: Edition, olga: User) -> None:
    alicia = make_person()

    team = actions.create_team_for(edition=edition, name=" Los  Ñandúes", person=alicia, by=olga, at=NOW, reason=WHY)

    assert (team.name, team.captain, members(team)) == ("Los Ñandúes", alicia, [alicia])
    assert trail() == [("team.created", olga, WHY)]


def test_a_team_for_somebody_who_has_one_or_of_a_name_that_is_taken_is_not_made(edition: Edition, olga: User) -> None:
    alicia, bruno = people(2)
    make_team(edition, alicia, name="Uno")

    with pytest.raises(actions.AlreadyInTeam):
        actions.create_team_for(edition=edition, name="Dos", person=alicia, by=olga, at=NOW, reason=WHY)
    with pytest.raises(actions.NameTaken):
        actions.create_team_for(edition=edition, name="UNO", person=bruno, by=olga, at=NOW, reason=WHY)

    assert (Team.objects.count(), Membership.objects.count(), trail()) == (1, 1, [])


# --- who and why -----------------------------------------------------------------------------------------------------
def seat(team: Team, person: User, **how: object) -> None:
    actions.seat_person(person=person, team=team, at=NOW, **how)


def move(team: Team, person: User, **how: object) -> None:
    actions.move_person(person=person, edition=team.edition, to=team, at=NOW, **how)


def create(team: Team, person: User, **how: object) -> None:
    actions.create_team_for(edition=team.edition, name="Otro", person=person, at=NOW, **how)


@pytest.mark.parametrize("deed", [seat, move, create])
def test_without_a_reason_nothing_is_done(edition: Edition, olga: User, deed: Callable[..., None]) -> None:
    team, bruno = make_team(edition), make_person("Bruno")

    for reason in ("", " \n "):
        with pytest.raises(actions.ReasonMissing):
            deed(team, bruno, by=olga, reason=reason)

    assert (Membership.objects.count(), trail()) == (1, [])


@pytest.mark.parametrize("deed", [seat, move, create])
def test_nobody_else_may_do_it_not_even_who_runs_another_edition(edition: Edition, deed: Callable[..., None]) -> None:
    team, bruno = make_team(edition), make_person("Bruno")
    elsewhere = make_organiser(make_edition("otra"), "Oriol")

    for by in (team.captain, bruno, elsewhere):
        with pytest.raises(actions.NotAnOrganiser):
            deed(team, bruno, by=by, reason=WHY)

    assert (Membership.objects.count(), trail()) == (1, [])

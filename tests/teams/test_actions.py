"""Creating, joining and leaving teams, and their invitations."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.editions.parsing import dump_rules
from hackathon.editions.rules import TeamRules
from submissions.models import Submission
from teams import actions
from teams.models import Membership, Team
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def people(count: int) -> list[User]:
    return [make_person(f"Persona{number}") for number in range(count)]


def members(team: Team) -> list[User]:
    return [membership.user for membership in team.memberships.select_related("user")]


def trail() -> list[tuple[str, User | None]]:
    return [(entry.verb, entry.by) for entry in TrailEntry.objects.order_by("pk").select_related("by")]


def set_max_size(edition: Edition, max_size: int) -> None:
    rules = replace(edition.parsed_rules, team=TeamRules(1, max_size))
    Edition.objects.filter(pk=edition.pk).update(rules=dump_rules(rules))


def closing(edition: Edition) -> datetime:
    return edition.parsed_rules.windows.teams.closes_at


# --- creating --------------------------------------------------------------------------------------------------------
def test_a_new_team_has_its_maker_as_captain_in_the_first_seat() -> None:
    edition, alicia = make_edition(), make_person("Alicia")

    team = actions.create_team(edition=edition, name="  Los  Ñandúes ", by=alicia, at=NOW)

    assert (team.name, team.name_key, team.captain) == ("Los Ñandúes", "los nandues", alicia)
    assert [(seat.user, seat.seat, seat.joined_at) for seat in team.memberships.all()] == [(alicia, 1, NOW)]


def test_making_a_team_makes_a_participant_and_leaves_a_trail() -> None:
    edition, alicia = make_edition(), make_person("Alicia")

    actions.create_team(edition=edition, name="Uno", by=alicia, at=NOW)

    assert roles.has_role(alicia, edition, Role.Kind.PARTICIPANT)
    assert trail() == [("role.granted", alicia), ("team.created", alicia)]


def test_the_trail_never_holds_an_invitation() -> None:
    edition, alicia = make_edition(), make_person("Alicia")
    team = actions.create_team(edition=edition, name="Uno", by=alicia, at=NOW)
    renewed = actions.renew_invite(team=team, by=alicia, at=NOW)

    written = "".join(f"{entry.target_label}{entry.detail}" for entry in TrailEntry.objects.all())

    assert (team.invite_token in written, renewed.invite_token in written) == (False, False)


def test_a_name_is_taken_whatever_its_case_and_accents() -> None:
    edition, (alicia, bruno) = make_edition(), people(2)
    actions.create_team(edition=edition, name="Los Ñandúes", by=alicia, at=NOW)

    with pytest.raises(actions.NameTaken):
        actions.create_team(edition=edition, name="los nandues", by=bruno, at=NOW)

    assert Membership.objects.filter(user=bruno).count() == 0


def test_another_edition_may_have_a_team_of_the_same_name_and_people() -> None:
    alicia = make_person("Alicia")

    teams = [
        actions.create_team(edition=make_edition(slug), name="Uno", by=alicia, at=NOW) for slug in ("demo", "otra")
    ]

    assert [team.edition.slug for team in teams] == ["demo", "otra"]


def test_nobody_has_two_teams_in_an_edition() -> None:
    edition, alicia = make_edition(), make_person("Alicia")
    first = actions.create_team(edition=edition, name="Uno", by=alicia, at=NOW)

    with pytest.raises(actions.AlreadyInTeam) as refusal:
        actions.create_team(edition=edition, name="Dos", by=alicia, at=NOW)

    assert (refusal.value.team, Team.objects.count()) == (first, 1)


def test_a_name_that_cannot_be_read_makes_no_team() -> None:
    with pytest.raises(ValidationError):
        actions.create_team(edition=make_edition(), name="…", by=make_person(), at=NOW)

    assert Team.objects.count() == 0


def test_the_window_is_half_open() -> None:
    edition = make_edition()
    window = edition.parsed_rules.windows.teams
    alicia, bruno, carla, diego = people(4)

    actions.create_team(edition=edition, name="Al abrir", by=alicia, at=window.opens_at)
    actions.create_team(edition=edition, name="Antes de cerrar", by=bruno, at=window.closes_at - SECOND)
    for name, by, at in [("Antes", carla, window.opens_at - SECOND), ("Al cerrar", diego, window.closes_at)]:
        with pytest.raises(actions.WindowClosed) as refusal:
            actions.create_team(edition=edition, name=name, by=by, at=at)
        assert refusal.value.window == window

    assert sorted(team.name for team in Team.objects.all()) == ["Al abrir", "Antes de cerrar"]


# --- joining ---------------------------------------------------------------------------------------------------------
def test_who_joins_takes_the_lowest_free_seat_and_becomes_a_participant() -> None:
    edition, (alicia, bruno, carla, diego) = make_edition(), people(4)
    team = make_team(edition, alicia, bruno, carla)
    actions.leave_team(team=team, by=bruno, at=NOW)

    actions.join_team(token=team.invite_token, by=diego, at=NOW)

    assert {seat.user: seat.seat for seat in team.memberships.all()} == {alicia: 1, diego: 2, carla: 3}
    assert roles.has_role(diego, edition, Role.Kind.PARTICIPANT)
    assert trail()[-1] == ("team.joined", diego)


def test_a_full_team_refuses_the_sixth_person() -> None:
    *five, sixth = people(6)
    team = make_team(make_edition(), *five)

    with pytest.raises(actions.TeamFull) as refusal:
        actions.join_team(token=team.invite_token, by=sixth, at=NOW)

    assert (refusal.value.max_size, team.memberships.count()) == (5, 5)
    assert not roles.has_role(sixth, team.edition, Role.Kind.PARTICIPANT)


def test_the_size_is_the_editions_own() -> None:
    edition, (alicia, bruno, carla) = make_edition(), people(3)
    set_max_size(edition, 2)
    team = make_team(edition, alicia)
    actions.join_team(token=team.invite_token, by=bruno, at=NOW)

    with pytest.raises(actions.TeamFull):
        actions.join_team(token=team.invite_token, by=carla, at=NOW)


def test_a_team_that_is_larger_than_new_rules_allow_keeps_its_people_and_takes_no_more() -> None:
    edition, (alicia, bruno, carla, diego) = make_edition(), people(4)
    team = make_team(edition, alicia, bruno, carla)
    set_max_size(edition, 2)
    actions.leave_team(team=team, by=alicia, at=NOW)

    with pytest.raises(actions.TeamFull):
        actions.join_team(token=team.invite_token, by=diego, at=NOW)

    assert members(team) == [bruno, carla]


def test_joining_ones_own_team_again_changes_nothing_even_when_it_is_full_or_closed() -> None:
    edition = make_edition()
    team = make_team(edition, *people(5))
    bruno = members(team)[1]

    joined = actions.join_team(token=team.invite_token, by=bruno, at=closing(edition))

    assert (joined, team.memberships.count()) == (team, 5)


def test_who_has_a_team_cannot_join_another() -> None:
    edition, (alicia, bruno) = make_edition(), people(2)
    own, other = make_team(edition, alicia), make_team(edition, bruno)

    with pytest.raises(actions.AlreadyInTeam) as refusal:
        actions.join_team(token=other.invite_token, by=alicia, at=NOW)

    assert (refusal.value.team, members(other)) == (own, [bruno])


def test_an_invitation_that_nobody_gave_is_unknown() -> None:
    with pytest.raises(actions.InviteUnknown):
        actions.join_team(token="no-existe", by=make_person(), at=NOW)


def close_teams_at(edition: Edition, closes_at: datetime) -> None:
    rules = edition.parsed_rules
    windows = replace(rules.windows, teams=replace(rules.windows.teams, closes_at=closes_at))
    Edition.objects.filter(pk=edition.pk).update(rules=dump_rules(replace(rules, windows=windows)))


def test_an_invitation_dies_when_teams_can_form_no_more_and_not_before() -> None:
    edition = make_edition()
    team = make_team(edition)
    bruno, carla = people(2)
    close_teams_at(edition, NOW + SECOND)

    actions.join_team(token=team.invite_token, by=bruno, at=NOW)
    with pytest.raises(actions.InviteExpired):
        actions.join_team(token=team.invite_token, by=carla, at=NOW + SECOND)


def test_an_invitation_lives_on_when_the_deadline_of_the_teams_is_moved() -> None:
    edition, bruno = make_edition(), make_person("Bruno")
    team = make_team(edition)
    after = closing(edition) + SECOND
    close_teams_at(edition, after + SECOND)

    assert actions.join_team(token=team.invite_token, by=bruno, at=after) == team


# --- the invitation --------------------------------------------------------------------------------------------------
def test_a_renewed_invitation_works_and_the_old_one_does_not() -> None:
    alicia, bruno = people(2)
    team = make_team(make_edition(), alicia)

    renewed = actions.renew_invite(team=team, by=alicia, at=NOW)

    with pytest.raises(actions.InviteUnknown):
        actions.join_team(token=team.invite_token, by=bruno, at=NOW)
    assert actions.join_team(token=renewed.invite_token, by=bruno, at=NOW) == team


def test_only_members_renew_and_only_while_teams_may_change() -> None:
    edition, (alicia, bruno) = make_edition(), people(2)
    team = make_team(edition, alicia)

    with pytest.raises(actions.NotAMember):
        actions.renew_invite(team=team, by=bruno, at=NOW)
    with pytest.raises(actions.WindowClosed):
        actions.renew_invite(team=team, by=alicia, at=closing(edition))

    assert Team.objects.get().invite_token == team.invite_token


def test_invitations_cannot_be_guessed() -> None:
    edition = make_edition()
    tokens = {make_team(edition, person).invite_token for person in people(3)}

    assert (len(tokens), min(len(token) for token in tokens)) == (3, 43)


# --- leaving ---------------------------------------------------------------------------------------------------------
def test_a_captain_who_leaves_hands_over_to_the_longest_standing_member() -> None:
    alicia, bruno, carla = people(3)
    team = make_team(make_edition(), alicia, bruno, carla)
    Membership.objects.filter(user=carla).update(joined_at=NOW - SECOND)

    actions.leave_team(team=team, by=alicia, at=NOW)

    assert (Team.objects.get().captain, members(team)) == (carla, [carla, bruno])
    assert trail()[-2:] == [("team.left", alicia), ("team.captain_changed", alicia)]


def test_a_member_who_leaves_changes_no_captain_and_may_join_elsewhere() -> None:
    edition, (alicia, bruno, carla) = make_edition(), people(3)
    team, other = make_team(edition, alicia, bruno), make_team(edition, carla)

    actions.leave_team(team=team, by=bruno, at=NOW)
    actions.join_team(token=other.invite_token, by=bruno, at=NOW)

    assert (Team.objects.get(pk=team.pk).captain, members(team), members(other)) == (alicia, [alicia], [carla, bruno])


def test_a_team_without_people_disappears_and_frees_its_name() -> None:
    edition, alicia = make_edition(), make_person()
    team = make_team(edition, alicia, name="Uno")

    actions.leave_team(team=team, by=alicia, at=NOW)

    assert (Team.objects.count(), Membership.objects.count()) == (0, 0)
    assert trail()[-2:] == [("team.left", alicia), ("team.dissolved", alicia)]
    assert actions.create_team(edition=edition, name="Uno", by=alicia, at=NOW).name == "Uno"


def test_the_last_person_cannot_leave_a_team_that_has_delivered() -> None:
    edition, alicia = make_edition(), make_person()
    team = make_team(edition, alicia)
    Submission.objects.create(team=team, edition=edition, created_at=NOW)
    before = trail()

    with pytest.raises(actions.TeamHasSubmission):
        actions.leave_team(team=team, by=alicia, at=NOW)

    assert (members(team), trail()) == ([alicia], before)


def test_others_may_leave_a_team_that_has_delivered() -> None:
    edition, (alicia, bruno) = make_edition(), people(2)
    team = make_team(edition, alicia, bruno)
    Submission.objects.create(team=team, edition=edition, created_at=NOW)

    actions.leave_team(team=team, by=alicia, at=NOW)

    assert (Team.objects.get().captain, members(team)) == (bruno, [bruno])


def test_leaving_twice_or_from_outside_is_refused() -> None:
    alicia, bruno, carla = people(3)
    team = make_team(make_edition(), alicia, bruno)
    actions.leave_team(team=team, by=bruno, at=NOW)

    for outsider in (bruno, carla):
        with pytest.raises(actions.NotAMember):
            actions.leave_team(team=team, by=outsider, at=NOW)

    assert members(team) == [alicia]


def test_nobody_leaves_once_the_window_has_closed() -> None:
    edition, (alicia, bruno) = make_edition(), people(2)
    team = make_team(edition, alicia, bruno)

    with pytest.raises(actions.WindowClosed):
        actions.leave_team(team=team, by=bruno, at=closing(edition))

    assert members(team) == [alicia, bruno]

"""Taking somebody out of a team, moving them, and handing the captaincy over: who may, and what those concerned hear of it."""

import pytest

from hackathon.accounts.models import User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.mail.models import Message
from submissions.models import Submission
from teams import actions
from teams.models import Team
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser, make_person
from tests.factories.teams import make_team
from tests.teams.looking import members, outbox, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def people(count: int) -> list[User]:
    return [make_person(f"Persona{number}") for number in range(count)]


def remove(team: Team, person: User, by: User, **more: object) -> None:
    actions.remove_member(**{"team": team, "person": person, "by": by, "at": NOW, "reason": "No responde", **more})


def test_a_captain_takes_somebody_out_and_they_are_told_why(edition: Edition) -> None:
    alicia, bruno = people(2)
    team = make_team(edition, alicia, bruno, name="Uno")

    remove(team, bruno, alicia, reason=" No responde ")

    assert members(team) == [alicia]
    assert TrailEntry.objects.get(verb="team.removed").reason == "No responde"
    letter = Message.objects.get()
    assert (letter.email, letter.subject, letter.essential) == (bruno.email, "Ya no estás en el equipo Uno", True)
    assert "> No responde" in letter.body


def test_nobody_is_taken_out_without_a_reason_by_others_or_out_of_time(edition: Edition) -> None:
    alicia, bruno, carla = people(3)
    team, stranger = make_team(edition, alicia, bruno, carla), make_person("Diego")
    closing = edition.parsed_rules.windows.teams.closes_at

    for by, more, refusal in [
        (alicia, {"reason": " \n"}, actions.ReasonMissing),
        (bruno, {}, actions.NotTheCaptain),
        (stranger, {}, actions.NotTheCaptain),
        (alicia, {"at": closing}, actions.WindowClosed),
        (alicia, {"person": stranger}, actions.NotAMember),
    ]:
        with pytest.raises(refusal):
            remove(team, more.pop("person", carla), by, **more)

    assert (members(team), Message.objects.count(), trail()) == ([alicia, bruno, carla], 0, [])


def test_who_runs_the_edition_takes_somebody_out_at_any_time_the_captain_too(edition: Edition) -> None:
    alicia, bruno = people(2)
    team, olga = make_team(edition, alicia, bruno), make_organiser(edition)

    remove(team, alicia, olga, at=edition.parsed_rules.windows.teams.closes_at)

    assert (members(team), Team.objects.get().captain) == ([bruno], bruno)
    assert trail() == [("team.removed", olga), ("team.captain_changed", olga)]


def test_the_last_person_of_a_team_that_delivered_is_not_taken_out(edition: Edition) -> None:
    team, olga = make_team(edition), make_organiser(edition)
    Submission.objects.create(team=team, edition=edition, created_at=NOW)

    with pytest.raises(actions.TeamHasSubmission):
        remove(team, team.captain, olga)

    assert (members(team), Message.objects.count()) == ([team.captain], 0)


def test_who_is_moved_by_an_organiser_is_told_where_they_are_now_or_that_they_are_nowhere(edition: Edition) -> None:
    alicia, bruno, carla = people(3)
    make_team(edition, alicia, bruno, name="Uno")
    team, olga = make_team(edition, carla, name="Dos"), make_organiser(edition)

    for to in (team, None):
        actions.move_person(person=bruno, edition=edition, to=to, by=olga, at=NOW, reason="Lo pidió")

    assert outbox() == [
        (bruno.email, "Ahora estás en el equipo Dos"),
        (bruno.email, "Ya no estás en el equipo Dos"),
    ]


def test_a_captain_hands_over_to_another_member(edition: Edition) -> None:
    alicia, bruno = people(2)
    team = make_team(edition, alicia, bruno)

    for _press in range(2):
        actions.hand_over(team=team, to=bruno, by=alicia, at=NOW)

    assert Team.objects.get().captain == bruno
    assert trail() == [("team.captain_changed", alicia)]


def test_nobody_else_hands_over_and_to_no_stranger_and_not_out_of_time(edition: Edition) -> None:
    alicia, bruno, stranger = people(3)
    team = make_team(edition, alicia, bruno)
    closing = edition.parsed_rules.windows.teams.closes_at

    for to, by, at, refusal in [
        (bruno, bruno, NOW, actions.NotTheCaptain),
        (stranger, alicia, NOW, actions.NotAMember),
        (bruno, stranger, NOW, actions.NotAMember),
        (bruno, alicia, closing, actions.WindowClosed),
    ]:
        with pytest.raises(refusal):
            actions.hand_over(team=team, to=to, by=by, at=at)

    assert Team.objects.get().captain == alicia

"""Asking for a seat, inviting somebody to one, the answers, and what the other side hears of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition
from hackathon.editions.rules import Phase, Requirement
from hackathon.mail.models import Message
from teams import actions
from teams.actions.requests import MAX_OF_A_DAY, MAX_OF_A_PERSON, MAX_OF_A_TEAM
from teams.models import JoinRequest, Membership, Team
from tests.factories.editions import NOW, make_edition, requiring
from tests.factories.people import make_organiser, make_person
from tests.factories.registration import make_registration
from tests.factories.teams import make_looking_team, make_seeker, make_team
from tests.teams.looking import members, outbox, trail

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
State, Direction = JoinRequest.State, JoinRequest.Direction


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def ask(team: Team, person: User, **more: object) -> JoinRequest:
    return actions.ask_to_join(team=team, by=person, at=NOW, **more)


def invite(team: Team, person: User, **more: object) -> JoinRequest:
    return actions.invite_person(team=team, person=person, by=team.captain, at=NOW, **more)


def people(count: int) -> list[User]:
    return [make_person(f"Persona{number}") for number in range(count)]


def states() -> list[str]:
    return list(JoinRequest.objects.order_by("pk").values_list("state", flat=True))


# --- asking ----------------------------------------------------------------------------------------------------------
def test_who_asks_is_accepted_and_gets_a_seat(edition: Edition) -> None:
    team, bruno = make_looking_team(edition, name="Los Ñandúes"), make_person("Bruno")

    asked = ask(team, bruno, message="  ¡Hola!\n¿Hay sitio? ")
    accepted = actions.accept(request=asked, by=team.captain, at=NOW + DAY)

    assert (asked.message, asked.direction, asked.created_by) == ("¡Hola!\n¿Hay sitio?", Direction.ASKED, bruno)
    assert (accepted.state, accepted.answered_at, accepted.answered_by) == (State.ACCEPTED, NOW + DAY, team.captain)
    assert members(team) == [team.captain, bruno]
    assert roles.has_role(bruno, edition, Role.Kind.PARTICIPANT)
    assert trail() == [("team.asked", bruno), ("team.request_accepted", team.captain)]
    assert outbox() == [
        (team.captain.email, "Bruno quiere entrar en Los Ñandúes"),
        (bruno.email, "Ya estás en el equipo Los Ñandúes"),
    ]


def test_the_captain_reads_what_was_asked_and_where_to_answer(edition: Edition) -> None:
    team = make_looking_team(edition)

    ask(team, make_person("Bruno"), message="Sé anotar.\nY quechua.")

    letter = Message.objects.get()
    assert "> Sé anotar.\n> Y quechua." in letter.body
    assert f"/demo/equipos/{team.pk}/" in letter.body
    assert (letter.essential, letter.language) == (False, "es")


def test_asking_twice_is_one_request_and_one_letter(edition: Edition) -> None:
    team, bruno = make_looking_team(edition), make_person("Bruno")

    assert ask(team, bruno) == ask(team, bruno, message="¿Y bien?")
    assert (JoinRequest.objects.count(), Message.objects.count()) == (1, 1)


def test_a_team_that_is_not_on_the_board_is_not_asked(edition: Edition) -> None:
    with pytest.raises(actions.NotLooking):
        ask(make_team(edition), make_person("Bruno"))

    assert JoinRequest.objects.count() == 0


def test_nobody_asks_a_full_team_or_from_another_or_out_of_time_or_without_what_is_asked_for(edition: Edition) -> None:
    team, full = make_looking_team(edition), make_looking_team(edition, *people(5))
    strict = make_edition("otra", team=requiring(Requirement.REGISTRATION))
    closed = make_edition("cerrada", phase=Phase.JUDGING)

    for found, person, refusal in [
        (full, make_person("Bruno"), actions.TeamFull),
        (team, full.captain, actions.AlreadyInTeam),
        (team, team.captain, actions.AlreadyInTeam),
        (make_looking_team(closed), make_person("Carla"), actions.WindowClosed),
        (make_looking_team(strict), make_person("Diego"), actions.Missing),
    ]:
        with pytest.raises(refusal):
            ask(found, person)

    assert (JoinRequest.objects.count(), Message.objects.count()) == (0, 0)


def test_a_message_that_cannot_be_read_or_is_too_long_asks_nothing(edition: Edition) -> None:
    team, bruno = make_looking_team(edition), make_person("Bruno")

    for message in ("a" * 501, "al revés \u202e", "nulo \x00"):
        with pytest.raises(ValidationError):
            ask(team, bruno, message=message)

    assert JoinRequest.objects.count() == 0
    assert ask(team, bruno, message="a" * 499 + "🌻").message == "a" * 499 + "🌻"


def test_nobody_waits_for_more_than_ten_answers_at_a_time(edition: Edition) -> None:
    bruno, teams = make_person("Bruno"), [make_looking_team(edition) for _number in range(MAX_OF_A_PERSON + 1)]
    for team in teams[:-1]:
        ask(team, bruno)

    with pytest.raises(actions.TooManyRequests) as refusal:
        ask(teams[-1], bruno)
    actions.decline(request=JoinRequest.objects.earliest("pk"), by=teams[0].captain, at=NOW)

    assert refusal.value.limit == MAX_OF_A_PERSON == 10
    assert ask(teams[-1], bruno).state == State.OPEN


def test_taking_back_and_asking_again_does_not_flood_a_team_with_letters(edition: Edition) -> None:
    team, bruno = make_looking_team(edition), make_person("Bruno")
    for _time in range(MAX_OF_A_PERSON):
        actions.withdraw(request=ask(team, bruno), by=bruno, at=NOW)

    with pytest.raises(actions.TooManyRequests):
        ask(team, bruno)

    assert actions.ask_to_join(team=team, by=bruno, at=NOW + DAY).state == State.OPEN


def test_requests_of_another_edition_do_not_count(edition: Edition) -> None:
    bruno, other = make_person("Bruno"), make_edition("otra")
    for _number in range(MAX_OF_A_PERSON):
        ask(make_looking_team(other), bruno)

    assert ask(make_looking_team(edition), bruno).state == State.OPEN


# --- inviting --------------------------------------------------------------------------------------------------------
def test_who_is_invited_accepts_and_gets_a_seat(edition: Edition) -> None:
    team, bruno = make_team(edition, name="Uno"), make_seeker(edition)

    invited = invite(team, bruno, message="Te necesitamos")
    actions.accept(request=invited, by=bruno, at=NOW)

    assert (invited.direction, members(team), states()) == (
        Direction.INVITED,
        [team.captain, bruno],
        [State.ACCEPTED],
    )
    assert trail() == [("team.invited", team.captain), ("team.joined", bruno)]
    assert outbox() == [(bruno.email, "El equipo Uno te invita"), (team.captain.email, "Bruno ya está en Uno")]


def test_only_people_on_the_board_are_invited(edition: Edition) -> None:
    team, stranger, hidden, unfinished = make_team(edition), *people(3)
    make_registration(edition, hidden, on_board=False)
    make_registration(edition, unfinished, on_board=True, consented_at=None, consented_rules=None)

    for person in (stranger, hidden, unfinished):
        with pytest.raises(actions.NotLooking):
            invite(team, person)

    assert (JoinRequest.objects.count(), Message.objects.count()) == (0, 0)


def test_only_the_teams_own_people_invite_and_nobody_who_has_a_team_or_into_a_full_one(edition: Edition) -> None:
    team, full, bruno = make_team(edition), make_team(edition, *people(5)), make_seeker(edition)
    taken = make_seeker(edition, "Carla")
    make_team(edition, taken)

    with pytest.raises(actions.NotAMember):
        actions.invite_person(team=team, person=bruno, by=full.captain, at=NOW)
    with pytest.raises(actions.TeamFull):
        invite(full, bruno)
    with pytest.raises(actions.AlreadyInTeam):
        invite(team, taken)

    assert JoinRequest.objects.count() == 0


def test_who_still_lacks_something_is_invited_and_brings_it_before_accepting() -> None:
    edition = make_edition(team=requiring(Requirement.HUB_ACCOUNT))
    team, bruno = make_team(edition), make_seeker(edition)
    User.objects.filter(pk=bruno.pk).update(hub_sub=None)
    bruno.refresh_from_db()

    invited = invite(team, bruno)
    with pytest.raises(actions.Missing):
        actions.accept(request=invited, by=bruno, at=NOW)

    assert states() == [State.OPEN]
    bruno.hub_sub = "sub-nuevo"
    bruno.save()
    assert actions.accept(request=invited, by=bruno, at=NOW).state == State.ACCEPTED


def test_a_team_has_at_most_twenty_invitations_out(edition: Edition) -> None:
    team = make_team(edition)
    for number in range(MAX_OF_A_TEAM):
        invite(team, make_seeker(edition, f"Busca{number}"))

    with pytest.raises(actions.TooManyRequests):
        invite(team, make_seeker(edition))


def test_who_makes_team_after_team_writes_no_more_than_so_many_invitations_a_day(edition: Edition) -> None:
    ana, bruno = make_person("Ana"), make_seeker(edition)
    make_registration(edition, ana)

    def another(at: datetime) -> None:
        team = actions.create_team(edition=edition, name="Otro", by=ana, at=at)
        try:
            actions.invite_person(team=team, person=bruno, by=ana, at=at)
        finally:
            actions.leave_team(team=team, by=ana, at=at)

    for _number in range(MAX_OF_A_DAY):
        another(NOW)

    with pytest.raises(actions.TooManyRequests):
        another(NOW)
    another(NOW + timedelta(days=1))
    assert Message.objects.count() == MAX_OF_A_DAY + 1


# --- both want it ----------------------------------------------------------------------------------------------------
def test_asking_a_team_that_has_invited_one_is_a_yes(edition: Edition) -> None:
    team, bruno = make_looking_team(edition), make_seeker(edition)
    invite(team, bruno)

    made = ask(team, bruno)

    assert (made.state, members(team), JoinRequest.objects.count()) == (State.ACCEPTED, [team.captain, bruno], 1)


def test_inviting_somebody_who_has_asked_is_a_yes(edition: Edition) -> None:
    team, bruno = make_looking_team(edition), make_person("Bruno")
    ask(team, bruno)

    made = invite(team, bruno)

    assert (made.state, members(team), JoinRequest.objects.count()) == (State.ACCEPTED, [team.captain, bruno], 1)


# --- a seat settles the rest -----------------------------------------------------------------------------------------
def by_link(team: Team, person: User) -> None:
    actions.join_team(token=team.invite_token, by=person, at=NOW)


def by_organiser(team: Team, person: User) -> None:
    actions.seat_person(person=person, team=team, by=make_organiser(team.edition), at=NOW, reason="Lo pidieron")


@pytest.mark.parametrize("way", [by_link, by_organiser])
def test_whichever_way_somebody_comes_in_their_other_requests_have_no_effect(
    edition: Edition, way: Callable[[Team, User], None]
) -> None:
    teams, bruno, other = (
        [make_looking_team(edition) for _number in range(3)],
        make_seeker(edition),
        make_person("Carla"),
    )
    elsewhere = ask(make_looking_team(make_edition("otra")), bruno)
    to_first, from_second, of_another = ask(teams[0], bruno), invite(teams[1], bruno), ask(teams[2], other)

    way(teams[0], bruno)

    found = [JoinRequest.objects.get(pk=each.pk).state for each in (to_first, from_second, elsewhere, of_another)]
    assert found == [State.ACCEPTED, State.VOID, State.OPEN, State.OPEN]


def test_who_makes_a_team_of_their_own_asks_no_others_any_more(edition: Edition) -> None:
    bruno = make_person("Bruno")
    ask(make_looking_team(edition), bruno)

    actions.create_team(edition=edition, name="Propio", by=bruno, at=NOW)

    assert states() == [State.VOID]


def test_requests_go_with_a_team_that_disappears(edition: Edition) -> None:
    team = make_looking_team(edition)
    asked = ask(team, make_person("Bruno"))

    actions.leave_team(team=team, by=team.captain, at=NOW)

    assert JoinRequest.objects.count() == 0
    with pytest.raises(actions.RequestGone):
        actions.withdraw(request=asked, by=asked.user, at=NOW)


# --- answers ---------------------------------------------------------------------------------------------------------
def test_a_no_is_told_and_stays(edition: Edition) -> None:
    team, bruno = make_looking_team(edition, name="Uno"), make_seeker(edition)
    asked = ask(team, bruno)

    actions.decline(request=asked, by=team.captain, at=NOW)

    assert (states(), members(team)) == ([State.DECLINED], [team.captain])
    assert outbox()[-1] == (bruno.email, "Respuesta del equipo Uno")
    with pytest.raises(actions.RequestRefusedBefore):
        ask(team, bruno)
    assert invite(team, bruno).state == State.OPEN  # who said no may change their mind


def test_who_said_no_to_a_team_is_not_invited_again_and_may_ask(edition: Edition) -> None:
    team, bruno = make_looking_team(edition), make_seeker(edition)
    actions.decline(request=invite(team, bruno), by=bruno, at=NOW)

    with pytest.raises(actions.RequestRefusedBefore):
        invite(team, bruno)

    assert outbox()[-1] == (team.captain.email, "Respuesta de Bruno")
    assert ask(team, bruno).state == State.OPEN


def test_who_asked_takes_it_back_without_a_letter(edition: Edition) -> None:
    team, bruno, carla = make_looking_team(edition), make_person("Bruno"), make_seeker(edition, "Carla")
    asked, invited = ask(team, bruno), invite(team, carla)

    actions.withdraw(request=asked, by=bruno, at=NOW)
    actions.withdraw(request=invited, by=team.captain, at=NOW)

    assert (states(), Message.objects.count()) == ([State.WITHDRAWN, State.WITHDRAWN], 2)


def test_each_answer_belongs_to_one_side(edition: Edition) -> None:
    team, other = make_looking_team(edition), make_looking_team(edition)
    bruno, carla = make_person("Bruno"), make_seeker(edition, "Carla")
    asked, invited = ask(team, bruno), invite(team, carla)

    for deed, request, by in [
        (actions.accept, asked, bruno),
        (actions.decline, asked, bruno),
        (actions.withdraw, asked, team.captain),
        (actions.accept, invited, team.captain),
        (actions.decline, invited, team.captain),
        (actions.withdraw, invited, carla),
        *((deed, asked, other.captain) for deed in (actions.accept, actions.decline, actions.withdraw)),
    ]:
        with pytest.raises(actions.NotAMember):
            deed(request=request, by=by, at=NOW)

    assert states() == [State.OPEN, State.OPEN]


@pytest.mark.parametrize("answer", [actions.accept, actions.decline])
def test_an_answer_given_twice_is_given_once(edition: Edition, answer: Callable[..., JoinRequest]) -> None:
    team, bruno = make_looking_team(edition), make_person("Bruno")
    asked = ask(team, bruno)

    first, second = (answer(request=asked, by=team.captain, at=NOW) for _press in range(2))

    assert first.state == second.state != State.OPEN
    assert (Message.objects.count(), Membership.objects.count() <= 2) == (2, True)


def test_what_was_answered_is_not_answered_otherwise(edition: Edition) -> None:
    team, bruno = make_looking_team(edition), make_person("Bruno")
    asked = ask(team, bruno)
    actions.decline(request=asked, by=team.captain, at=NOW)

    for deed, by in ((actions.accept, team.captain), (actions.withdraw, bruno)):
        with pytest.raises(actions.RequestGone) as refusal:
            deed(request=asked, by=by, at=NOW)
        assert refusal.value.state == State.DECLINED

    assert members(team) == [team.captain]


def test_a_yes_that_comes_too_late_leaves_the_request_open(edition: Edition) -> None:
    team = make_looking_team(edition, *people(4))
    first, second = ask(team, make_person("Bruno")), ask(team, make_person("Carla"))
    actions.accept(request=first, by=team.captain, at=NOW)

    with pytest.raises(actions.TeamFull):
        actions.accept(request=second, by=team.captain, at=NOW)
    with pytest.raises(actions.WindowClosed):
        actions.accept(request=second, by=team.captain, at=edition.parsed_rules.windows.teams.closes_at)

    assert states() == [State.ACCEPTED, State.OPEN]


def test_a_no_can_be_said_and_a_request_taken_back_after_the_window(edition: Edition) -> None:
    team = make_looking_team(edition)
    later = edition.parsed_rules.windows.teams.closes_at
    first, second = ask(team, make_person("Bruno")), ask(team, make_person("Carla"))

    actions.decline(request=first, by=team.captain, at=later)
    actions.withdraw(request=second, by=second.user, at=later)

    assert states() == [State.DECLINED, State.WITHDRAWN]

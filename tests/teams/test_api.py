"""Teams over HTTP: the same rules as on the pages, one code for each refusal, and nothing that a person may not know."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from hackathon.accounts.actions import create_token
from hackathon.accounts.models import User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.editions.rules import Phase, Requirement
from teams import actions
from teams.api.problems import CODES
from teams.models import Membership, Team
from tests.factories.editions import NOW, make_edition, requiring
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.registration import make_registration
from tests.factories.submissions import make_submission
from tests.factories.teams import add_member, make_team

pytestmark = pytest.mark.django_db
API = "/api/v1/"
TEAMS = f"{API}teams/"
REQUESTS = f"{API}join-requests/"


@pytest.fixture(autouse=True)
def _at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def alicia() -> User:
    return make_person("Alicia")


@pytest.fixture
def bruno(edition: Edition) -> User:
    """Somebody who is registered, looks for a team, and has none."""
    person = make_person("Bruno")
    make_registration(edition, person, on_board=True, looking_for="Un equipo de salud")
    return person


@pytest.fixture
def team(edition: Edition, alicia: User) -> Team:
    """Alicia's, on the board."""
    made = make_team(edition, alicia, name="Los Ñandúes")
    Team.objects.update(on_board=True, discord_channel="#nandues", idea="Salud cercana")
    made.refresh_from_db()
    return made


def send(person: User | None, method: str, address: str, data: Any = None) -> Any:
    client = signed_in(person) if person else Client()
    return getattr(client, method)(address, data, content_type="application/json")


def post(person: User | None, address: str, **data: Any) -> Any:
    return send(person, "post", address, data)


def of(team: Team, tail: str = "") -> str:
    return f"{TEAMS}{team.pk}/{tail}"


def seat(team: Team, person: User) -> str:
    return of(team, f"memberships/{person.pk}/")


def problem(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert body["detail"]
    return answer.status_code, body["code"]


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return [each["name"] for each in answer.json()["results"]]


# --- who sees what -------------------------------------------------------------------------------------------------------
def test_each_sees_their_own_teams_those_they_run_and_those_on_their_boards(edition, alicia, bruno, team):
    hidden = make_team(edition, make_person("Carla"), name="Las Nutrias")
    elsewhere = make_team(make_edition("otra"), make_person("Diego"), name="Los Cóndores")
    Team.objects.filter(pk=elsewhere.pk).update(on_board=True)
    everybody = {
        alicia: ["Los Ñandúes"],
        bruno: ["Los Ñandúes"],
        hidden.captain: ["Las Nutrias"],
        make_organiser(edition): ["Los Ñandúes", "Las Nutrias"],
        make_person("Elena"): [],
    }
    for person, expected in everybody.items():
        assert names(send(person, "get", TEAMS)) == expected
        for each in (team, hidden, elsewhere):
            found = send(person, "get", of(each)).status_code == 200
            assert found == (each.name in expected)


@pytest.mark.parametrize("why", ["full", "over", "no consent"])
def test_the_board_shows_no_team_that_one_could_not_join(edition, bruno, team, why):
    if why == "full":
        for number in range(2, 6):
            add_member(team, make_person(f"Persona{number}"), seat=number)
    if why == "no consent":
        bruno.registrations.update(consented_at=None, consented_rules=None)
    closes_at = edition.parsed_rules.windows.teams.closes_at
    with time_machine.travel(closes_at if why == "over" else NOW, tick=False):
        assert names(send(bruno, "get", TEAMS)) == []


def test_a_team_that_waits_for_ones_answer_is_shown_even_off_the_board(alicia, bruno, team):
    actions.invite_person(team=team, person=bruno, by=alicia, at=NOW)
    Team.objects.update(on_board=False)
    assert names(send(bruno, "get", TEAMS)) == ["Los Ñandúes"]


def test_what_is_between_a_teams_people_is_told_to_nobody_else(edition, alicia, bruno, team):
    shown = {person: send(person, "get", of(team)).json() for person in (alicia, bruno, make_organiser(edition))}
    private = [
        (said["discord_channel"], (said["invite_url"] or "").endswith(team.invite_token + "/"))
        for said in shown.values()
    ]
    assert private == [("#nandues", True), (None, False), ("#nandues", False)]
    public = shown[bruno]
    assert (public["idea"], public["people"], public["free_seats"], public["is_mine"]) == ("Salud cercana", 1, 4, False)
    assert public["captain"] == {"id": alicia.pk, "name": "Alicia"}
    assert alicia.email not in json.dumps(list(shown.values()))


def test_members_are_for_the_teams_people_and_who_runs_the_edition(edition, alicia, bruno, team):
    for person in (alicia, make_organiser(edition)):
        [found] = send(person, "get", of(team, "memberships/")).json()
        assert found["user"] == {"id": alicia.pk, "name": "Alicia"}
        assert found["is_captain"] is True
    assert problem(send(bruno, "get", of(team, "memberships/"))) == (404, "not_found")


def test_the_list_is_filtered_by_edition(edition, alicia, team):
    make_team(make_edition("otra"), alicia, name="Los Cóndores")
    assert names(send(alicia, "get", TEAMS)) == ["Los Ñandúes", "Los Cóndores"]
    assert names(send(alicia, "get", f"{TEAMS}?edition=otra")) == ["Los Cóndores"]
    assert names(send(alicia, "get", f"{TEAMS}?edition=no-existe")) == []


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long(django_assert_num_queries, edition, bruno, count):
    for number in range(count):
        captain = make_person(f"Persona{number}")
        make_registration(edition, captain, on_board=True)
        made = make_team(edition, captain)
        Team.objects.update(on_board=True)
        actions.ask_to_join(team=made, by=bruno, at=NOW)
    organiser, browser = signed_in(make_organiser(edition)), signed_in(bruno)
    with django_assert_num_queries(6):  # session, person, editions run, editions registered in, how many, which
        assert len(names(organiser.get(TEAMS))) == count
    with django_assert_num_queries(4):  # session, person, how many, which
        assert browser.get(REQUESTS).json()["count"] == count


@pytest.mark.parametrize("count", [1, 3])
def test_members_and_people_cost_the_same_however_many(django_assert_num_queries, edition, alicia, team, count):
    make_registration(edition, alicia)
    for number in range(count):
        person = make_person(f"Persona{number}")
        make_registration(edition, person, on_board=True)
        add_member(team, make_person(f"Otra{number}"), seat=2 + number)
    browser = signed_in(alicia)
    with django_assert_num_queries(6):  # session, person, editions run, editions registered in, team, seats
        assert len(browser.get(of(team, "memberships/")).json()) == 1 + count
    with django_assert_num_queries(10):
        assert browser.get(f"{API}people/?edition=demo").json()["count"] == count


# --- teams ---------------------------------------------------------------------------------------------------------------
def test_a_team_is_made_changed_and_left(edition, alicia):
    made = post(alicia, TEAMS, edition="demo", name="  Los  Ñandúes ")
    assert (made.status_code, made.json()["name"], made.json()["is_mine"]) == (201, "Los Ñandúes", True)
    team = Team.objects.get()
    said = {"idea": "Salud", "sdgs": [3, 4, 3], "on_board": True, "discord_channel": "#nandues"}
    changed = send(alicia, "patch", of(team), said).json()
    assert (changed["idea"], changed["sdgs"], changed["on_board"], changed["name"]) == (
        "Salud",
        [3, 4],
        True,
        "Los Ñandúes",
    )
    assert post(alicia, of(team, "leave/")).status_code == 204
    assert Team.objects.count() == 0
    verbs = set(TrailEntry.objects.values_list("verb", flat=True))
    assert {"team.created", "team.changed", "team.left", "team.dissolved"} <= verbs


def test_joining_takes_the_invitations_token_and_once_is_enough(bruno, team):
    for _time in range(2):
        answer = post(bruno, f"{API}join/", token=team.invite_token)
        assert (answer.status_code, answer.json()["people"]) == (200, 2)


def test_a_renewed_invitation_opens_and_the_old_one_does_not(alicia, bruno, team):
    address = post(alicia, of(team, "invite-link/")).json()["invite_url"]
    assert problem(post(bruno, f"{API}join/", token=team.invite_token)) == (404, "invite_unknown")
    assert post(bruno, f"{API}join/", token=address.rstrip("/").rpartition("/")[2]).status_code == 200


def test_roles_captaincy_and_taking_somebody_out(alicia, bruno, team):
    add_member(team, bruno, seat=2)
    assert send(bruno, "patch", seat(team, bruno), {"role": "Datos"}).json()["role"] == "Datos"
    assert problem(send(bruno, "patch", seat(team, alicia), {"role": "Nada"})) == (403, "not_the_captain")
    assert post(alicia, of(team, "captain/"), user=bruno.pk).json()["captain"]["id"] == bruno.pk
    assert problem(send(alicia, "delete", f"{seat(team, bruno)}?reason=Porque")) == (403, "not_the_captain")
    assert send(bruno, "delete", f"{seat(team, alicia)}?reason=Se%20fue").status_code == 204
    assert [member.user for member in Membership.objects.all()] == [bruno]
    assert TrailEntry.objects.get(verb="team.removed").reason == "Se fue"


def test_an_organiser_takes_somebody_out_whenever_with_a_reason(edition, alicia, bruno, team):
    add_member(team, bruno, seat=2)
    olga = make_organiser(edition)
    with time_machine.travel(edition.parsed_rules.windows.teams.closes_at, tick=False):
        assert problem(send(olga, "delete", seat(team, bruno))) == (400, "invalid")
        assert problem(send(olga, "delete", f"{seat(team, bruno)}?reason=%20")) == (400, "invalid")
        assert problem(send(alicia, "delete", f"{seat(team, bruno)}?reason=Yo")) == (409, "window_closed")
        assert send(olga, "delete", f"{seat(team, bruno)}?reason=Lo%20pide").status_code == 204


# --- requests ------------------------------------------------------------------------------------------------------------
def test_a_person_asks_sees_it_and_the_team_says_yes(alicia, bruno, team):
    asked = post(bruno, of(team, "ask/"), message="Hola").json()
    assert (asked["direction"], asked["state"], asked["message"]) == ("asked", "open", "Hola")
    assert post(bruno, of(team, "ask/")).json()["id"] == asked["id"]
    for person in (alicia, bruno):
        assert [one["id"] for one in send(person, "get", REQUESTS).json()["results"]] == [asked["id"]]
    assert problem(post(bruno, f"{REQUESTS}{asked['id']}/accept/")) == (403, "not_a_member")
    assert post(alicia, f"{REQUESTS}{asked['id']}/accept/").json()["state"] == "accepted"
    assert Membership.objects.filter(team=team).count() == 2


def test_a_team_invites_somebody_from_the_board_who_says_no(edition, alicia, bruno, team):
    make_registration(edition, alicia)
    [person] = send(alicia, "get", f"{API}people/?edition=demo").json()["results"]
    assert (person["name"], person["looking_for"]) == ("Bruno", "Un equipo de salud")
    invited = post(alicia, f"{API}people/{person['id']}/invite/", message="Ven").json()
    assert (invited["direction"], invited["user"]["name"]) == ("invited", "Bruno")
    assert post(bruno, f"{REQUESTS}{invited['id']}/decline/").json()["state"] == "declined"
    assert problem(post(alicia, f"{API}people/{person['id']}/invite/")) == (409, "refused_before")


def test_a_request_is_withdrawn_by_who_made_it(alicia, bruno, team):
    asked = post(bruno, of(team, "ask/")).json()
    assert problem(post(alicia, f"{REQUESTS}{asked['id']}/withdraw/")) == (403, "not_a_member")
    assert post(bruno, f"{REQUESTS}{asked['id']}/withdraw/").json()["state"] == "withdrawn"
    assert problem(post(alicia, f"{REQUESTS}{asked['id']}/accept/")) == (409, "request_closed")


def test_requests_are_filtered(edition, alicia, bruno, team):
    actions.ask_to_join(team=team, by=bruno, at=NOW)
    for query, count in {
        "": 1,
        "?edition=demo&state=open": 1,
        f"?team={team.pk}": 1,
        "?state=declined": 0,
        "?edition=otra": 0,
        f"?team={team.pk + 1}": 0,
        f"?team={10**30}": 0,
        "?team=uno": 0,
        "?state=ninguno": 0,
    }.items():
        assert send(alicia, "get", REQUESTS + query).json()["count"] == count


def test_a_request_is_nobody_elses_to_know_of(edition, bruno, team):
    asked = actions.ask_to_join(team=team, by=bruno, at=NOW)
    for stranger in (make_person("Carla"), make_organiser(edition)):
        assert send(stranger, "get", REQUESTS).json()["count"] == 0
        assert problem(send(stranger, "get", f"{REQUESTS}{asked.pk}/")) == (404, "not_found")
        assert problem(post(stranger, f"{REQUESTS}{asked.pk}/accept/")) == (404, "not_found")


def test_people_on_the_board_are_for_who_is_registered(edition, bruno):
    carla = make_person("Carla")
    assert send(carla, "get", f"{API}people/?edition=demo").json()["count"] == 0
    assert problem(post(carla, f"{API}people/{bruno.registrations.get().pk}/invite/")) == (404, "not_found")
    assert problem(send(carla, "get", f"{API}people/?edition=no-existe")) == (404, "not_found")
    assert problem(send(carla, "get", f"{API}people/")) == (404, "not_found")


def test_of_who_is_not_on_the_board_nothing_is_told_not_even_whether_they_have_a_team(edition, alicia, team):
    make_registration(edition, alicia)
    seated, alone = make_person("Carla"), make_person("Diego")
    make_team(edition, seated)
    hidden = [make_registration(edition, person, on_board=False) for person in (seated, alone)]

    told = [problem(post(alicia, f"{API}people/{each.pk}/invite/")) for each in hidden]

    assert told == [(409, "not_looking"), (409, "not_looking")]


# --- refusals ------------------------------------------------------------------------------------------------------------
def test_every_refusal_of_the_deeds_has_a_status_and_a_code_of_its_own():
    assert set(CODES) == set(actions.TeamError.__subclasses__())
    assert len({code for _status, code in CODES.values()}) == len(CODES)


def test_what_stands_in_the_way_has_its_code(edition, alicia, bruno, team):
    make_team(edition, make_person("Carla"), name="Las Nutrias")
    assert problem(post(bruno, TEAMS, edition="demo", name="los ñandues")) == (409, "name_taken")
    assert problem(post(alicia, TEAMS, edition="demo", name="Otro")) == (409, "already_in_team")
    assert problem(send(alicia, "patch", of(team), {"name": "LAS NUTRIAS"})) == (409, "name_taken")
    assert problem(post(bruno, of(team, "leave/"))) == (403, "not_a_member")
    assert problem(post(bruno, of(team, "invite-link/"))) == (403, "not_a_member")
    assert problem(send(bruno, "patch", of(team), {"idea": "Otra"})) == (403, "not_a_member")
    assert problem(post(alicia, of(team, "captain/"), user=bruno.pk)) == (404, "not_found")
    make_submission(team)
    assert problem(post(alicia, of(team, "leave/"))) == (409, "team_has_submission")


def test_a_full_team_a_closed_window_and_a_late_invitation(edition, bruno, team):
    for number in range(2, 6):
        add_member(team, make_person(f"Persona{number}"), seat=number)
    assert problem(post(bruno, f"{API}join/", token=team.invite_token)) == (409, "team_full")
    with time_machine.travel(edition.parsed_rules.windows.teams.closes_at, tick=False):
        assert problem(post(bruno, f"{API}join/", token=team.invite_token)) == (410, "invite_expired")
        assert problem(post(bruno, TEAMS, edition="demo", name="Otro")) == (409, "window_closed")


def test_what_the_edition_asks_for_first_is_named():
    make_edition("otra", team=requiring(Requirement.REGISTRATION))
    answer = post(make_person("Carla"), TEAMS, edition="otra", name="Otro")
    assert problem(answer) == (409, "requirement_missing")
    assert answer.json()["detail"] == "Antes tienes que inscribirte en esta edición."


def test_before_the_window_opens_nobody_makes_a_team(alicia):
    edition = make_edition("futura", phase=Phase.REGISTRATION)
    before = edition.parsed_rules.windows.teams.opens_at - timedelta(seconds=1)
    with time_machine.travel(before, tick=False):
        assert problem(post(alicia, TEAMS, edition="futura", name="Otro")) == (409, "window_closed")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 300}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "Los \N{RIGHT-TO-LEFT OVERRIDE}Loros"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": None}, "name"),
        ({"idea": "x" * 1001}, "idea"),
        ({"sdgs": [18]}, "sdgs"),
        ({"sdgs": [10**400]}, "sdgs"),
        ({"sdgs": ["tres"]}, "sdgs"),
        ({"sdgs": {"3": 1}}, "sdgs"),
        ({"topics": ["no-ofrecido"]}, "topics"),
        ({"languages": "es_MX"}, "languages"),
        ({"skills_wanted": [["a"]]}, "skills_wanted"),
        ({"discord_channel": "https://example.org/x"}, "discord_channel"),
        ({"on_board": "quizá"}, "on_board"),
        ([], "non_field_errors"),
        ("texto", "non_field_errors"),
    ],
)
def test_what_is_wrong_is_said_by_its_field_and_nothing_changes(alicia, team, said, field):
    before = Team.objects.values().get()
    answer = send(alicia, "patch", of(team), said if isinstance(said, dict) else json.dumps(said))
    assert problem(answer) == (400, "invalid")
    assert list(answer.json()["fields"]) == [field]
    assert all(isinstance(sentence, str) for sentence in answer.json()["fields"][field])
    assert Team.objects.values().get() == before


@pytest.mark.parametrize("edition_said", ["no-existe", "", None, 7, ["demo"], {"slug": "demo"}, "a\x00", "x" * 9_000])
def test_an_edition_that_there_is_not_is_said(edition, alicia, edition_said):
    answer = post(alicia, TEAMS, edition=edition_said, name="Otro")
    assert (problem(answer), list(answer.json()["fields"])) == ((400, "invalid"), ["edition"])


@pytest.mark.parametrize("user", [10**30, -1, 0, "uno", None, True, 1.5])
def test_a_captain_who_is_nobody_is_refused(alicia, team, user):
    assert post(alicia, of(team, "captain/"), user=user).status_code in (400, 404)


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"{", "application/json", (400, "parse_error")),
        (b"[" * 100_000, "application/json", (400, "parse_error")),
        (b'{"name": ' + b"9" * 5_000 + b"}", "application/json", (400, "parse_error")),
        (b'{"name": NaN}', "application/json", (400, "parse_error")),
        (b"\xff\xfe", "application/json", (400, "parse_error")),
        (b"name=Otro", "application/x-www-form-urlencoded", (415, "unsupported_media_type")),
        (b"<name/>", "text/xml", (415, "unsupported_media_type")),
        (b'{"name": "' + b"x" * 3_000_000 + b'"}', "application/json", (413, "too_large")),
    ],
)
def test_what_is_no_json_is_refused(alicia, team, body, kind, expected):
    assert problem(signed_in(alicia).patch(of(team), body, content_type=kind)) == expected


@pytest.mark.parametrize(
    "address",
    ["teams/999999999999999999/", f"teams/{10**30}/", "teams/-1/", "teams/uno/", "nada/", "", "teams/1/nada/"],
)
def test_an_address_with_nothing_behind_it_is_told_in_json(alicia, team, address):
    assert problem(send(alicia, "get", API + address)) == (404, "not_found")


@pytest.mark.parametrize("address", ["teams/1/memberships/999999999999999999/", f"teams/1/memberships/{10**25}/"])
def test_a_seat_that_there_is_not_is_told_in_json(alicia, team, address):
    assert problem(send(alicia, "delete", f"{API}{address}?reason=x"))[0] == 404


def test_a_nul_in_an_address_and_a_page_that_there_is_not_are_told_in_json(alicia):
    assert problem(send(alicia, "get", f"{TEAMS}?edition=%00")) == (400, "nul_in_address")
    assert problem(send(alicia, "get", f"{TEAMS}?page=99999999999999999999")) == (404, "not_found")


def test_refusals_are_said_in_the_readers_language(alicia, settings):
    client = signed_in(alicia)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.post(TEAMS, {}, content_type="application/json")
    assert answer.json()["fields"]["name"] == ["This field is required."]


# --- coming in -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_nobody_is_told_how_to_come_in(method):
    answer = send(None, method, TEAMS)
    assert (problem(answer), answer.headers["WWW-Authenticate"]) == ((401, "not_authenticated"), "Token")


def test_a_session_needs_the_pages_token_against_forgery_and_an_api_token_does_not(edition, alicia):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alicia)
    body = {"edition": "demo", "name": "Los Ñandúes"}
    assert problem(browser.post(TEAMS, body, content_type="application/json")) == (403, "permission_denied")
    _token, secret = create_token(name="cuaderno", lifetime=timedelta(days=1), by=alicia, at=NOW)
    program = Client(enforce_csrf_checks=True, headers={"Authorization": f"Token {secret}"})
    assert program.post(TEAMS, body, content_type="application/json").status_code == 201


def test_writing_is_throttled_sooner_than_reading(edition, alicia):
    browser = signed_in(alicia)
    written = [browser.post(f"{API}join/", {"token": "x"}, content_type="application/json") for _ in range(61)]
    assert [answer.status_code for answer in written] == [404] * 60 + [429]
    assert problem(written[-1]) == (429, "throttled")
    assert int(written[-1].headers["Retry-After"]) > 0
    assert browser.get(TEAMS).status_code == 200


# --- the document --------------------------------------------------------------------------------------------------------
def test_the_document_is_valid_and_without_a_warning():
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=io.StringIO())

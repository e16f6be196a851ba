"""Teams in the organisers' panel."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client

from hackathon.accounts.models import User
from hackathon.editions.models import Edition, TrailEntry
from teams.models import Membership, Team
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser, make_person
from tests.factories.registration import make_registration
from tests.factories.submissions import make_submission
from tests.factories.teams import add_member, make_team

pytestmark = pytest.mark.django_db

WHY = "Lo pidieron por correo"

TEAMS = "/organizacion/teams/team/"
QUERIES_OF_THE_TEAMS_LIST = 10


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def panel(edition: Edition) -> Client:
    client = Client()
    client.force_login(make_organiser(edition))
    return client


def csv_rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def listed(client: Client, query: str = "") -> list[tuple[str, int]]:
    return [(team.name, team.people) for team in client.get(f"{TEAMS}{query}").context["cl"].result_list]


def test_the_list_has_the_teams_of_ones_own_editions_with_how_many_they_are(edition: Edition, panel: Client) -> None:
    make_team(edition, make_person("Alicia"), make_person("Bruno"), name="Uno")
    make_team(edition, name="Dos")
    make_team(make_edition("otra"), name="Tres")

    assert sorted(listed(panel)) == [("Dos", 1), ("Uno", 2)]


def test_a_team_is_found_by_its_people_and_still_counted_whole(edition: Edition, panel: Client) -> None:
    make_team(edition, make_person("Alicia"), make_person("Bruno"), name="Uno")
    make_team(edition, name="Dos")

    assert listed(panel, "?search=bruno") == [("Uno", 2)]


def test_a_teams_page_shows_its_people_and_not_its_invitation(edition: Edition, panel: Client) -> None:
    team = make_team(edition, make_person("Alicia"), make_person("Bruno"))

    answer = panel.get(f"{TEAMS}{team.pk}/change/")

    page = answer.content.decode()
    assert (answer.status_code, "Bruno" in page, team.invite_token in page) == (200, True, False)


def test_a_team_of_another_edition_does_not_exist(panel: Client) -> None:
    team = make_team(make_edition("otra"), name="Tres")

    assert "Tres" not in panel.get(f"{TEAMS}{team.pk}/change/", follow=True).content.decode()


def test_teams_are_only_looked_at(edition: Edition, panel: Client) -> None:
    team = make_team(edition, name="Uno")

    answers = [
        panel.post(f"{TEAMS}{team.pk}/change/", {"name": "Otro"}),
        panel.post(f"{TEAMS}{team.pk}/delete/", {"post": "yes"}),
        panel.post(f"{TEAMS}add/", {"name": "Nuevo"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert [team.name for team in Team.objects.all()] == ["Uno"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_of_the_database_for_one_team_and_for_three(
    edition: Edition,
    panel: Client,
    count: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for _number in range(count):
        make_team(edition)
    panel.get(TEAMS)

    with django_assert_num_queries(QUERIES_OF_THE_TEAMS_LIST):
        panel.get(TEAMS)


# --- the filter and the file -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Llenos", "Los Ñandúes", "Solos"}),
        ("seats=yes", {"Los Ñandúes", "Solos"}),
        ("seats=no", {"Llenos"}),
        ("delivered=yes", {"Llenos"}),
        ("delivered=no", {"Los Ñandúes", "Solos"}),
        ("on_board=yes", {"Solos"}),
        ("on_board=no&seats=yes", {"Los Ñandúes"}),
        ("search=nandu", {"Los Ñandúes"}),
        ("search=carla", {"Solos"}),
        ("search=%25", set()),
        ("search=&seats=&edition=demo", {"Llenos", "Los Ñandúes", "Solos"}),
    ],
)
def test_the_list_and_the_file_have_the_teams_that_the_filter_means(
    edition: Edition, panel: Client, query: str, expected: set[str]
) -> None:
    make_submission(make_team(edition, *(make_person(f"Persona{number}") for number in range(5)), name="Llenos"))
    make_team(edition, make_person("Alicia"), name="Los Ñandúes")
    Team.objects.filter(pk=make_team(edition, make_person("Carla"), name="Solos").pk).update(on_board=True)

    file = panel.post(f"{TEAMS}exportar/?{query}", {"columns": ["name"], "extension": "csv"})
    _header, *rows = csv_rows(file)

    assert {name for name, _people in listed(panel, f"?{query}")} == {row[0] for row in rows} == expected


def test_the_list_counts_free_seats_and_never_fewer_than_none(panel: Client, edition: Edition) -> None:
    make_team(edition, *(make_person(f"Persona{number}") for number in range(3)), name="Tres")
    crowded = make_team(edition, *(make_person(f"Otra{number}") for number in range(5)), name="Cinco")
    add_member(crowded, make_person("Sexta"), seat=6)

    found = {team.name: team.free for team in panel.get(TEAMS).context["cl"].result_list}

    assert found == {"Tres": 2, "Cinco": 0}


def test_a_file_says_everything_of_a_team_with_formulas_escaped(edition: Edition, panel: Client) -> None:
    team = make_team(edition, make_person("Alicia", email="a@example.org"), make_person("Bruno"), name="=1+1 👩🏽‍🔬")
    make_submission(team, title="@Refranes")

    header, row = csv_rows(
        panel.post(
            f"{TEAMS}exportar/",
            {"columns": ["name", "captain", "people", "free", "members", "project"], "extension": "csv"},
        )
    )

    assert header == ["Equipo", "Capitanía", "Personas", "Plazas libres", "Nombres", "Título del proyecto"]
    assert row == ["'=1+1 👩🏽‍🔬", "Alicia", "2", "3", "Alicia, Bruno", "'@Refranes"]


def test_a_workbook_has_numbers_as_numbers_and_formulas_as_text(edition: Edition, panel: Client) -> None:
    make_team(edition, make_person("Alicia"), name='=HYPERLINK("https://example.org")')

    file = panel.post(f"{TEAMS}exportar/", {"columns": ["name", "people"], "extension": "xlsx"})
    row = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows())[1]

    assert [(cell.value, cell.data_type) for cell in row] == [('=HYPERLINK("https://example.org")', "s"), (1, "n")]


@pytest.mark.parametrize("teams", [1, 3])
def test_a_file_asks_the_same_of_the_database_for_one_team_and_for_three(
    edition: Edition,
    panel: Client,
    teams: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for _number in range(teams):
        make_team(edition)
    file = panel.post(f"{TEAMS}exportar/", {"columns": ["name", "members"], "extension": "csv"})

    with django_assert_num_queries(3):
        csv_rows(file)


# --- deeds -----------------------------------------------------------------------------------------------------------
def deed(panel: Client, team: Team, which: str, /, **data: object) -> Any:
    return panel.post(f"{TEAMS}{team.pk}/cambiar/", {"deed": which, "reason": WHY, **data}, follow=True)


def seat_of(team: Team, person: User) -> int:
    return Membership.objects.get(team=team, user=person).pk


def people_of(team: Team) -> list[str]:
    return [str(membership.user) for membership in team.memberships.select_related("user")]


def told(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_somebody_without_a_team_is_brought_in_by_e_mail_or_hub_name(edition: Edition, panel: Client) -> None:
    team, bruno, carla = make_team(edition), make_person("Bruno"), make_person("Carla")
    make_registration(edition, carla)

    deed(panel, team, "bring", person_named=bruno.email)
    deed(panel, team, "bring", person_named=f"@{carla.hub_username}")

    assert people_of(team) == ["Alicia", "Bruno", "Carla"]


def test_a_name_on_the_hub_brings_nobody_of_whom_the_edition_knows_nothing(edition: Edition, panel: Client) -> None:
    team, stranger = make_team(edition), make_person("Secreta")
    make_registration(make_edition("otra"), stranger)

    shown = told(deed(panel, team, "bring", person_named=stranger.hub_username))

    assert (people_of(team), stranger.email in shown) == (["Alicia"], False)
    assert "No hay ninguna cuenta" in shown


def test_a_change_stands_on_the_teams_page_with_who_when_and_why(edition: Edition, panel: Client) -> None:
    team, bruno = make_team(edition), make_person("Bruno")

    shown = told(deed(panel, team, "bring", person_named=bruno.email))

    entry = TrailEntry.objects.get(verb="team.seated")
    assert (str(entry.by), entry.reason, entry.detail) == ("Olga", WHY, {"person": bruno.pk})
    for words in ("Olga", "puso a una persona en el equipo", WHY, "4 mar 2026"):
        assert words in shown


def test_somebody_is_moved_to_another_team_by_its_name(edition: Edition, panel: Client) -> None:
    bruno = make_person("Bruno")
    team, other = make_team(edition, make_person("Alicia"), bruno), make_team(edition, name="Los Ñandúes del Sur")

    deed(panel, team, "move", member=seat_of(team, bruno), to="los nandues del sur")

    assert (people_of(team), people_of(other)) == (["Alicia"], ["Alicia", "Bruno"])


def test_somebody_is_taken_out_and_a_captain_hands_over(edition: Edition, panel: Client) -> None:
    team = make_team(edition, make_person("Alicia"), make_person("Bruno"))

    deed(panel, team, "remove", member=seat_of(team, team.captain))

    team.refresh_from_db()
    assert (people_of(team), str(team.captain)) == (["Bruno"], "Bruno")


def test_the_captaincy_is_given_to_another_member(edition: Edition, panel: Client) -> None:
    bruno = make_person("Bruno")
    team = make_team(edition, make_person("Alicia"), bruno)

    deed(panel, team, "appoint", member=seat_of(team, bruno))

    team.refresh_from_db()
    assert (team.captain, TrailEntry.objects.get(verb="team.captain_changed").reason) == (bruno, WHY)


def test_a_team_gets_another_name(edition: Edition, panel: Client) -> None:
    team = make_team(edition, name="Uno")

    deed(panel, team, "rename", name="  Los   Ñandúes ")

    team.refresh_from_db()
    entry = TrailEntry.objects.get(verb="team.renamed")
    assert (team.name, team.name_key, entry.reason, entry.detail) == (
        "Los Ñandúes",
        "los nandues",
        WHY,
        {"before": "Uno"},
    )


def test_the_last_person_who_is_moved_leaves_no_empty_team_and_the_reader_is_taken_to_the_list(
    edition: Edition, panel: Client
) -> None:
    team, other = make_team(edition, make_person("Alicia")), make_team(edition, name="Dos")

    answer = deed(panel, team, "move", member=seat_of(team, team.captain), to="Dos")

    assert answer.redirect_chain == [(f"{TEAMS}?edition=demo", 302)]
    assert list(Team.objects.all()) == [other]


REFUSED = [
    ("bring", {"person_named": "nadie@example.org"}, "No hay ninguna cuenta"),
    ("bring", {"person_named": "member"}, "está completo"),
    ("move", {"member": "captain", "to": "No existe"}, "No hay ningún equipo con ese nombre"),
    ("rename", {"name": "dós"}, "Ya hay un equipo con ese nombre"),
    ("rename", {"name": "!!!"}, "al menos una letra"),
    ("rename", {"name": "x" * 300}, "demasiado largo"),
    ("remove", {"member": "99999999999999999999"}, "Elige una de las opciones"),
    ("remove", {"member": ""}, "Este campo es obligatorio"),
    ("appoint", {"member": "captain", "reason": "  "}, "Este campo es obligatorio"),
]


@pytest.mark.parametrize(("name", "data", "words"), REFUSED)
def test_a_deed_that_is_refused_says_why_keeps_what_was_typed_and_changes_nothing(
    edition: Edition, panel: Client, name: str, data: dict[str, str], words: str
) -> None:
    team = make_team(edition, *(make_person(f"Persona{number}") for number in range(5)), name="Uno")
    bruno = make_person("Bruno")
    make_team(edition, name="Dos")
    stand_ins = {"captain": str(seat_of(team, team.captain)), "member": bruno.email}
    before = (people_of(team), TrailEntry.objects.count())

    answer = deed(panel, team, name, **{key: stand_ins.get(value, value) for key, value in data.items()})

    team.refresh_from_db()
    assert (answer.status_code, words in told(answer)) == (200, True)
    assert (people_of(team), TrailEntry.objects.count(), team.name) == (*before, "Uno")


@pytest.mark.parametrize("name", ["", "dissolve", "\U0001f600"])
def test_a_deed_that_nobody_knows_does_nothing(edition: Edition, panel: Client, name: str) -> None:
    team = make_team(edition)

    assert (deed(panel, team, name).status_code, people_of(team)) == (200, ["Alicia"])


def test_the_last_person_of_a_team_that_delivered_stays(edition: Edition, panel: Client) -> None:
    team = make_team(edition)
    make_submission(team)

    shown = told(deed(panel, team, "remove", member=seat_of(team, team.captain)))

    assert ("es la última persona del equipo" in shown, people_of(team)) == (True, ["Alicia"])


def test_another_editions_organiser_finds_no_such_team(edition: Edition) -> None:
    team, bruno = make_team(edition), make_person("Bruno")
    elsewhere = Client()
    elsewhere.force_login(make_organiser(make_edition("otra")))

    answers = [elsewhere.get(f"{TEAMS}{team.pk}/cambiar/"), deed(elsewhere, team, "bring", person_named=bruno.email)]

    assert ([answer.status_code for answer in answers], people_of(team)) == ([404, 404], ["Alicia"])


def test_nobody_is_moved_to_a_team_of_another_edition(edition: Edition, panel: Client) -> None:
    team, other = make_team(edition), make_team(make_edition("otra"), name="Ajeno")

    shown = told(deed(panel, team, "move", member=seat_of(team, team.captain), to="Ajeno"))

    assert ("No hay ningún equipo con ese nombre" in shown, people_of(other)) == (True, ["Alicia"])

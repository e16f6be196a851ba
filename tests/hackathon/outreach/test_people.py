"""People in the organisers' admin: one filter for the list, the file and the mail; every person with their history."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import openpyxl
import pytest
from django.http import QueryDict
from django.test import Client

from hackathon.accounts.models import User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.outreach.audience import Audience, matching
from hackathon.registration.models import Registration
from teams import actions as teams
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.registration import make_attendee, make_registration
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team
from tests.reading import text

pytestmark = pytest.mark.django_db

PEOPLE = "/organizacion/registration/registration/"
QUERIES_OF_THE_LIST = 11
FORMULA = '=HYPERLINK("https://example.org","Ana")'
RIGHT_TO_LEFT = "نور 👩🏽‍🔬 العلي"


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def olga(edition: Edition) -> User:
    return make_organiser(edition)


@pytest.fixture
def desk(olga: User) -> Client:
    return signed_in(olga)


def registered(edition: Edition, called: str, /, **fields: Any) -> User:
    """A person ``called`` that who has registered."""
    person = make_person(called)
    make_registration(edition, person, **{"name": called, **fields})
    return person


def names(answer: Any) -> list[str]:
    return sorted(person.name for person in answer.context["cl"].result_list)


def export(desk: Client, query: str = "", *, columns: list[str], extension: str = "csv") -> Any:
    return desk.post(f"{PEOPLE}exportar/{query}", {"columns": columns, "extension": extension})


def csv_rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def xlsx_rows(answer: Any) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))


# --- the list --------------------------------------------------------------------------------------------------------
def test_the_list_shows_each_person_with_team_country_and_languages(edition: Edition, desk: Client) -> None:
    alicia = registered(edition, "Alicia", country="PE", languages=["es_PE", "qu"], organisation="no")
    make_submission(make_team(edition, alicia, name="Los Ñandúes"))

    shown = text(desk.get(PEOPLE))

    for words in ("Alicia", alicia.email, alicia.hub_username, "Perú", "español (Perú), quechua", "Los Ñandúes"):
        assert words in shown


def test_people_of_other_editions_are_not_listed(edition: Edition, desk: Client) -> None:
    registered(edition, "Alicia")
    registered(make_edition("otra"), "Bruno")

    assert names(desk.get(PEOPLE)) == ["Alicia"]


def test_an_edition_that_one_does_not_run_is_not_there(edition: Edition, desk: Client) -> None:
    make_edition("otra")

    answers = [desk.get(f"{PEOPLE}?edition=otra"), desk.get(f"{PEOPLE}exportar/?edition=otra")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_who_runs_several_editions_sees_the_newest_and_may_choose(edition: Edition) -> None:
    newest = make_edition("otra")
    both = signed_in(make_person("Sara", is_superuser=True))
    registered(edition, "Alicia")
    registered(newest, "Bruno")

    assert [names(both.get(f"{PEOPLE}{query}")) for query in ("", "?edition=demo", "?edition=otra")] == [
        ["Bruno"],
        ["Alicia"],
        ["Bruno"],
    ]


def test_the_list_says_so_before_there_is_any_edition() -> None:
    answer = signed_in(make_person("Sara", is_superuser=True)).get(PEOPLE)

    assert (answer.status_code, "Todavía no hay ninguna edición" in text(answer)) == (200, True)


FILTERS = [
    ("", {"Alicia", "Bruno", "Carla", "Fer"}),
    ("country=PE", {"Bruno"}),
    ("language=qu", {"Bruno"}),
    ("experience=some", {"Carla"}),
    ("in_team=no", {"Carla", "Fer"}),
    ("in_team=yes&submitted=no", {"Bruno"}),
    ("submitted=yes", {"Alicia"}),
    ("organisation=unknown", {"Bruno", "Carla", "Fer"}),
    ("on_board=yes", {"Carla"}),
    ("claimed=no", {"Fer"}),
    ("source=import", {"Fer"}),
    ("search=ali", {"Alicia"}),
    ("country=PE&search=ali", set()),
    ("country=&language=&search=&in_team=no", {"Carla", "Fer"}),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_list_file_and_mail_mean_the_same_people(
    edition: Edition, desk: Client, query: str, expected: set[str]
) -> None:
    alicia = registered(edition, "Alicia", organisation="yes")
    bruno = registered(edition, "Bruno", country="PE", languages=["es_PE", "qu"])
    registered(edition, "Carla", experience="some", on_board=True)
    make_attendee(edition, "fer@example.org", name="Fer")
    make_submission(make_team(edition, alicia))
    make_team(edition, bruno)

    listed = set(names(desk.get(f"{PEOPLE}?{query}")))
    _header, *rows = csv_rows(export(desk, f"?{query}", columns=["name"]))
    meant = matching(edition, Audience.from_query(QueryDict(query)))

    assert listed == {row[0] for row in rows} == {person.name for person in meant} == expected


def test_the_mail_form_opens_with_the_lists_filter(edition: Edition, desk: Client) -> None:
    registered(edition, "Alicia", country="PE")

    shown = desk.get(f"{PEOPLE}?country=PE&in_team=no")
    address = next(url for url, label in shown.context["desk_buttons"] if label == "Escribir a estas personas")
    form = desk.get(address).context["filters"]

    assert {name: form[name].value() for name in ("country", "in_team", "language")} == {
        "country": "PE",
        "in_team": "no",
        "language": None,
    }


@pytest.mark.parametrize("query", ["contry=MX", "country=MX&country=PE", "in_team=maybe", "organisation=perhaps"])
def test_a_filter_that_is_not_understood_is_refused_with_a_sentence(edition: Edition, desk: Client, query: str) -> None:
    registered(edition, "Alicia")

    answer = desk.get(f"{PEOPLE}?{query}&edition=demo", follow=True)

    assert answer.redirect_chain == [(f"{PEOPLE}?edition=demo", 302)]
    assert "No se entiende el filtro" in text(answer)


@pytest.mark.parametrize("page", ["0", "-1", "999999999999999999999", "x"])
def test_a_page_that_is_not_there_breaks_nothing(edition: Edition, desk: Client, page: str) -> None:
    registered(edition, "Alicia")

    assert desk.get(f"{PEOPLE}?p={page}", follow=True).status_code == 200


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_asks_the_same_of_the_database_for_one_person_and_for_three(
    edition: Edition,
    desk: Client,
    people: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for number in range(people):
        make_submission(make_team(edition, registered(edition, f"Persona{number}")))
    desk.get(PEOPLE)

    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        desk.get(PEOPLE)


def test_a_name_that_looks_like_code_is_shown_as_text(edition: Edition, desk: Client) -> None:
    alicia = registered(edition, "<script>alert(1)</script>")
    make_team(edition, alicia, name="<b>Equipo")

    shown = text(desk.get(PEOPLE))

    assert ("<script>alert(1)" in shown, "<b>Equipo" in shown, "&lt;b&gt;Equipo" in shown) == (False, False, True)


# --- the file --------------------------------------------------------------------------------------------------------
def test_the_filter_offers_the_countries_that_somebody_is_from_and_the_one_that_was_asked_for(
    edition: Edition, desk: Client
) -> None:
    registered(edition, "Ana", country="PE")
    registered(make_edition("otra"), "Bruno", country="CL")

    page = desk.get(f"{PEOPLE}?edition={edition.slug}&country=UY").content.decode()

    offered = [code for code in ("PE", "CL", "UY", "MX") if f'<option value="{code}"' in page]
    assert offered == ["PE", "UY"]


def test_a_file_tells_a_discord_account_that_discord_knows_from_one_that_was_typed(
    edition: Edition, desk: Client
) -> None:
    ana = make_person("Ana", discord_id="42", discord_username="ana.verdadera")
    make_registration(edition, ana, discord="ana-de-antes", registered_at=NOW)
    make_registration(edition, make_person("Bruno"), discord="bruno", registered_at=NOW)

    _header, *rows = csv_rows(export(desk, columns=["name", "discord", "discord_verified"]))

    assert sorted(rows) == [["Ana", "ana.verdadera", "sí"], ["Bruno", "bruno", "no"]]


def test_a_file_has_the_chosen_columns_in_the_order_of_the_form(edition: Edition, desk: Client) -> None:
    person = registered(edition, "Alicia", country="PE", languages=["es_PE", "qu"], experience="some", skills=["data"])
    make_team(edition, person, name="Los Ñandúes")

    rows = csv_rows(export(desk, columns=["team", "name", "country", "languages", "experience", "skills", "captain"]))

    assert rows == [
        ["Nombre", "País", "Lenguas y variedades", "Experiencia", "Qué sabe hacer", "Equipo", "Capitanía"],
        [
            "Alicia",
            "Perú",
            "español (Perú), quechua",
            "He seguido cursos o hecho algún proyecto",
            "Crear y limpiar datos",
            "Los Ñandúes",
            "sí",
        ],
    ]


def test_a_file_says_no_hours_of_who_told_none(edition: Edition, desk: Client) -> None:
    registered(edition, "Alicia", timezone="America/Lima", hours_from=18, hours_to=22)
    make_attendee(edition, "bruno@example.org", name="Bruno")

    _header, *rows = csv_rows(export(desk, columns=["name", "hours"]))

    assert sorted(rows) == [["Alicia", "18–22"], ["Bruno", ""]]


def test_a_file_is_written_in_the_readers_language_though_it_streams(edition: Edition, desk: Client) -> None:
    registered(edition, "Alicia", country="PE", languages=["es_PE"], organisation="yes")
    desk.cookies["django_language"] = "en"

    _header, row = csv_rows(export(desk, columns=["country", "languages"]))

    assert row == ["Peru", "Spanish (Peru)"]


@pytest.mark.parametrize("name", [FORMULA, "+34 600", "@ana", RIGHT_TO_LEFT, "\u202eangela", "Ñ" * 150])
def test_a_name_arrives_as_it_is_and_never_as_a_formula(edition: Edition, desk: Client, name: str) -> None:
    registered(edition, "Alicia", name=name)
    escaped = f"'{name}" if name[0] in "=+@" else name

    in_csv = csv_rows(export(desk, columns=["name"]))
    answer = export(desk, columns=["name"], extension="xlsx")

    assert in_csv[1:] == [[escaped]]
    assert xlsx_rows(answer)[1:] == [(name,)]
    cell = openpyxl.load_workbook(io.BytesIO(answer.content)).active["A2"]
    assert cell.data_type == "s"


def test_what_was_taken_out_stands_in_the_trail(edition: Edition, desk: Client, olga: User) -> None:
    registered(edition, "Alicia", country="PE")
    registered(edition, "Bruno")

    export(desk, "?country=PE", columns=["name", "email"], extension="xlsx")

    entry = TrailEntry.objects.get(verb="list.exported")
    assert (entry.edition, entry.by, entry.target_id) == (edition, olga, str(edition.pk))
    assert entry.detail == {
        "name": "personas.xlsx",
        "rows": 1,
        "columns": ["name", "email"],
        "query": "country=PE",
    }


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"extension": "csv"}, "Elige al menos una columna."),
        ({"columns": ["password"], "extension": "csv"}, "password"),
        ({"columns": ["name"], "extension": "exe"}, "exe"),
    ],
)
def test_a_choice_that_makes_no_file_is_refused_with_a_sentence(
    edition: Edition, desk: Client, data: dict[str, Any], words: str
) -> None:
    answer = desk.post(f"{PEOPLE}exportar/", data)

    assert (answer.status_code, words in text(answer)) == (200, True)
    assert TrailEntry.objects.filter(verb="list.exported").count() == 0


def test_the_files_page_says_how_many_rows_it_will_have(edition: Edition, desk: Client) -> None:
    registered(edition, "Alicia", country="PE")
    registered(edition, "Bruno")

    answer = desk.get(f"{PEOPLE}exportar/?country=PE")

    assert (answer.context["count"], "El archivo tendrá 1 fila" in text(answer)) == (1, True)


def test_a_file_of_many_asks_the_database_no_more_often(
    edition: Edition,
    desk: Client,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for number in range(7):
        make_team(edition, registered(edition, f"Persona{number}"))
    answer = export(desk, columns=["name", "hub", "team", "captain"])

    with django_assert_num_queries(1):
        assert len(csv_rows(answer)) == 8


# --- one person ------------------------------------------------------------------------------------------------------
def test_a_persons_page_shows_what_they_told_us_and_what_was_done_and_why(
    edition: Edition, desk: Client, olga: User
) -> None:
    bruno = registered(edition, "Bruno", looking_for="Un equipo con ganas", skills=["data"], timezone="America/Lima")
    team = make_team(edition, name="Los Ñandúes")
    teams.seat_person(person=bruno, team=team, by=olga, at=NOW, reason="Lo pidió por correo")
    page = f"{PEOPLE}{Registration.objects.get(user=bruno).pk}/change/"

    shown = text(desk.get(page))

    for words in ("Un equipo con ganas", "Crear y limpiar datos", "America/Lima", "Los Ñandúes"):
        assert words in shown
    for words in ("puso a una persona en el equipo", "Olga", "Lo pidió por correo"):
        assert words in shown


def test_what_another_edition_did_to_the_person_is_not_shown(edition: Edition, desk: Client) -> None:
    other = make_edition("otra")
    bruno = registered(edition, "Bruno")
    teams.seat_person(
        person=bruno, team=make_team(other), by=make_organiser(other), at=NOW, reason="Un motivo de la otra edición"
    )

    shown = text(desk.get(f"{PEOPLE}{Registration.objects.get(user=bruno).pk}/change/"))

    assert "Un motivo de la otra edición" not in shown


def test_what_people_told_in_confidence_is_on_no_page(edition: Edition, desk: Client) -> None:
    from hackathon.registration.models import DemographicAnswer
    from hackathon.registration.queries import pseudonym

    bruno = registered(edition, "Bruno")
    DemographicAnswer.objects.create(
        edition=edition, person=pseudonym(user=bruno, edition=edition), question="gender", option="nonbinary"
    )

    shown = text(desk.get(f"{PEOPLE}{Registration.objects.get(user=bruno).pk}/change/"))

    assert [word in shown for word in ("nonbinary", "No binario")] == [False, False]


def test_a_person_of_a_list_who_has_not_come_has_a_page_too(edition: Edition, desk: Client) -> None:
    attendee = make_attendee(edition, "fer@example.org", name="Fer")

    assert "Todavía nadie ha entrado con este correo." in text(desk.get(f"{PEOPLE}{attendee.pk}/change/"))


def test_a_person_is_only_looked_at(edition: Edition, desk: Client) -> None:
    registration = make_registration(edition, make_person("Bruno"))

    answers = [
        desk.post(f"{PEOPLE}{registration.pk}/change/", {"name": "Otra"}),
        desk.post(f"{PEOPLE}{registration.pk}/delete/", {"post": "yes"}),
        desk.post(f"{PEOPLE}add/", {"name": "Nueva"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert [each.name for each in Registration.objects.all()] == ["Bruno"]


def test_a_person_of_another_edition_does_not_exist(edition: Edition, desk: Client) -> None:
    registration = make_registration(make_edition("otra"), make_person("Bruno"), name="Bruno Secreto")

    assert "Bruno Secreto" not in text(desk.get(f"{PEOPLE}{registration.pk}/change/", follow=True))


def test_a_judge_does_not_get_in(edition: Edition) -> None:
    judge = signed_in(make_judge(edition))

    assert [judge.get(f"{PEOPLE}{tail}", follow=True).status_code for tail in ("", "exportar/")] == [403, 403]

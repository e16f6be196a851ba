"""What organisers take away: every table opens again in every format, with the columns that were chosen and nobody's data unasked."""

import csv
import io
import json
from datetime import UTC
from typing import Any

import pyarrow.parquet
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from hackathon.accounts.roles import is_organiser
from hackathon.editions.models import Edition, TrailEntry
from hackathon.spreadsheets import Table, csv_lines, json_lines, parquet, xlsx
from judging.actions import freeze
from judging.exports.catalogue import BY_KEY, EXPORTS, default_columns
from judging.models import Assignment, Award, Certificate, Conflict, Decision, Entitlement, FrozenResults, Remark
from tests.factories.editions import NOW, make_edition
from tests.factories.judging import all_scores, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.registration import make_attendee, make_registration
from tests.factories.submissions import make_audit, make_verdict
from tests.factories.teams import make_team

pytestmark = [pytest.mark.usefixtures("at_now"), pytest.mark.production]
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def full(edition: Edition) -> Edition:
    """An edition with something in every table but the evaluations."""
    ana, julia, olga = make_person("Ana"), make_judge(edition, "Julia"), make_organiser(edition, "Oli")
    make_registration(edition, ana)
    make_attendee(edition, "nadie@example.org")
    project = make_project(edition, FORMULA, team=make_team(edition, ana, name="+1 equipo"))
    make_audit(project, outcomes=["pass", "fail"])
    make_verdict(project, project.current.entries.first().repo)
    make_review(project, julia, all_scores(edition, 3), comment="=1+1")
    about = {"edition": edition, "at": NOW}
    Conflict.objects.create(submission=project, judge=make_judge(edition, "Jon"), kind="declared", **about)
    Decision.objects.create(kind="note", reason="Hablado", by=olga, **about)
    Award.objects.create(prize="first", submission=project, **about)
    Entitlement.objects.create(prize="first", benefit="gpu", user=ana, changed_at=NOW, **about)
    Certificate.objects.create(edition=edition, user=ana, kind="participant", name="Ana", code="ABC", issued_at=NOW)
    return edition


def table(edition: Edition, key: str, *columns: str) -> Table:
    found = BY_KEY[key]
    return found.table(edition, columns or [column.key for column in found.columns(edition)])


def url(name: str, edition: Edition, *more: str) -> str:
    return reverse(f"judging:{name}", args=[edition.slug, *more])


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))


FILLED = {export.key for export in EXPORTS} - {"evaluaciones-de-modelos"}


@pytest.mark.django_db
def test_every_table_says_the_same_in_every_format(full: Edition) -> None:
    for export in EXPORTS:
        rows = list(table(full, export.key).rows)
        header, *lines = read_csv("".join(csv_lines(table(full, export.key))))
        told = json.loads("".join(json_lines(table(full, export.key))))
        columns = pyarrow.parquet.read_table(io.BytesIO(parquet(table(full, export.key))))
        sheet = load_workbook(io.BytesIO(xlsx(table(full, export.key)))).worksheets[0]
        keys = [column.key for column in export.columns(full)]
        assert {len(rows), len(lines), len(told["rows"]), columns.num_rows, sheet.max_row - 1} == {export.count(full)}
        assert (len(rows) > 0) is (export.key in FILLED), export.key
        assert [field["key"] for field in told["fields"]] == keys == columns.column_names
        assert header == [str(cell.value) for cell in sheet[1]] == [column.header for column in export.columns(full)]


@pytest.mark.django_db
def test_where_nothing_has_happened_tables_are_empty_and_pages_open(edition: Edition, organiser: Any) -> None:
    for export in EXPORTS:
        assert list(table(edition, export.key).rows) == []
        assert "Ahora tiene 0 filas." in organiser.get(url("export", edition, export.key)).content.decode()
        assert pyarrow.parquet.read_table(io.BytesIO(parquet(table(edition, export.key)))).num_rows == 0


@pytest.mark.django_db
def test_every_column_says_what_it_is_and_has_a_key_of_its_own(full: Edition) -> None:
    for export in EXPORTS:
        columns = export.columns(full)
        assert [column.key for column in columns if not column.about] == []
        assert len({column.key for column in columns}) == len(columns)


@pytest.mark.django_db
def test_files_hold_what_their_columns_mean(full: Edition) -> None:
    book = load_workbook(io.BytesIO(xlsx(table(full, "equipos", "name"))))
    words = [[cell.value for cell in row] for row in book["Columnas"].iter_rows()]
    assert words == [["Columna", "Clave", "Qué es"], ["Equipo", "name", "Nombre del equipo."]]
    schema = pyarrow.parquet.read_schema(io.BytesIO(parquet(table(full, "equipos", "name"))))
    assert json.loads(schema.metadata[b"fields"])[0]["about"] == "Nombre del equipo."
    assert schema.field("name").metadata[b"about"].decode() == "Nombre del equipo."


@pytest.mark.django_db
def test_numbers_moments_and_yes_or_no_keep_their_type(full: Edition) -> None:
    found = pyarrow.parquet.read_table(io.BytesIO(parquet(table(full, "puntos", "score", "at")))).to_pylist()
    assert found[0] == {"score": 3, "at": NOW.astimezone(UTC)}
    versions = json.loads("".join(json_lines(table(full, "versiones", "number", "current", "consent"))))["rows"]
    assert versions == [{"number": 1, "current": True, "consent": None}]


@pytest.mark.django_db
def test_no_format_takes_a_text_for_a_formula(full: Edition) -> None:
    assert read_csv("".join(csv_lines(table(full, "versiones", "title"))))[1] == [f"'{FORMULA}"]
    cell = load_workbook(io.BytesIO(xlsx(table(full, "versiones", "title")))).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (FORMULA, "s")
    assert json.loads("".join(json_lines(table(full, "versiones", "title"))))["rows"] == [{"title": FORMULA}]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["🎉\u202eabc", "a\x00b", "mal\ud800", "x" * 40_000, "línea\nlínea"])
def test_whatever_somebody_typed_is_written_in_every_format(full: Edition, text: str) -> None:
    column = BY_KEY["equipos"].columns(full)[0]
    strange = lambda: Table("t", ("Equipo",), [(text,)], (column,))  # noqa: E731
    assert len(read_csv("".join(csv_lines(strange())).replace("\0", ""))) == 2
    assert json.loads("".join(json_lines(strange())))["rows"] == [{"name": text.replace("\ud800", "?")}]
    assert pyarrow.parquet.read_table(io.BytesIO(parquet(strange()))).num_rows == 1
    assert load_workbook(io.BytesIO(xlsx(strange()))).worksheets[0].max_row == 2


@pytest.mark.django_db
def test_who_consented_to_nothing_is_in_no_file(full: Edition) -> None:
    assert list(table(full, "personas", "name").rows) == [("Ana",)]


@pytest.mark.django_db
def test_personal_columns_are_off_until_somebody_wants_them(full: Edition) -> None:
    asked = {export.key: default_columns(export.columns(full)) for export in EXPORTS}
    assert {"name", "email", "hub", "country"} & set(asked["personas"]) == set()
    assert {"captain", "members", "emails"} & set(asked["equipos"]) == set()
    assert {"judge", "comment", "note", "remarks"} & set(asked["evaluaciones"]) == set()
    page = signed_in(make_organiser(full)).get(url("export", full, "personas")).content.decode()
    assert 'value="email">' in page
    assert 'value="languages" checked>' in page


@pytest.mark.django_db
def test_remarks_leave_with_the_review_and_organisers_read_them(full: Edition) -> None:
    review = Assignment.objects.filter(edition=full, saved_at__isnull=False).first()
    Remark.objects.create(assignment=review, criterion="demo-ux", text="Muy «clara»", at=NOW)
    Assignment.objects.filter(pk=review.pk).update(note="Para hablarlo")
    assert ('{"demo-ux": "Muy «clara»"}',) in list(table(full, "evaluaciones", "remarks").rows)
    page = reverse("organiser_admin:judging_assignment_change", args=[review.pk])
    read = signed_in(make_organiser(full)).get(page).content.decode()
    assert ("Muy «clara»" in read, "Para hablarlo" in read) == (True, True)


@pytest.mark.django_db
def test_the_address_keeps_the_choice_of_columns(full: Edition) -> None:
    browser = signed_in(make_organiser(full))
    page = browser.get(url("export", full, "personas"), {"columns": ["email"]}).content.decode()
    assert 'value="email" checked>' in page
    assert 'value="languages">' in page


@pytest.mark.django_db
def test_a_file_has_the_chosen_columns_in_the_tables_order_and_the_trail_says_which(full: Edition) -> None:
    browser = signed_in(make_organiser(full))
    asked = {"columns": ["emails", "name"], "format": "csv"}
    answer = browser.get(url("export_file", full, "equipos"), asked)
    rows = read_csv(b"".join(answer.streaming_content).decode())
    assert rows[0] == ["Equipo", "Correos"]
    assert rows[1][0] == "'+1 equipo"
    assert answer["Content-Disposition"] == f'attachment; filename="{full.slug}-equipos.csv"'
    entry = TrailEntry.objects.get(verb="results.exported")
    assert entry.detail == {"name": "equipos.csv", "rows": 1, "columns": ["name", "emails"]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "Elige al menos una columna."),
        ({"columns": "clave"}, "Esta tabla no tiene ninguna columna «clave»."),
        ({"columns": "name", "format": "exe"}, "Ese formato no existe. Elige CSV, Excel, JSON o Parquet."),
    ],
)
def test_what_there_is_not_is_refused_with_a_sentence(edition: Edition, organiser: Any, asked: Any, says: str) -> None:
    answer = organiser.get(url("export_file", edition, "equipos"), asked)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not TrailEntry.objects.filter(verb="results.exported").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("teams", [1, 3])
def test_a_table_costs_the_same_however_long_it_is(
    edition: Edition, organiser: Any, teams: int, django_assert_num_queries: Any
) -> None:
    for _ in range(teams):
        project = make_project(edition)
        make_audit(project, outcomes=["pass"])
        make_review(project, make_judge(edition), all_scores(edition, 2))
    with django_assert_num_queries(27):
        assert organiser.get(url("exports", edition)).status_code == 200
    with django_assert_num_queries(27):
        for export in EXPORTS:
            assert [row for row in table(edition, export.key).rows if not row] == []


@pytest.mark.django_db
def test_the_organiser_of_another_edition_gets_nothing(full: Edition, organiser: Any) -> None:
    other = make_organiser(make_edition("otra"))
    assert not is_organiser(other, full)
    assert signed_in(other).get(url("export_file", full, "personas"), {"columns": "email"}).status_code == 403


# --- over the API ----------------------------------------------------------------------------------------------------
def api(name: str, edition: Edition, *more: object) -> str:
    return reverse(f"api:{name}", args=[edition.slug, *more])


@pytest.mark.django_db
def test_the_api_gives_rows_without_personal_columns_and_the_trail_says_so(full: Edition) -> None:
    browser = signed_in(make_organiser(full))
    told = browser.get(api("export", full, "puntos")).json()
    rubric = full.parsed_rules.rubric
    assert told["count"] == len(rubric.criteria)
    first = told["results"][0]
    assert (first["project"], first["stage"], first["score"]) == (FORMULA, "first", 3)
    assert "judge" not in first
    assert TrailEntry.objects.get(verb="results.exported").detail["name"] == "puntos (API)"
    assert browser.get(api("export", full, "puntos"), {"columns": ["judge"]}).json()["results"][0] == {"judge": "Julia"}


@pytest.mark.django_db
def test_the_api_says_what_there_is_and_what_it_means(full: Edition) -> None:
    told = {each["key"]: each for each in signed_in(make_organiser(full)).get(api("exports", full)).json()}
    assert list(told) == [export.key for export in EXPORTS]
    assert (told["equipos"]["rows"], told["equipos"]["columns"][0]["about"]) == (1, "Nombre del equipo.")
    personal = [column["key"] for column in told["equipos"]["columns"] if column["personal"]]
    assert personal == ["captain", "captain_email", "members", "emails", "discord"]


@pytest.mark.django_db
def test_the_api_refuses_what_there_is_not(full: Edition) -> None:
    browser = signed_in(make_organiser(full))
    assert browser.get(api("export", full, "puntos"), {"columns": ["clave"]}).status_code == 400
    assert browser.get(api("export", full, "nada")).status_code == 404
    assert browser.get(api("export", full, "puntos"), {"page": "9"}).status_code == 404


@pytest.mark.django_db
def test_the_api_tells_how_a_result_came_about_and_to_whom_how_much(full: Edition) -> None:
    project, olga = full.submissions.get(), make_organiser(full)
    steps = signed_in(olga).get(api("derivation", full, project.pk)).json()
    assert (steps["frozen"], steps["rank"], len(steps["reviews"])) == (False, 1, 1)
    assert steps["reviews"][0]["total"] == steps["mean"]
    assert {score for group in steps["groups"] for each in group["criteria"] for score in each["scores"]} == {3}
    member = signed_in(project.team.captain)
    assert member.get(api("derivation", full, project.pk)).status_code == 404
    results = freeze(edition=full, reason="Pronto", by=olga, at=NOW)
    assert member.get(api("derivation", full, project.pk)).status_code == 404
    FrozenResults.objects.filter(pk=results.pk).update(published_at=NOW)
    told = member.get(api("derivation", full, project.pk)).json()
    assert (told["frozen"], len(told["reviews"]), told["reviews"][0]["severity"]) == (True, 1, None)
    seen = Client().get(api("derivation", full, project.pk)).json()
    assert (seen["reviews"], seen["groups"][0]["criteria"], seen["mean"]) == ([], [], steps["mean"])


@pytest.mark.django_db
def test_nobody_is_in_a_table_who_did_not_consent(edition: Edition) -> None:
    """Who has a seat in a team, or a benefit, need not have registered."""
    ana, bea = make_person("Ana", email="ana@example.org"), make_person("Bea", email="bea@example.org")
    make_registration(edition, bea)
    team = make_team(edition, ana, bea)
    for person in (ana, bea):
        about = {"user": person, "team": team, "at": NOW, "changed_at": NOW}
        Entitlement.objects.create(edition=edition, prize="participants", benefit="gpu", **about)
    teams = table(edition, "equipos", "captain", "captain_email", "members", "emails")
    benefits = table(edition, "beneficios", "person", "email")
    assert [[list(row) for row in found.rows] for found in (teams, benefits)] == [
        [[None, None, "Bea", "bea@example.org"]],
        [[None, None], ["Bea", "bea@example.org"]],
    ]

"""The pages of a list: what an organiser sees and does before, during and after."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hackathon.editions.models import Edition, TrailEntry
from hackathon.imports import actions
from hackathon.imports.models import ImportJob
from hackathon.registration.models import Registration
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.registration import make_registration
from tests.hackathon.imports.files import BRUNO, CARLA, csv_file, imported, make_job, many

pytestmark = pytest.mark.django_db

GUESSED = {
    "email": 3,
    "first_name": 1,
    "last_name": 2,
    "country": 4,
    "team": 6,
    "external_id": 0,
    "status": 5,
}


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def organiser(edition: Edition) -> Client:
    return signed_in(make_organiser(edition, "Olga"))


def upload(client: Client, content: bytes, name: str = "lista.csv", **options: Any) -> Any:
    return client.post("/demo/importar/", {"file": SimpleUploadedFile(name, content)}, **options)


def address(job: ImportJob, rest: str = "") -> str:
    return f"/demo/importar/{job.pk}/{rest}"


def page(client: Client, job: ImportJob) -> str:
    return client.get(address(job)).content.decode()


def counts_on(html: str) -> list[str]:
    return [part.split('"', 1)[0] for part in html.split('data-outcome="')[1:]]


# --- uploading -------------------------------------------------------------------------------------------------------
def test_a_file_is_shown_before_anything_is_imported(edition: Edition, organiser: Client) -> None:
    answer = upload(organiser, csv_file(BRUNO, CARLA), follow=True)
    html = answer.content.decode()

    job = ImportJob.objects.get()
    assert answer.redirect_chain == [(address(job), 302)]
    assert (job.mapping, job.total, job.state) == (GUESSED, 2, "preview")
    assert "2 personas nuevas" in html
    assert counts_on(html) == ["created"]
    assert "bruno@example.org" in html
    assert Registration.objects.count() == 0


def test_a_double_click_uploads_once(edition: Edition, organiser: Client) -> None:
    first, second = (upload(organiser, csv_file(BRUNO)).url for _ in range(2))

    assert first == second
    assert ImportJob.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "El archivo está vacío."),
        (b"PK\x03\x04", "Esto es un libro de hojas de cálculo"),
        (bytes(range(256)), "Esto no es un archivo de texto"),
        (b"Nombre,Correo\n", "tiene encabezados, pero ninguna persona debajo"),
        (b"Ana,a@b.co\n", "no tiene fila de encabezados"),
        (b'Nombre,Correo\n"Ana,a@b.co\n', "En la fila 2 se abren unas comillas que no se cierran"),
        (b"Nombre,Correo\n" + b"A,a@b.co\n" * 20_001, "El archivo tiene más de 20000 filas"),
        (b"x" * 10_000_001, "El archivo pasa de 10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_clear_sentence(organiser: Client, content: bytes, sentence: str) -> None:
    answer = upload(organiser, content)

    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    assert ImportJob.objects.count() == 0


def test_no_file_at_all_is_asked_for(organiser: Client) -> None:
    assert "Elige un archivo." in organiser.post("/demo/importar/").content.decode()
    assert "Elige un archivo." in organiser.post("/demo/importar/", {"file": "no es un archivo"}).content.decode()


def test_ten_thousand_rows_get_through_although_a_form_may_not_be_so_large(organiser: Client) -> None:
    content = csv_file(*((*person[:6], "x" * 250) for person in many(10_000)))
    assert len(content) > 3_000_000

    assert upload(organiser, content).status_code == 302
    assert ImportJob.objects.get().total == 10_000


def test_beyond_the_limit_a_page_says_so(organiser: Client) -> None:
    answer = upload(organiser, b"x" * 10_200_000)

    assert answer.status_code == 413
    assert "El archivo pasa de 10 MB y no se ha guardado" in answer.content.decode()


@pytest.mark.parametrize("name", ["a" * 300 + ".csv", "\u202elista.csv", "🙂.csv", "../../etc/passwd", "<script>.csv"])
def test_whatever_a_file_is_called_it_is_shown_as_text(organiser: Client, name: str) -> None:
    answer = upload(organiser, csv_file(BRUNO), name=name, follow=True)

    assert (answer.status_code, b"<script>.csv" in answer.content) == (200, False)
    assert len(ImportJob.objects.get().file_name) <= 150


# --- looking and choosing --------------------------------------------------------------------------------------------
def test_the_preview_counts_who_is_new_known_repeated_and_unreadable(edition: Edition, organiser: Client) -> None:
    imported(edition, csv_file(BRUNO))
    make_registration(edition, make_person("Alicia", email="alicia@example.org"))
    job = make_job(
        edition,
        csv_file(
            BRUNO,
            CARLA,
            ("3", "A.", "P.", "Alicia@example.org", "", "", ""),
            ("4", "Otra", "Carla", "CARLA@example.org", "", "", ""),
            ("5", "Mal", "", "mal@", "", "", ""),
        ),
        confirmed=False,
    )

    html = page(organiser, job)

    assert counts_on(html) == ["created", "unchanged", "registered", "repeated", "refused"]
    assert "Tiene el mismo correo que la fila 3" in html
    assert "El correo electrónico no está bien escrito." in html


def test_a_file_that_was_imported_before_says_so(edition: Edition, organiser: Client) -> None:
    imported(edition, csv_file(BRUNO))
    job = make_job(edition, csv_file(BRUNO), confirmed=False)

    html = page(organiser, job)

    assert "Este mismo archivo ya se importó el" in html
    assert "importarlo no cambiaría nada" in html


def test_other_columns_are_looked_at_before_they_count(edition: Edition, organiser: Client) -> None:
    job = make_job(edition, csv_file(BRUNO), confirmed=False)
    chosen = {**GUESSED, "team": "", "name": 1, "first_name": "", "last_name": ""}

    organiser.post(address(job), {**chosen, "import": "yes"})
    assert ImportJob.objects.get().state == "preview"

    organiser.post(address(job), {**chosen, "import": "yes"})
    confirmed = ImportJob.objects.get()
    assert (confirmed.state, confirmed.mapping) == (
        "queued",
        {"email": 3, "name": 1, "country": 4, "external_id": 0, "status": 5},
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": ""}, "Di en qué columna está el correo."),
        ({"first_name": ""}, "Di en qué columna está el nombre."),
        ({"country": 3}, "Esta columna ya es «Correo electrónico»."),
        ({"email": 99}, "Con estas columnas no se puede importar"),
        ({"email": "9" * 5000}, "Con estas columnas no se puede importar"),
        ({"email": "\x00🙂"}, "Con estas columnas no se puede importar"),
    ],
)
def test_columns_that_make_no_sense_are_refused_and_change_nothing(
    edition: Edition, organiser: Client, change: dict[str, Any], sentence: str
) -> None:
    job = make_job(edition, csv_file(BRUNO), confirmed=False)

    answer = organiser.post(address(job), {**GUESSED, **change, "import": "yes"})

    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    assert (ImportJob.objects.get().mapping, ImportJob.objects.get().state) == (GUESSED, "preview")


def test_a_file_whose_columns_nobody_can_guess_asks_for_them(edition: Edition, organiser: Client) -> None:
    upload(organiser, b"uno;dos\nAna;a@b.co\n")
    job = ImportJob.objects.get()

    assert "Di en qué columnas están el correo y el nombre para verlo." in page(organiser, job)
    organiser.post(address(job), {"email": 1, "name": 0, "look": "yes"})
    assert "1 persona nueva" in page(organiser, job)


def test_a_discarded_file_is_gone(edition: Edition, organiser: Client) -> None:
    job = make_job(edition, csv_file(BRUNO), confirmed=False)

    answer = organiser.post(address(job, "descartar/"), follow=True)

    assert "el archivo se ha borrado" in answer.content.decode()
    assert list(ImportJob.objects.values_list("state", "content")) == [("discarded", None)]
    assert "se descartó" in page(organiser, job)
    again = organiser.post(address(job), {**GUESSED, "import": "yes"}, follow=True).content.decode()
    assert "ya no espera confirmación" in again


# --- while it runs and after -----------------------------------------------------------------------------------------
def test_a_second_click_on_import_queues_it_once(edition: Edition, organiser: Client) -> None:
    job = make_job(edition, csv_file(BRUNO), confirmed=False)

    for _ in range(2):
        answer = organiser.post(address(job), {**GUESSED, "import": "yes"}, follow=True)

    assert (answer.status_code, ImportJob.objects.get().state) == (200, "queued")


def test_the_fragment_has_nothing_to_say_until_something_moved(edition: Edition, organiser: Client) -> None:
    job = make_job(edition, csv_file(*many(3)))
    asked = address(job, "progreso/")

    assert organiser.get(asked, {"seen": "queued-0-"}).status_code == 204
    assert "hx-get" in organiser.get(asked, {"seen": "otra"}).content.decode()

    actions.run(job_id=job.pk, at=NOW)
    done = organiser.get(asked, {"seen": "queued-0-"}).content.decode()
    assert ("hx-get" in done, counts_on(done)) == (False, ["created"])


def test_without_scripts_the_page_itself_tells_how_far_it_is(edition: Edition, organiser: Client) -> None:
    job = make_job(edition, csv_file(*many(3)), state="running", done=2)

    html = page(organiser, job)

    assert "Importando: 2 de 3 filas." in html
    assert '<progress class="import-progress mt-2" max="3" value="2"' in html


def test_a_list_that_changed_nothing_says_so(edition: Edition, organiser: Client) -> None:
    imported(edition, csv_file(BRUNO))

    assert "no ha cambiado nada" in page(organiser, imported(edition, csv_file(BRUNO)))


def test_an_interrupted_list_says_how_far_it_came_and_goes_on(edition: Edition, organiser: Client) -> None:
    job = make_job(edition, csv_file(*many(3)), state="failed", done=2, error="worker_lost")

    assert "se detuvo por un fallo nuestro en la fila 2 de 3" in page(organiser, job)
    organiser.post(address(job, "seguir/"))
    assert ImportJob.objects.get().state == "queued"


def test_the_report_has_every_row_and_no_formula(edition: Edition, organiser: Client) -> None:
    job = imported(
        edition,
        csv_file(
            ("1", '=HYPERLINK("http://x")', "", "bruno@example.org", "", "", ""),
            ("2", "@SUM(A1)", "", "mal@", "", "", ""),
        ),
    )
    assert Registration.objects.get().name == '=HYPERLINK("http://x")'

    answer = organiser.get(address(job, "informe.csv"))
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode().removeprefix("\ufeff"))))

    assert rows[1:] == [
        ["2", "nueva", "Persona nueva en la lista.", '\'=HYPERLINK("http://x")', "bruno@example.org", ""],
        ["3", "no se pudo importar", "El correo electrónico no está bien escrito.", "", "", "'@SUM(A1) · mal@"],
    ]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="demo-importacion-{job.pk}.csv"'
    assert TrailEntry.objects.get(verb="attendees.report_exported").detail == {"rows": 2}


def test_a_report_is_written_in_the_readers_language(edition: Edition, organiser: Client) -> None:
    job = imported(edition, csv_file(BRUNO))
    organiser.cookies["django_language"] = "en"

    spanish, english = (
        client.get(address(job, "informe.csv")).getvalue().decode()
        for client in (signed_in(make_organiser(edition)), organiser)
    )

    assert "Persona nueva en la lista." in spanish
    assert ("Persona nueva en la lista." in english) == ("New person" not in english)


# --- who and how much ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rest", ["", "progreso/", "informe.csv"])
def test_a_list_of_another_edition_is_not_there(edition: Edition, organiser: Client, rest: str) -> None:
    job = imported(make_edition("otra"), csv_file(BRUNO))

    assert organiser.get(address(job, rest)).status_code == 404
    assert organiser.get(f"/demo/importar/{'9' * 40}/{rest}").status_code == 404


@pytest.mark.parametrize("lists", [1, 3])
def test_the_lists_take_as_many_queries_however_many(
    edition: Edition, organiser: Client, lists: int, django_assert_num_queries: Any
) -> None:
    by = make_organiser(edition, "Otra")
    for number in range(lists):
        make_job(edition, csv_file(("1", f"P{number}", "", f"p{number}@example.org", "", "", "")), by=by)

    with django_assert_num_queries(LISTS):
        organiser.get("/demo/importar/")


@pytest.mark.parametrize("rows", [1, 30])
def test_a_preview_takes_as_many_queries_however_many_rows(
    edition: Edition, organiser: Client, rows: int, django_assert_num_queries: Any
) -> None:
    job = make_job(edition, csv_file(*many(rows)), confirmed=False)

    with django_assert_num_queries(PREVIEW):
        page(organiser, job)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_finished_list_takes_as_many_queries_however_many_rows(
    edition: Edition, organiser: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        make_registration(edition, make_person("P", email=f"p{number + 1}@example.org"))
    job = imported(edition, csv_file(*many(rows)))

    with django_assert_num_queries(FINISHED):
        page(organiser, job)


LISTS, PREVIEW, FINISHED = 6, 11, 8

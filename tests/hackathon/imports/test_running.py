"""Importing a list: each row once, whatever happens on the way."""

from datetime import timedelta
from typing import Any

import pytest

from hackathon.editions.models import Edition, TrailEntry
from hackathon.imports import actions, queries
from hackathon.imports.actions import running
from hackathon.imports.models import ImportJob, ImportRow
from hackathon.registration.models import Registration
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person
from tests.factories.registration import make_registration
from tests.hackathon.imports.files import BRUNO, CARLA, csv_file, imported, make_job, many
from tests.racing import race

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def outcomes(job: ImportJob) -> list[tuple[int, str, str]]:
    return list(job.rows.values_list("number", "outcome", "reason"))


def test_a_list_becomes_people_and_its_file_is_forgotten(edition: Edition) -> None:
    job = imported(edition, csv_file(BRUNO, CARLA))

    assert list(Registration.objects.order_by("email").values_list("email", "name", "country", "external_id")) == [
        ("bruno@example.org", "Bruno Salas", "MX", "1"),
        ("carla@example.org", "Carla Ríos", "PE", "2"),
    ]
    assert (job.state, job.done, job.total, job.content, job.attempts) == ("done", 2, 2, None, 0)
    assert outcomes(job) == [(2, "created", ""), (3, "created", "")]
    assert TrailEntry.objects.get(verb="attendees.imported").detail == {"created": 2}


def test_a_spreadsheets_latin_1_with_semicolons_keeps_every_accent(edition: Edition) -> None:
    rows = (("José Ñáñez", "jose@example.org", "España"),)
    job = imported(
        edition, csv_file(*rows, headings=("Nombre y apellidos", "Correo", "País"), delimiter=";", encoding="latin-1")
    )

    row = Registration.objects.get()
    assert (job.state, row.name, row.country) == ("done", "José Ñáñez", "ES")


def test_each_row_says_what_became_of_it_and_why(edition: Edition) -> None:
    alicia = make_person("Alicia", email="alicia@example.org")
    make_registration(edition, alicia)
    job = imported(
        edition,
        csv_file(
            BRUNO,
            ("2", "A.", "", "ALICIA@example.org", "", "Attending", ""),
            ("3", "Otro", "Bruno", " Bruno@Example.org ", "", "Attending", ""),
            ("4", "Info Requested", "Info Requested", "quien@example.org", "", "Attending", ""),
            ("5", "Sin", "Correo", "Info Requested", "", "Attending", ""),
            ("6", "Mal", "Escrito", "mal@", "", "Attending", ""),
            ("7", "L" * 300, "", "largo@example.org", "", "Attending", ""),
            ("8", "Ida", "Vuelta", "ida@example.org", "", "Refunded", ""),
            ("9", "Nora", "Nia", "nora@example.org", "Narnia", "Attending", "🙂"),
        ),
    )

    assert outcomes(job) == [
        (2, "created", ""),
        (3, "registered", ""),
        (4, "repeated", ""),
        (5, "refused", "name_missing"),
        (6, "refused", "email_missing"),
        (7, "refused", "email_wrong"),
        (8, "refused", "name_long"),
        (9, "cancelled", ""),
        (10, "created", ""),
    ]
    rows = {row.number: row for row in job.rows.all()}
    assert rows[4].facts == {"row": 2}
    assert rows[8].facts == {"length": 300, "max": 150}
    assert (rows[10].notes, rows[10].facts) == (
        ["country_unknown", "team_unreadable"],
        {"country_unknown": "Narnia", "team_unreadable": "🙂"},
    )
    assert [row.number for row in queries.remarkable(job)] == [5, 6, 7, 8, 4, 9, 3, 10]


def test_only_a_row_that_could_not_be_kept_keeps_what_was_typed(edition: Edition) -> None:
    job = imported(edition, csv_file(BRUNO, ("6", "Mal", "Escrito", "mal@", "", "Attending", "")))

    assert list(job.rows.values_list("typed", flat=True)) == ["", "Mal Escrito · mal@"]


def test_the_same_file_twice_changes_nothing(edition: Edition) -> None:
    imported(edition, csv_file(BRUNO, CARLA))
    before = list(Registration.objects.values())

    again = imported(edition, csv_file(BRUNO, CARLA))

    assert list(Registration.objects.values()) == before
    assert queries.counts(again) == {"unchanged": 2}


def test_ten_thousand_rows_all_arrive_once(edition: Edition) -> None:
    job = imported(edition, csv_file(*many(10_000)))

    assert (job.state, job.done, queries.counts(job)) == ("done", 10_000, {"created": 10_000})
    assert Registration.objects.count() == 10_000


def test_progress_is_there_to_be_seen_after_every_batch(edition: Edition, monkeypatch: Any) -> None:
    job, seen = make_job(edition, csv_file(*many(5))), []
    monkeypatch.setattr(running, "BATCH", 2)
    add = running.add_attendees
    monkeypatch.setattr(
        running, "add_attendees", lambda **said: (seen.append(ImportJob.objects.get(pk=job.pk).done), add(**said))[1]
    )

    actions.run(job_id=job.pk, at=NOW)

    assert seen == [2, 4, 5]


def test_a_list_goes_on_where_it_broke(edition: Edition, monkeypatch: Any) -> None:
    job = make_job(edition, csv_file(*many(5)))
    monkeypatch.setattr(running, "BATCH", 2)
    add, calls = running.add_attendees, []

    def breaks_once(**said: Any) -> Any:
        calls.append([person.email for person in said["attendees"]])
        if len(calls) == 2:
            raise ConnectionError
        return add(**said)

    monkeypatch.setattr(running, "add_attendees", breaks_once)
    broken = actions.run(job_id=job.pk, at=NOW)
    assert (broken.state, broken.done, broken.error, broken.rows.count()) == ("queued", 2, "ConnectionError", 2)

    done = actions.run(job_id=job.pk, at=NOW)

    assert (done.state, done.done, done.error) == ("done", 5, "")
    assert calls[1] == calls[2] == ["p3@example.org", "p4@example.org"]
    assert outcomes(done) == [(number, "created", "") for number in range(2, 7)]


def test_a_list_that_breaks_five_times_at_one_place_waits_for_a_person(edition: Edition, monkeypatch: Any) -> None:
    job = make_job(edition, csv_file(BRUNO))
    monkeypatch.setattr(running, "add_attendees", lambda **said: 1 / 0)

    states = [actions.run(job_id=job.pk, at=NOW).state for _ in range(5)]

    assert states == ["queued", "queued", "queued", "queued", "failed"]
    assert actions.run(job_id=job.pk, at=NOW) is None
    monkeypatch.undo()
    assert actions.retry(job=job, at=NOW) is True
    assert actions.retry(job=job, at=NOW) is False
    assert actions.run(job_id=job.pk, at=NOW).state == "done"


def test_a_worker_that_was_taken_for_dead_imports_nothing_more(edition: Edition, monkeypatch: Any) -> None:
    job = make_job(edition, csv_file(*many(4)))
    monkeypatch.setattr(running, "BATCH", 2)
    add, taken_over = running.add_attendees, []

    def overtaken(**said: Any) -> Any:
        steps = add(**said)
        if not taken_over:
            taken_over.append(True)
            ImportJob.objects.filter(pk=job.pk).update(claim=None, state="queued")
        return steps

    monkeypatch.setattr(running, "add_attendees", overtaken)

    assert actions.run(job_id=job.pk, at=NOW) is None
    assert ImportRow.objects.count() == 2
    assert actions.run(job_id=job.pk, at=NOW).done == 4
    assert outcomes(job) == [(number, "created", "") for number in range(2, 6)]


def test_an_unconfirmed_list_is_not_imported(edition: Edition) -> None:
    job = make_job(edition, csv_file(BRUNO), confirmed=False)

    assert actions.run(job_id=job.pk, at=NOW) is None
    assert Registration.objects.count() == 0


# --- sweeping --------------------------------------------------------------------------------------------------------
def test_a_list_whose_worker_was_lost_goes_back_and_a_living_one_is_left_alone(edition: Edition) -> None:
    lost = make_job(edition, csv_file(BRUNO), state="running", claimed_at=NOW - timedelta(seconds=61))
    living = make_job(edition, csv_file(CARLA), state="running", claimed_at=NOW - timedelta(seconds=59))

    actions.sweep(at=NOW)

    states = ImportJob.objects.in_bulk()
    assert (states[lost.pk].state, states[lost.pk].error, states[living.pk].state) == (
        "queued",
        "worker_lost",
        "running",
    )


def test_a_list_that_lost_five_workers_at_one_place_waits_for_a_person(edition: Edition) -> None:
    make_job(edition, csv_file(BRUNO), state="running", claimed_at=NOW - timedelta(hours=1), attempts=5)

    actions.sweep(at=NOW)

    assert list(ImportJob.objects.values_list("state", "error")) == [("failed", "worker_lost")]


def test_a_file_that_nobody_confirms_within_a_week_is_forgotten(edition: Edition) -> None:
    old = make_job(edition, csv_file(BRUNO), confirmed=False, uploaded_at=NOW - timedelta(days=8))
    new = make_job(edition, csv_file(CARLA), confirmed=False, uploaded_at=NOW - timedelta(days=6))

    actions.sweep(at=NOW)

    jobs = ImportJob.objects.in_bulk()
    assert (jobs[old.pk].state, jobs[old.pk].content, jobs[new.pk].state) == ("discarded", None, "preview")


# --- several at once -------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_organisers_who_import_at_once_bring_everybody_once() -> None:
    edition = make_edition()
    people = list(many(40))
    lists = [make_job(edition, csv_file(*rows)) for rows in (people, people[::-1], people[20:] + people[:5])]

    done = race([lambda job=job: actions.run(job_id=job.pk, at=NOW) for job in lists])

    assert [job.state for job in done] == ["done"] * 3
    assert Registration.objects.count() == 40
    assert sum(queries.counts(job).get("created", 0) for job in done) == 40


@pytest.mark.django_db(transaction=True)
def test_eight_workers_that_are_nudged_at_once_import_a_list_once() -> None:
    job = make_job(make_edition(), csv_file(*many(20)))

    done = race([lambda: actions.run(job_id=job.pk, at=NOW)] * 8)

    assert sum(each is not None for each in done) == 1
    assert ImportRow.objects.count() == Registration.objects.count() == 20

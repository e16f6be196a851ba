"""What a job says, while it says it and afterwards: its end on the page, all of it as text, and what was dropped told."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from hackathon.editions.rules import ArtefactKind
from submissions.actions.evaluating import logs
from submissions.models import EvaluationJob, EvaluationLog
from tests.factories.editions import NOW
from tests.factories.people import signed_in
from tests.factories.submissions import add_version, make_submission, make_verdict
from tests.factories.teams import make_team
from tests.submissions.evaluation.stage import Scene, make_scene, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def job(scene) -> EvaluationJob:
    return scene.job(state="running", stage="loading")


def say(job: EvaluationJob, *lines: str) -> None:
    keeper = logs.LogKeeper(job)
    for line in lines:
        keeper.add(line)
    keeper.flush(at=NOW)


def get(name: str, job: EvaluationJob, person: Any, **query: str) -> Any:
    return signed_in(person).get(reverse(f"submissions:{name}", args=[job.edition.slug, job.pk]), query)


def text(job: EvaluationJob, person: Any) -> str:
    return b"".join(get("evaluation_log_text", job, person).streaming_content).decode()


def test_the_page_shows_what_was_said_as_text(scene, job):
    say(job, "Loading <script>alert(1)</script>", "100% 🙂 \u202eabc")
    page = get("evaluation_job", job, scene.alicia)
    assert "<script>alert(1)" not in page.content.decode()
    assert "Loading <script>alert(1)</script> 100% 🙂" in words_of(page)
    assert "Cargamos el modelo en memoria." in words(page)


def words_of(page: Any) -> str:
    """What a reader sees of escaped text."""
    import html

    return " ".join(html.unescape(page.content.decode()).split())


def test_more_comes_from_where_the_page_is_and_nothing_if_there_is_nothing(scene, job):
    say(job, "uno")
    last = get("evaluation_job", job, scene.alicia).context["last"]
    assert get("evaluation_log", job, scene.alicia, after=last).status_code == 204
    say(job, "dos")
    more = get("evaluation_log", job, scene.alicia, after=last)
    assert (more.context["log_text"], more.context["last"]) == ("dos\n", "1.8")


def test_of_a_log_that_is_too_long_to_keep_a_page_that_looks_on_is_told_only_what_is_new(scene, job, monkeypatch):
    keeper, last = small_keeper(job, monkeypatch), ""
    shown = []
    for round_ in range(40):
        for line in range(20):
            keeper.add(f"{round_}.{line}")
        keeper.flush(at=NOW + timedelta(seconds=10 * round_))
        told = get("evaluation_log", job, scene.alicia, after=last).context
        shown.append(told["log_text"])
        last = told["last"]
    assert "".join(shown).splitlines()[1:] == [f"{round_}.{line}" for round_ in range(40) for line in range(20)]
    assert sum(len(piece.text) for piece in EvaluationLog.objects.filter(job=job)) < 1_000 + 2 * 300


def test_a_page_that_looked_away_for_long_is_told_how_much_it_missed(scene, job, monkeypatch):
    keeper = small_keeper(job, monkeypatch)
    said = [f"{number:03}" for number in range(500)]
    for start in range(0, 500, 50):
        for line in said[start : start + 50]:
            keeper.add(line)
        keeper.flush(at=NOW)
    told = {after: get("evaluation_log", job, scene.alicia, after=after).context for after in ("1.1200", "1.1900")}
    first, *rest = told["1.1200"]["log_text"].splitlines()
    assert (first.startswith("════ Aquí faltan 400 caracteres"), rest) == (True, said[400:])
    assert told["1.1900"]["log_text"].splitlines() == said[475:]


def small_keeper(job: EvaluationJob, monkeypatch: Any) -> logs.LogKeeper:
    """One that keeps 1,000 characters of the beginning, and about 300 of the end."""
    monkeypatch.setattr(logs, "KEPT_BEGINNING", 1_000)
    monkeypatch.setattr(logs, "KEPT_END", 300)
    return logs.LogKeeper(job)


@pytest.mark.parametrize("after", ["", "x", "1", "1.", ".1", "1.x", "9" * 40, "٣.٣", "-1.-1", "999999999.999999999"])
def test_a_place_that_is_none_is_the_beginning_or_the_end(scene, job, after):
    say(job, "uno")
    assert get("evaluation_log", job, scene.alicia, after=after).status_code in (200, 204)


def test_a_job_that_is_over_is_asked_no_more(scene, job):
    say(job, "uno")
    last = get("evaluation_job", job, scene.alicia).context["last"]
    EvaluationJob.objects.update(state="failed", problem="no_tokenizer", claim=None, finished_at=NOW)
    over = get("evaluation_log", job, scene.alicia, after=last)
    assert (over.status_code, "hx-get" in over.content.decode()) == (200, False)
    assert "hx-get" not in get("evaluation_job", job, scene.alicia).content.decode()


def test_a_long_log_shows_its_end_and_the_way_to_all_of_it(scene, job):
    say(job, *(f"línea {number} {'x' * 900}" for number in range(100)))
    page = get("evaluation_job", job, scene.alicia)
    assert page.context["cut"] is True
    assert ("línea 99 " in page.context["log_text"], "línea 0 " in page.context["log_text"]) == (True, False)
    assert "Descargar el registro entero" in words(page)
    assert text(job, scene.alicia).count("línea") == 100


def test_what_was_dropped_and_where_an_attempt_begins_is_told(scene, job):
    pieces = [(1, 1, 0, "principio\n"), (1, 2, 1010, "final\n"), (2, 1, 0, "otra vez\n")]
    for attempt, position, offset, said in pieces:
        EvaluationLog.objects.create(job=job, attempt=attempt, position=position, offset=offset, text=said, at=NOW)
    assert text(job, scene.alicia).splitlines() == [
        "════ Intento 1 ════",
        "principio",
        "════ Aquí faltan 1000 caracteres: el registro era demasiado largo para guardarlo entero ════",
        "final",
        "════ Intento 2 ════",
        "otra vez",
    ]


def test_the_team_reads_no_folder_of_the_machine_nor_its_name_and_organisers_do(scene, job, settings):
    say(job, f"opening {settings.EVAL_DIR}/attempt-1/model")
    team, organiser = get("evaluation_job", job, scene.alicia), get("evaluation_job", job, scene.olga)
    assert "opening …/attempt-1/model" in words(team)
    assert (str(settings.EVAL_DIR) in text(job, scene.alicia), str(settings.EVAL_DIR) in text(job, scene.olga)) == (
        False,
        True,
    )
    assert ("gpu-1:77" in words(team), "gpu-1:77" in words(organiser)) == (False, True)


def test_one_that_has_said_nothing_says_so(scene):
    waiting = scene.job()
    assert "Todavía no hay nada que leer" in words(get("evaluation_job", waiting, scene.alicia))
    assert text(waiting, scene.alicia) == ""
    over = scene.job(state="cancelled", revision="b" * 40)
    assert "Acabó antes de que el programa que evalúa dijera nada." in words(get("evaluation_job", over, scene.alicia))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_database_the_same_however_much_was_said(scene, job, django_assert_num_queries, number):
    for position in range(number):
        EvaluationLog.objects.create(job=job, attempt=1, position=position, offset=0, text="x\n", at=NOW)
    client = signed_in(scene.alicia)
    address = reverse("submissions:evaluation_job", args=[scene.edition.slug, job.pk])
    with django_assert_num_queries(QUERIES):
        client.get(address)


QUERIES = 11


@pytest.mark.parametrize("name", ["evaluation_job", "evaluation_log", "evaluation_log_text"])
def test_whoever_enters_the_model_of_another_team_reads_none_of_its_log(scene, job, name):
    say(job, "uno")
    theirs = make_submission(make_team(scene.edition, scene.bruno), kinds=())
    add_version(theirs, repos=[(ArtefactKind.MODEL, scene.model)])
    make_verdict(theirs, scene.model, frozen_sha=job.revision)
    people = (scene.alicia, scene.olga, scene.bruno, scene.judge)
    assert [get(name, job, person).status_code for person in people] == [200, 200, 404, 404]

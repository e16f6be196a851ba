"""The organisers' panel of an edition's evaluations: counts, budgets, machines, boards, requests, and files of results."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hackathon.editions.models import TrailEntry
from hackathon.editions.rules import BudgetRules
from submissions import actions
from submissions.models import EvaluationBoard, EvaluationBudget, EvaluationJob, EvaluationRun
from submissions.queries.evaluations import desk
from tests.factories.editions import NOW
from tests.factories.evaluations import make_suite, with_rules
from tests.factories.people import signed_in
from tests.submissions.evaluation.stage import Scene, make_scene, words

pytestmark = pytest.mark.django_db
REASON = "Hay un error en una tarea."


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def address(scene: Scene, name: str, *more: object) -> str:
    return reverse(f"submissions:evaluation_{name}", args=[scene.edition.slug, *more])


def panel(scene: Scene) -> str:
    with time_machine.travel(NOW, tick=False):
        answer = signed_in(scene.olga).get(address(scene, "panel"))
    assert answer.status_code == 200
    return words(answer)


def post(scene: Scene, name: str, *more: object, **typed: Any) -> Any:
    with time_machine.travel(NOW, tick=False):
        return signed_in(scene.olga).post(address(scene, name, *more), typed, follow=True)


def results(model: str = "org/base", **values: float) -> bytes:
    rows = {task: {"acc,none": value, "acc_stderr,none": 0.1} for task, value in values.items()}
    return json.dumps({"results": rows, "config": {"model_args": f"pretrained={model}"}}).encode()


def test_it_counts_what_stands_where(scene):
    scene.job()
    scene.job(revision="b" * 40, state="succeeded", partial=True)
    scene.job(revision="c" * 40, state="failed", problem="worker_lost")
    scene.job(revision="d" * 40, state="failed")
    shown = panel(scene)
    assert "1 en cola 0 en curso 1 terminadas 1 incompleta 2 fallidas 0 canceladas" in shown
    assert "1 falló por algo nuestro." in shown


def test_all_that_failed_by_our_fault_is_tried_again_and_nothing_else(scene):
    scene.job(revision="c" * 40, state="failed", problem="worker_lost")
    scene.job(revision="d" * 40, state="failed")
    assert "1 evaluación vuelve a la cola." in words(post(scene, "retry_failed"))
    assert list(EvaluationJob.objects.order_by("pk").values_list("state", flat=True)) == ["queued", "failed"]


def test_jobs_that_nobody_comes_for_are_told_with_what_to_start(scene):
    scene.job(at=NOW - timedelta(hours=1))
    shown = panel(scene)
    assert "Hay 1 evaluación que espera y ninguna máquina da señales de vida." in shown
    assert "celery -A hackathon worker -Q gpu -c 1" in shown


def test_a_machine_that_was_heard_of_is_told_instead(scene):
    scene.job(at=NOW - timedelta(hours=1))
    scene.job(state="running", revision="b" * 40)
    shown = panel(scene)
    assert "Última señal de una máquina que evalúa" in shown
    assert "ninguna máquina" not in shown


def test_the_budget_tells_what_is_used_reserved_and_awaited_and_when_it_is_not_enough(scene):
    with_rules(scene.edition, budget=BudgetRules(gpu_hours=2.0, team_gpu_hours=0.5))
    EvaluationBudget.objects.create(edition=scene.edition, used_seconds=3600, reserved_seconds=1800)
    EvaluationBudget.objects.create(edition=scene.edition, submission=scene.submission, used_seconds=360)
    scene.job(forecast_seconds=3600.0)
    shown = panel(scene)
    assert "lo que espera no cabe" in shown
    assert "usado 1 h reservado 0,5 h previsto para lo que espera 1 h límite 2 h" in shown
    assert f"{scene.submission.team.name} 0,1 h 0 h 1 h 0,5 h no alcanza" in shown


def test_a_budget_knows_how_long_its_bar_is():
    spent = desk.Spending(used=1.0, reserved=0.5, waiting=1.0, limit=2.0)
    assert (spent.whole, spent.over) == (2.5, True)
    assert (replace(spent, limit=None).over, replace(spent, limit=10.0).whole) == (False, 10.0)


def test_a_board_is_published_and_withdrawn_with_a_reason(scene):
    assert "Publicada: cualquiera puede verla." in words(post(scene, "publish", "muestra"))
    board = EvaluationBoard.objects.get()
    assert (board.published_at, board.published_by) == (NOW, scene.olga)
    refused = post(scene, "withdraw", "muestra", reason="no")
    assert (refused.status_code, "Explica el motivo en una frase." in words(refused)) == (422, True)
    assert "Retirada" in words(post(scene, "withdraw", "muestra", reason=REASON))
    board.refresh_from_db()
    assert (board.published_at, TrailEntry.objects.get(verb="evaluation.unpublished").reason) == (None, REASON)


@pytest.mark.parametrize("name", ["publish", "withdraw"])
def test_a_suite_that_the_rules_have_no_more_is_told(scene, name):
    assert "Las bases ya no tienen esa batería." in words(post(scene, name, "otra", reason=REASON))


def test_an_evaluation_is_asked_for_at_a_revision_once(scene, hub, settings):
    settings.HF_ENDPOINT = hub.endpoint
    entry = desk.models_to_evaluate(scene.edition).get()
    typed = {"entry": entry.pk, "suite": "muestra", "revision": "B" * 40}
    assert "Está en la cola." in words(post(scene, "ask", **typed))
    job = EvaluationJob.objects.get()
    assert (job.revision, job.reason, job.queued_by) == ("b" * 40, "requested", scene.olga)
    again = post(scene, "ask", **typed)
    assert "Esa revisión ya está evaluada con esa batería, o en ello: en cola." in words(again)


def test_without_a_revision_the_hub_is_asked_and_may_not_say(scene, hub, settings):
    settings.HF_ENDPOINT = hub.endpoint
    entry = desk.models_to_evaluate(scene.edition).get()
    refused = post(scene, "ask", entry=entry.pk, suite="muestra", revision="")
    assert "Hugging Face no dice cuál es la última revisión" in words(refused)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"entry": "x"},
        {"entry": "9" * 30, "suite": "muestra"},
        {"suite": "otra"},
        {"revision": "main"},
        {"entry": "\x00"},
    ],
)
def test_an_odd_request_is_refused_and_what_was_typed_stays(scene, typed):
    answer = post(scene, "ask", **typed)
    assert (answer.status_code, EvaluationJob.objects.count()) == (422, 0)


@pytest.mark.parametrize("revision", ["main", "abc", "g" * 40, "a" * 41, "\u202e" + "a" * 39, "🙂"])
def test_what_is_no_revision_is_refused_and_stays_as_it_was_typed(scene, revision):
    entry = desk.models_to_evaluate(scene.edition).get()
    answer = post(scene, "ask", entry=entry.pk, suite="muestra", revision=revision)
    assert (answer.status_code, EvaluationJob.objects.count()) == (422, 0)
    assert "Una revisión son 40 cifras hexadecimales" in words(answer)
    assert f'value="{revision}"' in answer.content.decode()


def test_files_are_imported_one_by_one_and_each_tells_what_became_of_it(scene):
    good = SimpleUploadedFile("results_a.json", results(uno_es=0.5, dos_es=0.25, tres_gl=0.75))
    bad = SimpleUploadedFile("b<i>.json", b"{not json")
    shown = words(post(scene, "import", files=[good, bad], suite="muestra"))
    assert "results_a.json Guardado: org/base, 3 puntuaciones." in shown
    assert "b<i>.json No es JSON: algo falla en la línea 1." in shown
    run = EvaluationRun.objects.get()
    assert (run.edition, run.suite, run.partial) == (scene.edition, "muestra", False)
    again = SimpleUploadedFile("otro.json", results(uno_es=0.5, dos_es=0.25, tres_gl=0.75))
    assert "Ya se conocía; no cambia nada: org/base" in words(post(scene, "import", files=[again], suite="muestra"))


def test_what_a_file_lacks_and_what_was_left_out_is_told(scene):
    file = SimpleUploadedFile("c.json", results(uno_es=0.5, dos_es=float("nan")))
    shown = words(post(scene, "import", files=[file], suite="muestra"))
    assert "por eso queda incompleta: dos_es, tres_gl." in shown
    assert "Qué se dejó fuera dos_es · acc: su valor es" in shown


def test_no_file_at_all_is_refused(scene):
    answer = post(scene, "import", suite="muestra")
    assert (answer.status_code, "Elige uno o varios ficheros." in words(answer)) == (422, True)


def test_too_many_files_are_refused_with_how_many_may_come(scene):
    files = [SimpleUploadedFile(f"{number}.json", b"{}") for number in range(51)]
    assert "Son demasiados ficheros: caben 50 a la vez." in words(post(scene, "import", files=files))


def test_imported_results_are_removed_with_a_reason_and_may_come_again(scene):
    content = results(uno_es=0.5)
    post(scene, "import", files=[SimpleUploadedFile("a.json", content)], suite="muestra")
    run = EvaluationRun.objects.get()
    refused = post(scene, "remove", run.pk, reason=" ")
    assert (refused.status_code, EvaluationRun.objects.count()) == (422, 1)
    assert "Borrados." in words(post(scene, "remove", run.pk, reason=REASON))
    assert (EvaluationRun.objects.count(), TrailEntry.objects.get(verb="evaluation.removed").reason) == (0, REASON)
    assert "Guardado:" in words(post(scene, "import", files=[SimpleUploadedFile("a.json", content)], suite="muestra"))


def test_what_our_own_jobs_measured_is_never_removed(scene):
    run = scene.run(scene.job(state="succeeded", tasks_done=3))
    assert (post(scene, "remove", run.pk, reason=REASON).status_code, EvaluationRun.objects.count()) == (404, 1)


def test_the_deed_itself_removes_nothing_of_ours_and_nothing_without_a_reason(scene):
    run = scene.run(scene.job(state="succeeded", tasks_done=3))
    with pytest.raises(actions.NotImported):
        actions.remove_imported(run=run, reason=REASON, by=scene.olga, at=NOW)
    with pytest.raises(actions.NoReason):
        actions.remove_imported(run=run, reason="  corto  ", by=scene.olga, at=NOW)


def test_results_of_another_edition_are_not_removed_from_here(scene):
    run = EvaluationRun.objects.create(source="import", file_sha256="a" * 64, name="org/base", stored_at=NOW)
    assert post(scene, "remove", run.pk, reason=REASON).status_code == 404


def test_an_edition_without_suites_says_where_they_come_from(scene):
    with_rules(scene.edition, suites=())
    assert "Las bases no tienen ninguna batería" in panel(scene)


@pytest.mark.parametrize("number", [1, 3])
def test_the_panel_asks_the_database_the_same_however_much_there_is(scene, django_assert_num_queries, number):
    suites = [make_suite(f"otra{place}") for place in range(number)]
    with_rules(scene.edition, suites=(*scene.edition.parsed_rules.evaluation.suites, *suites))
    for place in range(number):
        scene.job(revision=f"{place:040x}")
        imported = {"source": "import", "file_sha256": f"{place:064x}", "name": "org/base", "stored_at": NOW}
        EvaluationRun.objects.create(edition=scene.edition, **imported)
    client = signed_in(scene.olga)
    with django_assert_num_queries(QUERIES):
        client.get(address(scene, "panel"))


QUERIES = 18

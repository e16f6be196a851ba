"""Evaluations in the organisers' panel: the list, its filters, and what can be done from it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from hackathon.editions.models import TrailEntry
from submissions.models import EvaluationJob
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser, signed_in
from tests.submissions.evaluation.stage import Scene, make_scene, words

pytestmark = pytest.mark.django_db
LIST = "organiser_admin:submissions_evaluationjob_changelist"
ONE = "organiser_admin:submissions_evaluationjob_change"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def listed(scene: Scene, **query: str) -> str:
    answer = signed_in(scene.olga).get(reverse(LIST), query)
    assert answer.status_code == 200
    return words(answer)


def do(scene: Scene, job: EvaluationJob, deed: str, **typed: str) -> Any:
    with time_machine.travel(NOW, tick=False):
        return signed_in(scene.olga).post(reverse(ONE, args=[job.pk]), {"do": deed, **typed}, follow=True)


def states() -> list[str]:
    return list(EvaluationJob.objects.order_by("pk").values_list("state", flat=True))


def test_the_list_tells_whose_model_stands_where_and_what_it_has_cost(scene):
    scene.job(state="failed", problem="worker_lost", gpu_seconds=3725.0, dollars=0.828, revision="b" * 40)
    shown = listed(scene)
    for told in (
        "@ bbbbbbbb",
        scene.submission.team.name,
        "muestra v1",
        "fallida",
        "máquina propia",
        "1:02:05",
        "0,828 $",
    ):
        assert told in shown
    assert "La máquina que evaluaba dejó de responder" in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"estado": "failed"}, "bc"),
        ({"estado": "incompleta"}, "d"),
        ({"problem": "no_tokenizer"}, "b"),
        ({"problem": "nuestro"}, "c"),
        ({"suite": "muestra"}, "abcd"),
        ({"suite": "no-existe"}, ""),
        ({"backend": "hf-jobs"}, "a"),
        ({"equipo": "1\u0660"}, ""),
        ({"equipo": "9" * 30}, ""),
        ({"q": "bbbbbbbb"}, "b"),
    ],
)
def test_the_list_is_filtered(scene, query, found):
    scene.job(revision="a" * 40, backend="hf-jobs")
    scene.job(revision="b" * 40, state="failed", problem="no_tokenizer")
    scene.job(revision="c" * 40, state="failed", problem="worker_lost")
    scene.job(revision="d" * 40, state="succeeded", partial=True)
    shown = listed(scene, **query)
    assert "".join(letter for letter in "abcd" if f"@ {letter * 8}" in shown) == found


def test_evaluations_of_other_editions_are_not_there(scene):
    job = scene.job(revision="b" * 40)
    client = signed_in(make_organiser(make_edition("otra")))
    assert client.get(reverse(ONE, args=[job.pk])).status_code == 404
    assert client.post(reverse(ONE, args=[job.pk]), {"do": "first"}).status_code == 404
    assert "bbbbbbbb" not in words(client.get(reverse(LIST)))


def test_one_that_waits_is_cancelled_with_a_reason_only(scene):
    job = scene.job()
    refused = do(scene, job, "cancel", reason="ya")
    assert ("Explica el motivo en una frase." in words(refused), states()) == (True, ["queued"])
    done = do(scene, job, "cancel", reason="El equipo lo ha pedido.")
    assert ("Cancelada." in words(done), states()) == (True, ["cancelled"])
    entry = TrailEntry.objects.get(verb="evaluation.cancelled")
    assert (entry.by, entry.reason) == (scene.olga, "El equipo lo ha pedido.")


def test_one_that_failed_is_tried_again_and_a_second_click_is_told_that_it_was(scene):
    job = scene.job(state="failed")
    assert "Vuelve a la cola" in words(do(scene, job, "retry"))
    assert "No se puede: la evaluación está en cola." in words(do(scene, job, "retry"))
    assert states() == ["queued"]


def test_one_that_waits_is_put_first(scene):
    scene.job(priority=10, revision="c" * 40)
    job = scene.job()
    do(scene, job, "first")
    assert EvaluationJob.objects.order_by("-priority").first() == job


def test_several_are_tried_again_from_the_list_and_those_that_cannot_are_counted(scene):
    jobs = [scene.job(state="failed"), scene.job(revision="b" * 40)]
    chosen = {"action": "retry", "_selected_action": [job.pk for job in jobs]}
    answer = signed_in(scene.olga).post(reverse(LIST), chosen, follow=True)
    assert "1 evaluación vuelve a la cola." in words(answer)
    assert "Con 1 no se puede, tal como está ahora." in words(answer)
    assert states() == ["queued", "queued"]


def test_the_page_of_one_tells_its_place_its_problem_and_what_to_do(scene):
    job = scene.job(
        problem="no_engine", facts={"text": "<b>no python</b>"}, not_before=NOW + timedelta(hours=1), attempts=1
    )
    with time_machine.travel(NOW, tick=False):
        shown = words(signed_in(scene.olga).get(reverse(ONE, args=[job.pk])))
    assert "Puesto 1 en la cola." in shown
    assert (
        "En la máquina falta el programa que evalúa. Crea el entorno con «make eval-env», o corrige EVAL_PYTHON; "
        "en los Jobs de Hugging Face, EVAL_JOBS_REQUIREMENTS." in shown
    )
    assert "<b>no python</b>" in shown


@pytest.mark.parametrize("deed", ["", "dance", "\x00"])
def test_a_deed_that_is_none_changes_nothing(scene, deed):
    job = scene.job()
    assert (do(scene, job, deed).status_code, states()) == (200, ["queued"])


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_the_same_however_many_there_are(scene, django_assert_num_queries, number):
    for place in range(number):
        scene.job(revision=f"{place:040x}")
    client = signed_in(scene.olga)
    with django_assert_num_queries(QUERIES):
        client.get(reverse(LIST))


QUERIES = 15

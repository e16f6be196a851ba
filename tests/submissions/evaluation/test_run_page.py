"""The page of what was measured of a model: what makes it repeatable, every metric, its other revisions, and as JSON."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hackathon.editions.rules import ArtefactKind
from submissions.models import EvaluationBoard, EvaluationRun, Submission, TaskResult
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
def run(scene) -> EvaluationRun:
    job = scene.job(state="succeeded", tasks_done=3)
    return scene.run(job, values={"uno_es": 0.25, "dos_es": 0.5, "tres_gl": 0.75}, seconds=73.4, dtype="bfloat16")


def page(run: EvaluationRun, person: Any) -> Any:
    return signed_in(person).get(reverse("submissions:evaluation_run", args=[run.edition.slug, run.pk]))


def publish(run: EvaluationRun) -> None:
    EvaluationBoard.objects.create(
        edition=run.edition, suite=run.suite, suite_version=run.suite_version, published_at=NOW
    )


def overruled(sha: str) -> dict[str, Any]:
    """What an organiser decided, who apart."""
    return {
        "overruled_state": "changed_after",
        "overruled_sha": sha,
        "overruled_reason": "Así lo acordamos.",
        "overruled_at": NOW,
    }


def anonymous(run: EvaluationRun) -> int:
    return Client().get(reverse("submissions:evaluation_run", args=[run.edition.slug, run.pk])).status_code


def test_the_page_has_all_that_is_needed_to_repeat_it(scene, run):
    shown = words(page(run, scene.alicia))
    assert f"{run.name}@{'a' * 40} --suite muestra --backend local --edition {scene.edition.slug}" in shown
    for told in ("lm-eval 0.4.13", "torch 2.13.0", "Semilla 1234", "bfloat16", "CPU de pruebas", "73,40 s"):
        assert told in shown
    assert "Energía no se midió CO₂ no se midió" in shown


def test_energy_is_told_with_where_it_comes_from_where_it_was_measured(scene, run):
    EvaluationRun.objects.update(energy_kwh=0.125, co2_kg=0.03, emissions_source="NVML")
    shown = words(page(run, scene.alicia))
    assert "Energía 0,125 kWh (NVML) CO₂ 0,030 kg (NVML)" in shown


def test_every_metric_stands_in_the_table_as_the_harness_gives_it_and_none_is_made_up(scene, run):
    TaskResult.objects.create(run=run, task="uno_es", filter="strict", metric="exact_match", value=None)
    shown = words(page(run, scene.alicia))
    assert "Las 4 medidas de todas las tareas" in shown
    assert "uno_es none acc 0.2500 ± 0.0100" in shown
    assert "uno_es strict exact_match –" in shown


def test_a_name_cannot_leave_the_command_line(scene, run):
    EvaluationRun.objects.update(name="org/m; rm -rf $HOME")
    assert "'org/m; rm -rf $HOME@aaaa" in words(page(run, scene.alicia))


def test_the_other_revisions_of_the_model_are_listed(scene, run):
    later = scene.run(scene.job(state="succeeded", revision="b" * 40, tasks_done=3), superseded=True)
    shown = words(page(run, scene.alicia))
    assert "Otras evaluaciones de este modelo bbbbbbbb · Media 0,500 ± 0,006" in shown
    assert "otra revisión es la que cuenta" in words(page(later, scene.alicia))


def test_before_the_board_is_published_only_those_concerned_may_see_it(scene, run):
    statuses = [page(run, who).status_code for who in (scene.alicia, scene.judge, scene.olga, scene.bruno)]
    assert (statuses, anonymous(run)) == ([200, 200, 200, 404], 404)


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        ({"frozen_sha": "a" * 40}, 200),
        ({"frozen_sha": "b" * 40}, 404),
        ({"frozen_sha": "b" * 40, **overruled("a" * 40)}, 200),
        ({"frozen_sha": "a" * 40, **overruled("b" * 40)}, 404),
        ({"frozen_sha": "a" * 40, **overruled("")}, 200),
        ({}, 404),
    ],
)
def test_whoever_enters_the_model_of_another_team_sees_what_counts_for_them_too_and_no_more(
    scene, run, verdict, status
):
    theirs = make_submission(make_team(scene.edition, scene.bruno), kinds=())
    add_version(theirs, repos=[(ArtefactKind.MODEL, scene.model)])
    by = {"overruled_by": scene.olga} if "overruled_at" in verdict else {}
    make_verdict(theirs, scene.model, **verdict, **by)
    job = signed_in(scene.bruno).get(f"/api/v1/evaluations/{run.job_id}/")
    assert (page(run, scene.bruno).status_code, job.status_code) == (status, status)
    assert page(run, scene.alicia).status_code == 200


def test_once_it_is_published_everybody_may_but_the_log_stays_the_team_s(scene, run):
    publish(run)
    shown = words(page(run, scene.bruno))
    assert anonymous(run) == 200
    assert ("Registro" in shown, scene.submission.current.title in shown) == (False, False)
    assert "Registro" in words(page(run, scene.alicia))


def test_what_was_withdrawn_is_published_by_no_board(scene, run):
    publish(run)
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=scene.alicia)
    assert (anonymous(run), page(run, scene.olga).status_code) == (404, 200)


def test_a_board_of_another_version_publishes_nothing_of_this_one(scene, run):
    EvaluationBoard.objects.create(edition=scene.edition, suite="muestra", suite_version=2, published_at=NOW)
    EvaluationBoard.objects.create(edition=scene.edition, suite="otra", suite_version=1, published_at=NOW)
    assert anonymous(run) == 404


def test_the_address_names_the_edition_too(scene, run):
    assert signed_in(scene.olga).get(reverse("submissions:evaluation_run", args=["otra", run.pk])).status_code == 404


def test_as_json_it_has_scores_results_and_the_command(scene, run):
    answer = signed_in(scene.alicia).get(reverse("submissions:evaluation_run_json", args=[scene.edition.slug, run.pk]))
    told = answer.json()
    assert told["scores"]["uno_es"] == {"value": 0.25, "stderr": 0.01}
    assert told["means"][""]["value"] == 0.5
    assert [(one["task"], one["value"]) for one in told["results"]] == [
        ("uno_es", 0.25),
        ("dos_es", 0.5),
        ("tres_gl", 0.75),
    ]
    assert told["command"].startswith("python manage.py evaluate ")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_imported_run_says_so_and_promises_no_command(scene):
    run = EvaluationRun.objects.create(
        edition=scene.edition,
        source="import",
        file_sha256="c" * 64,
        file_name="results_<b>.json",
        name="org/base",
        suite="muestra",
        suite_version=1,
        partial=True,
        stored_at=NOW,
        scores={"uno_es": [0.5, None]},
    )
    shown = words(page(run, scene.olga))
    assert "resultados importados" in shown
    assert "Estos resultados vienen de un fichero" in shown
    assert "results_<b>.json" in shown
    assert ("0,500" in shown, "sin hacer" in shown, "Copiar la orden" in shown) == (True, True, False)


def test_a_run_without_edition_or_suite_has_no_page_and_breaks_none(scene):
    odd = {"source": "import", "file_sha256": "d" * 64, "name": "", "stored_at": NOW}
    run = EvaluationRun.objects.create(edition=scene.edition, **odd)
    assert page(run, scene.olga).status_code == 200


@pytest.mark.parametrize(
    "name", ["evaluation_run", "evaluation_run_json", "evaluation_job", "evaluation_log", "evaluation_log_text"]
)
@pytest.mark.parametrize("key", [0, 2**63, 10**30])
def test_a_key_that_nobody_has_is_not_found(scene, name, key):
    answer = signed_in(scene.olga).get(reverse(f"submissions:{name}", args=[scene.edition.slug, key]))
    assert answer.status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_database_the_same_however_much_was_measured(scene, run, django_assert_num_queries, number):
    for place in range(number):
        scene.run(scene.job(state="succeeded", revision=f"{place:040x}", tasks_done=3))
        TaskResult.objects.create(run=run, task=f"x{place}", metric="acc", value=0.5)
    client = signed_in(scene.alicia)
    address = reverse("submissions:evaluation_run", args=[scene.edition.slug, run.pk])
    with django_assert_num_queries(QUERIES):
        client.get(address)


QUERIES = 11

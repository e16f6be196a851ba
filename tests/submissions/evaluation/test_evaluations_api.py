"""Evaluations over HTTP: jobs for whom they concern, results for everybody once they are published."""

from typing import Any

import pytest
from django.test import Client

from hackathon.editions.rules import ArtefactKind
from submissions.models import EvaluationBoard
from tests.factories.editions import NOW
from tests.factories.people import signed_in
from tests.factories.submissions import make_repo
from tests.submissions.evaluation.stage import Scene, make_scene

pytestmark = pytest.mark.django_db
JOBS, RUNS = "/api/v1/evaluations/", "/api/v1/evaluation-runs/"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def ids(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [one["id"] for one in answer.json()["results"]]


def test_a_job_tells_how_it_stands_and_whose_the_faults_are(scene):
    job = scene.job(
        state="failed", problem="worker_lost", task_problems={"dos_es": "nan_logits", "uno_es": "task_data"}
    )
    told = signed_in(scene.alicia).get(f"{JOBS}{job.pk}/").json()
    assert (told["state"], told["problem"], told["ours"], told["run"]) == ("failed", "worker_lost", True, None)
    assert told["task_problems"] == [
        {"task": "dos_es", "problem": "nan_logits", "ours": False},
        {"task": "uno_es", "problem": "task_data", "ours": True},
    ]
    assert (told["project"], told["repo_id"], told["revision"]) == (scene.submission.pk, scene.model.repo_id, "a" * 40)
    assert "claimed_by" not in told


def test_a_run_tells_scores_means_and_every_metric(scene):
    run = scene.run(scene.job(state="succeeded", tasks_done=3), values={"uno_es": 0.25, "dos_es": 0.5, "tres_gl": 0.75})
    told = signed_in(scene.alicia).get(f"{RUNS}{run.pk}/").json()
    assert told["means"][""] == {"value": 0.5, "stderr": pytest.approx(0.00577, abs=1e-4)}
    assert told["scores"]["dos_es"] == {"value": 0.5, "stderr": 0.01}
    assert {(one["task"], one["metric"], one["value"]) for one in told["results"]} == {
        ("uno_es", "acc", 0.25),
        ("dos_es", "acc", 0.5),
        ("tres_gl", "acc", 0.75),
    }
    assert (told["energy_kwh"], told["versions"]["torch"]) == (None, "2.13.0")


def test_a_list_has_scores_and_means_but_not_every_metric_of_every_task(scene):
    run = scene.run(scene.job(state="succeeded", tasks_done=3))
    alicia = signed_in(scene.alicia)
    listed, whole = alicia.get(RUNS).json()["results"][0], alicia.get(f"{RUNS}{run.pk}/").json()
    assert listed == {name: value for name, value in whole.items() if name != "results"}
    assert len(whole["results"]) == 3


def test_each_sees_the_jobs_that_concern_them(scene):
    job = scene.job()
    seen = {who: ids(signed_in(who).get(JOBS)) for who in (scene.alicia, scene.judge, scene.olga, scene.bruno)}
    assert list(seen.values()) == [[job.pk], [job.pk], [job.pk], []]
    assert Client().get(JOBS).status_code == 401


def test_everybody_sees_the_results_of_published_boards_and_no_others(scene):
    run = scene.run(scene.job(state="succeeded", tasks_done=3))
    assert (ids(Client().get(RUNS)), ids(signed_in(scene.alicia).get(RUNS))) == ([], [run.pk])
    EvaluationBoard.objects.create(edition=scene.edition, suite="muestra", suite_version=1, published_at=NOW)
    assert ids(Client().get(RUNS)) == [run.pk]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"edition": "demo"}, 2),
        ({"edition": "otra"}, 0),
        ({"state": "failed"}, 1),
        ({"problem": "no_tokenizer"}, 1),
        ({"suite": "muestra"}, 2),
        ({"project": "x"}, 0),
        ({"project": "٣"}, 0),
        ({"project": "9" * 40}, 0),
    ],
)
def test_jobs_are_filtered(scene, query, found):
    scene.job()
    scene.job(state="failed", revision="b" * 40)
    assert len(ids(signed_in(scene.olga).get(JOBS, query))) == found


def test_runs_are_found_by_the_name_of_their_model(scene):
    run = scene.run(scene.job(state="succeeded", tasks_done=3))
    olga = signed_in(scene.olga)
    assert ids(olga.get(RUNS, {"name": run.name.upper()})) == [run.pk]
    assert ids(olga.get(RUNS, {"name": "org/otro"})) == []


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_the_database_the_same_however_long(scene, django_assert_num_queries, number):
    for place in range(number):
        repo = make_repo(ArtefactKind.MODEL)
        scene.run(scene.job(state="succeeded", tasks_done=3, repo=repo, revision=f"{place:040x}"))
    olga = signed_in(scene.olga)
    with django_assert_num_queries(QUERIES_OF_JOBS):
        olga.get(JOBS)
    with django_assert_num_queries(QUERIES_OF_RUNS):
        olga.get(RUNS)


QUERIES_OF_JOBS = 4
QUERIES_OF_RUNS = 4

"""A worker evaluates a model: from the queue to results, by an engine that does what it is told."""

import json
from datetime import timedelta

import pytest

from submissions.actions.evaluating import running, sweeping
from submissions.evaluation.backends import local
from submissions.models import EvaluationBudget, EvaluationJob, EvaluationLog, EvaluationRun, TaskResult
from tests.factories.editions import NOW
from tests.factories.evaluations import TASKS, calls, direct, model_files
from tests.submissions.evaluation.scene import MODEL, Clock, a_job, log_of

pytestmark = pytest.mark.django_db


def test_a_model_is_evaluated_and_every_task_has_its_result(hub, client, engine):
    job = a_job(hub)
    done = running.evaluate_next(hub=client, now=Clock())
    assert (done.pk, done.state, done.partial, done.tasks_done, done.problem) == (job.pk, "succeeded", False, 3, "")
    run = EvaluationRun.objects.get(job=job)
    assert sorted(run.scores) == sorted(TASKS)
    assert run.means[""][0] == 0.5
    assert (run.name, run.revision, run.engine_version, run.partial) == (MODEL, job.revision, "0.4.13", False)
    assert (run.license, run.languages, run.base_model, run.model_type) == ("apache-2.0", ["es"], "org/base", "base")
    assert (run.dtype, run.batch_size, run.hardware, run.energy_kwh) == ("float32", "1", "CPU: de prueba", 0.002)
    assert TaskResult.objects.filter(run=run).count() == 3


def test_the_engine_knows_no_secret_of_ours(hub, client, engine, monkeypatch):
    for name in ("HF_TOKEN", "SECRET_KEY", "DATABASE_URL", "HF_CLIENT_SECRET"):
        monkeypatch.setenv(name, "secreto")
    a_job(hub)
    running.evaluate_next(hub=client, now=Clock())
    (call,) = calls(engine)
    assert "secreto" not in str(call["environment"])
    assert not {"HF_TOKEN", "SECRET_KEY", "DATABASE_URL"} & set(call["environment"])


def test_our_token_is_shown_only_where_data_is_fetched_and_no_model_is(hub, client, engine, settings):
    settings.HF_TOKEN = "hf_nuestro"
    job = a_job(hub)
    running.evaluate_next(hub=client, now=Clock())
    told = [json.loads(line) for line in engine.with_name("calls.jsonl").read_text().splitlines()]
    assert [(call["prepare"], call["environment"].get("HF_TOKEN")) for call in told] == [
        (True, "hf_nuestro"),
        (False, None),
    ]
    assert ["hf_nuestro" in str(call) for call in told] == [True, False]
    assert "hf_nuestro" not in log_of(job)


@pytest.mark.parametrize("alone", [True, False])
def test_the_log_says_so_where_an_evaluation_could_reach_the_network(hub, client, engine, monkeypatch, alone):
    monkeypatch.setattr(local, "no_network", lambda: ("env",) if alone else ())
    job = a_job(hub)
    running.evaluate_next(hub=client, now=Clock())
    assert ("── sin aislar de la red: esta máquina no lo permite\n" in log_of(job)) is not alone


def test_the_data_of_tasks_is_fetched_once_and_again_for_another_release_of_the_harness(hub, client, engine):
    job = a_job(hub)
    told = []
    for installed in ("lm-eval==0.4.13", "lm-eval==0.4.13", "lm-eval==0.4.14"):
        (engine.parent.parent / "installed").write_text(installed)
        EvaluationRun.objects.all().delete()
        EvaluationJob.objects.filter(pk=job.pk).update(state="queued", finished_at=None, tasks_done=0)
        running.evaluate_next(hub=client, now=Clock())
        told.append(
            sum(json.loads(line)["prepare"] for line in engine.with_name("calls.jsonl").read_text().splitlines())
        )
    assert told == [1, 1, 2]


def test_without_a_job_there_is_nothing_to_do(client, engine):
    assert running.evaluate_next(hub=client, now=Clock()) is None


def test_a_task_that_fails_leaves_a_partial_run(hub, client, engine):
    direct(engine, fail={"dos_es": "nan_logits"})
    a_job(hub)
    done = running.evaluate_next(hub=client, now=Clock())
    assert (done.state, done.partial, done.tasks_done) == ("succeeded", True, 2)
    assert done.task_problems == {"dos_es": "nan_logits"}
    assert EvaluationRun.objects.get().partial is True
    assert "" not in EvaluationRun.objects.get().means


def test_a_score_that_is_no_number_is_no_score(hub, client, engine):
    direct(engine, values={"dos_es": float("nan")})
    a_job(hub)
    done = running.evaluate_next(hub=client, now=Clock())
    assert (done.state, done.partial, done.tasks_done) == ("succeeded", True, 2)
    assert done.task_problems == {"dos_es": "nan_logits"}


def test_an_engine_that_dies_is_tried_again_with_the_tasks_that_are_left(hub, client, engine):
    direct(engine, die_before="tres_gl")
    job = a_job(hub)
    first = running.evaluate_next(hub=client, now=Clock())
    assert (first.state, first.problem, first.tasks_done) == ("queued", "crashed", 2)
    EvaluationJob.objects.update(not_before=NOW)
    second = running.evaluate_next(hub=client, now=Clock())
    assert (second.pk, second.state, second.partial, second.attempts) == (job.pk, "succeeded", False, 2)
    assert [call["tasks"] for call in calls(engine)] == [list(TASKS), ["tres_gl"]]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (model_files(model__safetensors=b"") | {"pytorch_model.bin": b"x"}, "unsafe_weights"),
        (model_files(), "no_tokenizer"),
    ],
)
def test_a_model_that_cannot_be_loaded_safely_is_refused_before_it_is_fetched(hub, client, engine, files, problem):
    files = {path: content for path, content in files.items() if content}
    if problem == "no_tokenizer":
        files.pop("tokenizer.json")
    if problem == "unsafe_weights":
        files.pop("model.safetensors", None)
    a_job(hub, files)
    done = running.evaluate_next(hub=client, now=Clock())
    assert (done.state, done.problem, calls(engine)) == ("failed", problem, [])


def test_what_the_engine_says_is_kept_as_a_log(hub, client, engine):
    direct(engine, lines=20_000)
    job = a_job(hub)
    running.evaluate_next(hub=client, now=Clock())
    pieces = EvaluationLog.objects.filter(job=job)
    told = "".join(piece.text for piece in pieces)
    assert "── uno_es" in told
    assert told.splitlines()[-1] == "── exit 0"
    assert "Finished" in told.splitlines()[-2]
    assert 1_000_000 < len(told) < 1_500_000


def test_a_worker_that_is_lost_gives_its_job_to_the_next(hub, client, engine, settings):
    job = a_job(
        hub, state="running", claim="6f1f5f4e-8f1e-4a53-8a40-6f3f1a6f0c11", claimed_at=NOW, heartbeat_at=NOW, attempts=1
    )
    later = NOW + timedelta(seconds=settings.EVAL_STALE_SECONDS + 1)
    assert sweeping.put_back_stranded(at=later) == 1
    job.refresh_from_db()
    assert (job.state, job.problem, job.claim) == ("queued", "worker_lost", None)
    assert EvaluationBudget.objects.get(submission=None).used_seconds == settings.EVAL_STALE_SECONDS + 1


def test_the_engine_is_told_what_a_kwh_costs_here_where_somebody_has_said_so(hub, client, engine, settings):
    settings.EVAL_CO2_KG_PER_KWH, settings.EVAL_CO2_SOURCE = 0.12, "REE 2024"
    a_job(hub)
    running.evaluate_next(hub=client, now=Clock())
    assert calls(engine)[0]["spec"]["emissions"] == {"kg_per_kwh": 0.12, "source": "REE 2024"}

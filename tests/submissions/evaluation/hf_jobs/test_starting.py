"""A Job is started once, with nothing of ours in it, and only where there is a machine, credit and a model to run."""

import base64
import io
import zipfile
from datetime import timedelta

import pytest

from hackathon.editions.rules import EvaluationBackend, FlavorRule
from hackathon.hub.client import HubClient
from submissions.actions.evaluating import following, starting
from submissions.actions.evaluating.claiming import claim_next
from submissions.models import EvaluationBudget, EvaluationJob
from tests.factories.editions import NOW
from tests.factories.evaluations import (
    direct,
    make_suite,
    model_files,
    with_rules,
)
from tests.submissions.evaluation.hf_jobs.scene import (
    ORG,
    TOKEN,
    a_second_one,
    follow,
    job_there,
    over,
    started,
    the_job,
)
from tests.submissions.evaluation.scene import MODEL, Clock, on_the_hub

pytestmark = pytest.mark.django_db


def test_no_secret_and_no_token_is_sent_and_the_model_comes_at_its_revision(hub, jobs, clock, monkeypatch, settings):
    settings.HF_TOKEN = TOKEN
    monkeypatch.setenv("DATABASE_URL", "postgres://secreto@servidor/base")
    job = job_there(hub, suite=make_suite(include="muestra"))
    started(job, jobs, clock)
    spec = the_job(hub).spec
    assert spec.secrets == {}
    assert not [word for word in (*spec.command, *spec.environment.values()) if TOKEN in word or "secreto" in word]
    assert set(spec.environment) == {
        "EVALUATION_ENGINE_0",
        "EVALUATION_SPEC",
        "HF_HUB_DISABLE_TELEMETRY",
        "TOKENIZERS_PARALLELISM",
    }
    (volume,) = spec.volumes
    assert (volume.source, volume.revision, volume.mount_path) == (MODEL, job.revision, "/model")
    assert spec.timeout_seconds == 360 * 60 + starting.GRACE_SECONDS
    engine = zipfile.ZipFile(io.BytesIO(base64.b64decode(spec.environment["EVALUATION_ENGINE_0"])))
    assert {"__main__.py", "engine/main.py", "tasks/muestra/saberes_es.yaml"} <= set(engine.namelist())


def test_whoever_is_lost_before_the_job_was_started_costs_an_attempt_and_no_more(hub, jobs, clock, settings):
    job = job_there(hub)
    claim_next(backend=EvaluationBackend.HF_JOBS, worker="se muere", at=NOW)
    assert following.follow(job_id=job.pk, hub=jobs, now=lambda: NOW) is None
    later = Clock(NOW + timedelta(seconds=settings.EVAL_STALE_SECONDS + 1))
    lost = follow(job, jobs, later)
    assert (lost.state, lost.problem, lost.attempts, hub.jobs.all()) == ("queued", "worker_lost", 1, [])


def test_a_job_that_was_started_is_found_again_by_its_label(hub, jobs, clock, settings):
    job = job_there(hub)
    started(job, jobs, clock)
    EvaluationJob.objects.filter(pk=job.pk).update(remote_id="")  # whoever started it was killed before it could say so
    over(hub)
    done = follow(job, jobs, Clock(NOW + timedelta(seconds=settings.EVAL_STALE_SECONDS + 60)))
    assert (done.state, done.remote_id, len(hub.jobs.all())) == ("succeeded", f"{ORG}/{the_job(hub).id}", 1)


def test_an_answer_that_is_lost_may_stand_for_a_job_that_runs(hub, jobs, clock, settings):
    job = job_there(hub)
    hub.jobs.troubles.set({"late": 2.0})
    with HubClient(endpoint=hub.endpoint, token=TOKEN, retries=0, timeout=0.6) as hasty:
        assert starting.start_due(hub=hasty, now=clock) == 1
    job.refresh_from_db()
    assert (job.state, job.remote_id) == ("running", "")
    over(hub)
    done = follow(job, jobs, Clock(NOW + timedelta(seconds=settings.EVAL_STALE_SECONDS + 60)))
    assert (done.state, done.attempts, len(hub.jobs.all())) == ("succeeded", 1, 1)


def test_without_credit_the_queue_waits_and_no_attempt_is_counted(hub, jobs, clock):
    first = job_there(hub)
    second = a_second_one(first)
    hub.jobs.troubles.set({"without_credit": [ORG]})
    assert starting.start_due(hub=jobs, now=clock) == 1
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, first.problem, first.attempts) == ("queued", "no_credit", 0)
    assert first.not_before > NOW + timedelta(minutes=59)
    assert (second.state, second.problem) == ("queued", "")
    assert EvaluationBudget.objects.get(submission=None).used_seconds == 0


def test_only_so_many_run_at_once(hub, jobs, engine, clock, settings):
    settings.EVAL_JOBS_AT_ONCE = 1
    direct(engine, hang_before="uno_es")
    first = job_there(hub)
    second = a_second_one(first)
    assert starting.start_due(hub=jobs, now=clock) == 1
    assert starting.start_due(hub=jobs, now=clock) == 0
    second.refresh_from_db()
    assert second.state == "queued"


def test_one_that_never_gets_a_machine_is_ended_there_and_asked_for_again(hub, jobs, clock):
    hub.jobs.troubles.set({"stuck": True})
    job = job_there(hub)
    started(job, jobs, clock)
    waiting = follow(job, jobs, clock)
    assert (waiting.state, waiting.stage) == ("running", "scheduling")
    later = Clock(NOW + following.LONGEST_SCHEDULING + timedelta(minutes=5))
    given_up = follow(job, jobs, later)
    assert (given_up.state, given_up.problem, the_job(hub).stage) == ("queued", "worker_lost", "CANCELED")
    assert given_up.gpu_seconds == 0


@pytest.mark.parametrize(("kind", "problem"), [("too_large", "too_large"), ("no_flavor", "no_flavor")])
def test_what_no_machine_is_for_is_refused_before_anything_is_paid(hub, jobs, clock, kind, problem):
    job = job_there(hub)
    with_rules(job.edition, flavors=(FlavorRule(1_000, "t4-small"),))
    weights = 13_000_000_000 if kind == "too_large" else 1_500_000_000
    hub.storage.set_meta("model", MODEL, parameters={"BF16": weights})
    started(job, jobs, clock)
    assert (job.state, job.problem, hub.jobs.all()) == ("failed", problem, [])


def test_an_adapter_brings_its_base_at_its_revision(hub, jobs, clock):
    from tests.submissions.evaluation.test_fetching import BASE, adapter_files

    sha = on_the_hub(hub, BASE, model_files())
    job = job_there(hub, adapter_files())
    started(job, jobs, clock)
    volumes = [(volume.source, volume.revision, volume.mount_path) for volume in the_job(hub).spec.volumes]
    assert volumes == [(MODEL, job.revision, "/model"), (BASE, sha, "/base")]


def test_a_base_behind_a_form_is_told_by_its_name_and_nobody_waits_for_credit(hub, jobs, clock):
    from tests.submissions.evaluation.test_fetching import adapter_files

    on_the_hub(hub, "otra/base", gated="auto")
    job = job_there(hub, adapter_files("otra/base"))
    started(job, jobs, clock)
    assert (job.state, job.problem, job.facts) == ("failed", "base_gated", {"base": "otra/base"})

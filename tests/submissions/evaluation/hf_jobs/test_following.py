"""A Job is followed by one at a time, to its end; whoever is lost is replaced, and what it cost is booked."""

import json
from datetime import timedelta
from typing import Any

import pytest

from hackathon.editions.rules import EvaluationBackend
from submissions import actions
from submissions.actions.evaluating import following, starting
from submissions.actions.evaluating.repeating import repeat
from submissions.models import EvaluationBudget, EvaluationJob, EvaluationRun, TaskResult
from tests.factories.editions import NOW
from tests.factories.evaluations import (
    TASKS,
    calls,
    direct,
    hangs,
    with_rules,
)
from tests.factories.people import make_person
from tests.submissions.evaluation.hf_jobs.scene import ORG, evaluated, follow, job_there, over, started, the_job
from tests.submissions.evaluation.scene import MODEL, Clock, log_of, now_due, until

pytestmark = pytest.mark.django_db


def test_a_model_is_evaluated_on_the_hub_and_every_task_has_its_result(hub, jobs, engine, clock):
    job = job_there(hub)
    started(job, jobs, clock)
    assert (job.state, job.stage, job.flavor, job.remote_id) == (
        "running",
        "scheduling",
        "t4-small",
        f"{ORG}/{the_job(hub).id}",
    )
    over(hub)
    done = follow(job, jobs, clock)
    assert (done.state, done.partial, done.tasks_done, done.attempts) == ("succeeded", False, 3, 1)
    run = EvaluationRun.objects.get(job=job)
    assert (sorted(run.scores), run.engine_version, run.energy_kwh) == (sorted(TASKS), "0.4.13", 0.002)
    (call,) = calls(engine)
    assert call["files"] == {"model": ["README.md", "config.json", "model.safetensors", "tokenizer.json"]}
    assert "── uno_es: 0.5 s" in log_of(job)


def test_what_fetches_the_data_before_ends_no_evaluation(hub, jobs, engine, clock):
    job = job_there(hub)
    evaluated(job, hub, jobs, clock)
    told = [json.loads(line) for line in engine.with_name("calls.jsonl").read_text().splitlines()]
    assert [call["prepare"] for call in told] == [True, False]
    assert ':: hackathon {"event": "finished"' in log_of(job)


def test_what_it_cost_is_booked_by_the_price_list(hub, jobs, engine, clock):
    job = job_there(hub)
    direct(engine, hang_before="tres_gl")
    started(job, jobs, clock)
    until(lambda: hangs(engine))
    the_job(hub).started_at -= timedelta(seconds=90)
    hub.jobs.lose(the_job(hub).id)
    done = follow(job, jobs, clock)
    minutes = 2
    assert 90 <= done.gpu_seconds < 120
    assert done.dollars == pytest.approx(minutes * 0.40 / 60, abs=1e-5)
    budget = EvaluationBudget.objects.get(submission=None)
    assert (budget.used_seconds, budget.used_dollars) == (done.gpu_seconds, done.dollars)


def test_a_node_that_is_lost_costs_no_task_that_was_done(hub, jobs, engine, clock):
    job = job_there(hub)
    direct(engine, hang_before="tres_gl")
    started(job, jobs, clock)
    until(lambda: hangs(engine))
    hub.jobs.lose(the_job(hub).id)
    lost = follow(job, jobs, clock)
    assert (lost.state, lost.problem, lost.tasks_done) == ("queued", "worker_lost", 2)
    direct(engine)
    now_due(job)
    assert evaluated(job, hub, jobs, clock).state == "succeeded"
    assert [call["tasks"] for call in calls(engine)] == [list(TASKS), ["tres_gl"]]


def test_a_machine_that_cannot_install_the_harness_is_paid_for_three_times_at_most(hub, jobs, engine, clock):
    direct(engine, failed="broken_model", versions={"lm_eval": None, "torch": "2.9.0", "python": "3.12.1"})
    job = job_there(hub)
    told = []
    for _attempt in range(3):
        now_due(job)
        done = evaluated(job, hub, jobs, clock)
        told.append((done.state, done.problem, done.attempts))
    assert told == [("queued", "no_engine", 1), ("queued", "no_engine", 2), ("failed", "no_engine", 3)]
    assert len(hub.jobs.all()) == 3


def test_whoever_follows_may_be_lost_and_another_goes_on_where_that_one_was(hub, jobs, engine, clock, monkeypatch):
    monkeypatch.setattr(following, "STRETCH", 0.3)
    direct(engine, hang_before="dos_es", says=["una sola vez"])
    job = job_there(hub)
    started(job, jobs, clock)
    until(lambda: hangs(engine))
    for _stretch in range(2):
        assert follow(job, jobs, clock).tasks_done == 1
    assert log_of(job).count("una sola vez") == 1
    assert (job.leased_until, job.state) == (None, "running")


def test_of_two_who_follow_one_waits_for_the_other_and_takes_over_if_that_one_dies(hub, jobs, clock):
    job = job_there(hub)
    started(job, jobs, clock)
    over(hub)
    EvaluationJob.objects.filter(pk=job.pk).update(leased_until=NOW + following.LEASE)
    assert following.follow(job_id=job.pk, hub=jobs, now=lambda: NOW) is None
    assert TaskResult.objects.count() == 0
    later = Clock(NOW + following.LEASE)
    assert follow(job, jobs, later).state == "succeeded"


def test_whoever_lost_the_lease_leaves_the_job_to_the_other(hub, jobs, engine, clock, monkeypatch):
    monkeypatch.setattr(following, "STRETCH", 0.3)
    direct(engine, hang_before="dos_es")
    job = job_there(hub)
    started(job, jobs, clock)
    until(lambda: hangs(engine))
    other, meter = NOW + timedelta(days=1), following._meter

    def slow(*args: Any, **kwargs: Any) -> None:
        EvaluationJob.objects.filter(pk=job.pk).update(leased_until=other)
        meter(*args, **kwargs)

    monkeypatch.setattr(following, "_meter", slow)
    left = follow(job, jobs, clock)
    assert (left.state, left.leased_until, the_job(hub).stage, left.tasks_done) == ("running", other, "RUNNING", 0)


def test_whoever_cancels_ends_the_job_on_the_hub_too(hub, jobs, engine, clock):
    direct(engine, hang_before="dos_es")
    job, ada = job_there(hub), make_person("ada")
    started(job, jobs, clock)
    until(lambda: hangs(engine))
    actions.cancel_evaluation(job=job, reason="No era este modelo.", by=ada, at=NOW)
    done = follow(job, jobs, clock)
    assert (done.state, done.finished_by, the_job(hub).stage) == ("cancelled", ada, "CANCELED")
    assert done.metered_seconds is not None


def test_a_cancel_that_the_hub_does_not_hear_is_told_again(hub, jobs, engine, clock):
    direct(engine, hang_before="dos_es")
    job = job_there(hub)
    started(job, jobs, clock)
    until(lambda: hangs(engine))
    actions.cancel_evaluation(job=job, reason="No era este modelo.", by=make_person("ada"), at=NOW)
    hub.set_fault(kind="status", status=503)
    assert follow(job, jobs, clock).state == "running"
    hub.clear_faults()
    assert (follow(job, jobs, clock).state, the_job(hub).stage) == ("cancelled", "CANCELED")


def test_a_job_that_stands_for_no_attempt_any_more_is_ended_and_those_of_others_are_not(
    hub, jobs, engine, clock, caplog
):
    direct(engine, hang_before="dos_es")
    job = job_there(hub)
    started(job, jobs, clock)
    mine = the_job(hub)
    until(lambda: hangs(engine))
    run = {"namespace": ORG, "image": "python:3.12", "command": ["bash", "-c", "sleep 20"], "environment": {}}
    other = jobs.run_job(**run, flavor="cpu-basic", timeout_seconds=30, labels={"hackathon": "otra-web"})
    assert starting.cancel_orphans(namespace=ORG, hub=jobs) == 0
    EvaluationJob.objects.filter(pk=job.pk).update(state="queued", claim=None)
    assert starting.cancel_orphans(namespace=ORG, hub=jobs) == 1
    assert (mine.stage, hub.jobs.find(other.id).stage.is_over) == ("CANCELED", False)
    (told,) = [one for one in caplog.messages if "in no budget" in one]
    assert told.startswith(f"Job {ORG}/{mine.id} stands for no evaluation")


def test_rules_that_name_another_account_do_not_lose_a_job_that_runs(hub, jobs, clock):
    job = job_there(hub)
    started(job, jobs, clock)
    with_rules(job.edition, namespace="otra-cuenta")
    over(hub)
    assert follow(job, jobs, clock).state == "succeeded"


def test_by_hand_it_is_a_job_of_its_own_that_no_sweep_ends_and_the_numbers_are_compared(hub, jobs, engine, clock):
    job = job_there(hub)
    evaluated(job, hub, jobs, clock)
    said: list[str] = []
    repeated = repeat(
        what=f"{MODEL}@{job.revision}",
        edition=job.edition,
        suite=job.edition.parsed_rules.evaluation.suites[0],
        backend=EvaluationBackend.HF_JOBS,
        hub=jobs,
        tell=said.append,
    )
    assert (len(repeated.lines), repeated.same, repeated.run) == (3, True, EvaluationRun.objects.get())
    assert (the_job(hub).spec.labels.keys(), len(hub.jobs.all())) == ({"evaluation"}, 2)
    assert "── uno_es: 0.5 s" in said

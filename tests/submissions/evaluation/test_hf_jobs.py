"""Evaluations on the Hub's Jobs, which a sandbox runs for real: started once, followed by one at a time, paid by its price list."""

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from hackathon.editions.rules import EvaluationBackend, FlavorRule
from hackathon.hub.client import HubClient, hang_up
from hackathon.hub.sandbox.server import running
from submissions import actions
from submissions.actions.evaluating import following, starting
from submissions.actions.evaluating.claiming import claim_next
from submissions.actions.evaluating.repeating import repeat
from submissions.models import EvaluationBudget, EvaluationJob, EvaluationRun, TaskResult
from tests.factories.editions import NOW
from tests.factories.evaluations import (
    TASKS,
    calls,
    direct,
    hangs,
    make_evaluated_edition,
    make_suite,
    model_files,
    with_rules,
)
from tests.factories.people import make_person
from tests.submissions.evaluation.scene import MODEL, Clock, a_job, log_of, now_due, on_the_hub, until

pytestmark = pytest.mark.django_db
ORG = "somos-demo"
TOKEN = "hf_alicia"
JOBS = {
    "backend": EvaluationBackend.HF_JOBS,
    "namespace": ORG,
    "image": "python:3.12",
    "flavors": (FlavorRule(2_000_000_000, "t4-small"), FlavorRule(9_000_000_000, "l4x1")),
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hub(engine: Path, tmp_path: Path, settings: Any) -> Iterator[Any]:
    """A sandbox Hub whose Jobs all run with the stand-in."""
    with running(tmp_path / "hub", images={"*": str(engine)}) as server:
        settings.HF_ENDPOINT = server.endpoint
        yield server
        hang_up()


@pytest.fixture
def jobs(hub: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubClient]:
    """A client that may run Jobs."""
    cache.clear()
    monkeypatch.setattr(following, "STRETCH", 5.0)
    hub.storage.add_person("alicia", orgs={ORG: "write"})
    with HubClient(endpoint=hub.endpoint, token=TOKEN, retries=0, timeout=5.0) as client:
        yield client


def job_there(hub: Any, files: Any = None, *, suite: Any = None, **fields: Any) -> EvaluationJob:
    edition = make_evaluated_edition(*([suite] if suite else []), **JOBS)
    return a_job(hub, files, edition=edition, backend=EvaluationBackend.HF_JOBS, forecast_dollars=1.0, **fields)


def started(job: EvaluationJob, client: HubClient, clock: Clock) -> EvaluationJob:
    assert starting.start_due(hub=client, now=clock) == 1
    job.refresh_from_db()
    return job


def follow(job: EvaluationJob, client: HubClient, clock: Clock) -> EvaluationJob:
    following.follow(job_id=job.pk, hub=client, now=clock)
    job.refresh_from_db()
    return job


def the_job(hub: Any, place: int = 0) -> Any:
    """The newest Job on the sandbox, or an older one."""
    return hub.jobs.all()[place]


def over(hub: Any) -> None:
    assert the_job(hub).over.wait(20)


def evaluated(job: EvaluationJob, hub: Any, client: HubClient, clock: Clock) -> EvaluationJob:
    started(job, client, clock)
    over(hub)
    return follow(job, client, clock)


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


def test_a_job_that_stands_for_no_attempt_any_more_is_ended_and_those_of_others_are_not(hub, jobs, engine, clock):
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


def a_second_one(job: EvaluationJob) -> EvaluationJob:
    return EvaluationJob.objects.create(
        **{
            field.name: getattr(job, field.name)
            for field in EvaluationJob._meta.concrete_fields
            if field.name not in ("id", "revision")
        },
        revision="c" * 40,
    )


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


def test_a_log_that_says_nothing_costs_no_result(hub, jobs, clock, monkeypatch):
    job = job_there(hub)
    started(job, jobs, clock)
    over(hub)
    hub.jobs.troubles.set({"silent": True})
    monkeypatch.setattr(following, "STRETCH", 0.3)
    assert follow(job, jobs, clock).state == "running"
    hub.jobs.troubles.clear()
    monkeypatch.setattr(following, "STRETCH", 5.0)
    assert follow(job, jobs, clock).state == "succeeded"


def test_a_log_that_breaks_off_is_taken_up_again(hub, jobs, clock):
    job = job_there(hub)
    started(job, jobs, clock)
    over(hub)
    for lines in (3, 6, 9):
        hub.jobs.troubles.set({"cut_after": lines})
        follow(job, jobs, clock)
    hub.jobs.troubles.clear()
    assert (job.state, follow(job, jobs, clock).state) == ("running", "succeeded")
    assert log_of(job).count("── uno_es: 0.5 s") == 1


def test_a_log_that_comes_in_pieces_is_put_together(hub, jobs, clock):
    hub.jobs.troubles.set({"split": 100})
    job = job_there(hub)
    done = evaluated(job, hub, jobs, clock)
    assert (done.state, done.partial) == ("succeeded", False)


def test_a_log_that_breaks_off_in_the_middle_of_an_event_loses_nothing(hub, jobs, clock, monkeypatch):
    monkeypatch.setattr(following, "MOST_TRIES", 100)
    hub.jobs.troubles.set({"split": 100})
    job = job_there(hub)
    started(job, jobs, clock)
    over(hub)
    for lines in range(6, 18):
        hub.jobs.troubles.set({"cut_after": lines})
        follow(job, jobs, clock)
    hub.jobs.troubles.clear()
    done = follow(job, jobs, clock)
    assert (done.state, done.partial, log_of(done).count("── uno_es: 0.5 s")) == ("succeeded", False, 1)


def test_a_log_whose_end_never_comes_is_given_up(hub, jobs, engine, clock):
    job = job_there(hub)
    started(job, jobs, clock)
    over(hub)
    hub.jobs.troubles.set({"cut_after": 1})
    for _stretch in range(following.MOST_TRIES):
        assert job.state == "running"
        follow(job, jobs, clock)
    assert (job.state, job.problem) == ("queued", "crashed")


@pytest.mark.parametrize(
    ("message", "problem", "state"),
    [
        ("", "crashed", "queued"),
        ("Job timeout", "timeout", "failed"),
        ("Node lost", "worker_lost", "queued"),
        ("Job failed with exit code: 137. Reason: OOMKilled", "out_of_memory", "failed"),
    ],
)
def test_a_job_that_ends_without_a_word_is_told_by_the_hubs(hub, jobs, engine, clock, message, problem, state):
    direct(engine, silent=1)
    job = job_there(hub)
    started(job, jobs, clock)
    over(hub)
    if message:
        the_job(hub).message = message
    done = follow(job, jobs, clock)
    assert (done.state, done.problem) == (state, problem)


def test_a_hub_that_is_silent_ends_nothing(hub, jobs, clock):
    job = job_there(hub)
    started(job, jobs, clock)
    hub.set_fault(kind="status", status=503)
    assert (follow(job, jobs, clock).state, job.attempts) == ("running", 1)
    hub.clear_faults()
    over(hub)
    assert follow(job, jobs, clock).state == "succeeded"


def test_rules_that_name_another_account_do_not_lose_a_job_that_runs(hub, jobs, clock):
    job = job_there(hub)
    started(job, jobs, clock)
    with_rules(job.edition, namespace="otra-cuenta")
    over(hub)
    assert follow(job, jobs, clock).state == "succeeded"


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

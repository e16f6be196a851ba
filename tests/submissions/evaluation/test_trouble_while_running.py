"""What befalls an evaluation in the middle, on a worker of one's own: it ends in a state with a reason, and what was measured is kept."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hackathon import dispatch as celery_dispatch
from submissions import actions
from submissions.actions.evaluating import running, scratch
from submissions.evaluation.backends import local
from submissions.models import EvaluationJob, EvaluationLog, EvaluationRun, TaskResult
from tests.factories.editions import NOW
from tests.factories.evaluations import TASKS, calls, direct, hangs, is_alive
from tests.factories.people import make_person
from tests.submissions.evaluation.scene import Clock, a_job, log_of, until

pytestmark = pytest.mark.django_db


class Interrupting(Clock):
    """A clock that does a deed, once, at the first look at it after ``when`` has come."""

    def __init__(self, when: Callable[[], bool], deed: Callable[[], Any]) -> None:
        super().__init__()
        self._when, self._deeds = when, [deed]

    def __call__(self) -> datetime:
        if self._deeds and self._when():
            self._deeds.pop()()
        return super().__call__()


def evaluate(client: Any, now: Callable[[], datetime] | None = None) -> EvaluationJob:
    done = running.evaluate_next(hub=client, now=now or Clock())
    assert done is not None
    return done


def hangs_after(engine: Path, tasks: int) -> bool:
    """Whether the engine hangs, and so many tasks are stored."""
    return hangs(engine) and TaskResult.objects.count() == tasks


def test_who_cancels_a_running_evaluation_ends_its_engine_and_what_it_said_is_kept(hub, client, engine):
    direct(engine, hang_before="dos_es")
    job, ada = a_job(hub), make_person("ada")
    cancel = Interrupting(
        lambda: hangs_after(engine, 1),
        lambda: actions.cancel_evaluation(job=job, reason="No era este modelo.", by=ada, at=NOW),
    )
    done = evaluate(client, cancel)
    assert (done.state, done.finished_by, done.tasks_done, done.partial) == ("cancelled", ada, 1, False)
    assert "── uno_es: 0.5 s" in log_of(job)
    assert EvaluationRun.objects.get(job=job).partial is True
    until(lambda: not is_alive(calls(engine)[0]["pid"]))


def test_who_has_lost_the_job_meanwhile_ends_the_engine_and_keeps_nothing_more(hub, client, engine):
    direct(engine, hang_before="dos_es", says=["de la primera"])
    job = a_job(hub)
    other, kept = "6f1f5f4e-8f1e-4a53-8a40-6f3f1a6f0c11", []

    def take() -> None:
        EvaluationJob.objects.filter(pk=job.pk).update(claim=other, claimed_by="otra")
        kept.extend(EvaluationLog.objects.values_list("pk", flat=True))

    done = evaluate(client, Interrupting(lambda: hangs_after(engine, 1), take))
    assert (done.state, done.claimed_by, str(done.claim)) == ("running", "otra", other)
    assert (TaskResult.objects.count(), list(EvaluationLog.objects.values_list("pk", flat=True))) == (1, kept)
    until(lambda: not is_alive(calls(engine)[0]["pid"]))


@pytest.mark.parametrize(
    ("scenario", "limits", "end"),
    [
        ({"eat": 150_000_000}, {"EVAL_MEMORY_BYTES": 100_000_000}, ("failed", "out_of_memory")),
        ({"write": 3_000_000}, {"EVAL_DISK_BYTES": 2_000_000}, ("queued", "disk_full")),
        ({"silent": 1}, {}, ("queued", "crashed")),
        ({"failed": "no_tokenizer"}, {}, ("failed", "no_tokenizer")),
        ({"failed": "dance"}, {}, ("queued", "internal")),
    ],
)
def test_each_trouble_has_its_name_and_only_what_may_pass_is_tried_again(
    hub, client, engine, settings, scenario, limits, end
):
    for name, value in limits.items():
        setattr(settings, name, value)
    direct(engine, **scenario)
    a_job(hub)
    done = evaluate(client)
    assert (done.state, done.problem) == end


def test_an_evaluation_that_takes_too_long_keeps_what_it_has(hub, client, engine, monkeypatch):
    fast = time.monotonic
    monkeypatch.setattr(local, "monotonic", lambda: fast() + 1e6 * hangs_after(engine, 2))  # then days pass
    direct(engine, hang_before="tres_gl")
    a_job(hub)
    done = evaluate(client)
    assert (done.state, done.problem, done.partial, done.tasks_done) == ("succeeded", "timeout", True, 2)


def test_results_beyond_all_measure_are_not_read_and_the_task_says_so(hub, client, engine):
    direct(engine, padding=5_000_000)
    a_job(hub)
    done = evaluate(client)
    assert (done.state, done.problem) == ("failed", "results")
    assert done.task_problems == dict.fromkeys(TASKS, "results")
    assert len(log_of(done)) < 50_000


def test_a_line_without_end_does_not_fill_the_log(hub, client, engine):
    direct(engine, noise=5_000_000)
    a_job(hub)
    done = evaluate(client)
    assert (done.state, len(log_of(done)) < 10_000) == ("succeeded", True)


def test_of_a_log_that_is_too_long_the_beginning_and_the_end_are_kept_in_few_pieces(hub, client, engine):
    direct(engine, lines=30_000)
    job = a_job(hub)
    evaluate(client)
    pieces = list(EvaluationLog.objects.filter(job=job).order_by("position"))
    sizes = [len(piece.text) for piece in pieces]
    assert (sum(sizes) < 1_500_000, len(pieces) < 25) == (True, True)
    gaps = [later.offset - before.offset - size for before, later, size in zip(pieces, pieces[1:], sizes, strict=False)]
    assert len([gap for gap in gaps if gap]) == 1
    assert min(gaps) == 0
    assert pieces[-1].text.endswith("── exit 0\n")


def test_without_an_engine_jobs_wait_and_say_so_until_there_is_one(hub, client, engine, settings):
    job = a_job(hub)
    settings.EVAL_PYTHON = "/no/hay/python"
    assert running.evaluate_next(hub=client, now=Clock()) is None
    job.refresh_from_db()
    assert (job.state, job.problem, job.attempts) == ("queued", "no_engine", 0)
    settings.EVAL_PYTHON = str(engine)
    done = evaluate(client)
    assert (done.state, done.problem) == ("succeeded", "")


def test_where_the_harness_is_not_installed_no_model_is_at_fault(hub, client, engine):
    direct(engine, failed="broken_model", versions={"lm_eval": None, "torch": "2.9.0", "python": "3.12.1"})
    a_job(hub)
    done = evaluate(client)
    assert (done.state, done.problem, done.attempts) == ("queued", "no_engine", 0)


def test_an_engine_that_cannot_be_started_is_a_fault_of_ours(hub, client, engine):
    Path(engine).write_text("esto no es un programa", encoding="utf-8")
    a_job(hub)
    done = evaluate(client)
    assert (done.state, done.problem) == ("queued", "crashed")
    assert done.not_before > NOW + timedelta(seconds=29)


def test_without_a_broker_the_evaluation_is_done_all_the_same(hub, client, engine, monkeypatch):
    def no_broker(*args: Any, **kwargs: Any) -> None:
        raise OSError("no broker")

    monkeypatch.setattr(celery_dispatch.app, "send_task", no_broker)
    a_job(hub)
    assert evaluate(client).state == "succeeded"


def test_what_breaks_in_ourselves_is_tried_again_and_told_in_the_log_of_the_server(
    hub, client, engine, monkeypatch, caplog
):
    def breaks(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("sin espacio")

    monkeypatch.setattr(running, "compute", breaks)
    job = a_job(hub)
    done = evaluate(client)
    assert (done.state, done.problem, done.facts) == ("queued", "internal", {"error": "RuntimeError"})
    assert f"Evaluation {job.pk} broke" in caplog.text


def test_the_folder_of_an_attempt_is_gone_afterwards_and_that_of_a_dead_worker_is_swept(hub, client, engine, settings):
    settings.EVAL_DIR.mkdir()
    left = settings.EVAL_DIR / "attempt-de-otro"
    left.mkdir()
    with scratch.scratch() as living:
        a_job(hub)
        evaluate(client)
        assert list(settings.EVAL_DIR.glob("attempt-*")) == [living]
    assert list(settings.EVAL_DIR.glob("attempt-*")) == []

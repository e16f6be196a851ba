"""The row of a job decides whose it is: who was slow or was cancelled changes nothing any more, and what was used is booked once."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from hackathon.editions.models import TrailEntry
from hackathon.editions.rules import EvaluationBackend
from submissions import actions
from submissions.actions.evaluating import claiming, deciding, keeping, sweeping
from submissions.actions.evaluating.recording import Recorder
from submissions.actions.evaluation_sets import NoReason
from submissions.evaluation.events import Failed, Finished
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.models import EvaluationBudget, EvaluationJob, EvaluationLog, EvaluationRun, TaskResult
from tests.factories.editions import NOW
from tests.factories.engine_results import results_of
from tests.factories.evaluations import TASKS, make_evaluated_edition, make_job
from tests.factories.people import make_person
from tests.racing import race
from tests.submissions.evaluation.scene import now_due

pytestmark = pytest.mark.django_db
REASON = "Se ha quedado colgada."


def claimed(at: datetime = NOW, worker: str = "una") -> EvaluationJob:
    job = claiming.claim_next(backend=EvaluationBackend.LOCAL, worker=worker, at=at)
    assert job is not None
    return job


def stale_after(at: datetime, settings: Any) -> datetime:
    return at + timedelta(seconds=settings.EVAL_STALE_SECONDS + 1)


def tells(job: EvaluationJob, *tasks: str, at: datetime = NOW, value: float | None = 0.5) -> None:
    """The engine of an attempt says that it has done these tasks."""
    recorder = Recorder(job, now=lambda: at)
    for task in tasks:
        event = {"event": "task", "task": task, "seconds": 1.0, "results": results_of(task, value)}
        recorder.take("::hackathon " + json.dumps(event))


def state(job: EvaluationJob) -> tuple[str, str, int]:
    job.refresh_from_db()
    return job.state, job.problem, job.attempts


def test_a_worker_that_was_only_slow_stores_nothing_more(settings):
    make_job(make_evaluated_edition())
    slow = claimed(worker="lenta")
    later = stale_after(NOW, settings)
    assert sweeping.put_back_stranded(at=later) == 1
    now_due(slow)
    other = claimed(at=later, worker="otra")
    with pytest.raises(keeping.Lost):
        tells(slow, "uno_es", at=later)
    with pytest.raises(keeping.Lost):
        keeping.beat(slow, at=later)
    deciding.ended(slow, Finished(), at=later, otherwise=Problem.CRASHED)
    deciding.stop(slow, Problem.INTERNAL, at=later)
    assert (TaskResult.objects.count(), EvaluationLog.objects.count()) == (0, 0)
    assert state(other) == ("running", "", 2)
    assert other.claimed_by == "otra"


def test_a_worker_that_is_heard_of_in_the_last_moment_keeps_its_job(settings):
    job = make_job(make_evaluated_edition())
    claimed()
    later = stale_after(NOW, settings)
    EvaluationJob.objects.filter(pk=job.pk).update(heartbeat_at=later)
    assert sweeping._put_back(job.pk, at=later) is False
    assert state(job) == ("running", "", 1)


@pytest.mark.parametrize(
    ("done", "end"), [((), ("failed", "worker_lost", 3)), (("uno_es",), ("succeeded", "worker_lost", 3))]
)
def test_after_three_lost_workers_it_is_over_with_what_it_has_and_the_fault_is_ours(settings, done, end):
    job = make_job(make_evaluated_edition())
    at = NOW
    for _attempt in range(3):
        now_due(job)
        tells(claimed(at=at), *done, at=at)
        at = stale_after(at, settings)
        assert sweeping.put_back_stranded(at=at) == 1
    assert state(job) == end
    assert (job.partial, Problem(job.problem).is_ours) == (bool(done), True)
    assert sweeping.put_back_stranded(at=at) == 0
    assert EvaluationBudget.objects.get(submission=None).used_seconds == 3 * (settings.EVAL_STALE_SECONDS + 1)


def test_the_tasks_that_are_done_are_not_done_again():
    job = make_job(make_evaluated_edition())
    first = claimed()
    tells(first, "uno_es", "dos_es")
    deciding.stop(first, Problem.CRASHED, at=NOW)
    now_due(job)
    assert deciding.left(claimed()) == ("tres_gl",)


def test_a_task_that_failed_for_good_is_not_tried_again_and_one_that_may_pass_is():
    job = make_job(make_evaluated_edition(), task_problems={"uno_es": "nan_logits", "dos_es": "task_data"})
    assert deciding.left(job) == ("dos_es", "tres_gl")


def test_once_every_task_has_its_score_it_does_not_matter_how_the_engine_died():
    job = make_job(make_evaluated_edition())
    ours = claimed()
    tells(ours, *TASKS)
    deciding.ended(ours, Failed(Problem.INTERNAL, "al salir"), at=NOW, otherwise=Problem.CRASHED)
    assert (*state(job), job.partial) == ("succeeded", "", 1, False)
    assert EvaluationRun.objects.get(job=job).partial is False


@pytest.mark.parametrize("value", [None, 0.5])
def test_no_task_is_missing_without_a_reason(value):
    job = make_job(make_evaluated_edition())
    ours = claimed()
    tells(ours, "uno_es")
    tells(ours, "dos_es", value=value)
    deciding.ended(ours, Finished(), at=NOW, otherwise=Problem.CRASHED)
    assert (*state(job), job.partial) == ("succeeded", "", 1, True)
    expected = {"tres_gl": "results"} | ({} if value else {"dos_es": "nan_logits"})
    assert job.task_problems == expected


def test_energy_and_time_of_attempts_add_up_and_each_counts_once():
    job = make_job(make_evaluated_edition())
    for attempt in (1, 2):
        now_due(job)
        ours = claimed()
        recorder = Recorder(ours, now=lambda: NOW)
        tells(ours, TASKS[attempt - 1])
        for _told_again in range(attempt):
            recorder.take('::hackathon {"event": "finished", "seconds": 10.0, "energy_kwh": 0.5}')
        deciding.stop(ours, Problem.CRASHED, at=NOW)
    run = EvaluationRun.objects.get(job=job)
    assert (run.seconds, run.energy_kwh, run.co2_kg) == (20.0, 1.0, None)


def test_of_two_sweeps_at_once_one_puts_a_job_back(transactional_db, settings):
    job = make_job(make_evaluated_edition())
    claimed()
    later = stale_after(NOW, settings)
    swept = race([lambda: sweeping.put_back_stranded(at=later)] * 3)
    assert sorted(swept) == [0, 0, 1]
    assert state(job) == ("queued", "worker_lost", 1)
    assert EvaluationBudget.objects.get(submission=None).used_seconds == settings.EVAL_STALE_SECONDS + 1


def test_a_job_that_waits_is_cancelled_at_once_by_somebody_for_a_reason():
    job, ada = make_job(make_evaluated_edition()), make_person("ada")
    with pytest.raises(NoReason):
        actions.cancel_evaluation(job=job, reason=" ", by=ada, at=NOW)
    actions.cancel_evaluation(job=job, reason=REASON, by=ada, at=NOW)
    assert state(job) == ("cancelled", "", 0)
    assert (job.finished_by, job.finished_at) == (ada, NOW)
    assert TrailEntry.objects.filter(verb="evaluation.cancelled", by=ada, reason=REASON).count() == 1
    assert claiming.claim_next(backend=EvaluationBackend.LOCAL, worker="una", at=NOW) is None


def cancelled_while_running() -> tuple[EvaluationJob, Any]:
    make_job(make_evaluated_edition())
    ours, ada = claimed(), make_person("ada")
    actions.cancel_evaluation(job=ours, reason=REASON, by=ada, at=NOW)
    return ours, ada


def test_whoever_is_at_it_hears_that_it_is_to_end_and_ends_it():
    ours, ada = cancelled_while_running()
    with pytest.raises(keeping.Lost):
        keeping.beat(ours, at=NOW)
    assert keeping.end_stopped(ours, at=NOW + timedelta(seconds=5)) is True
    assert state(ours) == ("cancelled", "", 1)
    assert (ours.finished_by, ours.finished_at) == (ada, NOW + timedelta(seconds=5))
    assert EvaluationBudget.objects.get(submission=None).used_seconds == 5


def test_who_cancels_while_somebody_claims_is_heard_either_way(transactional_db):
    job, ada = make_job(make_evaluated_edition()), make_person("ada")
    deeds = [claimed, lambda: actions.cancel_evaluation(job=job, reason=REASON, by=ada, at=NOW)]
    race(deeds)
    job.refresh_from_db()
    assert (job.state, job.stopping_at, job.finished_by) in [("cancelled", None, ada), ("running", NOW, ada)]


def test_a_worker_that_dies_while_it_is_to_end_leaves_it_cancelled_and_not_in_the_queue(settings):
    ours, ada = cancelled_while_running()
    assert sweeping.put_back_stranded(at=stale_after(NOW, settings)) == 1
    assert (*state(ours), ours.finished_by) == ("cancelled", "", 1, ada)


@pytest.mark.parametrize("problem", [Problem.CRASHED, Problem.NAN_LOGITS, Problem.HUB_SILENT, Problem.NO_CREDIT])
def test_an_attempt_that_fails_while_it_is_to_end_is_cancelled(problem):
    ours, ada = cancelled_while_running()
    deciding.stop(ours, problem, at=NOW)
    assert (*state(ours), ours.finished_by) == ("cancelled", "", 1, ada)


def test_a_job_that_is_whole_before_anybody_heard_stays_whole():
    make_job(make_evaluated_edition())
    ours = claimed()
    tells(ours, *TASKS)
    actions.cancel_evaluation(job=ours, reason=REASON, by=make_person("ada"), at=NOW)
    deciding.ended(ours, Finished(), at=NOW, otherwise=Problem.CRASHED)
    assert (*state(ours), ours.finished_by, ours.stopping_at) == ("succeeded", "", 1, None, None)


def test_who_was_slow_does_not_end_the_job_of_another_who_is_to_end(settings):
    make_job(make_evaluated_edition())
    slow = claimed()
    later = stale_after(NOW, settings)
    sweeping.put_back_stranded(at=later)
    now_due(slow)
    other = claimed(at=later)
    actions.cancel_evaluation(job=other, reason=REASON, by=make_person("ada"), at=later)
    assert keeping.end_stopped(slow, at=later) is False
    assert state(other) == ("running", "", 2)


def test_what_is_over_cannot_be_cancelled_and_what_is_whole_not_tried_again():
    job, ada = make_job(make_evaluated_edition()), make_person("ada")
    ours = claimed()
    tells(ours, *TASKS)
    deciding.ended(ours, Finished(), at=NOW, otherwise=Problem.CRASHED)
    for deed in (
        lambda: actions.cancel_evaluation(job=job, reason=REASON, by=ada, at=NOW),
        lambda: actions.retry_evaluation(job=job, by=ada, at=NOW),
    ):
        with pytest.raises(actions.NotPossible) as refused:
            deed()
        assert refused.value.state == "succeeded"


def test_what_failed_is_tried_again_with_the_tasks_that_it_lacks_and_a_log_of_its_own():
    job, ada = make_job(make_evaluated_edition()), make_person("ada")
    ours = claimed()
    recorder = Recorder(ours, now=lambda: NOW)
    recorder.take("la primera vez")
    recorder.log.flush(at=NOW)
    tells(ours, "uno_es")
    deciding.stop(ours, Problem.TIMEOUT, at=NOW)
    assert state(job) == ("succeeded", "timeout", 1)
    actions.retry_evaluation(job=job, by=ada, at=NOW)
    again = claimed()
    recorder = Recorder(again, now=lambda: NOW)
    recorder.take("la segunda")
    recorder.log.flush(at=NOW)
    assert (again.attempts, deciding.left(again)) == (1, ("dos_es", "tres_gl"))
    assert list(EvaluationLog.objects.values_list("attempt", "text")) == [(1, "la primera vez\n"), (2, "la segunda\n")]


def test_what_is_tried_again_is_partial_no_more_while_its_run_is_until_it_is_whole():
    job = make_job(make_evaluated_edition())
    ours = claimed()
    tells(ours, "uno_es")
    deciding.stop(ours, Problem.TIMEOUT, at=NOW)

    def partial() -> tuple[bool, bool]:
        job.refresh_from_db()
        return job.partial, EvaluationRun.objects.get(job=job).partial

    assert partial() == (True, True)
    actions.retry_evaluation(job=job, by=make_person("ada"), at=NOW)
    assert partial() == (False, True)
    again = claimed()
    tells(again, "dos_es", "tres_gl")
    deciding.ended(again, Finished(), at=NOW, otherwise=Problem.CRASHED)
    assert partial() == (False, False)


def test_everything_that_failed_by_a_fault_of_ours_is_tried_again_at_once():
    edition = make_evaluated_edition()
    over = {"state": "failed", "finished_at": NOW}
    jobs = [
        make_job(edition, revision=str(number) * 40, problem=problem, **over)
        for number, problem in enumerate(("worker_lost", "no_tokenizer", "internal"))
    ]
    assert actions.retry_failed_evaluations(edition=edition, by=make_person("ada"), at=NOW) == 2
    assert [state(job)[0] for job in jobs] == ["queued", "failed", "queued"]

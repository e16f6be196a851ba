"""A real worker on the ``gpu`` queue is killed in the middle: its engine goes with it, and another does the tasks that are left."""

from pathlib import Path
from typing import Any

import pytest

from hackathon import clock
from hackathon.celery import app
from hackathon.editions.rules import EvaluationBackend
from submissions import dispatch
from submissions.models import EvaluationJob, EvaluationRun, TaskResult
from tests.factories.evaluations import TASKS, calls, direct, hangs, is_alive, stand_in
from tests.submissions.evaluation.scene import a_job, until
from tests.workers import kill, wait_until, worker

pytestmark = pytest.mark.production


@pytest.mark.timeout(120)
@pytest.mark.django_db(transaction=True)
def test_an_evaluation_whose_worker_is_killed_is_finished_by_another_without_doing_anything_twice(
    hub: Any, tmp_path: Path
):
    log, engine = tmp_path / "worker.log", stand_in(tmp_path / "engine", hang_before="tres_gl", child="stays")
    environ = {
        "HF_ENDPOINT": hub.endpoint,
        "EVAL_PYTHON": str(engine),
        "EVAL_DIR": str(tmp_path / "evaluation"),
        "EVAL_STALE_SECONDS": "1",
        "EVAL_HEARTBEAT_SECONDS": "0.2",
    }
    app.control.purge()
    job = a_job(hub, at=clock.now())

    with worker(log, queue="gpu", **environ) as first:
        assert dispatch.evaluation_soon(EvaluationBackend.LOCAL)
        wait_until(lambda: hangs(engine) and TaskResult.objects.count() == 2, what="the last task's start", log=log)
        begun = calls(engine)[0]["pid"]
        child = int(engine.with_name("child").read_text())
        assert (is_alive(begun), is_alive(child)) == (True, True)
        kill(first)
    until(lambda: not is_alive(begun) and not is_alive(child))
    job.refresh_from_db()
    assert (job.state, job.attempts, job.tasks_done) == ("running", 1, 2)
    assert len(list((tmp_path / "evaluation").glob("attempt-*"))) == 1

    direct(engine)
    long_ago = job.heartbeat_at.replace(year=2020)  # as after some minutes
    EvaluationJob.objects.filter(pk=job.pk).update(heartbeat_at=long_ago)
    with worker(log, queue="gpu,celery", **environ):
        app.send_task("submissions.tasks.sweep_evaluations")
        wait_until(lambda: state_of(job) == ("queued", "worker_lost"), what="its return to the queue", log=log)
        EvaluationJob.objects.filter(pk=job.pk).update(not_before=long_ago)
        for _nudge in range(3):
            dispatch.evaluation_soon(EvaluationBackend.LOCAL)
        wait_until(lambda: state_of(job)[0] == "succeeded", what="the evaluation's end", log=log)

    job.refresh_from_db()
    assert (job.partial, job.attempts, job.starts, job.tasks_done) == (False, 2, 2, 3)
    assert [call["tasks"] for call in calls(engine)] == [list(TASKS), ["tres_gl"]]
    assert sorted(EvaluationRun.objects.get(job=job).scores) == sorted(TASKS)
    assert list((tmp_path / "evaluation").glob("attempt-*")) == []


def state_of(job: EvaluationJob) -> tuple[str, str]:
    return EvaluationJob.objects.values_list("state", "problem").get(pk=job.pk)

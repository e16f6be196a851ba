"""What keeps evaluations moving without anyone: wanted ones are queued, stranded ones go back, workers are nudged."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from hackathon.editions.rules import EvaluationBackend
from hackathon.hub.client import HubClient
from submissions import dispatch
from submissions.actions.evaluating import claiming, deciding, following, keeping, queueing
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob

MOST_NUDGES: Final = 8
"""Workers that are told at once; each goes on with the next job by itself."""
LOST_AFTER: Final = timedelta(hours=1)


def sweep_evaluations(*, hub: HubClient, now: Callable[[], datetime]) -> None:
    """Leave no evaluation stranded. May run at any time, and twice at once."""
    queueing.queue_due(hub=hub, at=now())
    put_back_stranded(at=now())
    following.start_due(hub=hub, now=now)
    for job_id in following.running().order_by("heartbeat_at").values_list("pk", flat=True):
        dispatch.follow_evaluation_soon(job_id)
    waiting = claiming.due(backend=EvaluationBackend.LOCAL, at=now()).count()
    for _ in range(min(waiting, MOST_NUDGES)):
        if not dispatch.evaluation_soon(EvaluationBackend.LOCAL):
            break  # no broker: the next sweep tries again


def put_back_stranded(*, at: datetime) -> int:
    """Let others go on where a worker was lost, or end what somebody wanted to end; how many.

    A Job on the Hub is not lost with whoever followed it: the next stretch goes on with it.
    """
    stale = EvaluationJob.objects.filter(keeping.is_stale(at=at), backend=EvaluationBackend.LOCAL)
    number = 0
    for job in stale.select_related("edition"):
        if not keeping.end_stopped(job, at=at):
            deciding.stop(job, Problem.WORKER_LOST, at=at)
        number += 1
    return number


def running_now() -> int:
    """How many evaluations somebody is at."""
    return EvaluationJob.objects.filter(state=JobState.RUNNING).count()

"""What keeps evaluations moving without anyone: wanted ones are queued, stranded ones go back, workers are nudged."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from hackathon.editions.models import Edition
from hackathon.editions.rules import EvaluationBackend
from hackathon.hub.client import HubClient
from submissions import dispatch
from submissions.actions.evaluating import claiming, deciding, dropping, keeping, queueing, rescoring, starting
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.models import EvaluationJob

MOST_NUDGES: Final = 8
"""Workers that are told at once; each goes on with the next job by itself."""
REMEMBERED: Final = timedelta(days=8)
"""So long a Job on the Hub may run."""


def sweep_evaluations(*, hub: HubClient, now: Callable[[], datetime]) -> None:
    """Leave no evaluation stranded. May run at any time, and twice at once.

    What needs no Hub comes first, and what may ask it about many models last: nothing must wait for one that is slow.
    """
    put_back_stranded(at=now())
    nudge_followers()
    nudge_workers(at=now())
    for edition in Edition.objects.all():
        rescoring.rescore_stale(edition, at=now())
        dropping.drop_unwanted(edition, at=now())
    starting.start_due(hub=hub, now=now)
    for namespace in _namespaces(at=now()):
        starting.cancel_orphans(namespace=namespace, hub=hub)
    if queueing.queue_due(hub=hub, at=now()):
        nudge_workers(at=now())


def nudge_workers(*, at: datetime) -> None:
    """Tell workers with a device of what waits for them, unless as many have been told and have not come: there may be none."""
    waiting = min(claiming.due(backend=EvaluationBackend.LOCAL, at=at).count(), MOST_NUDGES)
    for _ in range(waiting - dispatch.evaluations_announced() if waiting else 0):
        if not dispatch.evaluation_soon(EvaluationBackend.LOCAL):
            return  # no broker: the next sweep tries again


def nudge_followers() -> None:
    """Have somebody listen to each Job, to that which was longest without first."""
    for job_id in starting.running().order_by("heartbeat_at").values_list("pk", flat=True):
        if not dispatch.follow_evaluation_soon(job_id):
            return


def put_back_stranded(*, at: datetime) -> int:
    """Let others go on where a worker was lost, or end what somebody wanted to end; how many.

    A Job on the Hub is not lost with whoever followed it: the next stretch goes on with it.
    """
    stale = EvaluationJob.objects.filter(keeping.is_stale(at=at), backend=EvaluationBackend.LOCAL)
    return sum(_put_back(job_id, at=at) for job_id in stale.values_list("pk", flat=True))


@transaction.atomic
def _put_back(job_id: int, *, at: datetime) -> bool:
    """Whether it is still stranded now that nobody else can touch it: its worker may have been slow only."""
    held = EvaluationJob.objects.select_for_update(of=("self",)).filter(keeping.is_stale(at=at), pk=job_id).first()
    if held is None:
        return False
    deciding.stop(held, Problem.WORKER_LOST, at=at)
    return True


def _namespaces(*, at: datetime) -> set[str]:
    """Whose Jobs may still run."""
    recent = EvaluationJob.objects.filter(backend=EvaluationBackend.HF_JOBS, claimed_at__gte=at - REMEMBERED)
    editions = Edition.objects.filter(pk__in=recent.values("edition"))
    return {edition.parsed_rules.evaluation.namespace for edition in editions} - {""}

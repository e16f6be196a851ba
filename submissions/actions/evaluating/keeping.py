"""The row of a job as its queue: who has it, since when, and the ways in which it is let go. One conditional UPDATE decides each.

Whoever has lost the row meanwhile changes nothing. What a job used is booked with the same UPDATE that lets it go.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from submissions.actions.evaluating import budgets, telling
from submissions.evaluation.problems import EvaluationProblem
from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob, EvaluationRun

MAX_ATTEMPTS: Final = 3
FIRST_WAIT: Final = timedelta(seconds=30)


class Lost(Exception):
    """The job is not ours any more: cancelled, or taken by another worker while we were away."""


def ours(job: EvaluationJob) -> QuerySet[EvaluationJob]:
    """The row, as long as no other attempt has taken it over, nor anybody else listens to its Job."""
    return EvaluationJob.objects.filter(
        pk=job.pk, claim=job.claim, state=JobState.RUNNING, leased_until=job.leased_until
    )


def taken(*, worker: str, at: datetime) -> dict[str, Any]:
    """The columns of a row that ``worker`` takes at ``at``."""
    return {
        "state": JobState.RUNNING,
        "claim": uuid.uuid4(),
        "claimed_at": at,
        "claimed_by": worker[:100],
        "heartbeat_at": at,
        "stage": "",
        "stage_task": "",
        "problem": "",
        "facts": {},
        "remote_id": "",
        "leased_until": None,
        "metered_seconds": None,
        "metered_dollars": None,
        "finished_at": None,
    }


def beat(job: EvaluationJob, *, at: datetime, **fields: Any) -> None:
    """Tell that we are still at it, and how far. Raises Lost, also where somebody has asked for the job to end."""
    if not ours(job).filter(stopping_at=None).update(heartbeat_at=at, **fields):
        raise Lost


def is_stale(*, at: datetime) -> Q:
    """Jobs whose worker was not heard of for too long: it was killed, or its machine is gone."""
    return Q(state=JobState.RUNNING, heartbeat_at__lt=at - timedelta(seconds=settings.EVAL_STALE_SECONDS))


@transaction.atomic
def put_back(
    job: EvaluationJob,
    *,
    at: datetime,
    problem: EvaluationProblem,
    wait: timedelta,
    facts: Mapping[str, Any] | None = None,
    counts: bool = True,
) -> bool:
    """Let anybody go on with it after ``wait``; whether it was still ours. ``counts`` False: this was no attempt.

    Where somebody has asked for its end meanwhile, it ends.
    """
    number = {} if counts else {"attempts": F("attempts") - 1, "waits": F("waits") + 1}
    changed = (
        ours(job)
        .filter(stopping_at=None)
        .update(
            state=JobState.QUEUED,
            problem=problem,
            facts=dict(facts or {}),
            not_before=at + wait,
            remote_id="",
            **_LET_GO,
            **number,
        )
    )
    if not changed:
        return end_stopped(job, at=at)
    budgets.settle(job, at=at)
    return True


@transaction.atomic
def end(
    job: EvaluationJob,
    *,
    at: datetime,
    state: JobState,
    problem: EvaluationProblem | None = None,
    facts: Mapping[str, Any] | None = None,
    partial: bool = False,
) -> bool:
    """The job is over; whether it was still ours. Its run, if there is one, says whether it is whole; its team hears of it.

    Somebody who asked for its end at the last moment gets it, unless the job is whole: then there is nothing left to stop.
    """
    whole = state == JobState.SUCCEEDED and not partial
    row = ours(job) if whole else ours(job).filter(stopping_at=None)
    changed = row.update(
        state=state,
        finished_at=at,
        finished_by=None,
        problem=problem or "",
        facts=dict(facts or {}),
        partial=partial,
        stopping_at=None,
        **_LET_GO,
    )
    if not changed:
        return end_stopped(job, at=at)
    budgets.settle(job, at=at)
    EvaluationRun.objects.filter(job=job).update(partial=not whole)
    telling.tell(job, at=at)
    return True


@transaction.atomic
def end_stopped(job: EvaluationJob, *, at: datetime) -> bool:
    """Whoever asked for the end of a running job gets it now: it is cancelled, by them; whether anybody had asked."""
    asked = ours(job).filter(stopping_at__isnull=False)
    changed = asked.update(state=JobState.CANCELLED, finished_at=at, stopping_at=None, **_LET_GO)
    if changed:
        budgets.settle(job, at=at)
    return bool(changed)


_LET_GO: Final[Mapping[str, Any]] = {"claim": None, "leased_until": None, "stage": "", "stage_task": ""}

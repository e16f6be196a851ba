"""What evaluations may use, have reserved and have used: for an edition, and for each project in it.

A job reserves its forecast when it is claimed, and settles when it is let go: what it really used is booked, the rest is given back.
Limits are the edition's rules, read when they are needed, so that more can be allowed while jobs wait.
"""

from datetime import datetime

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from hackathon.editions.rules import BudgetRules, EvaluationBackend
from submissions.models import EvaluationBudget, EvaluationJob


class OverBudget(Exception):
    """There is no room for the job's forecast. ``whose``: edition or team."""

    def __init__(self, whose: str) -> None:
        super().__init__(whose)
        self.whose = whose


def reserve(job: EvaluationJob, *, budget: BudgetRules) -> None:
    """Keep room for the job's forecast, where the edition has limits. Raises OverBudget: then undo the transaction.

    To be called at the end of the transaction that claims the job. The edition's row, for which all wait, is always taken last.
    """
    limits = [(None, budget.gpu_hours, budget.dollars, "edition")]
    if job.submission_id is not None:
        limits.insert(0, (job.submission_id, budget.team_gpu_hours, budget.team_dollars, "team"))
    for submission_id, hours, dollars, whose in limits:
        if (hours, dollars) == (None, None):
            continue
        room = _room(job, submission_id=submission_id, hours=hours, dollars=dollars)
        if not _reserve(job, room):
            EvaluationBudget.objects.get_or_create(edition_id=job.edition_id, submission_id=submission_id)
            if not _reserve(job, room):
                raise OverBudget(whose)


def _room(
    job: EvaluationJob, *, submission_id: int | None, hours: float | None, dollars: float | None
) -> QuerySet[EvaluationBudget]:
    """The row of a budget, as long as the job fits into it."""
    room = EvaluationBudget.objects.filter(edition_id=job.edition_id, submission_id=submission_id)
    if hours is not None:
        room = room.filter(used_seconds__lte=hours * 3600 - job.forecast_seconds - F("reserved_seconds"))
    if dollars is not None:
        room = room.filter(used_dollars__lte=dollars - job.forecast_dollars - F("reserved_dollars"))
    return room


def _reserve(job: EvaluationJob, room: QuerySet[EvaluationBudget]) -> int:
    return room.update(
        reserved_seconds=F("reserved_seconds") + job.forecast_seconds,
        reserved_dollars=F("reserved_dollars") + job.forecast_dollars,
    )


def settle(job: EvaluationJob, *, at: datetime) -> None:
    """Give back what the attempt had reserved, and book what it used.

    That is what was metered; else, where it ran on a machine of ours, the time since it was claimed. To be called inside the
    transaction that lets the job go, by whoever let it go.
    """
    row = EvaluationJob.objects.filter(pk=job.pk)
    known = row.get()
    seconds, dollars = _used(known, at=at)
    row.update(
        gpu_seconds=F("gpu_seconds") + seconds,
        dollars=F("dollars") + dollars,
        reserved_seconds=0,
        reserved_dollars=0,
    )
    for submission_id in dict.fromkeys((known.submission_id, None)):
        reserved = (known.reserved_seconds, known.reserved_dollars)
        _book(known, submission_id, used=(seconds, dollars), reserved=reserved)


def _used(job: EvaluationJob, *, at: datetime) -> tuple[float, float]:
    """Seconds and dollars of the attempt. A Job on the Hub that never ran has used nothing."""
    seconds = job.metered_seconds
    if seconds is None:
        ran_here = job.backend == EvaluationBackend.LOCAL and job.claimed_at is not None
        seconds = max((at - job.claimed_at).total_seconds(), 0.0) if ran_here else 0.0
    rate = job.forecast_dollars / job.forecast_seconds if job.forecast_seconds else 0.0
    return seconds, seconds * rate if job.metered_dollars is None else job.metered_dollars


def _book(
    job: EvaluationJob, submission_id: int | None, *, used: tuple[float, float], reserved: tuple[float, float]
) -> None:
    row, _ = EvaluationBudget.objects.get_or_create(edition_id=job.edition_id, submission_id=submission_id)
    EvaluationBudget.objects.filter(pk=row.pk).update(
        used_seconds=F("used_seconds") + used[0],
        used_dollars=F("used_dollars") + used[1],
        reserved_seconds=Greatest(F("reserved_seconds") - reserved[0], 0.0),
        reserved_dollars=Greatest(F("reserved_dollars") - reserved[1], 0.0),
    )

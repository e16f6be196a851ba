"""Workers take jobs: those of the close first, then each project's first before any project's second."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F, QuerySet

from hackathon.editions.rules import EvaluationBackend
from submissions.actions.evaluating import budgets, keeping
from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob

BUDGET_WAIT: Final = timedelta(minutes=10)
"""How long a job rests for which there is no room in a budget: another may end below its forecast, or organisers allow more."""
BUDGET: Final = "budget"
"""The stage of such a job."""
TRIES: Final = 50


def due(*, backend: EvaluationBackend, at: datetime) -> QuerySet[EvaluationJob]:
    """Jobs that may begin, in the order in which they should."""
    waiting = EvaluationJob.objects.filter(backend=backend, state=JobState.QUEUED, not_before__lte=at)
    return waiting.order_by("-priority", "turn", "queued_at", "pk")


def claim_next(*, backend: EvaluationBackend, worker: str, at: datetime) -> EvaluationJob | None:
    """The job that ``worker`` is to do now, taken for it alone; None if there is none.

    One that does not fit into its budget rests, and says so.
    """
    for _ in range(TRIES):
        found, job = _try(backend=backend, worker=worker, at=at)
        if job is not None or not found:
            return job
    return None


@transaction.atomic
def _try(*, backend: EvaluationBackend, worker: str, at: datetime) -> tuple[bool, EvaluationJob | None]:
    """Whether there was a candidate, and that job if it is ours now."""
    candidates = due(backend=backend, at=at).select_related("edition")
    if connection.features.has_select_for_update_skip_locked:
        candidates = candidates.select_for_update(skip_locked=True, of=("self",))
    job = candidates.first()
    if job is None:
        return False, None
    try:
        with transaction.atomic():
            budgets.reserve(job, budget=job.edition.parsed_rules.evaluation.budget)
    except budgets.OverBudget as over:
        _rest(job, over, at=at)
        return True, None
    still = EvaluationJob.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if not still.update(**keeping.taken(worker=worker, at=at), attempts=F("attempts") + 1, starts=F("starts") + 1):
        transaction.set_rollback(True)
        return True, None
    return True, EvaluationJob.objects.select_related("edition", "repo", "submission").get(pk=job.pk)


def _rest(job: EvaluationJob, over: budgets.OverBudget, *, at: datetime) -> None:
    EvaluationJob.objects.filter(pk=job.pk, state=JobState.QUEUED).update(
        not_before=at + BUDGET_WAIT, stage=BUDGET, stage_task=over.whose
    )

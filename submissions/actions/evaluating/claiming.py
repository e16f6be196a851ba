"""Workers take jobs: those of the close first, then each project's first before any project's second."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from django.db import connection, transaction
from django.db.models import F, QuerySet

from hackathon.editions.models import Edition
from hackathon.editions.rules import BudgetRules, EvaluationBackend
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
        candidate = None
        try:
            with transaction.atomic():
                candidate = _candidate(backend=backend, at=at)
                if candidate is None:
                    return None
                if _take(candidate, worker=worker, at=at):
                    return candidate
        except budgets.OverBudget as over:
            _rest(candidate, over, at=at)
    return None


def _candidate(*, backend: EvaluationBackend, at: datetime) -> EvaluationJob | None:
    """The job whose turn it is. Of two that look at once none waits for the other, where the database can do that."""
    candidates = due(backend=backend, at=at).annotate(rules_digest=F("edition__rules_digest"))
    if connection.features.has_select_for_update_skip_locked:
        candidates = candidates.select_for_update(skip_locked=True, of=("self",))
    return candidates.first()


def _take(job: EvaluationJob, *, worker: str, at: datetime) -> bool:
    """Whether it is ours now; then ``job`` says so too. Raises OverBudget, and then all of it is to be undone.

    The budgets come last: all who claim wait for that one row, so it is held for as short as can be.
    """
    budget = _budget(job.edition_id, job.rules_digest)
    taken = keeping.taken(worker=worker, at=at) | {"attempts": job.attempts + 1, "starts": job.starts + 1}
    if budget.limits:
        taken |= {"reserved_seconds": job.forecast_seconds, "reserved_dollars": job.forecast_dollars}
    still = EvaluationJob.objects.filter(pk=job.pk, state=JobState.QUEUED, starts=job.starts)
    if not still.update(**taken):
        return False
    budgets.reserve(job, budget=budget)
    for name, value in taken.items():
        setattr(job, name, value)
    return True


@lru_cache(maxsize=64)
def _budget(edition_id: int, rules_digest: str) -> BudgetRules:
    """The budget of an edition by those rules: read once, for a thousand jobs."""
    return Edition.objects.get(pk=edition_id).parsed_rules.evaluation.budget


def _rest(job: EvaluationJob | None, over: budgets.OverBudget, *, at: datetime) -> None:
    if job is not None:
        EvaluationJob.objects.filter(pk=job.pk, state=JobState.QUEUED).update(
            not_before=at + BUDGET_WAIT, stage=BUDGET, stage_task=over.whose
        )

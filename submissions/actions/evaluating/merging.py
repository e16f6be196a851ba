"""Two rows turn out to be one repo: its evaluations become those of one model."""

from typing import Any

from submissions.actions.evaluating import budgets
from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob, EvaluationRun, Repo

SAME = ("edition", "revision", "suite", "suite_version", "spec_digest")


def merge_evaluations(repo: Repo, *, into: Repo) -> None:
    """What was evaluated of ``repo`` is ``into``'s. Of the same job of both only the one that came further is kept.

    Somebody who is at the one that goes finds that it is not theirs any more; what it used until then is booked. To be called
    inside a transaction.
    """
    theirs = {_key(job): job for job in EvaluationJob.objects.select_for_update().filter(repo=into)}
    for job in EvaluationJob.objects.select_for_update().filter(repo=repo):
        twin = theirs.get(_key(job))
        if twin is not None:
            further, other = (job, twin) if job.tasks_done > twin.tasks_done else (twin, job)
            if other.state == JobState.RUNNING:
                budgets.settle(other, at=other.heartbeat_at)
            other.delete()
            if further is twin:
                continue
        EvaluationJob.objects.filter(pk=job.pk).update(repo=into)
    EvaluationRun.objects.filter(repo=repo).update(repo=into)


def _key(job: EvaluationJob) -> tuple[Any, ...]:
    return tuple(getattr(job, f"{name}_id", getattr(job, name)) for name in SAME)

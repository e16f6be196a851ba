"""How the evaluations of a project's models stand, for its page and the part of it that asks for itself again."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob, EvaluationRun, Submission
from submissions.queries import evaluations

SOON, LATER = 3, 15
"""Seconds after which a page asks again: while one runs, and while all wait."""


def evaluation_context(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """How the evaluations of a project's models stand, for its page."""
    rules = submission.edition.parsed_rules
    jobs = list(evaluations.jobs_of_project(submission)) if submission.current_id else []
    shown = evaluations.newest_of_each(jobs)
    standings = evaluations.standings_of(shown, suites=rules.evaluation.suites, at=request.now)
    under_way = [one for one in standings if one.job.under_way]
    return {
        "evaluations": standings,
        "evaluation_suites": rules.evaluation.suites,
        "evaluation_models": bool(jobs) or evaluations.delivers_models(submission),
        "evaluations_under_way": under_way,
        "evaluations_seen": "_".join(one.progress for one in standings),
        "evaluations_every": SOON if any(one.job.state == JobState.RUNNING for one in under_way) else LATER,
        "imported_runs": _imported(submission),
        "with_log": _with_log(request, shown),
    }


def _with_log(request: HttpRequest, jobs: Sequence[EvaluationJob]) -> set[int]:
    """The keys of those whose log the reader may read."""
    theirs = evaluations.with_log_for(request.user).filter(pk__in=[job.pk for job in jobs])
    return set(theirs.values_list("pk", flat=True)) if jobs else set()


def _imported(submission: Submission) -> list[EvaluationRun]:
    return list(EvaluationRun.objects.filter(submission=submission, source=EvaluationRun.Source.IMPORT).order_by("-pk"))

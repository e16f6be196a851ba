"""Jobs that wait for what nobody wants any more leave the queue: other rules, a project withdrawn, another revision that counts.

Nobody has cancelled them: they come back when they are wanted again.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import F, Q, QuerySet

from hackathon.editions.models import Edition
from hackathon.editions.rules import EvaluationBackend
from submissions.evaluation.forecasts import DEAREST
from submissions.evaluation.specs import job_spec, spec_digest
from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob, RepoVerdict, Submission

UNWANTED: Final = "unwanted"
"""The fact that says why: rules, withdrawn, revision."""


def dropped() -> Q:
    """Jobs that were dropped, by nobody."""
    return Q(state=JobState.CANCELLED, finished_by=None, facts__has_key=UNWANTED)


def drop_unwanted(edition: Edition, *, at: datetime) -> int:
    """Take out of the queue what is not wanted by today's rules and deliveries; how many. What stays waits where they say."""
    waiting = EvaluationJob.objects.filter(edition=edition, state=JobState.QUEUED)
    rules = edition.parsed_rules.evaluation
    elsewhere = waiting.exclude(backend=rules.backend)
    price = DEAREST if rules.backend == EvaluationBackend.HF_JOBS else 0.0
    elsewhere.update(backend=rules.backend, forecast_dollars=F("forecast_seconds") / 3600 * price)
    asked = Q(pk__in=[])
    for suite in rules.suites:
        asked |= Q(suite=suite.key, suite_version=suite.version, spec_digest=spec_digest(job_spec(rules, suite)))
    delivered = Submission.objects.delivered().filter(edition=edition)
    theirs = waiting.filter(submission__isnull=False, reason=EvaluationJob.Reason.DEADLINE)
    number = _drop(waiting.exclude(asked).values_list("pk", flat=True), "rules", at=at)
    number += _drop(theirs.exclude(submission__in=delivered).values_list("pk", flat=True), "withdrawn", at=at)
    return number + _drop(_of_other_revisions(edition, theirs), "revision", at=at)


def _of_other_revisions(edition: Edition, jobs: QuerySet[EvaluationJob]) -> list[int]:
    verdicts = RepoVerdict.objects.filter(edition=edition, closes_at=edition.parsed_rules.counts_until)
    frozen = {verdict.repo_id: verdict.final_sha for verdict in verdicts if verdict.final_sha}
    told = jobs.values_list("pk", "repo", "revision")
    return [pk for pk, repo_id, revision in told if frozen.get(repo_id, revision) != revision]


def _drop(job_ids: Iterable[int], why: str, *, at: datetime) -> int:
    waiting = EvaluationJob.objects.filter(pk__in=list(job_ids), state=JobState.QUEUED)
    return waiting.update(state=JobState.CANCELLED, finished_at=at, finished_by=None, problem="", facts={UNWANTED: why})


def take_back(job: EvaluationJob, *, submission: Submission | None, at: datetime) -> bool:
    """Put a job that was dropped into the queue again; whether it was one."""
    back = EvaluationJob.objects.filter(dropped(), pk=job.pk).update(
        state=JobState.QUEUED, finished_at=None, facts={}, not_before=at, queued_at=at, submission=submission
    )
    if back:
        job.refresh_from_db()
    return bool(back)

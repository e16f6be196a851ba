"""What organisers do about evaluations: ask for one, cancel, try again, put one first, publish a board. Each time with who and when."""

from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.editions.rules import EvaluationBackend
from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubError, HubSilent
from hackathon.hub.types import RepoType
from submissions import dispatch
from submissions.actions.evaluating.queueing import REQUESTED_PRIORITY, Wanted, expect, put_in
from submissions.actions.evaluation_sets import SHORTEST_REASON, NoReason
from submissions.evaluation.problems import known_problem
from submissions.evaluation.states import JobState, origins
from submissions.models import Entry, EvaluationBoard, EvaluationJob


class NotPossible(Exception):
    """The job is not in a state in which that can be done; somebody else was faster, perhaps. ``state``: where it stands."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class NoSuchSuite(Exception):
    """The edition's rules have no suite of that key."""


class HubDidNotSay(Exception):
    """The Hub did not tell the head of the model, so there is nothing to evaluate at."""


def request_evaluation(
    *, entry: Entry, suite_key: str, hub: HubClient, by: User, at: datetime, revision: str = ""
) -> EvaluationJob:
    """Evaluate a project's model now, at ``revision`` (empty: its head). Raises NoSuchSuite, HubDidNotSay, NotPossible.

    What was evaluated with the same settings is not evaluated again: NotPossible says where that stands.
    """
    submission = entry.version.submission
    suite = submission.edition.parsed_rules.evaluation.suite(suite_key)
    if suite is None:
        raise NoSuchSuite(suite_key)
    try:
        sha = revision or hub.repo_info(entry.repo.repo_id, RepoType(entry.repo.repo_type)).sha
    except HubError as error:
        raise HubDidNotSay from error
    wanted = Wanted(submission.edition, entry.repo, sha, suite, submission, EvaluationJob.Reason.REQUESTED)
    try:
        expected = expect(wanted, hub=hub)
    except HubSilent as silent:
        raise HubDidNotSay from silent
    with transaction.atomic():  # no request to the Hub is waited for in it
        job, made = put_in(wanted, expected, by=by, at=at)
        if not made:
            raise NotPossible(job.state)
        trail.record(edition=job.edition, by=by, at=at, verb="evaluation.requested", target=job)
        transaction.on_commit(lambda: nudge(job))
    return job


@transaction.atomic
def cancel(*, job: EvaluationJob, reason: str, by: User, at: datetime) -> None:
    """End a job: at once where nobody is at it, else as soon as whoever is at it hears of it. Raises NoReason, NotPossible."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise NoReason
    row = EvaluationJob.objects.filter(pk=job.pk)
    over = {"state": JobState.CANCELLED, "finished_at": at, "finished_by": by, "stage": "", "stage_task": ""}
    if not row.filter(state=JobState.QUEUED).update(**over) and not row.filter(
        state=JobState.RUNNING, stopping_at=None
    ).update(stopping_at=at, finished_by=by):
        raise NotPossible(row.get().state)
    trail.record(edition=job.edition, by=by, at=at, verb="evaluation.cancelled", target=job, reason=reason.strip())
    if job.backend == EvaluationBackend.HF_JOBS:
        transaction.on_commit(lambda: dispatch.follow_evaluation_soon(job.pk))


@transaction.atomic
def retry(*, job: EvaluationJob, by: User, at: datetime) -> None:
    """Put a job that has ended back into the queue, with the tasks that it lacks. Raises NotPossible."""
    row = EvaluationJob.objects.filter(pk=job.pk)
    ended = row.filter(state__in=[one for one in origins(JobState.QUEUED) if one != JobState.RUNNING])
    anew = ended.exclude(state=JobState.SUCCEEDED, partial=False).update(
        state=JobState.QUEUED,
        attempts=0,
        problem="",
        facts={},
        waits=0,
        task_problems={},
        partial=False,  # of its end, which is yet to come; what it has measured stays a partial run until then
        finished_at=None,
        finished_by=None,
        stopping_at=None,
        not_before=at,
        priority=REQUESTED_PRIORITY,
    )
    if not anew:
        raise NotPossible(row.get().state)
    trail.record(edition=job.edition, by=by, at=at, verb="evaluation.retried", target=job)
    transaction.on_commit(lambda: nudge(job))


@transaction.atomic
def put_first(*, job: EvaluationJob, by: User, at: datetime) -> None:
    """Let a job that waits go before all others. Raises NotPossible."""
    highest = (
        EvaluationJob.objects.filter(state=JobState.QUEUED).order_by("-priority").values_list("priority", flat=True)
    )
    row = EvaluationJob.objects.filter(pk=job.pk)
    if not row.filter(state=JobState.QUEUED).update(priority=min((highest.first() or 0) + 1, 30_000), not_before=at):
        raise NotPossible(row.get().state)
    trail.record(edition=job.edition, by=by, at=at, verb="evaluation.put_first", target=job)


@transaction.atomic
def publish_board(*, edition: Edition, suite_key: str, by: User, at: datetime) -> EvaluationBoard:
    """Let everybody see the board of a suite, as its version is today. Raises NoSuchSuite."""
    board = _board(edition, suite_key)
    if EvaluationBoard.objects.filter(pk=board.pk, published_at=None).update(published_at=at, published_by=by):
        trail.record(edition=edition, by=by, at=at, verb="evaluation.published", target=board)
    board.refresh_from_db()
    return board


@transaction.atomic
def withdraw_board(*, edition: Edition, suite_key: str, reason: str, by: User, at: datetime) -> EvaluationBoard:
    """Let only organisers see it again. Raises NoSuchSuite, NoReason."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise NoReason
    board = _board(edition, suite_key)
    if (
        EvaluationBoard.objects.filter(pk=board.pk)
        .exclude(published_at=None)
        .update(published_at=None, published_by=None)
    ):
        trail.record(edition=edition, by=by, at=at, verb="evaluation.unpublished", target=board, reason=reason.strip())
    board.refresh_from_db()
    return board


def _board(edition: Edition, suite_key: str) -> EvaluationBoard:
    suite = edition.parsed_rules.evaluation.suite(suite_key)
    if suite is None:
        raise NoSuchSuite(suite_key)
    return EvaluationBoard.objects.get_or_create(edition=edition, suite=suite.key, suite_version=suite.version)[0]


def nudge(job: EvaluationJob) -> bool:
    """Tell a worker that there is something to evaluate."""
    return dispatch.evaluation_soon(job.backend)


def retry_failed(*, edition: Edition, by: User, at: datetime) -> int:
    """Try everything again that failed by a fault of ours; how many. For when the cause is mended."""
    failed = EvaluationJob.objects.filter(edition=edition, state=JobState.FAILED)
    ours = [job for job in failed if known_problem(job.problem).is_ours]
    for job in ours:
        retry(job=job, by=by, at=at)
    return len(ours)

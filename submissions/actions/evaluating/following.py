"""Evaluations on the Hub's Jobs: followed a stretch at a time, found again when whoever followed them is gone.

Nobody waits beside a Job: each stretch reads how it stands and what it has said since, stores that, and leaves. Whoever is at it
holds a lease, so that nobody else tells the same twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubError, HubMissing, HubSilent
from hackathon.hub.job_types import JobInfo, JobLogLine, JobStage
from submissions.actions.evaluating import deciding, keeping
from submissions.actions.evaluating.prices import price_of
from submissions.actions.evaluating.recording import Recorder
from submissions.actions.evaluating.starting import GRACE_SECONDS, cancel_remote, running
from submissions.evaluation.backends import hf_jobs
from submissions.evaluation.events import Pieces
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.models import EvaluationJob

logger = logging.getLogger(__name__)

STRETCH: Final = 15.0
"""Seconds of listening at a time."""
LEASE: Final = timedelta(minutes=3)
"""A stretch with all its requests is over by then, or whoever was at it is dead."""
MOST_BYTES: Final = 256_000_000
"""Of a log that are read through at a time, a line at a time."""
LONGEST_SCHEDULING: Final = timedelta(hours=3)
MOST_TRIES: Final = 5
"""So often the end of a log is asked for that does not come."""


def follow(*, job_id: int, hub: HubClient, now: Callable[[], datetime]) -> EvaluationJob | None:
    """One stretch beside a running Job; None if somebody else is at it, or it is over."""
    job = running().select_related("edition", "repo", "submission").filter(pk=job_id).first()
    if job is None or _is_starting(job, at=now()) or not _lease(job, at=now()):
        return None
    try:
        _stretch(job, hub=hub, now=now)
    except keeping.Lost:
        _let_go(job, hub=hub, now=now)
    except HubError:
        _silent(job, hub=hub, at=now())
    except Exception:
        logger.exception("Evaluation %s could not be followed", job.pk)
    keeping.ours(job).update(leased_until=None)
    job.refresh_from_db()
    return job


def _is_starting(job: EvaluationJob, *, at: datetime) -> bool:
    """Whoever claimed it is about to start its Job; after a while of silence it is looked for."""
    return not job.remote_id and not EvaluationJob.objects.filter(keeping.is_stale(at=at), pk=job.pk).exists()


def _lease(job: EvaluationJob, *, at: datetime) -> bool:
    """Of those who come while somebody is at it none goes on. Nobody listens here whom the row does not name."""
    free = Q(leased_until=None) | Q(leased_until__lte=at)
    until = at + LEASE
    if not running().filter(free, pk=job.pk, claim=job.claim).update(leased_until=until, heartbeat_at=at):
        return False
    job.leased_until = until
    return True


def _stretch(job: EvaluationJob, *, hub: HubClient, now: Callable[[], datetime]) -> None:
    info = _find(job, hub=hub)
    if info is None:
        keeping.beat(job, at=now())
        deciding.stop(job, Problem.WORKER_LOST, at=now())
        return
    _meter(job, info, hub=hub, at=now())
    if info.stage == JobStage.SCHEDULING:
        _wait_for_a_machine(job, hub=hub, at=now())
        return
    recorder = Recorder(job, now=now)
    whole = _listen(job, recorder, hub=hub, now=now)
    if recorder.ended is not None or (info.stage.is_over and (whole or _is_tired(job))):
        if not info.stage.is_over:
            info = hub.job(*_place(job))
            _meter(job, info, hub=hub, at=now())
        deciding.ended(job, recorder.ended, at=now(), otherwise=_why(info))
    else:
        keeping.beat(job, at=now())


def _place(job: EvaluationJob) -> tuple[str, str]:
    """The namespace and the id of its Job."""
    namespace, _, job_id = job.remote_id.partition("/")
    return namespace, job_id


def _find(job: EvaluationJob, *, hub: HubClient) -> JobInfo | None:
    """The Job, by its id, else by the label that it was started with; None where there is none (any more)."""
    try:
        if job.remote_id:
            return hub.job(*_place(job))
        namespace = job.edition.parsed_rules.evaluation.namespace
        found = hub.jobs(namespace, labels={hf_jobs.LABEL: str(job.claim)})
    except HubMissing:
        return None
    if found:
        job.remote_id = f"{namespace}/{found[0].id}"
    return found[0] if found else None


def _meter(job: EvaluationJob, info: JobInfo, *, hub: HubClient, at: datetime) -> None:
    """Keep what the Hub has counted so far, at the price of the machine that it runs on. Raises keeping.Lost."""
    price = price_of(hub, info.flavor or job.flavor)
    seconds = info.running_seconds
    dollars = None if price is None or seconds is None else float(price.usd_for(seconds))
    keeping.beat(job, at=at, remote_id=job.remote_id, metered_seconds=seconds, metered_dollars=dollars)


def _wait_for_a_machine(job: EvaluationJob, *, hub: HubClient, at: datetime) -> None:
    """Waiting costs nothing; after hours we ask anew."""
    keeping.beat(job, at=at, stage="scheduling")
    if job.claimed_at and at - job.claimed_at > LONGEST_SCHEDULING and cancel_remote(job, hub=hub):
        deciding.stop(job, Problem.WORKER_LOST, facts={"scheduling": True}, at=at)


def _listen(job: EvaluationJob, recorder: Recorder, *, hub: HubClient, now: Callable[[], datetime]) -> bool:
    """Store what the Job has said since the last time; whether the Hub has no more of it."""
    stream = hub.follow_job(*_place(job), seconds=STRETCH, max_bytes=MOST_BYTES, after=_last(job))
    pieces, last = Pieces(), None
    try:
        for line in stream:
            for whole in pieces.add(line.text):
                recorder.take(whole)
            last = last if pieces.holds else line
        for rest in pieces.rest() if stream.complete else ():
            recorder.note(rest)
    finally:
        _keep_place(job, recorder, last, at=now())
    return stream.complete


@transaction.atomic
def _keep_place(job: EvaluationJob, recorder: Recorder, last: JobLogLine | None, *, at: datetime) -> None:
    """Store the log, and up to where it was read; neither where somebody else is at it now."""
    if last is not None:
        job.facts = {**job.facts, "seen": {"text": last.text[:4000], "at": last.at.isoformat() if last.at else None}}
    if keeping.ours(job).update(facts=job.facts):
        recorder.log.flush(at=at)


def _is_tired(job: EvaluationJob) -> bool:
    """Whether the end of the log of a Job that is over was asked for often enough."""
    job.facts = {**job.facts, "tries": job.facts.get("tries", 0) + 1}
    keeping.ours(job).update(facts=job.facts)
    return job.facts["tries"] >= MOST_TRIES


def _last(job: EvaluationJob) -> JobLogLine | None:
    seen = job.facts.get("seen")
    if not seen:
        return None
    return JobLogLine(seen["text"], datetime.fromisoformat(seen["at"]) if seen["at"] else None)


def _why(info: JobInfo) -> Problem:
    """What a Job that ended without a word of the engine died of, as far as the Hub's own word on it tells."""
    message = info.message.lower()
    if info.stage in (JobStage.CANCELED, JobStage.DELETED) or "node" in message:
        return Problem.WORKER_LOST
    if "timeout" in message or "timed out" in message:
        return Problem.TIMEOUT
    return Problem.OUT_OF_MEMORY if "oom" in message or "out of memory" in message else Problem.CRASHED


def _let_go(job: EvaluationJob, *, hub: HubClient, now: Callable[[], datetime]) -> None:
    """Somebody wants its end, or has it already: the machine on the Hub is not paid for any longer.

    Where only the lease has passed to somebody else, that one goes on. Without the Hub's word the next stretch tries again.
    """
    row = running().filter(pk=job.pk, claim=job.claim).first()
    if row is not None and (row.stopping_at is None or row.leased_until != job.leased_until):
        return
    if cancel_remote(job, hub=hub) and row is not None:
        _book_the_end(job, hub=hub)
        keeping.end_stopped(job, at=now())


def _book_the_end(job: EvaluationJob, *, hub: HubClient) -> None:
    """What a Job that was cancelled has cost."""
    try:
        info = _find(job, hub=hub)
    except HubSilent:
        return
    if info is not None and info.running_seconds is not None:
        price = price_of(hub, info.flavor or job.flavor)
        dollars = None if price is None else float(price.usd_for(info.running_seconds))
        keeping.ours(job).update(metered_seconds=info.running_seconds, metered_dollars=dollars)


def _silent(job: EvaluationJob, *, hub: HubClient, at: datetime) -> None:
    """The Hub says nothing: the Job goes on without us, for as long as it may take; then it is given up."""
    longest = timedelta(minutes=job.edition.parsed_rules.evaluation.timeout_minutes, seconds=2 * GRACE_SECONDS)
    if job.claimed_at and at - job.claimed_at > longest + LONGEST_SCHEDULING:
        cancel_remote(job, hub=hub)
        deciding.stop(job, Problem.WORKER_LOST, at=at)

"""Evaluations on the Hub's Jobs: started, followed a stretch at a time, found again when whoever followed them is gone.

Nobody waits beside a Job: each stretch reads how it stands and what it has said since, stores that, and leaves. The heartbeat is
the lease of whoever is at it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings

from hackathon.editions.rules import EvaluationBackend, EvaluationRules
from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubError, HubMissing, HubSilent
from hackathon.hub.job_types import JobInfo, JobLogLine, JobStage
from hackathon.hub.types import RepoType
from submissions.actions.evaluating import claiming, deciding, fetching, keeping
from submissions.actions.evaluating.recording import Recorder, run_of
from submissions.evaluation.backends import hf_jobs
from submissions.evaluation.packing import engine_zip, own_tasks, suite_files
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.evaluation.specs import task_names
from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob

logger = logging.getLogger(__name__)

STRETCH: Final = 15.0
"""Seconds of listening at a time."""
MOST_BYTES: Final = 256_000_000
"""Of a log that are read through, a line at a time; what comes after that is not heard."""
GRACE_SECONDS: Final = 900
"""Beyond the edition's limit, to start the machine and install what the engine needs."""


def start_due(*, hub: HubClient, now: Callable[[], datetime]) -> int:
    """Start Jobs for what is due, as many as may run at once; how many."""
    started = 0
    while running().count() < settings.EVAL_JOBS_AT_ONCE:
        job = claiming.claim_next(backend=EvaluationBackend.HF_JOBS, worker="hf-jobs", at=now())
        if job is None:
            break
        start(job, hub=hub, now=now)
        started += 1
    return started


def running() -> Any:
    """Those that stand for a Job on the Hub, or are about to."""
    return EvaluationJob.objects.filter(backend=EvaluationBackend.HF_JOBS, state=JobState.RUNNING)


def start(job: EvaluationJob, *, hub: HubClient, now: Callable[[], datetime]) -> None:
    """Start the Job of an attempt that we have claimed. A model that cannot be evaluated ends the attempt here."""
    rules, info = job.edition.parsed_rules, None
    try:
        keeping.beat(job, at=now(), stage="fetching")
        chosen = fetching.choose(
            repo_id=job.repo.repo_id,
            repo_type=RepoType(job.repo.repo_type),
            revision=job.revision,
            hub=hub,
            rules=rules,
        )
        run_of(job, at=now(), subject=chosen.subject)
        info = _launch(job, chosen, hub=hub, rules=rules.evaluation)
        keeping.beat(job, at=now(), remote_id=info.id, stage="scheduling")
    except keeping.Lost:
        job.remote_id = info.id if info else ""
        _let_go(job, hub=hub, at=now())
    except fetching.CannotEvaluate as cannot:
        if cannot.problem != Problem.HUB_SILENT or not cannot.facts.get("perhaps"):
            deciding.stop(job, cannot.problem, facts=cannot.facts, retry_after=cannot.retry_after, at=now())
    except Exception as error:
        logger.exception("Evaluation %s could not be started", job.pk)
        deciding.stop(job, Problem.INTERNAL, facts={"error": type(error).__name__}, at=now())


def _launch(job: EvaluationJob, chosen: fetching.Chosen, *, hub: HubClient, rules: EvaluationRules) -> JobInfo:
    flavor = rules.flavor(chosen.subject.parameters) or job.flavor
    if not flavor:
        raise fetching.CannotEvaluate(Problem.NO_FLAVOR, parameters=chosen.subject.parameters)
    spec = hf_jobs.spec_for(job.spec, has_base=chosen.base is not None, flavor=flavor, left=deciding.left(job))
    engine = engine_zip(suite_files(job.spec["include"]) if job.spec["include"] else {})
    with fetching.translated(missing=Problem.INTERNAL, forbidden=Problem.NO_CREDIT, perhaps=True):
        return hub.run_job(
            namespace=rules.namespace,
            image=rules.image,
            command=hf_jobs.command(
                requirements=settings.EVAL_JOBS_REQUIREMENTS,
                prepare=not set(task_names(spec)) <= own_tasks(job.spec["include"]),
            ),
            environment=hf_jobs.environment(engine=engine, spec=spec),
            flavor=flavor,
            timeout_seconds=rules.timeout_minutes * 60 + GRACE_SECONDS,
            labels={hf_jobs.LABEL: str(job.claim)},
            volumes=hf_jobs.volumes(
                repo_id=chosen.info.repo_id,
                revision=chosen.info.sha,
                base_id=chosen.base.repo_id if chosen.base else None,
                base_revision=chosen.base.sha if chosen.base else None,
            ),
        )


def follow(*, job_id: int, hub: HubClient, now: Callable[[], datetime]) -> EvaluationJob | None:
    """One stretch beside a running Job; None if somebody else is at it, or it is over."""
    job = running().select_related("edition", "repo", "submission").filter(pk=job_id).first()
    if job is None or _is_starting(job, at=now()) or not _lease(job, at=now()):
        return None
    try:
        _stretch(job, hub=hub, now=now)
    except keeping.Lost:
        _let_go(job, hub=hub, at=now())
    except HubSilent:
        _silent(job, at=now())
    except Exception:
        logger.exception("Evaluation %s could not be followed", job.pk)
    job.refresh_from_db()
    return job


def _is_starting(job: EvaluationJob, *, at: datetime) -> bool:
    """Whoever claimed it is about to start its Job; after a while of silence it is looked for."""
    return not job.remote_id and not EvaluationJob.objects.filter(keeping.is_stale(at=at), pk=job.pk).exists()


def _lease(job: EvaluationJob, *, at: datetime) -> bool:
    """Of two who come at once one goes on: the other finds another heartbeat. Who asked for the end of it waits for nobody."""
    row = keeping.ours(job).filter(heartbeat_at=job.heartbeat_at)
    return bool(row.update(heartbeat_at=max(at, job.heartbeat_at + timedelta(microseconds=1))))


def _stretch(job: EvaluationJob, *, hub: HubClient, now: Callable[[], datetime]) -> None:
    namespace = job.edition.parsed_rules.evaluation.namespace
    info = _find(job, hub=hub, namespace=namespace, at=now())
    if info is None:
        deciding.stop(job, Problem.WORKER_LOST, at=now())
        return
    recorder = Recorder(job, now=now)
    keeping.beat(job, at=now(), metered_seconds=info.running_seconds, remote_id=info.id)
    whole = _listen(job, recorder, hub=hub, namespace=namespace)
    recorder.log.close(at=now())
    if recorder.ended is not None or (info.stage.is_over and whole):
        deciding.ended(job, recorder.ended, at=now(), otherwise=_why(info))


def _find(job: EvaluationJob, *, hub: HubClient, namespace: str, at: datetime) -> JobInfo | None:
    """The Job, by its id, else by the label that it was started with; None where there is none (any more)."""
    try:
        if job.remote_id:
            return hub.job(namespace, job.remote_id)
        found = hub.jobs(namespace, labels={hf_jobs.LABEL: str(job.claim)})
    except HubMissing:
        return None
    return found[0] if found else None


def _listen(job: EvaluationJob, recorder: Recorder, *, hub: HubClient, namespace: str) -> bool:
    """Store what the Job has said since the last time; whether the Hub has no more of it."""
    stream = hub.follow_job(
        namespace, job.remote_id or _known(job), seconds=STRETCH, max_bytes=MOST_BYTES, after=_last(job)
    )
    last = None
    try:
        for line in stream:
            recorder.take(line.text)
            last = line
    finally:
        if last is not None:
            seen = {"text": last.text[:4000], "at": last.at.isoformat() if last.at else None}
            keeping.ours(job).update(facts={**job.facts, "seen": seen})
    return stream.complete


def _known(job: EvaluationJob) -> str:
    return EvaluationJob.objects.values_list("remote_id", flat=True).get(pk=job.pk)


def _last(job: EvaluationJob) -> JobLogLine | None:
    seen = job.facts.get("seen")
    if not seen:
        return None
    return JobLogLine(seen["text"], datetime.fromisoformat(seen["at"]) if seen["at"] else None)


def _why(info: JobInfo) -> Problem:
    """What a Job that ended without a word of the engine died of."""
    if info.stage == JobStage.ERROR and "timeout" in info.message.lower():
        return Problem.TIMEOUT
    return Problem.WORKER_LOST if info.stage in (JobStage.CANCELED, JobStage.DELETED) else Problem.CRASHED


def _let_go(job: EvaluationJob, *, hub: HubClient, at: datetime) -> None:
    """Somebody wants its end, or has it already: the machine on the Hub is not paid for any longer."""
    if job.remote_id:
        try:
            hub.cancel_job(job.edition.parsed_rules.evaluation.namespace, job.remote_id)
        except HubMissing:
            pass
        except HubError:
            logger.warning("The Job %s of evaluation %s could not be cancelled yet", job.remote_id, job.pk)
            return  # the next stretch tries again
    keeping.end_stopped(job, at=at)


def _silent(job: EvaluationJob, *, at: datetime) -> None:
    """The Hub says nothing: the Job goes on without us, for as long as it may take; then it is given up."""
    longest = timedelta(minutes=job.edition.parsed_rules.evaluation.timeout_minutes, seconds=2 * GRACE_SECONDS)
    if job.claimed_at and at - job.claimed_at > longest:
        deciding.stop(job, Problem.WORKER_LOST, at=at)

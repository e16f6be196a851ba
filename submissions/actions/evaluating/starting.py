"""Evaluations on the Hub's Jobs are started here, as many as may run at once; those that nobody wants any more are ended."""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from hackathon.editions.rules import EvaluationBackend, EvaluationRules
from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubError, HubForbidden, HubMissing, HubRateLimited, HubSilent
from hackathon.hub.job_types import JobInfo, JobStage
from submissions.actions.evaluating import claiming, deciding, fetching, keeping
from submissions.evaluation.backends import hf_jobs
from submissions.evaluation.events import Finished
from submissions.evaluation.packing import engine_zip, own_tasks, suite_files
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.evaluation.specs import task_names
from submissions.evaluation.states import JobState
from submissions.evaluation.subjects import subject
from submissions.models import EvaluationJob

logger = logging.getLogger(__name__)

GRACE_SECONDS: Final = 900
"""Beyond the edition's limit, to start the machine and install what the engine needs."""
MOST_AT_ONCE: Final = 10
"""So many Jobs one sweep starts, if a slow Hub lets it; the next one goes on."""
LONGEST_SWEEP: Final = timedelta(minutes=3)


class Unsure(Exception):
    """The Hub did not answer: the Job may run or not. It is looked for by its label."""


def running() -> QuerySet[EvaluationJob]:
    """Those that stand for a Job on the Hub, or are about to."""
    return EvaluationJob.objects.filter(backend=EvaluationBackend.HF_JOBS, state=JobState.RUNNING)


def start_due(*, hub: HubClient, now: Callable[[], datetime]) -> int:
    """Start Jobs for what is due, as many as may run at once; how many were tried.

    Where there is no credit, or the Hub is silent, the others wait too.
    """
    began = now()
    for number in range(MOST_AT_ONCE):
        if running().count() >= settings.EVAL_JOBS_AT_ONCE or now() - began > LONGEST_SWEEP:
            return number
        job = claiming.claim_next(backend=EvaluationBackend.HF_JOBS, worker="hf-jobs", at=now())
        if job is None:
            return number
        if not start(job, hub=hub, now=now):
            return number + 1
    return MOST_AT_ONCE


def start(job: EvaluationJob, *, hub: HubClient, now: Callable[[], datetime]) -> bool:
    """Start the Job of an attempt that we have claimed; whether it makes sense to start another one now.

    A model that cannot be evaluated ends the attempt here. A Job that nobody wants by the time it is there is ended at once, and the
    seconds that it may have run are in no budget.
    """
    try:
        if not deciding.left(job):
            deciding.ended(job, Finished(), at=now(), otherwise=Problem.CRASHED)
            return True
        chosen = fetching.look_at(job, hub=hub, now=now)
        rules = job.edition.parsed_rules.evaluation
        labels = hf_jobs.labels(claim=job.claim, site=site())
        info = launch(job.spec, chosen, rules=rules, left=deciding.left(job), labels=labels, hub=hub)
        job.remote_id = f"{rules.namespace}/{info.id}"
        keeping.beat(job, at=now(), remote_id=job.remote_id, flavor=flavor(rules, chosen), stage="scheduling")
    except keeping.Lost:
        cancel_remote(job, hub=hub)
        keeping.end_stopped(job, at=now())
    except Unsure:
        logger.warning("Whether the Job of evaluation %s was started is not known", job.pk, exc_info=True)
        return False
    except fetching.CannotEvaluate as cannot:
        deciding.stop(job, cannot.problem, facts=cannot.facts, retry_after=cannot.retry_after, at=now())
        return cannot.problem not in (Problem.NO_CREDIT, Problem.HUB_SILENT)
    except Exception as error:
        logger.exception("Evaluation %s could not be started", job.pk)
        deciding.stop(job, Problem.INTERNAL, facts={"error": type(error).__name__}, at=now())
        return False
    return True


def flavor(rules: EvaluationRules, chosen: fetching.Chosen) -> str:
    """The machine for a model: the largest for one whose weights nobody has counted. Raises CannotEvaluate."""
    parameters = (chosen.subject if chosen.base is None else subject(chosen.base)).parameters
    found = rules.flavor(parameters)
    if not found:
        raise fetching.CannotEvaluate(Problem.NO_FLAVOR, parameters=parameters)
    return found


def launch(
    frozen: Mapping[str, Any],
    chosen: fetching.Chosen,
    *,
    rules: EvaluationRules,
    left: Collection[str],
    labels: Mapping[str, str],
    hub: HubClient,
) -> JobInfo:
    """Start a Job that evaluates a model with a frozen spec. Raises CannotEvaluate; Unsure where the Hub did not answer."""
    machine = flavor(rules, chosen)
    spec = hf_jobs.spec_for(frozen, has_base=chosen.base is not None, flavor=machine, left=left)
    engine = engine_zip(suite_files(frozen["include"]) if frozen["include"] else {})
    command = hf_jobs.command(
        requirements=settings.EVAL_JOBS_REQUIREMENTS,
        parts=len(hf_jobs.parts_of(engine)),
        prepare=not set(task_names(spec)) <= own_tasks(frozen["include"]),
    )
    try:
        return hub.run_job(
            namespace=rules.namespace,
            image=rules.image,
            command=command,
            environment=hf_jobs.environment(engine=engine, spec=spec),
            flavor=machine,
            timeout_seconds=rules.timeout_minutes * 60 + GRACE_SECONDS,
            labels=labels,
            volumes=hf_jobs.volumes(
                repo_id=chosen.info.repo_id,
                revision=chosen.info.sha,
                base_id=chosen.base.repo_id if chosen.base else None,
                base_revision=chosen.base.sha if chosen.base else None,
            ),
        )
    except HubSilent as silent:
        if not isinstance(silent, HubRateLimited):
            raise Unsure from silent
        raise fetching.CannotEvaluate(Problem.HUB_SILENT, retry_after=silent.retry_after) from silent
    except HubForbidden as forbidden:
        raise _forbidden(chosen) from forbidden
    except HubError as error:
        with fetching.translated(missing=Problem.INTERNAL, forbidden=Problem.INTERNAL):
            raise error


def _forbidden(chosen: fetching.Chosen) -> fetching.CannotEvaluate:
    """What our token may not: read the model or its base, which have a gate; else, run Jobs there."""
    if chosen.base is not None and chosen.base.gated:
        return fetching.CannotEvaluate(Problem.BASE_GATED, base=chosen.base.repo_id)
    if chosen.info.gated:
        return fetching.CannotEvaluate(Problem.REPO_GONE)
    return fetching.CannotEvaluate(Problem.NO_CREDIT, forbidden=True)


def site() -> str:
    """This site's name among all that may pay from one account: nobody can guess it, and it tells nothing."""
    return salted_hmac("submissions.evaluations.site", "").hexdigest()[:20]


def cancel_remote(job: EvaluationJob, *, hub: HubClient) -> bool:
    """End the Job on the Hub, if there is one, so that it is not paid for any longer; whether the Hub heard us."""
    namespace, _, job_id = job.remote_id.partition("/")
    if not job_id:
        return True
    try:
        hub.cancel_job(namespace, job_id)
    except HubMissing:
        return True
    except HubError:
        logger.warning("The Job %s of evaluation %s could not be cancelled yet", job.remote_id, job.pk)
        return False
    return True


def cancel_orphans(*, namespace: str, hub: HubClient) -> int:
    """End Jobs of ours that stand for no attempt any more: whoever should have ended them was killed, or not heard; how many.

    Their label names an attempt that is settled, and no row remembers which evaluation that was: what they cost is in no budget. The
    log of the server tells it.
    """
    try:
        there = hub.jobs(namespace, labels={hf_jobs.SITE: site()}, stages=(JobStage.SCHEDULING, JobStage.RUNNING))
    except HubError:
        return 0
    claims = {str(claim) for claim in running().values_list("claim", flat=True)}  # asked after the Hub: none is too new
    orphans = [info for info in there if not info.stage.is_over and info.labels.get(hf_jobs.LABEL) not in claims]
    for info in orphans:
        logger.warning(
            "Job %s/%s stands for no evaluation and is ended: %.0f s on %s are in no budget",
            *(namespace, info.id, info.running_seconds or 0.0, info.flavor),
        )
        cancel_remote(EvaluationJob(remote_id=f"{namespace}/{info.id}"), hub=hub)
    return len(orphans)

"""What tests of the Hub's Jobs share: an edition that evaluates there, and the steps of a Job's life."""

from typing import Any

from hackathon.editions.rules import EvaluationBackend, FlavorRule
from hackathon.hub.client import HubClient
from submissions.actions.evaluating import following, starting
from submissions.models import EvaluationJob
from tests.factories.evaluations import (
    make_evaluated_edition,
)
from tests.submissions.evaluation.scene import Clock, a_job

ORG = "somos-demo"
TOKEN = "hf_alicia"
JOBS = {
    "backend": EvaluationBackend.HF_JOBS,
    "namespace": ORG,
    "image": "python:3.12",
    "flavors": (FlavorRule(2_000_000_000, "t4-small"), FlavorRule(9_000_000_000, "l4x1")),
}


def job_there(hub: Any, files: Any = None, *, suite: Any = None, **fields: Any) -> EvaluationJob:
    """A job that waits for a model, to be done on the Hub."""
    edition = make_evaluated_edition(*([suite] if suite else []), **JOBS)
    return a_job(hub, files, edition=edition, backend=EvaluationBackend.HF_JOBS, forecast_dollars=1.0, **fields)


def started(job: EvaluationJob, client: HubClient, clock: Clock) -> EvaluationJob:
    """The job, after a sweep that starts it."""
    assert starting.start_due(hub=client, now=clock) == 1
    job.refresh_from_db()
    return job


def follow(job: EvaluationJob, client: HubClient, clock: Clock) -> EvaluationJob:
    """The job, after a stretch beside its Job."""
    following.follow(job_id=job.pk, hub=client, now=clock)
    job.refresh_from_db()
    return job


def the_job(hub: Any, place: int = 0) -> Any:
    """The newest Job on the sandbox, or an older one."""
    return hub.jobs.all()[place]


def over(hub: Any) -> None:
    """Returns when the newest Job has ended."""
    assert the_job(hub).over.wait(20)


def evaluated(job: EvaluationJob, hub: Any, client: HubClient, clock: Clock) -> EvaluationJob:
    """The job, started, run and followed to its end."""
    started(job, client, clock)
    over(hub)
    return follow(job, client, clock)


def a_second_one(job: EvaluationJob) -> EvaluationJob:
    """Another job like it."""
    return EvaluationJob.objects.create(
        **{
            field.name: getattr(job, field.name)
            for field in EvaluationJob._meta.concrete_fields
            if field.name not in ("id", "revision")
        },
        revision="c" * 40,
    )

"""Celery's side of the work. Each task takes an id, reads the clock once, and calls one action.

A look at the Hub takes its time, and counts from the moment of the answer: those actions are given the clock itself.
"""

from celery import shared_task

from hackathon import clock
from hackathon.editions.models import Edition
from hackathon.hub.client import default_client
from submissions import actions

_EIGHT_DAYS = 8 * 24 * 3600  # longer than any edition may let an evaluation take: its own limit holds


@shared_task(name="submissions.tasks.audit")
def audit(audit_id: int) -> None:
    """Do a queued audit. May run twice without harm."""
    actions.audit(audit_id=audit_id, hub=default_client(), at=clock.now())


@shared_task(name="submissions.tasks.look")
def look(look_id: int) -> None:
    """Finish a look at a repo that the Hub had cut short. May run twice without harm."""
    actions.finish_look(look_id=look_id, hub=default_client(), at=clock.now())


@shared_task(name="submissions.tasks.open_audit")
def open_audit(audit_id: str) -> None:
    """Do an audit that anybody may ask for, as anybody would see the repo. May run twice without harm."""
    actions.open_audit(audit_id=audit_id, hub=default_client(anonymous=True), at=clock.now())


@shared_task(name="submissions.tasks.sweep_open_audits")
def sweep_open_audits() -> None:
    """Put stranded open audits back and delete old ones."""
    actions.sweep_open_audits(at=clock.now())


@shared_task(name="submissions.tasks.sweep")
def sweep() -> None:
    """Put stranded audits back and queue those that a deadline, a push or other rules ask for."""
    actions.sweep(at=clock.now())


@shared_task(name="submissions.tasks.take_snapshots")
def take_snapshots(edition_id: int) -> None:
    """Look at an edition's repos that are due. A repo that the Hub does not answer for waits in its row, not here."""
    if (edition := Edition.objects.filter(pk=edition_id).first()) is not None:
        actions.take_snapshots(edition=edition, hub=default_client(patient=False), now=clock.now)


@shared_task(name="submissions.tasks.keep_watch")
def keep_watch() -> None:
    """Ask the organisations' lists when it is time to, close what has to close, and nudge workers towards what is due."""
    actions.keep_watch(at=clock.now(), hub=default_client(), now=clock.now)


@shared_task(
    name="submissions.tasks.evaluate",
    acks_late=False,
    reject_on_worker_lost=False,
    time_limit=_EIGHT_DAYS,
    soft_time_limit=_EIGHT_DAYS,
)
def evaluate() -> None:
    """Evaluate the model whose turn it is, on this worker's device. The row is the queue: nothing is lost with the message."""
    actions.evaluate_next(hub=default_client(), now=clock.now)


@shared_task(name="submissions.tasks.follow_evaluation")
def follow_evaluation(job_id: int) -> None:
    """Listen to an evaluation on the Hub's Jobs for a stretch."""
    actions.follow_evaluation(job_id=job_id, hub=default_client(), now=clock.now)


@shared_task(name="submissions.tasks.sweep_evaluations")
def sweep_evaluations() -> None:
    """Queue the evaluations that are wanted, put stranded ones back, start and follow those on the Hub."""
    actions.sweep_evaluations(hub=default_client(), now=clock.now)


@shared_task(name="submissions.tasks.keep_likes")
def keep_likes() -> None:
    """Look at the likes of the organisations' repos when it is time to, and count them when their moment has come."""
    actions.keep_likes(at=clock.now(), hub=default_client(), now=clock.now)

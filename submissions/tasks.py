"""Celery's side of the work. Each task takes an id, reads the clock once, and calls one action."""

from celery import shared_task

from hackathon import clock
from hackathon.hub.client import default_client
from submissions import actions


@shared_task(name="submissions.tasks.audit")
def audit(audit_id: int) -> None:
    """Do a queued audit. May run twice without harm."""
    actions.audit(audit_id=audit_id, hub=default_client(), at=clock.now())


@shared_task(name="submissions.tasks.sweep")
def sweep() -> None:
    """Put stranded audits back and queue those that a deadline asks for."""
    actions.sweep(at=clock.now())

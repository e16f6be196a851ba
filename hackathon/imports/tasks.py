"""Celery's side of the work. Each task takes an id, reads the clock once, and calls one action."""

from celery import shared_task

from hackathon import clock
from hackathon.imports import actions


@shared_task(name="hackathon.imports.tasks.import_attendees")
def import_attendees(job_id: int) -> None:
    """Import a confirmed list, from where it stands. May run twice without harm."""
    actions.run(job_id=job_id, at=clock.now())


@shared_task(name="hackathon.imports.tasks.sweep")
def sweep() -> None:
    """Put stranded lists back, drop those that nobody confirmed, and nudge workers towards those that wait."""
    actions.sweep(at=clock.now())

"""Celery's side of the work. Each task takes an id, reads the clock once, and calls one action."""

from celery import shared_task


@shared_task(name="hackathon.outreach.tasks.sweep")
def sweep() -> None:
    """Nudge workers towards posts that wait."""

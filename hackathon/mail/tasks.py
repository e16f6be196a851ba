"""Celery's side of the work. Each task reads the clock once and calls one action."""

from celery import shared_task

from hackathon import clock
from hackathon.mail import actions


@shared_task(name="hackathon.mail.tasks.deliver")
def deliver() -> None:
    """Send a batch of what waits. May run twice at once without harm."""
    actions.deliver(at=clock.now())


@shared_task(name="hackathon.mail.tasks.sweep")
def sweep() -> None:
    """Call doubtful what a dead worker left, and nudge workers towards what waits."""
    actions.sweep(at=clock.now())

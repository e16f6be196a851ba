"""Celery's side of the work. Each task takes an id, reads the clock once, and calls one action.

Drawing certificates takes its time, and says after every stretch how far it is: it is given the clock itself.
"""

from celery import shared_task

from hackathon import clock
from judging.actions import batching


@shared_task(name="judging.tasks.make_certificates")
def make_certificates(batch_id: int) -> None:
    """Make and draw a batch's certificates, from where it stands. May run twice without harm."""
    batching.run_batch(batch_id=batch_id, now=clock.now)


@shared_task(name="judging.tasks.sweep_certificates")
def sweep_certificates() -> None:
    """Put batches back whose worker died, and nudge workers towards those that wait."""
    batching.sweep_batches(at=clock.now())

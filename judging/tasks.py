"""Celery's side of the work. Each task takes an id, reads the clock once, and calls one action.

Drawing certificates takes its time, and says after every stretch how far it is: it is given the clock itself.
"""

from celery import shared_task

from hackathon import clock
from hackathon.hub.client import default_client
from judging.actions import archiving, batching, publishing, pushing


@shared_task(name="judging.tasks.make_certificates")
def make_certificates(batch_id: int) -> None:
    """Make and draw a batch's certificates, from where it stands. May run twice without harm."""
    batching.run_batch(batch_id=batch_id, now=clock.now)


@shared_task(name="judging.tasks.sweep_certificates")
def sweep_certificates() -> None:
    """Put batches back whose worker died, and nudge workers towards those that wait."""
    batching.sweep_batches(at=clock.now())


@shared_task(name="judging.tasks.make_archive")
def make_archive(archive_id: int) -> None:
    """Write the signed archive of an edition. May run twice without harm."""
    archiving.make_archive(archive_id=archive_id, at=clock.now())


@shared_task(name="judging.tasks.push_dataset")
def push_dataset(push_id: int) -> None:
    """Send an edition's public tables to the Hub. May run twice without harm."""
    pushing.push_dataset(push_id=push_id, hub=default_client(writing=True), at=clock.now())


@shared_task(name="judging.tasks.sweep_leaving")
def sweep_leaving() -> None:
    """Put archives and what is sent to the Hub back whose worker died, and nudge workers towards those that wait."""
    now = clock.now()
    archiving.sweep_archives(at=now)
    pushing.sweep_pushes(at=now)


@shared_task(name="judging.tasks.publish_results")
def publish_results() -> None:
    """Publish the results whose moment has come, and write to the teams. May run twice at once without harm."""
    publishing.publish_due(at=clock.now())

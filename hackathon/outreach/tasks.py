"""Celery's side of the work. Each task takes an id, reads the clock once, and calls one action."""

from celery import shared_task

from hackathon import clock
from hackathon.outreach import actions
from hackathon.outreach.discord import default_channel


@shared_task(name="hackathon.outreach.tasks.post_to_discord")
def post_to_discord(announcement_id: int) -> None:
    """Post a queued announcement. May run twice without harm."""
    actions.post_to_discord(announcement_id=announcement_id, channel=default_channel(), at=clock.now())


@shared_task(name="hackathon.outreach.tasks.sweep")
def sweep() -> None:
    """Nudge workers towards posts that wait."""
    actions.sweep_announcements(at=clock.now())

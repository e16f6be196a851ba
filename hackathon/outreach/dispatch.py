"""Which tasks of this app's a worker is nudged towards."""

from hackathon.dispatch import nudge


def post_soon(announcement_id: int) -> bool:
    """Nudge a worker towards a post on Discord; False when the broker is down, in which case the sweep will nudge again."""
    return nudge("hackathon.outreach.tasks.post_to_discord", announcement_id)

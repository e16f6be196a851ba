"""Which tasks of this app's a worker is nudged towards."""

from hackathon.dispatch import nudge


def deliver_soon() -> bool:
    """Nudge a worker towards the outbox; False when the broker is down, in which case the sweep will nudge again."""
    return nudge("hackathon.mail.tasks.deliver")

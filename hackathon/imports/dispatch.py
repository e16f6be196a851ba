"""Which tasks of this app's a worker is nudged towards."""

from hackathon.dispatch import nudge


def import_soon(job_id: int) -> bool:
    """Nudge a worker towards a list; False when the broker is down, in which case the sweep will nudge again."""
    return nudge("hackathon.imports.tasks.import_attendees", job_id)

"""Which tasks of this app's a worker is nudged towards."""

from hackathon.dispatch import nudge


def audit_soon(audit_id: int) -> bool:
    """Nudge a worker towards an audit; False when the broker is down, in which case the sweep will nudge again."""
    return nudge("submissions.tasks.audit", audit_id)


def snapshots_soon(edition_id: int) -> bool:
    """Nudge a worker towards the repos of an edition that are due for a look."""
    return nudge("submissions.tasks.take_snapshots", edition_id)

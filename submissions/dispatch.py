"""Which tasks of this app's a worker is nudged towards."""

from hackathon.dispatch import nudge, waiting


def audit_soon(audit_id: int) -> bool:
    """Nudge a worker towards an audit; False when the broker is down, in which case the sweep will nudge again."""
    return nudge("submissions.tasks.audit", audit_id)


def open_audit_soon(audit_id: str) -> bool:
    """Nudge a worker towards an audit that anybody may ask for."""
    return nudge("submissions.tasks.open_audit", audit_id)


def look_soon(look_id: int) -> bool:
    """Nudge a worker towards a look at a repo that the Hub had cut short."""
    return nudge("submissions.tasks.look", look_id)


def snapshots_soon(edition_id: int) -> bool:
    """Nudge a worker towards the repos of an edition that are due for a look."""
    return nudge("submissions.tasks.take_snapshots", edition_id)


def evaluation_soon(backend: str) -> bool:
    """Nudge a worker with a device towards the next evaluation; for the Hub's Jobs, whoever starts these."""
    return nudge("submissions.tasks.evaluate" if backend == "local" else "submissions.tasks.sweep_evaluations")


def evaluations_announced() -> int:
    """How many nudges towards evaluations no worker with a device has taken yet."""
    return waiting("gpu")


def follow_evaluation_soon(job_id: int) -> bool:
    """Nudge a worker towards an evaluation that runs on the Hub."""
    return nudge("submissions.tasks.follow_evaluation", job_id)

"""The demo: does it work."""

from hackathon.hub.types import RepoType
from submissions.audit.evidence import Evidence, Part
from submissions.audit.findings import Finding, failed, passed, unknown, warned
from submissions.audit.registry import check

STARTING = frozenset(
    (
        "APP_STARTING",
        "BUILDING",
        "RUNNING_APP_STARTING",
        "RUNNING_BUILDING",
        "RUNNING_MOVING",
        "MOVING",
        "RESTARTING",
    )
)


@check("demo.running", applies_to=RepoType.SPACE, needs=(Part.RUNTIME,))
def running(evidence: Evidence) -> Finding:
    """The Space runs, or sleeps until somebody visits it."""
    stage = evidence.repo.runtime_stage
    if stage is None:
        return unknown(why="no_stage")
    if stage in evidence.rules.demo.healthy_stages:
        return passed(stage=stage)
    return warned(why="starting", stage=stage) if stage in STARTING else failed(stage=stage)

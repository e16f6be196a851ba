"""The exact commands that compute a run's numbers again, as a page shows them."""

from submissions.evaluation.reproducing import Measured, harness_commands
from submissions.evaluation_showing import command_of
from submissions.models import EvaluationRun


def reproduction(run: EvaluationRun) -> str:
    """Both ways, one command a line: ours, which compares with what is stored, and the harness's own; empty for an imported run."""
    ours = command_of(run)
    if run.job is None or not ours:
        return ""
    base = run.details.get("base")
    measured = Measured(
        repo_id=run.name,
        revision=run.revision,
        spec=run.job.spec,
        base=(base["repo_id"], base["revision"]) if base else None,
        dtype=run.dtype,
        batch_size=run.batch_size,
        hardware=run.hardware,
    )
    try:
        theirs = harness_commands(measured)
    except (ValueError, LookupError):  # a suite of ours that is not there any more
        theirs = []
    return "\n".join([ours, *theirs])

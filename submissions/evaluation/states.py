"""The life of an evaluation job as a table of the moves that are allowed. Pure."""

from enum import StrEnum
from typing import Final


class JobState(StrEnum):
    """Where an evaluation stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNDER_WAY: Final = (JobState.QUEUED, JobState.RUNNING)
OVER: Final = (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)
MOVES: Final = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.FAILED, JobState.CANCELLED}),
    JobState.RUNNING: frozenset({JobState.QUEUED, JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED}),
    JobState.SUCCEEDED: frozenset({JobState.QUEUED}),  # a partial one may be completed
    JobState.FAILED: frozenset({JobState.QUEUED}),
    JobState.CANCELLED: frozenset({JobState.QUEUED}),
}


def origins(state: JobState) -> tuple[JobState, ...]:
    """The states from which a job may come to ``state``.

    >>> [str(state) for state in origins(JobState.SUCCEEDED)]
    ['running']
    """
    return tuple(origin for origin, targets in MOVES.items() if state in targets)

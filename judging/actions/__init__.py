"""What happens in the jury. Each action is atomic, locks what it changes, and leaves a line in the audit trail."""

from judging.actions.errors import (
    AlreadyScored,
    BadScore,
    ConflictOfInterest,
    IncompleteReview,
    JudgingClosed,
    JurorPointTaken,
    NotAJudge,
    NotAssigned,
    ProjectWithdrawn,
)
from judging.actions.exporting import record_export
from judging.actions.reviewing import save_review, submit_review
from judging.actions.seating import assign_judge, unassign_judge

__all__ = [
    "AlreadyScored",
    "BadScore",
    "ConflictOfInterest",
    "IncompleteReview",
    "JudgingClosed",
    "JurorPointTaken",
    "NotAJudge",
    "NotAssigned",
    "ProjectWithdrawn",
    "assign_judge",
    "record_export",
    "save_review",
    "submit_review",
    "unassign_judge",
]

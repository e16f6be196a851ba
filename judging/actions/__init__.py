"""What happens in the jury. Each action is atomic, locks what it changes, and leaves a line in the audit trail."""

from judging.actions.errors import (
    AlreadyScored,
    BadScore,
    BadText,
    ChangedElsewhere,
    ConflictOfInterest,
    IncompleteReview,
    JudgingClosed,
    JurorPointTaken,
    NotAJudge,
    NotAssigned,
    ProjectWithdrawn,
    ReasonNeeded,
    ReviewVoided,
)
from judging.actions.exporting import record_export
from judging.actions.parts import PARTS, Part, save_part
from judging.actions.reviewing import save_review, submit_review
from judging.actions.seating import assign_judge, unassign_judge

__all__ = [
    "PARTS",
    "AlreadyScored",
    "BadScore",
    "BadText",
    "ChangedElsewhere",
    "ConflictOfInterest",
    "IncompleteReview",
    "JudgingClosed",
    "JurorPointTaken",
    "NotAJudge",
    "NotAssigned",
    "Part",
    "ProjectWithdrawn",
    "ReasonNeeded",
    "ReviewVoided",
    "assign_judge",
    "record_export",
    "save_part",
    "save_review",
    "submit_review",
    "unassign_judge",
]

"""What happens in the jury. Each action is atomic, locks what it changes, and leaves a line in the audit trail."""

from judging.actions.counting_activities import NotCountable, count_activities
from judging.actions.deciding import (
    decide_order,
    disqualify,
    exclude_judge,
    mention,
    projects_of,
    undo_decision,
    write_note,
)
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
from judging.actions.freezing import freeze, schedule_publication, sign, withdraw_results
from judging.actions.moderating import approve_comments, moderate_comment
from judging.actions.outcome_errors import (
    AlreadyFrozen,
    AlreadySigned,
    ChangedResults,
    MayNotDecide,
    NoReason,
    NotFrozen,
    NothingRanked,
    NothingSaid,
    NotNow,
    NotSigned,
    NotTied,
    ReviewsMissing,
    ReviewsVoided,
)
from judging.actions.parts import PARTS, Part, save_part
from judging.actions.practising import say_about_practice
from judging.actions.publishing import publish_due, publish_now
from judging.actions.reviewing import save_review, submit_review
from judging.actions.seating import assign_judge, unassign_judge
from judging.actions.staging import put_on_stage

__all__ = [
    "PARTS",
    "AlreadyFrozen",
    "AlreadyScored",
    "AlreadySigned",
    "BadScore",
    "BadText",
    "ChangedElsewhere",
    "ChangedResults",
    "ConflictOfInterest",
    "IncompleteReview",
    "JudgingClosed",
    "JurorPointTaken",
    "MayNotDecide",
    "NoReason",
    "NotAJudge",
    "NotAssigned",
    "NotCountable",
    "NotFrozen",
    "NotNow",
    "NotSigned",
    "NotTied",
    "NothingRanked",
    "NothingSaid",
    "Part",
    "ProjectWithdrawn",
    "ReasonNeeded",
    "ReviewVoided",
    "ReviewsMissing",
    "ReviewsVoided",
    "approve_comments",
    "assign_judge",
    "count_activities",
    "decide_order",
    "disqualify",
    "exclude_judge",
    "freeze",
    "mention",
    "moderate_comment",
    "projects_of",
    "publish_due",
    "publish_now",
    "put_on_stage",
    "record_export",
    "save_part",
    "save_review",
    "say_about_practice",
    "schedule_publication",
    "sign",
    "submit_review",
    "unassign_judge",
    "undo_decision",
    "withdraw_results",
    "write_note",
]

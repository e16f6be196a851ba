"""What teams deliver, what we saw of it and when, and what we found."""

from submissions.models.audits import Audit, AuditFinding, RepoAudit
from submissions.models.delivery import (
    Draft,
    DraftRevision,
    Entry,
    OutsideEntry,
    Repo,
    Submission,
    SubmissionVersion,
)
from submissions.models.evaluation_sets import EvaluationSet
from submissions.models.evaluations import (
    EvaluationBoard,
    EvaluationBudget,
    EvaluationJob,
    EvaluationLog,
    EvaluationRun,
    TaskResult,
)
from submissions.models.evidence import EvidenceEntry, EvidenceLog, RepoVerdict, Watch
from submissions.models.likes import (
    CountedPart,
    CountedRepo,
    LikedRepo,
    LikesCount,
    LikesPoint,
    LikesWatch,
    OwnLikes,
)
from submissions.models.open_audits import OpenAudit

__all__ = [
    "Audit",
    "AuditFinding",
    "CountedPart",
    "CountedRepo",
    "Draft",
    "DraftRevision",
    "Entry",
    "EvaluationBoard",
    "EvaluationBudget",
    "EvaluationJob",
    "EvaluationLog",
    "EvaluationRun",
    "EvaluationSet",
    "EvidenceEntry",
    "EvidenceLog",
    "LikedRepo",
    "LikesCount",
    "LikesPoint",
    "LikesWatch",
    "OpenAudit",
    "OutsideEntry",
    "OwnLikes",
    "Repo",
    "RepoAudit",
    "RepoVerdict",
    "Submission",
    "SubmissionVersion",
    "TaskResult",
    "Watch",
]

"""Everything that changes a submission or its audits."""

from submissions.actions.auditing import audit
from submissions.actions.requesting import AuditUnderWay, TooSoon, request_audit
from submissions.actions.resolving import EntriesRefused
from submissions.actions.submitting import NotAMember, SubmissionInput, WindowClosed, submit
from submissions.actions.sweeping import sweep
from submissions.validators import TypedEntry

__all__ = [
    "AuditUnderWay",
    "EntriesRefused",
    "NotAMember",
    "SubmissionInput",
    "TooSoon",
    "TypedEntry",
    "WindowClosed",
    "audit",
    "request_audit",
    "submit",
    "sweep",
]

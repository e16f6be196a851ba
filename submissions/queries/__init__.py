"""Questions about submissions, their audits and their evidence."""

from submissions.queries.evaluation_sets import evaluation_digests, evaluation_sets
from submissions.queries.evidence import (
    Close,
    LogState,
    due,
    has_log,
    is_apart,
    known_commits,
    log_lines,
    log_state,
    record_of,
    records_of,
)
from submissions.queries.open_audits import editions_to_audit_by, open_findings, open_report
from submissions.queries.projects import (
    managed_by,
    readable_by,
    verdicts_of,
    versions,
    with_current,
    with_worst_verdict,
)
from submissions.queries.reports import (
    audit_before,
    full_report,
    last_audit,
    last_done_audit,
    report,
)

__all__ = [
    "Close",
    "LogState",
    "audit_before",
    "due",
    "editions_to_audit_by",
    "evaluation_digests",
    "evaluation_sets",
    "full_report",
    "has_log",
    "is_apart",
    "known_commits",
    "last_audit",
    "last_done_audit",
    "log_lines",
    "log_state",
    "managed_by",
    "open_findings",
    "open_report",
    "readable_by",
    "record_of",
    "records_of",
    "report",
    "verdicts_of",
    "versions",
    "with_current",
    "with_worst_verdict",
]

"""Questions about submissions, their audits and their evidence."""

from submissions.queries.projects import (
    PAGE_ORDER,
    Findings,
    RepoReport,
    Report,
    last_audit,
    last_done_audit,
    managed_by,
    readable_by,
    report,
    verdicts_of,
    versions,
    with_current,
    with_worst_verdict,
)

__all__ = [
    "PAGE_ORDER",
    "Findings",
    "RepoReport",
    "Report",
    "last_audit",
    "last_done_audit",
    "managed_by",
    "readable_by",
    "report",
    "verdicts_of",
    "versions",
    "with_current",
    "with_worst_verdict",
]

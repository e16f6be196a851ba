"""Questions about the audits that anybody may ask for."""

from collections.abc import Sequence
from datetime import datetime

from hackathon.editions.models import Edition
from hackathon.editions.rules import Rubric
from submissions.audit.evidence import RepoEvidence
from submissions.audit.findings import Finding
from submissions.audit.reports import Report, SeenRepo, make_report
from submissions.audit.wire import from_wire
from submissions.models import OpenAudit


def editions_to_audit_by(*, at: datetime) -> Sequence[Edition]:
    """All editions: first the one whose delivery closes next, then the later ones, then those that are over, the newest first."""
    closes = {edition: edition.parsed_rules.windows.submission.closes_at for edition in Edition.objects.all()}
    return sorted(closes, key=lambda one: (closes[one] <= at, abs(closes[one] - at), one.slug))


def open_findings(audit: OpenAudit) -> list[Finding]:
    """What the checks found, in the order in which they ran; nothing as long as there is no result."""
    return [Finding.from_json(one) for one in audit.findings or ()]


def open_report(audit: OpenAudit, *, rubric: Rubric) -> Report:
    """The report of an audit that is done."""
    seen = from_wire(RepoEvidence, audit.evidence or {})
    return make_report(rubric=rubric, repos=[SeenRepo.of(seen)], findings=open_findings(audit), at=audit.finished_at)

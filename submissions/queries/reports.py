"""Questions about audits and what they found. Each costs the same number of queries however many findings there are."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Count, OuterRef, QuerySet, Subquery

from hackathon.editions.rules import ArtefactKind, Rubric, Severity
from hackathon.hub.types import RepoType
from submissions.audit.changes import compare
from submissions.audit.evidence import ProjectEvidence
from submissions.audit.findings import Finding, Outcome
from submissions.audit.reports import Report, SeenRepo, make_report
from submissions.models import Audit, AuditFinding, Entry, RepoAudit, Submission, SubmissionVersion


def last_audit(version: SubmissionVersion) -> Audit | None:
    """The newest audit of the version, in whatever state it is; without the evidence, which can be large."""
    return version.audits.defer("evidence").order_by("-pk").first()


def last_done_audit(version: SubmissionVersion) -> Audit | None:
    """The newest audit of the version that has come to an end with a result."""
    return version.audits.defer("evidence").filter(state=Audit.State.DONE).order_by("-pk").first()


def audit_before(audit: Audit) -> Audit | None:
    """The audit with a result that went before, of whichever version of the same project."""
    same = Audit.objects.filter(version__submission=audit.version.submission_id, state=Audit.State.DONE)
    return same.filter(pk__lt=audit.pk).defer("evidence").order_by("-pk").first()


def with_findings_to_do(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Adds ``failing`` and ``warning``: how many findings of the current version's last audit with a result ask for something
    (None: nothing is to be done, or there is no such audit)."""
    done = Audit.objects.filter(version=OuterRef("current"), state=Audit.State.DONE).order_by("-pk")
    found = AuditFinding.objects.filter(audit=OuterRef("audit_done")).exclude(severity=Severity.INFORMATIVE)
    counts = found.order_by().values("audit").annotate(count=Count("pk")).values("count")
    return submissions.annotate(audit_done=Subquery(done.values("pk")[:1])).annotate(
        failing=Subquery(counts.filter(outcome=Outcome.FAIL)), warning=Subquery(counts.filter(outcome=Outcome.WARN))
    )


def report(audit: Audit, *, rubric: Rubric, before: Audit | None = None) -> Report:
    """What the audit found, at which revisions and, with an audit ``before``, what changed since. Three queries, one more with
    that."""
    return _report(audit, rubric, before, _repos(audit))


def full_report(audit: Audit, *, rubric: Rubric, before: Audit | None = None) -> Report:
    """The same with what was seen of each repo: limits, numbers. One query more than ``report``."""
    evidence, repos = evidence_of(audit), _repos(audit)
    if evidence is not None and len(evidence.repos) == len(repos):
        repos = [replace(repo, sha=seen.sha, evidence=seen) for repo, seen in zip(repos, evidence.repos, strict=True)]
    return _report(audit, rubric, before, repos)


def _report(audit: Audit, rubric: Rubric, before: Audit | None, repos: Sequence[SeenRepo]) -> Report:
    findings = findings_of(audit)
    return make_report(
        rubric=rubric,
        repos=repos,
        findings=findings,
        at=audit.finished_at,
        changes=compare(findings_of(before), findings) if before else None,
    )


def findings_of(audit: Audit) -> Sequence[Finding]:
    """Its findings, in the order of the checks. One query."""
    stored = AuditFinding.objects.filter(audit=audit).select_related("entry__repo").order_by("position")
    return [_finding(one) for one in stored]


def evidence_of(audit: Audit) -> ProjectEvidence | None:
    """What it saw; None where that was not kept. One query: evidence can be large, so that audits come without."""
    kept = Audit.objects.filter(pk=audit.pk).values_list("evidence", flat=True).first()
    return ProjectEvidence.from_json(kept) if kept else None


def _finding(stored: AuditFinding) -> Finding:
    repo = stored.entry.repo if stored.entry else None
    return Finding(
        outcome=Outcome(stored.outcome),
        facts=stored.facts,
        check=stored.check_id,
        repo_id=repo.repo_id if repo else None,
        repo_type=RepoType(repo.repo_type) if repo else None,
        kind=ArtefactKind(stored.entry.kind) if stored.entry else None,
        severity=Severity(stored.severity),
    )


def _repos(audit: Audit) -> Sequence[SeenRepo]:
    """The version's repos under the names that they have now, with the revisions that were looked at."""
    revisions = dict(RepoAudit.objects.filter(audits=audit).order_by().values_list("repo", "revision"))
    entries = Entry.objects.filter(version=audit.version_id).select_related("repo").order_by("position")
    return [_repo(entry, number, revisions.get(entry.repo_id)) for number, entry in enumerate(entries, start=1)]


def _repo(entry: Entry, number: int, revision: str | None) -> SeenRepo:
    repo_type = RepoType(entry.repo.repo_type)
    return SeenRepo(ArtefactKind(entry.kind), repo_type, entry.repo.repo_id, number, revision)

"""Doing an audit: claim the row, look at the Hub, store what was seen and found. May be tried several times, counts once.

After the close it looks at the revision that counts, as far as that is fixed; before, and where it is not, at the newest.
"""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, EditionRules
from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType
from submissions import queries
from submissions.actions.repos import learn
from submissions.audit.collecting import collect_evidence
from submissions.audit.evidence import EntryRef, Part, ProjectEvidence, RepoEvidence, Status
from submissions.audit.findings import Finding
from submissions.audit.registry import run_checks
from submissions.models import Audit, AuditFinding, Entry, RepoVerdict

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
BACKOFF = timedelta(seconds=30)
"""The pause after the first attempt; each further one doubles it."""
LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Result:
    """What one attempt brought: the evidence, in the order of the entries, and all findings."""

    evidence: ProjectEvidence
    findings: tuple[Finding, ...]


def audit(*, audit_id: int, hub: HubClient, at: datetime) -> Audit | None:
    """Do the audit if it is still to be done; None if it is not ours to do, or not yet.

    A Hub that will not speak puts it off, a few times; then what is not known is stored as UNKNOWN. An unexpected error
    puts it off too, and fails it in the end. Nothing is stored if another worker has taken over meanwhile.
    """
    claimed = _claim(audit_id, at=at)
    if claimed is None:
        return None
    try:
        evidence = _look(claimed, hub=hub, at=at)
        if claimed.attempts < MAX_ATTEMPTS and (wait := _wait(evidence, attempts=claimed.attempts)) is not None:
            return _put_off(claimed, at=at, wait=wait, error=_silence(evidence))
        return _store(claimed, _check(claimed, evidence), at=at)
    except Exception as error:
        logger.exception("Audit %s broke at attempt %s", audit_id, claimed.attempts)
        return _broken(claimed, error=type(error).__name__, at=at)


def backoff(*, attempts: int) -> timedelta:
    """How long to wait after so many attempts.

    >>> [backoff(attempts=n).seconds for n in (1, 2, 3, 4)]
    [30, 60, 120, 240]
    """
    return min(BACKOFF * 2 ** (attempts - 1), LONGEST_WAIT)


def _claim(audit_id: int, *, at: datetime) -> Audit | None:
    """One UPDATE decides who does it; ``claim`` is new for each attempt."""
    won = Audit.objects.filter(pk=audit_id, state=Audit.State.QUEUED, not_before__lte=at).update(
        state=Audit.State.RUNNING, claim=uuid.uuid4(), claimed_at=at, attempts=F("attempts") + 1
    )
    if not won:
        return None
    return Audit.objects.select_related("version__submission__edition").get(pk=audit_id)


def _edition(audit: Audit) -> Edition:
    return audit.version.submission.edition


def _entries(audit: Audit) -> list[Entry]:
    return list(audit.version.entries.select_related("repo").order_by("position"))


def _look(audit: Audit, *, hub: HubClient, at: datetime) -> ProjectEvidence:
    rules = _edition(audit).parsed_rules
    frozen = _frozen(audit, rules) if at >= rules.counts_until else {}
    refs = tuple(_ref(entry, frozen.get(entry.repo_id)) for entry in _entries(audit))
    return collect_evidence(hub=hub, rules=rules, entries=refs, at=at)


def _frozen(audit: Audit, rules: EditionRules) -> dict[int, RepoVerdict]:
    """The verdicts that fix a revision. One on another close than today's fixes nothing: the deadline has moved since."""
    verdicts = queries.verdicts_of(audit.version).values()
    return {one.repo_id: one for one in verdicts if one.final_sha and one.closes_at == rules.counts_until}


def _ref(entry: Entry, verdict: RepoVerdict | None) -> EntryRef:
    return EntryRef(
        ArtefactKind(entry.kind),
        RepoType(entry.repo.repo_type),
        entry.repo.repo_id,
        revision=verdict.final_sha if verdict else None,
        same_at_head=verdict is not None
        and verdict.final_sha == verdict.frozen_sha
        and verdict.facts.get("same_content") is True,
    )


def _check(audit: Audit, evidence: ProjectEvidence) -> Result:
    return Result(evidence, run_checks(_edition(audit).parsed_rules, evidence))


def _wait(evidence: ProjectEvidence, *, attempts: int) -> timedelta | None:
    """How long to wait before asking again; None if every repo could at least be looked at."""
    silent = [repo for repo in evidence.repos if repo.status == Status.SILENT]
    if not silent:
        return None
    asked = max((_retry_after(repo) for repo in silent), default=0.0)
    return min(max(backoff(attempts=attempts), timedelta(seconds=asked)), LONGEST_WAIT)


def _retry_after(repo: RepoEvidence) -> float:
    return max((unread.retry_after or 0.0 for unread in repo.unread), default=0.0)


def _silence(evidence: ProjectEvidence) -> str:
    """Why the Hub was silent, as a code for the page: rate_limited or unreachable."""
    reasons = {unread.reason for repo in evidence.repos if (unread := repo.why_unread(Part.REPO)) is not None}
    return "rate_limited" if "rate_limited" in reasons else "unreachable"


def _ours(audit: Audit) -> QuerySet[Audit]:
    """The row, as long as no other attempt has taken it over."""
    return Audit.objects.filter(pk=audit.pk, claim=audit.claim, state=Audit.State.RUNNING)


def _put_off(audit: Audit, *, at: datetime, wait: timedelta, error: str) -> Audit | None:
    kept = _ours(audit).update(state=Audit.State.QUEUED, claim=None, claimed_at=None, not_before=at + wait, error=error)
    return Audit.objects.get(pk=audit.pk) if kept else None


def _broken(audit: Audit, *, error: str, at: datetime) -> Audit | None:
    if audit.attempts < MAX_ATTEMPTS:
        return _put_off(audit, at=at, wait=backoff(attempts=audit.attempts), error=error)
    kept = _ours(audit).update(state=Audit.State.FAILED, finished_at=at, error=error)
    return Audit.objects.get(pk=audit.pk) if kept else None


@transaction.atomic
def _store(audit: Audit, result: Result, *, at: datetime) -> Audit | None:
    """All or nothing, and only if the row is still ours."""
    kept = _ours(audit).update(
        state=Audit.State.DONE,
        finished_at=at,
        error="",
        rules_digest=_edition(audit).rules_digest,
        evidence=result.evidence.to_json(),
    )
    if not kept:
        return None
    entries = _entries(audit)
    _store_findings(audit, entries, result.findings)
    _learn_names(entries, result.evidence)
    return Audit.objects.get(pk=audit.pk)


def _store_findings(audit: Audit, entries: Sequence[Entry], findings: Sequence[Finding]) -> None:
    by_repo = {(entry.kind, entry.repo.repo_id): entry for entry in entries}
    AuditFinding.objects.bulk_create(
        AuditFinding(
            audit=audit,
            entry=by_repo[(finding.kind, finding.repo_id)] if finding.repo_id is not None else None,
            check_id=finding.check,
            outcome=finding.outcome.value,
            severity=finding.severity.value,
            facts=dict(finding.facts),
            position=position,
        )
        for position, finding in enumerate(findings)
    )


def _learn_names(entries: Sequence[Entry], evidence: ProjectEvidence) -> None:
    """Repos that the Hub was silent about when they were delivered get their identity now, and renamed ones their name."""
    for entry, seen in zip(entries, evidence.repos, strict=True):
        if seen.hub_id and seen.hub_repo_id and entry.repo.hub_id in (None, seen.hub_id):
            learn(entry.repo, hub_id=seen.hub_id, repo_id=seen.hub_repo_id)

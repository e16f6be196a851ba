"""Doing an audit: claim the row, look at the repos, store what was seen and found. May be tried several times, counts once.

After the close it looks at the revision that counts, as far as that is fixed; before, and where it is not, at the newest.
A repo that somebody looked at already, at that revision and under these rules, is not looked at again.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, EditionRules
from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType
from submissions import dispatch, queries
from submissions.actions import queueing
from submissions.actions.reading_repos import SHARED, Wanted, with_history
from submissions.actions.repo_looks import Looker, look_key, release
from submissions.actions.repos import learn
from submissions.audit.evidence import EntryRef, Part, ProjectEvidence, Status
from submissions.audit.findings import Finding
from submissions.audit.looks import backoff, retry_after
from submissions.audit.registry import run_checks
from submissions.models import Audit, AuditFinding, Entry, EvidenceLog, RepoVerdict
from submissions.queries.heads import Head, known_heads

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
LONGEST_WAIT = timedelta(minutes=15)
SHARED_WAIT = timedelta(seconds=5)
"""How long an audit waits for a look that another worker does, unless that one says sooner that it is done."""
LONGEST = 240.0
"""Seconds after which an attempt begins no further look: a worker's time is limited."""
FRESH = timedelta(seconds=5)
"""A head that we were told of so shortly before an audit was asked for is good enough: the delivery itself asked for it."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one attempt brought: the evidence, in the order of the entries, and all findings."""

    evidence: ProjectEvidence
    findings: tuple[Finding, ...]


def audit(*, audit_id: int, hub: HubClient, at: datetime) -> Audit | None:
    """Do the audit if it is still to be done; None if it is not ours to do, or not yet.

    A Hub that will not speak of a repo at all puts it off, a few times; then what is not known is stored as UNKNOWN, as is a part
    that the Hub kept from us: that is asked for again by itself. Another worker that looks at one of the repos is waited for.
    An unexpected error puts it off too, and fails it in the end. Nothing is stored if another worker has taken over meanwhile.
    """
    claimed = _claim(audit_id, at=at)
    if claimed is None or _gave_way(claimed, at=at):
        return None
    try:
        evidence = _look(claimed, hub=hub, at=at)
        if evidence is None:
            return _go_on_later(claimed, at=at)
        if claimed.attempts < MAX_ATTEMPTS and (wait := _wait(evidence, attempts=claimed.attempts)) is not None:
            return queueing.put_off(claimed, until=at + wait, error=_silence(evidence))
        return _store(claimed, _check(claimed, evidence), at=at)
    except Exception as error:
        logger.exception("Audit %s broke at attempt %s", audit_id, claimed.attempts)
        return _broken(claimed, error=type(error).__name__, at=at)


def _claim(audit_id: int, *, at: datetime) -> Audit | None:
    if not queueing.claim(Audit.objects.filter(queueing.is_due(at=at), pk=audit_id), at=at):
        return None
    return Audit.objects.select_related("version__submission__edition").get(pk=audit_id)


def _gave_way(audit: Audit, *, at: datetime) -> bool:
    """What came by itself waits while the Hub's quota is used up, and makes room for the audit of a close that has come."""
    if audit.reason not in Audit.AUTOMATIC:
        return False
    edition = _edition(audit)
    if audit.queued_at < edition.parsed_rules.counts_until <= at:
        queueing.ours(audit).delete()
        return True
    until = EvidenceLog.objects.filter(edition=edition, paused_until__gt=at).values_list("paused_until", flat=True)
    paused_until = until.first()
    if paused_until is None:
        return False
    queueing.put_off(audit, until=paused_until, error="", attempts=audit.attempts - 1)
    return True


def _edition(audit: Audit) -> Edition:
    return audit.version.submission.edition


def _entries(audit: Audit) -> list[Entry]:
    return list(audit.version.entries.select_related("repo").order_by("position"))


def _look(audit: Audit, *, hub: HubClient, at: datetime) -> ProjectEvidence | None:
    """What the repos show; None while another worker is looking at one of them, or where there are too many for one go."""
    edition = _edition(audit)
    looker = Looker(
        edition=edition,
        rules=edition.parsed_rules,
        key=look_key(edition),
        hub=hub,
        claim=audit.claim,
        at=at,
        note=audit.looks.add,
    )
    wanted = _wanted(audit, tried=set(audit.looks.values_list("repo", flat=True)), at=at)
    audit.looks.clear()
    began, repos = monotonic(), []
    for one in wanted:
        if monotonic() - began > LONGEST:
            break  # what has been read stays read: the next attempt begins where this one ends
        seen = looker.look(one).evidence
        repos += [with_history(edition, one.repo, seen)] if seen is not None else []
    return ProjectEvidence(tuple(repos), at, members=_members(audit)) if len(repos) == len(wanted) else None


def _members(audit: Audit) -> tuple[str, ...]:
    """The names on the Hub of those who are in the team now, as far as they told us."""
    people = audit.version.submission.team.memberships.exclude(user__hub_username="").order_by("pk")
    return tuple(people.values_list("user__hub_username", flat=True))


def _wanted(audit: Audit, *, tried: Collection[int], at: datetime) -> list[Wanted]:
    """Each repo, at the revision that counts, else at the newest that we know of, else at whatever the Hub says is newest.

    Who waits has the Hub asked at once, but only once: of those that were ``tried`` (keys) what they brought is good enough.
    """
    edition, entries = _edition(audit), _entries(audit)
    rules = edition.parsed_rules
    frozen = _frozen(audit, rules) if at >= rules.counts_until else {}
    heads = known_heads(edition, [entry.repo for entry in entries])
    wanted = [_one_wanted(audit, entry, frozen.get(entry.repo_id), heads.get(entry.repo_id)) for entry in entries]
    return [replace(one, at_once=one.at_once and one.repo.pk not in tried) for one in wanted]


def _one_wanted(audit: Audit, entry: Entry, verdict: RepoVerdict | None, head: Head | None) -> Wanted:
    asked = audit.reason in (Audit.Reason.REQUESTED, Audit.Reason.DEADLINE)
    wanted = Wanted(
        entry.repo,
        _ref(entry, verdict),
        frozen=verdict is not None,
        at_once=audit.reason not in Audit.AUTOMATIC,
        passing_since=audit.queued_at if asked else None,
    )
    if verdict is not None or head is None or not _is_fresh(audit, head):
        return wanted
    return replace(wanted, ref=replace(wanted.ref, revision=head.sha), head_at=head.seen_at)


def _is_fresh(audit: Audit, head: Head) -> bool:
    """Somebody who asks may have pushed a moment ago, which we need not have heard of. What comes by itself comes again."""
    return audit.reason in Audit.AUTOMATIC or head.seen_at >= audit.queued_at - FRESH


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
    return min(max(backoff(attempts=attempts), timedelta(seconds=retry_after(silent))), LONGEST_WAIT)


def _silence(evidence: ProjectEvidence) -> str:
    """Why the Hub was silent, as a code for the page: rate_limited or unreachable."""
    reasons = {unread.reason for repo in evidence.repos if (unread := repo.why_unread(Part.REPO)) is not None}
    return "rate_limited" if "rate_limited" in reasons else "unreachable"


def _go_on_later(audit: Audit, *, at: datetime) -> Audit | None:
    """It costs no attempt. Whoever is looking wakes us; if nobody is any more, we go on at once."""
    waiting = queueing.put_off(audit, until=at + SHARED_WAIT, error=SHARED, attempts=audit.attempts - 1)
    if waiting is not None and not audit.looks.filter(state=Audit.State.RUNNING).exists():
        Audit.objects.filter(pk=audit.pk, state=Audit.State.QUEUED).update(not_before=at, error="")
        dispatch.audit_soon(audit.pk)
        waiting.refresh_from_db()
    return waiting


def _broken(audit: Audit, *, error: str, at: datetime) -> Audit | None:
    release([audit.claim])
    if audit.attempts < MAX_ATTEMPTS:
        return queueing.put_off(audit, until=at + backoff(attempts=audit.attempts), error=error)
    return queueing.end(audit, at=at, state=Audit.State.FAILED, error=error)


@transaction.atomic
def _store(audit: Audit, result: Result, *, at: datetime) -> Audit | None:
    """All or nothing, and only if the row is still ours."""
    evidence = result.evidence.to_json()
    digest = _edition(audit).rules_digest
    stored = queueing.end(audit, at=at, state=Audit.State.DONE, error="", rules_digest=digest, evidence=evidence)
    if stored is None:
        return None
    entries = _entries(audit)
    _store_findings(audit, entries, result.findings)
    _learn_names(entries, result.evidence)
    return stored


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

"""Submissions and audits for tests, as rows: no Hub is asked and no window looked at."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions.models import Audit, AuditFinding, Entry, Repo, RepoVerdict, Submission, SubmissionVersion
from teams.models import Team
from tests.factories.editions import NOW

_numbers = count(1)
REPO_TYPES = {
    ArtefactKind.CORPUS: RepoType.DATASET,
    ArtefactKind.MODEL: RepoType.MODEL,
    ArtefactKind.DEMO: RepoType.SPACE,
}
COMPLETE = (ArtefactKind.CORPUS, ArtefactKind.MODEL, ArtefactKind.DEMO)


def make_repo(kind: ArtefactKind = ArtefactKind.CORPUS, repo_id: str = "", *, hub_id: str | None = "") -> Repo:
    """A repo of the type that ``kind`` asks for; ``hub_id=None``: the Hub has not confirmed it."""
    number = next(_numbers)
    return Repo.objects.create(
        repo_type=REPO_TYPES[kind],
        repo_id=repo_id or f"somos-demo/repo-{number}",
        hub_id=f"{number:024x}" if hub_id == "" else hub_id,
        first_seen_at=NOW,
    )


def make_submission(
    team: Team,
    *,
    title: str = "Recetas de la abuela",
    kinds: Sequence[ArtefactKind] = COMPLETE,
    at: datetime = NOW,
    **fields: Any,
) -> Submission:
    """A project with one repo of each of ``kinds``, saved once, by the team's captain."""
    submission = Submission.objects.create(team=team, edition=team.edition, created_at=at)
    add_version(submission, title=title, repos=[(kind, make_repo(kind)) for kind in kinds], at=at, **fields)
    return submission


def add_version(
    submission: Submission,
    *,
    title: str = "Recetas de la abuela",
    repos: Sequence[tuple[ArtefactKind, Repo]] = (),
    at: datetime = NOW,
    **fields: Any,
) -> SubmissionVersion:
    """Another save of the delivery form."""
    values = {"summary": "Un corpus de recetas.", "sdgs": [2], "opt_ins": [], "by": submission.team.captain} | fields
    version = SubmissionVersion.objects.create(
        submission=submission,
        number=submission.current.number + 1 if submission.current else 1,
        title=title,
        rules_digest=submission.edition.rules_digest,
        at=at,
        **values,
    )
    for position, (kind, repo) in enumerate(repos):
        Entry.objects.create(version=version, kind=kind, position=position, repo=repo, address=repo.repo_id)
    submission.current = version
    submission.save(update_fields=["current"])
    return version


def make_audit(
    submission: Submission,
    *,
    state: str = Audit.State.DONE,
    at: datetime = NOW,
    outcomes: Sequence[str] = ("pass", "fail"),
    verdict: str = "not_yet",
    **fields: Any,
) -> Audit:
    """An audit of the current version. A finished one has a finding of each of ``outcomes`` and a verdict for each repo."""
    done = state in (Audit.State.DONE, Audit.State.FAILED)
    values = {"reason": Audit.Reason.SUBMITTED, "queued_at": at, "not_before": at} | fields
    audit = Audit.objects.create(version=submission.current, state=state, finished_at=at if done else None, **values)
    if state == Audit.State.DONE:
        _add_results(audit, outcomes=outcomes, verdict=verdict)
    return audit


def make_finding(
    audit: Audit, check: str, outcome: str, *, entry: Entry | None = None, severity: str = "required", **facts: Any
) -> AuditFinding:
    """A finding of a check of that id, behind those that the audit has; without an entry it is about the whole project."""
    fields = {"check_id": check, "outcome": outcome, "severity": severity, "facts": facts}
    return AuditFinding.objects.create(audit=audit, entry=entry, position=audit.findings.count(), **fields)


def make_verdict(submission: Submission, repo: Repo, *, state: str = "unchanged", **fields: Any) -> RepoVerdict:
    """A verdict on a repo at the close of the project's edition."""
    closes_at = submission.edition.parsed_rules.counts_until
    if fields.get("overruled_at"):
        closes_at = min(closes_at, fields["overruled_at"])  # nobody decides before the close
    values = {"closes_at": closes_at, "level": "snapshots", "judged_at": closes_at} | fields
    return RepoVerdict.objects.update_or_create(
        edition=submission.edition, repo=repo, defaults={"state": state, **values}
    )[0]


def _add_results(audit: Audit, *, outcomes: Sequence[str], verdict: str) -> None:
    position = 0
    for entry in audit.version.entries.select_related("repo"):
        make_verdict(audit.version.submission, entry.repo, state=verdict)
        for outcome in outcomes:
            AuditFinding.objects.create(
                audit=audit, entry=entry, check_id="repo.exists", outcome=outcome, position=position
            )
            position += 1

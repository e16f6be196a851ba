"""Which revision each repo's main branch is at, as far as we have been told: asking the Hub once more may not be needed."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from hackathon.editions.models import Edition
from hackathon.hub.types import Commit
from submissions.deadline.history import History
from submissions.deadline.record import EntryKind, Snapshot
from submissions.models import EvidenceEntry, EvidenceLog, Repo, RepoAudit, Watch
from submissions.queries.evidence import is_apart


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a main branch, and the last moment at which the Hub told us that it was."""

    sha: str
    seen_at: datetime


def known_heads(edition: Edition, repos: Collection[Repo]) -> Mapping[int, Head]:
    """The newest known head of each of ``repos``, by their keys; one that is not to be seen, or was never, is left out.

    The log's and that of an audit which asked by itself, whichever is newer. Three queries.
    """
    newest = {watch.repo_id: head for watch, head in _watched(edition, repos)}
    looks = RepoAudit.objects.filter(repo__in=repos, head_at__isnull=False).order_by("head_at")
    for repo, revision, at in looks.values_list("repo", "revision", "head_at"):
        if repo not in newest or at > newest[repo].seen_at:
            newest[repo] = Head(revision, at)
    return {repo: head for repo, head in newest.items() if head.sha}


def _watched(edition: Edition, repos: Collection[Repo]) -> list[tuple[Watch, Head]]:
    watches = Watch.objects.filter(edition=edition, repo__in=repos, head_seen_at__isnull=False).select_related("repo")
    swept_at = EvidenceLog.objects.filter(edition=edition).values_list("swept_at", flat=True).first()
    return [(watch, _head(watch, edition, swept_at)) for watch in watches]


def _head(watch: Watch, edition: Edition, swept_at: datetime | None) -> Head:
    """The lists tell of every head that they cover, and say so in the row only where it moved."""
    covered = watch.due_at is None and not is_apart(watch.repo, edition.parsed_rules)
    return Head(watch.head_sha, max(watch.head_seen_at, swept_at) if covered and swept_at else watch.head_seen_at)


def logged_commits(edition: Edition, repo: Repo, sha: str) -> tuple[Commit, ...] | None:
    """The commits of a revision, newest first, if the edition's log has them all; else None."""
    entries = EvidenceEntry.objects.filter(log__edition=edition, repo=repo, kind=EntryKind.SNAPSHOT)
    told = entries.order_by("sequence").values_list("body", flat=True)
    line = History(Snapshot.from_json(json.loads(body)) for body in told).line(sha)
    if not line.whole:
        return None
    return tuple(Commit(sha=one.sha, title=one.title, date=one.date, authors=one.authors) for one in line.commits)

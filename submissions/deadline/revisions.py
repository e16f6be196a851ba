"""The revisions of a repo that the evidence knows, for whoever has to choose the one that counts. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from submissions.deadline.record import RepoRecord


@dataclass(frozen=True, slots=True)
class KnownRevision:
    """A revision, and when we first saw it; ``title`` is that of its commit, where we read it."""

    sha: str
    first_seen_at: datetime
    title: str = ""


def known(record: RepoRecord) -> tuple[KnownRevision, ...]:
    """Each revision that a look, a push or the history told of, the one that we saw last first."""
    found: dict[str, KnownRevision] = {}
    for one in _told(record):
        before = found.get(one.sha)
        found[one.sha] = replace(before, title=before.title or one.title) if before else one
    return tuple(reversed(found.values()))


def _told(record: RepoRecord) -> Iterator[KnownRevision]:
    """In the order of our clock; what one snapshot told, in the order in which it was made."""
    told: list[KnownRevision] = []
    for snapshot in record.snapshots:
        told += [KnownRevision(commit.sha, snapshot.at, commit.title) for commit in reversed(snapshot.commits or ())]
    told += [KnownRevision(one.head, one.at) for one in record.sightings if one.head]
    for push in record.pushes:
        told += [KnownRevision(sha, push.at) for sha in (push.old, push.new) if sha]
    yield from sorted(told, key=attrgetter("first_seen_at"))

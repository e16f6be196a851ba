"""What we saw of one repo, and when: the pieces of evidence, as they go into the log and come out of it. Pure.

Three clocks speak here and are never mixed: ``at`` is ours, ``server_at`` the Hub's (the ``Date`` of its answer), and a
commit's ``date`` whatever the pusher's computer said.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from hackathon.hub.types import RepoType
from submissions.audit.wire import from_wire, to_wire


class EntryKind(StrEnum):
    """What an entry of the log tells.

    OPENED, RULES: the edition and its dates. RECEIPT, WITHDRAWN, RESTORED: what a team did. SNAPSHOT, SIGHTING, SWEEP, PUSH:
    what we saw of repos, in full, only the head, of all that the organisations' lists name, and told by the Hub itself.
    SILENCE: we asked and the Hub did not answer. CLOSED, FROZEN, OVERRULED: the close, what counts, and who decided otherwise.
    """

    OPENED = "opened"
    RULES = "rules"
    RECEIPT = "receipt"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    SNAPSHOT = "snapshot"
    SIGHTING = "sighting"
    SWEEP = "sweep"
    PUSH = "push"
    SILENCE = "silence"
    CLOSED = "closed"
    FROZEN = "frozen"
    OVERRULED = "overruled"


class Reason(StrEnum):
    """Why a repo is looked at, the most urgent first."""

    DEADLINE = "deadline"
    SUBMIT = "submit"
    PUSH = "push"
    SWEEP = "sweep"
    REQUEST = "request"


class Standing(StrEnum):
    """How a repo stood when we asked. MISSING: gone or private, which the Hub does not tell apart."""

    FOUND = "found"
    MISSING = "missing"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file of a revision. ``oid`` is git's name of its content; ``sha256`` that of a large file kept in LFS."""

    path: str
    size: int | None = None
    oid: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class SeenRef:
    """A branch, tag, converted copy or pull request (``refs/pr/3``) and the commit that it points to."""

    ref: str
    sha: str


@dataclass(frozen=True, slots=True)
class SeenCommit:
    """A commit. ``date`` is the client's word."""

    sha: str
    title: str
    date: datetime
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that one look at a repo told. What the Hub did not answer is None.

    ``asked`` is the name that we asked for, ``watched`` the ``_id`` that we expected there (None: we knew none yet); ``hub_id``
    is the one that the Hub gave, which differs where the name has passed to another repo.
    ``files`` are those of ``head`` (at most so many; ``tree`` is the digest of all of them). ``commits`` are those of ``head``
    that were new to us, newest first, down to ``since``, the head of an earlier snapshot of ours; ``since`` None: down to the
    first commit, or as far as we read when ``commits_complete`` is False. An empty ``commits`` with ``since == head``: nothing
    new. ``since`` missing from the history (a force push, a squash) reads on to the root, so ``since`` is None then too.
    """

    at: datetime
    server_at: datetime | None = None
    reason: Reason
    repo_type: RepoType
    asked: str
    standing: Standing
    watched: str | None = None
    hub_id: str | None = None
    repo_id: str | None = None
    private: bool = False
    gated: bool = False
    disabled: bool = False
    created_at: datetime | None = None
    last_modified: datetime | None = None
    likes: int | None = None
    head: str | None = None
    files: tuple[SeenFile, ...] | None = None
    files_total: int | None = None
    tree: str | None = None
    refs: tuple[SeenRef, ...] | None = None
    commits: tuple[SeenCommit, ...] | None = None
    since: str | None = None
    commits_complete: bool = False

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, without what goes without saying."""
        return {name: value for name, value in to_wire(self).items() if value is not None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return from_wire(cls, data)


@dataclass(frozen=True, slots=True)
class Sighting:
    """That ``head`` was the head of the main branch ``at`` a moment of our clock; None: the repo was not to be seen.

    ``told``: by a webhook, so it was the head by then and may no longer have been; otherwise we asked and looked.
    """

    at: datetime
    head: str | None
    standing: Standing = Standing.FOUND
    server_at: datetime | None = None
    hub_id: str | None = None
    told: bool = False


@dataclass(frozen=True, slots=True)
class Push:
    """What a webhook told: ``ref`` moved from ``old`` to ``new`` no later than ``at``, when we received it.

    ``old`` None: the ref was made; ``new`` None: it was deleted.
    """

    at: datetime
    ref: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class RepoRecord:
    """Everything that the log has about one repo of an edition, each sequence in the order of our clock.

    ``sightings`` has one for every snapshot, receipt, sweep and push that told a head. ``silent_since``: the last moment at
    which we asked and got no answer, if nothing has answered since.
    """

    hub_id: str | None
    snapshots: tuple[Snapshot, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    pushes: tuple[Push, ...] = ()
    silent_since: datetime | None = None


def tree_digest(files: Iterable[SeenFile]) -> str:
    """One name for the content of a revision: equal trees have equal digests, whatever the history.

    The SHA-256 of a line ``path NUL oid NUL sha256`` for each file, in order of path.
    """
    lines = sorted(f"{file.path}\0{file.oid or ''}\0{file.sha256 or ''}\n" for file in files)
    return hashlib.sha256("".join(lines).encode("utf-8", "replace")).hexdigest()


def heads_digest(heads: Mapping[str, str | None]) -> str:
    """One name for the heads of many repos (``_id`` to sha; None: not to be seen), so that a sweep need not list them all."""
    lines = sorted(f"{hub_id} {sha or '-'}\n" for hub_id, sha in heads.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def iso(moment: datetime) -> str:
    """A moment as the log writes it.

    >>> iso(datetime(2024, 3, 30, 12, tzinfo=UTC))
    '2024-03-30T12:00:00+00:00'
    """
    return moment.astimezone(UTC).isoformat()


def gather(hub_id: str, entries: Sequence[tuple[str, datetime, Mapping[str, Any]]]) -> RepoRecord:
    """The record of the repo with that ``_id``, from ``(kind, at, body)`` of the log's entries in their order.

    Entries about other repos are passed over, so the whole log may be given. Looks that found nothing before the Hub had ever
    told us an ``_id`` are those of the repo that was found later under the same name. An empty ``hub_id`` is a repo that the
    Hub has never shown us.
    """
    gathered = _Gathered(hub_id, _names_of(hub_id, entries))
    for kind, at, body in entries:
        gathered.take(kind, at, body)
    return gathered.record()


Name = tuple[str, str]


class _Gathered:
    """What the entries up to here tell of one repo."""

    def __init__(self, hub_id: str, names: frozenset[Name]) -> None:
        self.hub_id, self.names = hub_id, names
        self.snapshots: list[Snapshot] = []
        self.sightings: list[Sighting] = []
        self.pushes: list[Push] = []
        self.silent_since: datetime | None = None

    def record(self) -> RepoRecord:
        # A receipt tells of a look that was taken a little before it.
        in_order = sorted(self.sightings, key=lambda sighting: sighting.at)
        return RepoRecord(self.hub_id, tuple(self.snapshots), tuple(in_order), tuple(self.pushes), self.silent_since)

    def take(self, kind: str, at: datetime, body: Mapping[str, Any]) -> None:
        """One more entry."""
        if kind == EntryKind.SILENCE:
            if body.get("hub_id") in (None, self.hub_id):
                self.silent_since = at
            return
        sighting = self._seen(kind, at, body)
        if kind == EntryKind.PUSH and body.get("hub_id") == self.hub_id:
            self.pushes += [Push(at, ref["ref"], ref.get("old"), ref.get("new")) for ref in body.get("refs", ())]
        if sighting is not None:
            self.sightings.append(sighting)
            self.silent_since = None

    def _seen(self, kind: str, at: datetime, body: Mapping[str, Any]) -> Sighting | None:
        """What an entry says of the head."""
        if kind == EntryKind.SNAPSHOT:
            return self._snapshot(body)
        if kind == EntryKind.SWEEP:
            return self._swept(at, body)
        if kind == EntryKind.RECEIPT:
            named = next((repo for repo in body.get("repos", ()) if repo.get("hub_id") == self.hub_id), {})
            return self._at(_moment(named, "seen_at") or at, named["sha"]) if named.get("sha") else None
        if body.get("hub_id") != self.hub_id:
            return None
        if kind == EntryKind.PUSH:
            return self._at(at, body["head"], told=True) if body.get("head") else None
        if kind == EntryKind.SIGHTING:
            standing = Standing(body.get("standing", Standing.FOUND))
            return self._at(at, body.get("head"), standing=standing, server_at=_moment(body, "server_at"))
        return None

    def _at(self, at: datetime, head: str | None, **more: Any) -> Sighting:
        return Sighting(at, head, hub_id=self.hub_id, **more)

    def _snapshot(self, body: Mapping[str, Any]) -> Sighting | None:
        nobody = not body.get("watched") and not body.get("hub_id") and _name(body) in self.names
        if _watched(body) != self.hub_id and not nobody:
            return None
        snapshot = Snapshot.from_json(body)
        self.snapshots.append(snapshot)
        return Sighting(snapshot.at, snapshot.head, snapshot.standing, snapshot.server_at, snapshot.hub_id)

    def _swept(self, at: datetime, body: Mapping[str, Any]) -> Sighting | None:
        """A sweep that does not name a repo that it covers has seen it where it was, as the entries before it tell.

        One that misses it on the list tells nothing: it may have moved, be private or gone. A look of its own tells which.
        """
        server_at = _moment(body, "server_at")
        if self.hub_id in body.get("changed", {}):
            return self._at(at, body["changed"][self.hub_id], server_at=server_at)
        if self.hub_id in body.get("missing", ()) or self.hub_id in body.get("apart", ()):
            return None
        last = self.sightings[-1] if self.sightings else None
        covered = last is not None and last.hub_id == self.hub_id and last.head is not None
        return self._at(at, last.head, server_at=server_at) if last is not None and covered else None


def _watched(body: Mapping[str, Any]) -> str:
    """Whom a snapshot is about: the repo that we expected, whatever we found under its name; empty if we knew none yet."""
    return body.get("watched") or body.get("hub_id") or ""


def _name(body: Mapping[str, Any]) -> Name:
    return str(body.get("repo_type", "")), str(body.get("asked", "")).lower()


def _names_of(hub_id: str, entries: Iterable[tuple[str, datetime, Mapping[str, Any]]]) -> frozenset[Name]:
    """The names under which the repo was found when the Hub first told us its ``_id``."""
    return frozenset(
        _name(body)
        for kind, _at, body in entries
        if kind == EntryKind.SNAPSHOT and body.get("hub_id") == hub_id and not body.get("watched")
    )


def _moment(body: Mapping[str, Any], key: str) -> datetime | None:
    return datetime.fromisoformat(body[key]) if body.get(key) else None

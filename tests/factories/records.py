"""What the log may tell of one repo, in minutes from the close and with letters for shas: no database, no Hub."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hackathon.hub.types import RepoType
from submissions.deadline.record import (
    EntryKind,
    Reason,
    RepoRecord,
    SeenCommit,
    SeenFile,
    SeenRef,
    Snapshot,
    Standing,
    gather,
    iso,
    tree_digest,
)
from submissions.deadline.verdict import Verdict, judge

CLOSES = datetime(2024, 3, 30, 12, 0, tzinfo=UTC)
MINE, OTHER = "65f0aa", "65f0bb"
NAME = "somos-demo/recetas"
MAIN = "refs/heads/main"
BOTS, STAFF = ("librarian-bot", "SFconvertbot"), ("somos-staff",)
Entry = tuple[str, datetime, Mapping[str, Any]]


def minute(number: float) -> datetime:
    """So many minutes from the close."""
    return CLOSES + timedelta(minutes=number)


def commit(sha: str, dated: float, *authors: str, title: str = "Cambio") -> SeenCommit:
    """A commit of that date; alicia's, unless it says whose."""
    return SeenCommit(sha, title, minute(dated), authors or ("alicia",))


def snapshot(at: float, head: str | None, *commits: SeenCommit, since: str | None = None, **more: Any) -> Snapshot:
    """A full look. ``commits`` newest first; without ``since`` they reach the root. ``files``: paths and what is in them."""
    files = more.pop("files", None)
    if files is not None:
        seen = tuple(SeenFile(path, 1, content) for path, content in files.items())
        more = {"files": seen, "files_total": len(seen), "tree": tree_digest(seen)} | more
    refs = more.pop("refs", None)
    if refs is not None:
        more["refs"] = tuple(SeenRef(ref, sha) for ref, sha in refs.items())
    fields = {
        "reason": Reason.SWEEP,
        "repo_type": RepoType.DATASET,
        "asked": NAME,
        "watched": MINE,
        "hub_id": MINE,
        "repo_id": NAME,
        "standing": Standing.FOUND,
        "commits": commits,
        "commits_complete": since is None,
    }
    return Snapshot(at=minute(at), head=head, since=since, **fields | more)


class Told:
    """Entries of a log, one after the other; the methods can be chained."""

    def __init__(self, *entries: Entry) -> None:
        self.entries = list(entries)

    def snapshot(self, at: float, head: str | None, *commits: SeenCommit, **more: Any) -> "Told":
        return self._add(EntryKind.SNAPSHOT, at, snapshot(at, head, *commits, **more).to_json())

    def head(self, at: float, head: str, *, answered: float | None = None) -> "Told":
        """A look at the head alone."""
        body = {"hub_id": MINE, "head": head, "server_at": _iso(answered), "likes": 0, "standing": "found"}
        return self._add(EntryKind.SIGHTING, at, body)

    def missing(self, at: float, standing: str = "missing") -> "Told":
        return self.snapshot(at, None, standing=Standing(standing), hub_id=None, repo_id=None, commits_complete=False)

    def another(self, at: float, head: str = "z") -> "Told":
        """Under the repo's name there is another one."""
        return self.snapshot(at, head, hub_id=OTHER, commits_complete=False)

    def sweep(self, at: float, *, answered: float | None = None, **named: Any) -> "Told":
        body = {"server_at": _iso(answered), "changed": {}, "missing": [], "apart": []} | named
        return self._add(EntryKind.SWEEP, at, body)

    def push(self, at: float, old: str | None, new: str | None, *, ref: str = MAIN, head: str | None = None) -> "Told":
        refs = [{"ref": ref, "old": old, "new": new}]
        body = {"hub_id": MINE, "head": head or (new if ref == MAIN else None), "refs": refs, "moved_to": None}
        return self._add(EntryKind.PUSH, at, body)

    def receipt(self, at: float, head: str, *, seen: float | None = None) -> "Told":
        repo = {"hub_id": MINE, "sha": head, "seen_at": _iso(seen)}
        return self._add(EntryKind.RECEIPT, at, {"submission": 1, "version": 1, "repos": [repo]})

    def silence(self, at: float, hub_id: str | None = None) -> "Told":
        return self._add(EntryKind.SILENCE, at, {"hub_id": hub_id, "what": "repo", "error": "unreachable"})

    def record(self) -> RepoRecord:
        return gather(MINE, self.entries)

    def verdict(self, at: float = 2000) -> Verdict:
        """What follows from it, so many minutes after the close."""
        return judge(self.record(), closes_at=CLOSES, at=minute(at), bots=BOTS, organisers=STAFF)

    def and_(self, entries: Iterable[Entry]) -> "Told":
        self.entries += entries
        return self

    def _add(self, kind: EntryKind, at: float, body: Mapping[str, Any]) -> "Told":
        self.entries.append((kind.value, minute(at), body))
        return self


def _iso(at: float | None) -> str | None:
    return iso(minute(at)) if at is not None else None

"""The folder of repos that the sandbox Hub serves: find, create, commit, rename."""

import json
import shutil
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dulwich.repo import Repo

from hackathon.hub.sandbox.git import GitRepo
from hackathon.hub.sandbox.lfs import LfsStore
from hackathon.hub.sandbox.people import PeopleStore, Person
from hackathon.hub.sandbox.records import (
    EPOCH,
    RepoRecord,
    SandboxError,
    as_iso,
    checked_repo_id,
    hub_id_for,
    read_record,
    write_json,
    write_record,
)
from hackathon.hub.types import RepoType


class SandboxStorage:
    """Everything that the sandbox keeps, under ``root``. Safe to share between threads of one process.

    The same calls with the same arguments give the same ``_id``s and the same shas, on any machine.
    """

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)
        self.root.mkdir(parents=True, exist_ok=True)
        self.lfs = LfsStore(self.root / "lfs")
        self.people = PeopleStore(self.root / "people.json")
        self._lock = threading.RLock()

    # --- questions ---

    def find(self, repo_type: RepoType, repo_id: str) -> RepoRecord | None:
        """The repo of that name: as written, else in other letter case, else the one that used to be called so."""
        name = self._name_in_store(repo_type, repo_id)
        if name is not None:
            return self._record(repo_type, name)
        hub_id = self._redirects().get(f"{repo_type}:{repo_id}".lower())
        return next((record for record in self.repos(repo_type) if record.hub_id == hub_id), None)

    def get(self, repo_type: RepoType, repo_id: str) -> RepoRecord:
        """The repo of that name, found as ``find`` does; SandboxError when there is none."""
        record = self.find(repo_type, repo_id)
        if record is None:
            raise SandboxError(f"no {repo_type} called {repo_id!r}")
        return record

    def repos(self, repo_type: RepoType, *, namespace: str = "") -> list[RepoRecord]:
        """Every repo of a kind, in order of id; only those of ``namespace`` (any letter case) when it is given."""
        names = (f"{path.parent.name}/{path.stem}" for path in self._folder(repo_type).glob("*/*.git"))
        wanted = [name for name in names if not namespace or name.split("/")[0].lower() == namespace.lower()]
        return [self._record(repo_type, name) for name in sorted(wanted, key=str.lower)]

    def open(self, record: RepoRecord) -> GitRepo:
        """The git repo behind a record, as a context manager."""
        return GitRepo(self._git_path(record.repo_type, record.repo_id), self.lfs)

    # --- deeds ---

    def create_repo(
        self,
        repo_type: RepoType,
        repo_id: str,
        files: Mapping[str, bytes | str] | None = None,
        *,
        author: str,
        at: datetime,
        message: str = "initial commit",
        hub_id: str | None = None,
        **meta: Any,
    ) -> RepoRecord:
        """A new repo, created ``at``, with ``files`` in its first commit. ``meta``: any other field of RepoRecord."""
        with self._lock:
            if self._name_in_store(repo_type, checked_repo_id(repo_id)):
                raise SandboxError(f"{repo_type} {repo_id!r} is there already")
            hub_id = hub_id or hub_id_for(f"{repo_type}:{repo_id}", at)
            record = _with_meta(RepoRecord(repo_type=repo_type, repo_id=repo_id, hub_id=hub_id, created_at=at), meta)
            path = self._git_path(repo_type, repo_id)
            path.mkdir(parents=True)
            Repo.init_bare(str(path), default_branch=b"main").close()
            self._write_record(record)
            self._forget_redirect(repo_type, repo_id)
            self.commit(repo_type, repo_id, files or {}, author=author, at=at, message=message)
            return record

    def commit(
        self,
        repo_type: RepoType,
        repo_id: str,
        files: Mapping[str, bytes | str | None],
        *,
        author: str,
        at: datetime,
        message: str,
        committed_at: datetime | None = None,
        branch: str = "main",
        orphan: bool = False,
    ) -> str:
        """Commit ``files`` (path to content, None deletes) and return the sha.

        ``at`` is the author date, which the Hub shows and a pusher can set at will; ``orphan`` rewrites the branch into
        this one commit, as a super-squash does.
        """
        wrong = [path for path in files if not all(part not in ("", ".", "..", ".git") for part in path.split("/"))]
        if wrong:
            raise SandboxError(f"not a path in a repo: {wrong[0]!r}")
        contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        with self._lock, self.open(self.get(repo_type, repo_id)) as git:
            return git.write_commit(
                files=contents,
                author=author,
                at=at,
                committed_at=committed_at or at,
                message=message,
                branch=branch,
                orphan=orphan,
            )

    def set_ref(self, repo_type: RepoType, repo_id: str, ref: str, sha: str | None) -> None:
        """Point ``refs/heads/x``, ``refs/tags/x``, ``refs/pr/1`` or ``refs/convert/parquet`` at ``sha``; None removes it."""
        with self._lock, self.open(self.get(repo_type, repo_id)) as git:
            git.set_ref(ref, sha)

    def set_meta(self, repo_type: RepoType, repo_id: str, **meta: Any) -> RepoRecord:
        """Change fields of the record: ``private=True``, ``stage="SLEEPING"``, ``parameters={"BF16": 7_000_000_000}``, …"""
        with self._lock:
            record = _with_meta(self.get(repo_type, repo_id), meta)
            self._write_record(record)
            return record

    def like(self, repo_type: RepoType, repo_id: str, *, by: str, at: datetime) -> RepoRecord:
        """``by`` (a username) likes the repo."""
        likers = dict(self.get(repo_type, repo_id).likers) | {by: as_iso(at)}
        return self.set_meta(repo_type, repo_id, likers=likers)

    def rename(self, repo_type: RepoType, repo_id: str, to: str) -> RepoRecord:
        """Give a repo another name, perhaps in another organisation; the old name redirects, ``_id`` stays."""
        with self._lock:
            old = self.get(repo_type, repo_id)
            if self._name_in_store(repo_type, checked_repo_id(to)):
                raise SandboxError(f"{repo_type} {to!r} is there already")
            new = replace(old, repo_id=to)
            target = self._git_path(repo_type, to)
            target.parent.mkdir(parents=True, exist_ok=True)
            self._git_path(repo_type, old.repo_id).rename(target)
            self._json_path(repo_type, old.repo_id).unlink(missing_ok=True)
            self._write_record(new)
            self._forget_redirect(repo_type, to)
            self.add_redirect(repo_type, old.repo_id, hub_id=old.hub_id)
            return new

    def add_redirect(self, repo_type: RepoType, old_id: str, *, hub_id: str) -> None:
        """Let a free name lead to the repo with that ``_id`` (the Hub's names can lead to any)."""
        with self._lock:
            write_json(self.root / "redirects.json", self._redirects() | {f"{repo_type}:{old_id}".lower(): hub_id})

    def delete_repo(self, repo_type: RepoType, repo_id: str) -> None:
        """Remove a repo and all that it holds."""
        with self._lock:
            record = self.get(repo_type, repo_id)
            shutil.rmtree(self._git_path(repo_type, record.repo_id))
            self._json_path(repo_type, record.repo_id).unlink(missing_ok=True)

    def add_person(self, username: str, **details: Any) -> Person:
        """Someone who can sign in; see ``PeopleStore.add``."""
        return self.people.add(username, **details)

    # --- where things lie ---

    def _folder(self, repo_type: RepoType) -> Path:
        return self.root / f"{repo_type}s"

    def _git_path(self, repo_type: RepoType, repo_id: str) -> Path:
        return self._folder(repo_type) / f"{checked_repo_id(repo_id)}.git"

    def _json_path(self, repo_type: RepoType, repo_id: str) -> Path:
        return self._folder(repo_type) / f"{checked_repo_id(repo_id)}.json"

    def _name_in_store(self, repo_type: RepoType, repo_id: str) -> str | None:
        namespace, _, name = repo_id.partition("/")
        if (self._folder(repo_type) / namespace / f"{name}.git").is_dir() and checked_repo_id(repo_id):
            return repo_id
        paths = self._folder(repo_type).glob("*/*.git")
        names = (f"{path.parent.name}/{path.stem}" for path in paths)
        return next((found for found in names if found.lower() == repo_id.lower()), None)

    def _record(self, repo_type: RepoType, repo_id: str) -> RepoRecord:
        path = self._json_path(repo_type, repo_id)
        if path.exists():
            return read_record(path)
        # A folder of plain bare repos is served too: then the first commit tells when the repo was made.
        with GitRepo(self._git_path(repo_type, repo_id), self.lfs) as git:
            head = git.resolve("main")
            created_at = git.history(head.sha)[-1].date if head else EPOCH
        hub_id = hub_id_for(f"{repo_type}:{repo_id}", created_at)
        return RepoRecord(repo_type=repo_type, repo_id=repo_id, hub_id=hub_id, created_at=created_at)

    def _write_record(self, record: RepoRecord) -> None:
        write_record(self._json_path(record.repo_type, record.repo_id), record)

    def _redirects(self) -> dict[str, str]:
        path = self.root / "redirects.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def _forget_redirect(self, repo_type: RepoType, repo_id: str) -> None:
        redirects = self._redirects()
        if redirects.pop(f"{repo_type}:{repo_id}".lower(), None):
            write_json(self.root / "redirects.json", redirects)


def _with_meta(record: RepoRecord, meta: Mapping[str, Any]) -> RepoRecord:
    fixed = {"repo_type", "repo_id", "hub_id"} & set(meta)
    try:
        changed = replace(record, **meta)
    except TypeError as error:
        raise SandboxError(f"not a field of a repo: {sorted(meta)}") from error
    if fixed:
        raise SandboxError(f"this cannot be changed: {sorted(fixed)}")
    return changed

"""The folder of repos that the sandbox Hub serves: find, create, rename, delete."""

import json
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dulwich.errors import NotGitRepository

from hackathon.hub.sandbox.events import Observer, RepoEvent
from hackathon.hub.sandbox.git import FULL_SHA, GitCommit, GitRepo, init_bare
from hackathon.hub.sandbox.lfs import LfsStore
from hackathon.hub.sandbox.memory import Remembered
from hackathon.hub.sandbox.people import PeopleStore, Person
from hackathon.hub.sandbox.pushes import MAIN, Pushes
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


class SandboxStorage(Pushes):
    """Everything that the sandbox keeps, under ``root``. Safe to share between threads of one process.

    The same calls with the same arguments give the same ``_id``s and the same shas, on any machine.
    ``observers`` are told of every deed, in order, while the repo is still locked: let them be quick.
    """

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)
        self.root.mkdir(parents=True, exist_ok=True)
        self.lfs = LfsStore(self.root / "lfs")
        self.people = PeopleStore(self.root / "people.json")
        self.observers: list[Observer] = []
        self._lock = threading.RLock()
        self._records: dict[Path, tuple[tuple[int, int], RepoRecord]] = {}
        self._commits: Remembered[str, GitCommit] = Remembered(10_000)
        self._histories: Remembered[str, list[GitCommit]] = Remembered(8)

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
        names = sorted(self._names(repo_type, namespace), key=str.lower)
        return [record for name in names if (record := self._record_if_there(repo_type, name))]

    def open(self, record: RepoRecord) -> GitRepo:
        """The git repo behind a record, as a context manager."""
        return GitRepo(self._git_path(record.repo_type, record.repo_id), self.lfs)

    def head(self, record: RepoRecord) -> GitCommit | None:
        """The newest commit of main, None when there is none. Cheap for a head that was asked for before."""
        try:
            sha = (self._git_path(record.repo_type, record.repo_id) / MAIN).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            sha = ""
        if FULL_SHA.fullmatch(sha):
            return self._commits.get(sha, lambda: self._resolved(record, sha))
        return self._resolved(record, "main")  # git may keep its refs in one file

    def history(self, record: RepoRecord, sha: str) -> list[GitCommit]:
        """As ``GitRepo.history``, at no cost for the page after the first."""

        def read() -> list[GitCommit]:
            with self.open(record) as git:
                return git.history(sha)

        return self._histories.get(sha, read)

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
            init_bare(self._git_path(repo_type, repo_id))
            self._write_record(record)
            self._forget_redirect(repo_type, repo_id)
            self.tell(RepoEvent(action="create", scope="repo", record=record))
            self.commit(repo_type, repo_id, files or {}, author=author, at=at, message=message)
            return record

    def set_meta(self, repo_type: RepoType, repo_id: str, **meta: Any) -> RepoRecord:
        """Change fields of the record: ``private=True``, ``stage="SLEEPING"``, ``parameters={"BF16": 7_000_000_000}``, …"""
        with self._lock:
            before = self.get(repo_type, repo_id)
            record = _with_meta(before, meta)
            self._write_record(record)
            changed = _settings_that_differ(before, record)
            if changed is not None:
                self._tell(record, action="update", scope="repo.config", changed=changed)
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
            self.tell(RepoEvent(action="move", scope="repo", record=old, head=self._head_sha(new), moved_to=new))
            return new

    def add_redirect(self, repo_type: RepoType, old_id: str, *, hub_id: str) -> None:
        """Let a free name lead to the repo with that ``_id`` (the Hub's names can lead to any)."""
        with self._lock:
            write_json(self.root / "redirects.json", self._redirects() | {f"{repo_type}:{old_id}".lower(): hub_id})

    def delete_repo(self, repo_type: RepoType, repo_id: str) -> None:
        """Remove a repo and all that it holds."""
        with self._lock:
            record = self.get(repo_type, repo_id)
            head = self._head_sha(record)
            shutil.rmtree(self._git_path(repo_type, record.repo_id))
            self._json_path(repo_type, record.repo_id).unlink(missing_ok=True)
            self.tell(RepoEvent(action="delete", scope="repo", record=record, head=head))

    def replace_repo(
        self, repo_type: RepoType, repo_id: str, files: Mapping[str, bytes | str], *, author: str, at: datetime
    ) -> RepoRecord:
        """Delete a repo and make another one under its name: same name, another ``_id``, and no history in common."""
        with self._lock:
            old = self.get(repo_type, repo_id)
            self.delete_repo(repo_type, repo_id)
            hub_id = hub_id_for(f"after:{old.hub_id}", at)  # also when both are made in the same second
            return self.create_repo(repo_type, old.repo_id, files, author=author, at=at, hub_id=hub_id)

    def add_person(self, username: str, **details: Any) -> Person:
        """Someone who can sign in; see ``PeopleStore.add``."""
        return self.people.add(username, **details)

    def tell(self, event: RepoEvent) -> None:
        """Let everyone know who observes."""
        for observer in tuple(self.observers):
            observer(event)

    def _tell(self, record: RepoRecord, **event: Any) -> None:
        self.tell(RepoEvent(record=record, head=self._head_sha(record), **event))

    # --- where things lie ---

    def _folder(self, repo_type: RepoType) -> Path:
        return self.root / f"{repo_type}s"

    def _git_path(self, repo_type: RepoType, repo_id: str) -> Path:
        return self._folder(repo_type) / f"{checked_repo_id(repo_id)}.git"

    def _json_path(self, repo_type: RepoType, repo_id: str) -> Path:
        return self._folder(repo_type) / f"{checked_repo_id(repo_id)}.json"

    def _names(self, repo_type: RepoType, namespace: str = "") -> Iterator[str]:
        for owner in _folders(self._folder(repo_type)):
            if not namespace or owner.name.lower() == namespace.lower():
                yield from (
                    f"{owner.name}/{repo.name.removesuffix('.git')}"
                    for repo in _folders(Path(owner.path))
                    if repo.name.endswith(".git")
                )

    def _name_in_store(self, repo_type: RepoType, repo_id: str) -> str | None:
        namespace, _, name = repo_id.partition("/")
        if (self._folder(repo_type) / namespace / f"{name}.git").is_dir() and checked_repo_id(repo_id):
            return repo_id
        names = self._names(repo_type, namespace) if namespace else ()
        return next((found for found in names if found.lower() == repo_id.lower()), None)

    def _record_if_there(self, repo_type: RepoType, repo_id: str) -> RepoRecord | None:
        try:
            return self._record(repo_type, repo_id)
        except (FileNotFoundError, NotGitRepository):  # renamed or deleted since its name was read
            return None

    def _record(self, repo_type: RepoType, repo_id: str) -> RepoRecord:
        path = self._json_path(repo_type, repo_id)
        if path.exists():
            stat = path.stat()  # each version is a file of its own, see write_json
            version = (stat.st_ino, stat.st_mtime_ns)
            known = self._records.get(path)
            if known is None or known[0] != version:
                known = self._records[path] = (version, read_record(path))
            return known[1]
        # A folder of plain bare repos is served too: then the first commit tells when the repo was made.
        with GitRepo(self._git_path(repo_type, repo_id), self.lfs) as git:
            head = git.resolve("main")
            created_at = git.history(head.sha)[-1].date if head else EPOCH
        hub_id = hub_id_for(f"{repo_type}:{repo_id}", created_at)
        return RepoRecord(repo_type=repo_type, repo_id=repo_id, hub_id=hub_id, created_at=created_at)

    def _resolved(self, record: RepoRecord, revision: str) -> GitCommit | None:
        with self.open(record) as git:
            return git.resolve(revision)

    def _head_sha(self, record: RepoRecord) -> str | None:
        head = self.head(record)
        return head.sha if head else None

    def _write_record(self, record: RepoRecord) -> None:
        path = self._json_path(record.repo_type, record.repo_id)
        write_record(path, record)
        self._records.pop(path, None)  # a file system may give two versions the same number within a tick of its clock

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


def _settings_that_differ(before: RepoRecord, after: RepoRecord) -> dict[str, Any] | None:
    """The settings that a webhook names (only ``private``); None when no setting differs. Likes are no setting."""
    if before.private != after.private:
        return {"private": after.private}
    return {} if (before.gated, before.disabled) != (after.gated, after.disabled) else None


def _folders(path: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(path) as found:
            yield from (entry for entry in found if entry.is_dir())
    except FileNotFoundError:
        return

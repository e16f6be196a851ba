"""Commits of every shape, written into a bare repo: on top of a branch or of any other commit, and merges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dulwich.index import commit_tree
from dulwich.object_store import iter_tree_contents
from dulwich.objects import Blob, Commit

from hackathon.hub.sandbox.git import FILE_MODE, GitRepo
from hackathon.hub.sandbox.lfs import is_large

Blobs = Mapping[bytes, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who says what, and when. ``at`` is the author's date, which the Hub shows; both dates are whatever the pusher says."""

    author: str
    at: datetime
    message: str
    committed_at: datetime | None = None


def write_commit(
    git: GitRepo,
    stamp: Stamp,
    *,
    files: Mapping[str, bytes | None],
    on: str | None,
    parents: Sequence[str],
    ref: str,
) -> str:
    """Put ``files`` (None deletes) over the tree of ``on`` (None: nothing), point ``ref`` at the commit, return its sha."""
    blobs = dict(_blobs(git, on)) if on else {}
    for path, content in files.items():
        if content is None:
            blobs.pop(path.encode(), None)
        else:
            blobs[path.encode()] = _add_blob(git, path, content)
    return _write(git, stamp, blobs, parents=parents, ref=ref)


def write_merge(git: GitRepo, stamp: Stamp, *, ours: str, theirs: str, parents: Sequence[str], ref: str) -> str:
    """Bring what ``theirs`` changed since it left ``ours`` into the tree of ``ours``. Where both changed, ``theirs`` wins."""
    reached = {commit.sha for commit in git.history(ours)}
    base = next((commit.sha for commit in git.history(theirs) if commit.sha in reached), None)
    before, after = _blobs(git, base) if base else {}, _blobs(git, theirs)
    merged = dict(_blobs(git, ours))
    for path in before.keys() | after.keys():
        if path not in after:
            merged.pop(path, None)
        elif after[path] != before.get(path):
            merged[path] = after[path]
    return _write(git, stamp, merged, parents=parents, ref=ref)


def write_many(git: GitRepo, stamp: Stamp, *, commits: int, every: timedelta, on: str, ref: str) -> str:
    """Put so many commits on top of ``on``, ``every`` so long, which change nothing: a long history that costs little."""
    tree, made, parent = git.repo.object_store[on.encode()].tree, [], on
    for number in range(commits):
        later = Stamp(author=stamp.author, at=stamp.at + number * every, message=f"{stamp.message} {number + 1}")
        made.append(_commit(later, tree, [parent]))
        parent = made[-1].id.decode()
    git.repo.object_store.add_objects([(commit, None) for commit in made])
    git.set_ref(ref, parent)
    return parent


def _write(git: GitRepo, stamp: Stamp, blobs: Blobs, *, parents: Sequence[str], ref: str) -> str:
    store = git.repo.object_store
    tree = commit_tree(store, [(path, sha, FILE_MODE) for path, sha in blobs.items()])
    commit = _commit(stamp, tree, parents)
    store.add_object(commit)
    git.set_ref(ref, commit.id.decode())
    return commit.id.decode()


def _commit(stamp: Stamp, tree: bytes, parents: Sequence[str]) -> Commit:
    commit = Commit()
    commit.tree, commit.parents = tree, [parent.encode() for parent in parents]
    commit.author = commit.committer = f"{stamp.author} <{stamp.author}@users.sandbox.invalid>".encode()
    commit.author_time = int(stamp.at.timestamp())
    commit.commit_time = int((stamp.committed_at or stamp.at).timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.encoding, commit.message = b"UTF-8", stamp.message.encode()
    return commit


def _blobs(git: GitRepo, sha: str) -> Blobs:
    tree = git.repo.object_store[sha.encode()].tree
    return {item.path: item.sha for item in iter_tree_contents(git.repo.object_store, tree)}


def _add_blob(git: GitRepo, path: str, content: bytes) -> bytes:
    blob = Blob.from_string(git.lfs.put(content) if is_large(path) else content)
    git.repo.object_store.add_object(blob)
    return blob.id

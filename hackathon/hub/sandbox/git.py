"""One bare git repo, read without a git binary."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from dulwich.errors import NotTreeError
from dulwich.object_store import iter_tree_contents, tree_lookup_path
from dulwich.objects import Commit, Tree
from dulwich.refs import check_ref_format
from dulwich.repo import Repo

from hackathon.hub.sandbox.lfs import LfsPointer, LfsStore, parse_pointer

FILE_MODE = 0o100644
FULL_SHA = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class GitCommit:
    """One commit as the Hub lists it. ``date`` is the author's, in UTC."""

    sha: str
    author: str
    date: datetime
    title: str
    message: str
    tree: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GitEntry:
    """A file or folder of a revision. ``size`` is that of the real file, also when git holds only a pointer to it."""

    path: str
    sha: str
    is_folder: bool
    size: int = 0
    lfs: LfsPointer | None = None


CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n"


def init_bare(path: Path) -> None:
    """A new bare repo at ``path``, with no more in it than git asks for: it is made in no time."""
    path.mkdir(parents=True)
    for folder in ("objects", "objects/pack", "refs", "refs/heads", "refs/tags"):
        (path / folder).mkdir()
    (path / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    (path / "config").write_text(CONFIG, encoding="ascii")


class GitRepo:
    """An open bare repo; use as a context manager."""

    def __init__(self, path: Path, lfs: LfsStore) -> None:
        self.repo = Repo(str(path))
        self.lfs = lfs

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.repo.close()

    def refs(self) -> dict[str, str]:
        """Full ref name to sha, without HEAD."""
        names = sorted(self.repo.refs.allkeys())
        return {name.decode(): self.repo.refs[name].decode() for name in names if name != b"HEAD"}

    def resolve(self, revision: str) -> GitCommit | None:
        """The commit that a branch, a tag, a full ref or a full sha names; None when there is none."""
        refs = self.refs()
        for name in (f"refs/heads/{revision}", f"refs/tags/{revision}", revision):
            if name in refs:
                return self.commit(refs[name])
        return self.commit(revision) if FULL_SHA.fullmatch(revision) else None

    def commit(self, sha: str) -> GitCommit | None:
        """The commit with that full sha, or None."""
        key = sha.encode()
        found = self.repo.object_store[key] if key in self.repo.object_store else None
        return _as_commit(found) if isinstance(found, Commit) else None

    def history(self, sha: str) -> list[GitCommit]:
        """Every commit reachable from ``sha``, newest first, parents always after their children."""
        walker = self.repo.get_walker(include=[sha.encode()], order="topo")
        return [_as_commit(entry.commit) for entry in walker]

    def entries(self, tree: str, *, folder: str = "", recursive: bool = True) -> list[GitEntry] | None:
        """What lies under ``folder`` of a tree, in order of path; None when there is no such folder."""
        root = self._folder(tree, folder)
        if root is None:
            return None
        prefix = f"{folder}/" if folder else ""
        if recursive:
            found = iter_tree_contents(self.repo.object_store, root, include_trees=True)
        else:
            found = self.repo.object_store[root].iteritems()
        return [self._entry(prefix + item.path.decode("utf-8", "replace"), item.sha) for item in found if item.path]

    def entry(self, tree: str, path: str) -> GitEntry | None:
        """The file or folder at ``path``, or None."""
        sha = self._lookup(tree, path)
        return self._entry(path, sha) if sha else None

    def read(self, entry: GitEntry) -> bytes:
        """The bytes of a file, large ones from LFS; FileNotFoundError when LFS never got them."""
        return self.lfs.get(entry.lfs.sha256) if entry.lfs else self.repo.object_store[entry.sha.encode()].data

    def last_commits(self, sha: str, paths: Iterable[str]) -> dict[str, GitCommit]:
        """For each path the newest commit of ``sha``'s first-parent history that changed it."""
        open_paths, found = set(paths), {}
        commit = self.commit(sha)
        while commit is not None and open_paths:
            parent = self.commit(commit.parents[0]) if commit.parents else None
            for path in sorted(open_paths):
                if parent is None or self._lookup(commit.tree, path) != self._lookup(parent.tree, path):
                    found[path] = commit
                    open_paths.discard(path)
            commit = parent
        return found

    def head(self, ref: str) -> str | None:
        """The sha that a full ref points to, or None."""
        name = ref.encode()
        return self.repo.refs[name].decode() if name in self.repo.refs else None

    def set_ref(self, ref: str, sha: str | None) -> None:
        """Point a full ref at ``sha``; None removes it. ValueError when it can be no ref's name."""
        if not ref.startswith("refs/") or not check_ref_format(ref.encode()):
            raise ValueError(f"not a ref: {ref!r}")
        if sha is None:
            self.repo.refs.remove_if_equals(ref.encode(), None)
            return
        # As git does it, but without waiting for the disk, which took longer than all the rest of a commit.
        path = Path(self.repo.path) / ref
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.lock")
        draft.write_text(f"{sha}\n", encoding="ascii")
        draft.replace(path)

    def _lookup(self, tree: str, path: str) -> bytes | None:
        try:
            return tree_lookup_path(self.repo.object_store.__getitem__, tree.encode(), path.encode())[1]
        except (KeyError, ValueError, NotTreeError):
            return None

    def _folder(self, tree: str, path: str) -> bytes | None:
        sha = self._lookup(tree, path) if path else tree.encode()
        return sha if sha and isinstance(self.repo.object_store[sha], Tree) else None

    def _entry(self, path: str, sha: bytes) -> GitEntry:
        found = self.repo.object_store[sha]
        if isinstance(found, Tree):
            return GitEntry(path, sha.decode(), is_folder=True)
        lfs = parse_pointer(found.data)
        return GitEntry(path, sha.decode(), is_folder=False, size=lfs.size if lfs else len(found.data), lfs=lfs)


def _as_commit(commit: Commit) -> GitCommit:
    title, _, message = commit.message.decode("utf-8", "replace").strip().partition("\n")
    return GitCommit(
        sha=commit.id.decode(),
        author=commit.author.decode("utf-8", "replace").partition(" <")[0],
        date=datetime.fromtimestamp(commit.author_time, UTC),
        title=title,
        message=message.strip(),
        tree=commit.tree.decode(),
        parents=tuple(parent.decode() for parent in commit.parents),
    )

"""What people do to a repo's history: commits of any date, rewritten branches, squashes, pull requests."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from threading import RLock

from hackathon.hub.sandbox.events import MovedRef, RepoEvent
from hackathon.hub.sandbox.git import GitRepo
from hackathon.hub.sandbox.records import RepoRecord, SandboxError
from hackathon.hub.sandbox.writing import Stamp, write_commit, write_many, write_merge
from hackathon.hub.types import RepoType

MAIN = "refs/heads/main"
SQUASH = "Super-squash branch 'main'"

Files = Mapping[str, bytes | str | None]


class Pushes(ABC):
    """The deeds of ``SandboxStorage`` on histories. Each tells the observers which refs moved."""

    _lock: RLock

    @abstractmethod
    def get(self, repo_type: RepoType, repo_id: str) -> RepoRecord:
        """The repo of that name."""

    @abstractmethod
    def open(self, record: RepoRecord) -> AbstractContextManager[GitRepo]:
        """Its git repo, as a context manager."""

    @abstractmethod
    def tell(self, event: RepoEvent) -> None:
        """What happened, to whoever observes."""

    def commit(
        self,
        repo_type: RepoType,
        repo_id: str,
        files: Files,
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
        ref, contents = f"refs/heads/{branch}", _contents(files)
        stamp = Stamp(author=author, at=at, message=message, committed_at=committed_at)
        with self._pushing(repo_type, repo_id) as git:
            head = git.head(ref)
            parents = [head] if head and not orphan else []
            return write_commit(git, stamp, files=contents, on=head, parents=parents, ref=ref)

    def rewrite(
        self,
        repo_type: RepoType,
        repo_id: str,
        files: Files,
        *,
        onto: str | None,
        author: str,
        at: datetime,
        message: str,
        committed_at: datetime | None = None,
        branch: str = "main",
    ) -> str:
        """A force push: the branch now ends in a commit on top of ``onto``, any commit of the repo, and what came after
        ``onto`` is no longer in its history. None: a history of its own, which begins with ``files`` alone.

        Returns the new head's sha; ``commit`` puts more on top of it.
        """
        contents = _contents(files)
        stamp = Stamp(author=author, at=at, message=message, committed_at=committed_at)
        with self._pushing(repo_type, repo_id) as git:
            parents = [_must_be_there(git, onto)] if onto else []
            return write_commit(git, stamp, files=contents, on=onto, parents=parents, ref=f"refs/heads/{branch}")

    def squash(self, repo_type: RepoType, repo_id: str, *, author: str, at: datetime, message: str = SQUASH) -> str:
        """One commit with the content of main and without its history."""
        return self.commit(repo_type, repo_id, {}, author=author, at=at, message=message, orphan=True)

    def lengthen(
        self, repo_type: RepoType, repo_id: str, *, commits: int, author: str, at: datetime, every: timedelta
    ) -> str:
        """So many commits on main that change nothing, ``every`` so long from ``at`` on; returns the new head's sha."""
        with self._pushing(repo_type, repo_id) as git:
            head, stamp = _must_be_there(git, git.head(MAIN)), Stamp(author=author, at=at, message="Cambio")
            return write_many(git, stamp, commits=commits, every=every, on=head, ref=MAIN)

    def open_pull_request(
        self, repo_type: RepoType, repo_id: str, files: Files, *, number: int, author: str, at: datetime, message: str
    ) -> str:
        """A commit on ``refs/pr/<number>``, which begins at the head of main when it is new; returns the sha."""
        ref, contents = f"refs/pr/{number}", _contents(files)
        with self._pushing(repo_type, repo_id) as git:
            head = _must_be_there(git, git.head(ref) or git.head(MAIN))
            stamp = Stamp(author=author, at=at, message=message)
            return write_commit(git, stamp, files=contents, on=head, parents=[head], ref=ref)

    def merge_pull_request(
        self, repo_type: RepoType, repo_id: str, *, number: int, by: str, at: datetime, squash: bool = False
    ) -> str:
        """Bring a pull request into main, in a commit with both heads as parents, or with main's alone (``squash``)."""
        with self._pushing(repo_type, repo_id) as git:
            ours = _must_be_there(git, git.head(MAIN))
            theirs = _must_be_there(git, git.head(f"refs/pr/{number}"))
            stamp = Stamp(author=by, at=at, message=f"Merge refs/pr/{number} (#{number})")
            parents = [ours] if squash else [ours, theirs]
            return write_merge(git, stamp, ours=ours, theirs=theirs, parents=parents, ref=MAIN)

    def set_ref(self, repo_type: RepoType, repo_id: str, ref: str, sha: str | None) -> None:
        """Point ``refs/heads/x``, ``refs/tags/x``, ``refs/pr/1`` or ``refs/convert/parquet`` at ``sha``; None removes it."""
        with self._pushing(repo_type, repo_id) as git:
            try:
                git.set_ref(ref, _must_be_there(git, sha) if sha else None)
            except ValueError as error:
                raise SandboxError(str(error)) from error

    @contextmanager
    def _pushing(self, repo_type: RepoType, repo_id: str) -> Iterator[GitRepo]:
        """The repo, open to be written; whatever refs have moved in the end is told."""
        with self._lock:
            record = self.get(repo_type, repo_id)
            with self.open(record) as git:
                before = git.refs()
                yield git
                after = git.refs()
            moved = _moved(before, after)
            if moved:
                self.tell(
                    RepoEvent(action="update", scope="repo.content", record=record, head=after.get(MAIN), refs=moved)
                )


def _moved(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[MovedRef, ...]:
    """The refs that differ, in order of name.

    >>> [(ref.ref, ref.old, ref.new) for ref in _moved({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"})]
    [('b', '2', '3'), ('c', None, '4')]
    """
    names: Sequence[str] = sorted(before.keys() | after.keys())
    return tuple(
        MovedRef(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def _contents(files: Files) -> dict[str, bytes | None]:
    wrong = [path for path in files if not all(part not in ("", ".", "..", ".git") for part in path.split("/"))]
    if wrong:
        raise SandboxError(f"not a path in a repo: {wrong[0]!r}")
    return {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}


def _must_be_there(git: GitRepo, sha: str | None) -> str:
    """``sha`` itself; SandboxError when the repo has no such commit."""
    if sha is None or git.commit(sha) is None:
        raise SandboxError(f"no such commit: {sha!r}")
    return sha

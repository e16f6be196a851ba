"""Asks the Hub about one watched repo, in as few requests as will do, and gives what it saw. Judges nothing, keeps nothing."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from hackathon.hub.errors import HubError, HubForbidden, HubMissing
from hackathon.hub.types import Commit, CommitRun, ListedRepo, Ref, RepoFile, RepoInfo, RepoType
from submissions.deadline.record import Reason, SeenCommit, SeenFile, SeenRef, Snapshot, Standing, tree_digest

MAX_FILES: Final = 1000
"""So many files of a revision are kept by name; the digest of its tree is that of all of them."""
MAX_COMMITS: Final = 10_000
MAX_TITLE: Final = 200
MAX_AUTHORS: Final = 10


class Hub(Protocol):
    """What is asked of ``hackathon.hub.client.HubClient``; errors are those of ``hackathon.hub.errors``."""

    def head(self, repo_id: str, repo_type: RepoType) -> ListedRepo: ...

    def look(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> RepoInfo: ...

    def refs(self, repo_id: str, repo_type: RepoType) -> tuple[Ref, ...]: ...

    def commits_until(
        self, repo_id: str, repo_type: RepoType, *, revision: str, until: Collection[str], limit: int = 10_000
    ) -> CommitRun: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A repo to look at, and what we have of it: the head that we believe in (empty: not to be seen), the revisions up to
    which we have its files and its history, and the commits that we know. ``apart``: no list of ours has it."""

    repo_type: RepoType
    repo_id: str
    hub_id: str | None = None
    head_sha: str = ""
    content_sha: str = ""
    history_sha: str = ""
    known: frozenset[str] = frozenset()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a look brought. ``news`` False: all is as we knew it, so that the head is all there is to write down.

    ``complete`` False: refs or commits are still to be asked for, because nobody wanted them yet, or because of ``trouble``.
    """

    snapshot: Snapshot
    news: bool = True
    complete: bool = True
    trouble: HubError | None = None


def collect(hub: Hub, target: Target, *, reason: Reason, history: bool, now: Callable[[], datetime]) -> Found:
    """One look. A repo that did not move costs one request; a new revision three and the pages of its new commits.

    ``history`` False leaves refs and commits for later: one request. The moment of a look is when we asked; the Hub's own date
    says when it answered. Raises HubSilent and HubRefused when it told nothing of the repo at all.
    """
    seen = Snapshot(
        at=now(),
        reason=reason,
        repo_type=target.repo_type,
        asked=target.repo_id,
        standing=Standing.FOUND,
        watched=target.hub_id,
    )
    try:
        if target.apart and target.history_sha:
            listed = hub.head(target.repo_id, target.repo_type)
            if _as_known(target, listed):
                return Found(_sighted(seen, listed), news=False)
            seen = replace(seen, at=now())
        info = hub.look(target.repo_id, target.repo_type)
    except HubMissing:
        return Found(replace(seen, standing=Standing.MISSING))
    except HubForbidden:
        return Found(replace(seen, standing=Standing.FORBIDDEN))
    seen = _sighted(seen, info)
    if _as_known(target, info) and not info.gated and not info.disabled:
        return Found(seen, news=False)
    return _told(hub, target, _described(seen, info, content=info.sha != target.content_sha), history=history)


def _told(hub: Hub, target: Target, seen: Snapshot, *, history: bool) -> Found:
    """With refs and commits, where they are wanted and there are any."""
    if seen.head is None or _is_another(target, seen.hub_id):
        return Found(seen)
    if not history:
        return Found(seen, complete=False)
    repo_id = seen.repo_id or target.repo_id
    try:
        refs = hub.refs(repo_id, seen.repo_type)
        seen = replace(seen, refs=tuple(SeenRef(ref.ref, ref.sha) for ref in refs))
        run = hub.commits_until(repo_id, seen.repo_type, revision=seen.head, until=target.known, limit=MAX_COMMITS)
    except HubError as error:
        return Found(seen, complete=False, trouble=error)
    return Found(
        replace(
            seen,
            commits=_commits((*run.commits, *run.beside)),
            since=run.reached,
            commits_complete=run.complete or run.reached is not None,
        )
    )


def _as_known(target: Target, told: ListedRepo | RepoInfo) -> bool:
    """Nothing is new: it is the repo that we expect, open, at the head whose files and history we have."""
    return (
        told.hub_id == target.hub_id
        and told.repo_id == target.repo_id
        and not told.private
        and told.sha == target.head_sha == target.history_sha
    )


def _is_another(target: Target, hub_id: str | None) -> bool:
    return target.hub_id is not None and hub_id != target.hub_id


def _sighted(seen: Snapshot, told: ListedRepo | RepoInfo) -> Snapshot:
    return replace(
        seen,
        server_at=told.server_date,
        hub_id=told.hub_id,
        repo_id=told.repo_id,
        private=told.private,
        created_at=told.created_at,
        last_modified=told.last_modified,
        likes=told.likes,
        head=told.sha,
    )


def _described(seen: Snapshot, info: RepoInfo, *, content: bool) -> Snapshot:
    """With the tree, which a revision has but one of: it is written down once."""
    seen = replace(seen, gated=info.gated, disabled=info.disabled)
    if not content:
        return seen
    shown = sorted((_file(file) for file in info.files), key=lambda file: file.path)
    return replace(
        seen,
        files=tuple(shown[:MAX_FILES]),
        files_total=len(shown),
        tree=tree_digest(shown),
    )


def _file(file: RepoFile) -> SeenFile:
    return SeenFile(file.path, file.size, file.blob_id, file.lfs_sha256)


def _commits(commits: Sequence[Commit]) -> tuple[SeenCommit, ...]:
    """Commits as long as they may be kept. Of very many authors one is left who is no bot: somebody may be the team."""
    return tuple(
        SeenCommit(
            commit.sha,
            commit.title[:MAX_TITLE],
            commit.date,
            tuple(author[:100] for author in commit.authors[:MAX_AUTHORS])
            + (("…",) if len(commit.authors) > MAX_AUTHORS else ()),
        )
        for commit in commits
    )

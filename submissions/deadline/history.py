"""Which commit stands on which, pieced together from the runs of commits that snapshots read. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from submissions.deadline.record import SeenCommit, Snapshot


@dataclass(frozen=True, slots=True)
class Line:
    """The commits of a revision, newest first. ``whole``: down to the first commit of the repo."""

    commits: tuple[SeenCommit, ...] = ()
    whole: bool = False

    @property
    def shas(self) -> frozenset[str]:
        return frozenset(commit.sha for commit in self.commits)


@dataclass(frozen=True, slots=True)
class _Run:
    """The commits that one snapshot read: from its head down to ``since``, the first commit, or as far as it got."""

    commits: tuple[SeenCommit, ...]
    since: str | None
    whole: bool


class History:
    """What is known of a repo's history. It only grows: a revision that was rewritten stays known here.

    Each commit is taken to stand on those after it in its run, as the Hub lists them.

    A snapshot of ``d`` read ``d c`` since ``b``, and an earlier one of ``b`` read ``b a`` down to the first commit: the line
    of ``d`` is ``d c b a`` and whole, that of ``c`` is ``c b a``.
    """

    def __init__(self, snapshots: Iterable[Snapshot]) -> None:
        runs = [_run(snapshot) for snapshot in snapshots if snapshot.commits]
        runs.sort(key=lambda run: run.since is not None or run.whole)  # those that were cut first: others are better
        self._places = {commit.sha: (run, place) for run in runs for place, commit in enumerate(run.commits)}
        self._lines: dict[str, Line] = {}
        self._shas: dict[str, frozenset[str]] = {}

    def knows(self, sha: str) -> bool:
        """Whether any snapshot told of that commit."""
        return sha in self._places

    def commit(self, sha: str) -> SeenCommit | None:
        """The commit, if any snapshot told of it."""
        place = self._places.get(sha)
        return place[0].commits[place[1]] if place else None

    def line(self, sha: str) -> Line:
        """The commits of a revision; empty where no snapshot told of it."""
        if sha not in self._lines:
            self._lines[sha] = self._read(sha)
        return self._lines[sha]

    def reaches(self, head: str, sha: str) -> bool:
        """Whether ``sha`` is known to be in the history of ``head``."""
        return head == sha or sha in self._in(head)

    def lacks(self, head: str, sha: str) -> bool:
        """Whether ``sha`` is known not to be in the history of ``head``.

        Known it is when all of that history was read, when it goes down to something that ``sha`` itself stands on (on which
        nothing can stand twice), and when ``head`` is such a thing.
        """
        if self.reaches(head, sha):
            return False
        beneath = self._in(sha) - {sha}
        return self.line(head).whole or head in beneath or not beneath.isdisjoint(self._in(head))

    def _in(self, head: str) -> frozenset[str]:
        if head not in self._shas:
            self._shas[head] = self.line(head).shas
        return self._shas[head]

    def _read(self, sha: str) -> Line:
        commits: dict[str, SeenCommit] = {}
        step: str | None = sha
        whole = False
        while step is not None:
            if step not in self._places or step in commits:
                return Line(tuple(commits.values()))
            run, place = self._places[step]
            for commit in run.commits[place:]:
                commits.setdefault(commit.sha, commit)
            step, whole = run.since, run.whole
        return Line(tuple(commits.values()), whole)


def _run(snapshot: Snapshot) -> _Run:
    commits = snapshot.commits or ()
    return _Run(commits, snapshot.since, whole=snapshot.since is None and snapshot.commits_complete)

"""Which commit stands on which, pieced together from the runs of commits that snapshots read. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from submissions.deadline.record import SeenCommit, Snapshot


@dataclass(frozen=True)
class Line:
    """The commits of a revision, newest first. ``whole``: down to the first commit of the repo."""

    commits: tuple[SeenCommit, ...] = ()
    whole: bool = False

    @cached_property
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

    def knows(self, sha: str) -> bool:
        """Whether any snapshot told of that commit."""
        return sha in self._places

    def walk(self, sha: str) -> Iterator[SeenCommit]:
        """The commits of a revision, newest first, as far as they are known."""
        for run, place in self._steps(sha):
            yield from run.commits[place:]

    def line(self, sha: str) -> Line:
        """The commits of a revision; empty where no snapshot told of it."""
        if sha not in self._lines:
            steps = list(self._steps(sha))
            commits = {commit.sha: commit for run, place in steps for commit in run.commits[place:]}
            self._lines[sha] = Line(tuple(commits.values()), whole=bool(steps) and steps[-1][0].whole)
        return self._lines[sha]

    def reaches(self, head: str, sha: str) -> bool:
        """Whether ``sha`` is known to be in the history of ``head``."""
        return head == sha or sha in self.line(head).shas

    def lacks(self, head: str, sha: str) -> bool:
        """Whether ``sha`` is known not to be in the history of ``head``.

        Known it is when all of that history was read, and when it goes down to something that ``sha`` itself stands on: what
        stands on another is listed before it.
        """
        if self.reaches(head, sha):
            return False
        beneath = self.line(sha).shas - {sha}
        line = self.line(head)
        return line.whole or not beneath.isdisjoint(line.shas)

    def _steps(self, sha: str) -> Iterator[tuple[_Run, int]]:
        """The runs that follow each other down from a commit, and where in each to begin."""
        step: str | None = sha
        passed: set[str] = set()
        while step is not None and step in self._places and step not in passed:
            passed.add(step)
            yield self._places[step]
            step = self._places[step][0].since


def _run(snapshot: Snapshot) -> _Run:
    commits = snapshot.commits or ()
    return _Run(commits, snapshot.since, whole=snapshot.since is None and snapshot.commits_complete)

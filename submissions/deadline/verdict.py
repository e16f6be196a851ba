"""Whether a repo stood still after the deadline, as far as its commits tell. Pure.

Evidence level E0: dates are the client's word. A date after the deadline is late on its face; one before it proves nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from hackathon.hub.types import Commit
from submissions.audit.wire import storable

EVIDENCE_LEVEL: Final = "E0"
LISTED_COMMITS: Final = 50


class VerdictState(StrEnum):
    """NOT_YET: the deadline has not passed. UNKNOWN: the commits do not tell."""

    NOT_YET = "not_yet"
    ON_TIME = "on_time"
    CHANGED_AFTER = "changed_after"
    NOTHING_ON_TIME = "nothing_on_time"
    UNKNOWN = "unknown"


WORST_FIRST: Final = (
    VerdictState.NOTHING_ON_TIME,
    VerdictState.CHANGED_AFTER,
    VerdictState.UNKNOWN,
    VerdictState.NOT_YET,
    VerdictState.ON_TIME,
)
"""A project is as late as the latest of its repos."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the commits say about one repo.

    ``last_on_time``: the newest revision that, with all it stands on, is dated before ``closes_at``; None if there is none.
    ``late``: the team's commits after it, newest first; ``late_bots``: those of bots.
    ``out_of_order``: dates contradict the order of the commits, so a person should look.
    """

    state: VerdictState
    closes_at: datetime
    head: str | None = None
    last_on_time: str | None = None
    last_on_time_at: datetime | None = None
    late: tuple[Commit, ...] = ()
    late_bots: tuple[Commit, ...] = ()
    out_of_order: bool = False
    evidence_level: str = EVIDENCE_LEVEL

    def facts(self) -> dict[str, Any]:
        """The verdict as JSON, without what ``DeadlineVerdict`` keeps in columns; at most 50 commits of each sort."""
        return {
            "head": self.head,
            "last_on_time_at": self.last_on_time_at.isoformat() if self.last_on_time_at else None,
            "late": [_commit_facts(commit) for commit in self.late[:LISTED_COMMITS]],
            "late_count": len(self.late),
            "late_bots": [_commit_facts(commit) for commit in self.late_bots[:LISTED_COMMITS]],
            "late_bots_count": len(self.late_bots),
            "out_of_order": self.out_of_order,
            "evidence_level": self.evidence_level,
        }


def judge_commits(
    *,
    commits: Sequence[Commit],
    closes_at: datetime,
    bots: Iterable[str] = (),
    at: datetime | None = None,
    complete: bool = True,
) -> Verdict:
    """The verdict on a history, newest commit first (each stands on those after it in the list).

    A commit at ``closes_at`` itself is late. A commit also counts as late when it stands on one that is dated late, whatever
    its own date says: it cannot be older. Commits whose authors are all ``bots`` (in any case) are nobody's late work.
    ``at`` before ``closes_at``: NOT_YET. ``complete`` False: older commits than those given exist. No commits: UNKNOWN.
    UNKNOWN too when nothing is on time only because the oldest dates contradict newer ones.

    Worked example, deadline at 12:00, newest first:

        d  13:00  librarian-bot   late, but a bot's
        c  11:30  alicia          says 11:30, but stands on b: late
        b  12:00  alicia          late: the deadline is the first moment too late
        a  11:00  alicia          on time

    gives CHANGED_AFTER, last_on_time a, late (c, b), late_bots (d,), out_of_order True (c is dated before b).
    Without c and b it gives ON_TIME, last_on_time a.
    """
    if not commits:
        state = VerdictState.NOT_YET if at is not None and at < closes_at else VerdictState.UNKNOWN
        return Verdict(state, closes_at)
    names = frozenset(name.casefold() for name in bots)
    first_late = _first_late(commits, closes_at)
    after, on_time = commits[:first_late], commits[first_late:]
    late = tuple(commit for commit in after if not _is_bots(commit, names))
    out_of_order = any(commit.date < closes_at for commit in after)
    return Verdict(
        state=_state(late, on_time, out_of_order=out_of_order, closes_at=closes_at, at=at, complete=complete),
        closes_at=closes_at,
        head=commits[0].sha,
        last_on_time=on_time[0].sha if on_time else None,
        last_on_time_at=on_time[0].date if on_time else None,
        late=late,
        late_bots=tuple(commit for commit in after if _is_bots(commit, names)),
        out_of_order=out_of_order,
    )


def _first_late(commits: Sequence[Commit], closes_at: datetime) -> int:
    """How many of the newest commits are late: those from the oldest late date on."""
    return max((position + 1 for position, commit in enumerate(commits) if commit.date >= closes_at), default=0)


def _is_bots(commit: Commit, names: frozenset[str]) -> bool:
    """True if bots alone wrote it; a commit without authors is the team's."""
    return bool(commit.authors) and all(author.casefold() in names for author in commit.authors)


def _state(
    late: Sequence[Commit],
    on_time: Sequence[Commit],
    *,
    out_of_order: bool,
    closes_at: datetime,
    at: datetime | None,
    complete: bool,
) -> VerdictState:
    if at is not None and at < closes_at:
        return VerdictState.NOT_YET
    if on_time:
        return VerdictState.CHANGED_AFTER if late else VerdictState.ON_TIME
    return VerdictState.UNKNOWN if out_of_order or not complete else VerdictState.NOTHING_ON_TIME


def _commit_facts(commit: Commit) -> dict[str, Any]:
    return {
        "sha": commit.sha,
        "title": storable(commit.title[:200]),
        "date": commit.date.isoformat(),
        "authors": [storable(author) for author in commit.authors[:10]],
    }

"""The commits that we first saw after the close: whose they are, and between which of our looks they came. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from submissions.deadline.case import Case
from submissions.deadline.freezing import Frozen
from submissions.deadline.looks import Look
from submissions.deadline.record import SeenCommit
from submissions.deadline.states import LISTED_COMMITS, LateCommit, Tally, Verdict, Whose

SKEW: Final = timedelta(minutes=10)
"""How far ahead of ours the clock of somebody's computer may be without being called wrong."""


def of(case: Case, frozen: Frozen) -> tuple[LateCommit, ...]:
    """All of them, newest first; where history was rewritten, those of the newest history before those that are gone.

    Without a look before the close every commit was first seen after it, so only those that came too late are told.
    """
    after = case.around.after
    if after is None or after.head is None or not frozen.known:
        return ()
    since, ever = _Between(case, since=after), _Between(case)
    doubted = frozen.doubted if case.around.before else ()
    return (
        *(_late(case, commit, since) for commit in _since(case, after.head)),
        *(_late(case, commit, ever) for commit in frozen.late),
        *(_late(case, commit, ever, counts=True) for commit in doubted),
    )


def listed(verdict: Verdict, late: Sequence[LateCommit]) -> Verdict:
    """The verdict with the first of those commits, the team's before others', and how many there are of each."""
    counted = Counter(commit.whose for commit in late)
    first = sorted(range(len(late)), key=lambda place: (late[place].whose != Whose.TEAM, place))[:LISTED_COMMITS]
    return replace(
        verdict,
        late=tuple(late[place] for place in sorted(first)),
        late_total=len(late),
        late_by=tuple(Tally(whose.value, counted[whose]) for whose in Whose if counted[whose]),
    )


def contradict(case: Case) -> bool:
    """Whether a date contradicts what is known otherwise, so that a person should look.

    It does where a commit is dated before the close and stands on one dated after it, and where one is dated later than the
    moment at which it was seen. A commit dated long before it was seen contradicts nothing: it may have waited to be pushed.
    """
    after = case.around.after
    if after is None or after.head is None:
        return False
    newest = case.head if case.head and case.history.knows(case.head) else after.head
    commits = case.history.line(newest).commits
    between = _Between(case)
    late = [commit.date >= case.closes_at for commit in commits]
    oldest_late = len(late) - late[::-1].index(True) if True in late else 0
    return not all(late[:oldest_late]) or any(commit.date > between.of(commit.sha)[1] + SKEW for commit in commits)


def _since(case: Case, head: str) -> list[SeenCommit]:
    """The commits that were not there at the first look after the close, from the newest look of ours to the oldest.

    One that was there earlier, and no longer at that look, is among them when it comes back.
    """
    known = case.history.line(head).shas or case.gap.known_before | {head}
    found: dict[str, SeenCommit] = {}
    for seen in case.around.heads_after():
        for commit in takewhile(lambda commit: commit.sha not in known, case.history.walk(seen)):
            found.setdefault(commit.sha, commit)
    return list(found.values())


def _late(case: Case, commit: SeenCommit, between: "_Between", *, counts: bool = False) -> LateCommit:
    absent_at, first_seen_at = between.of(commit.sha)
    return LateCommit(
        commit=commit,
        whose=case.whose(commit),
        first_seen_at=first_seen_at,
        dated_after=commit.date - case.closes_at,
        absent_at=absent_at,
        counts=counts,
        seen_in=case.seen_elsewhere.get(commit.sha),
    )


class _Between:
    """Between which of our looks commits came. Looks are many, so what they found is read only down to what is known."""

    def __init__(self, case: Case, *, since: Look | None = None) -> None:
        after = case.around.after
        self._otherwise = after.ended if after else case.closes_at
        self._first: dict[str, datetime] = {}
        self._absent: dict[str, datetime | None] = {}
        last: datetime | None = None
        for look in sorted(case.around.looks, key=lambda look: look.ended):
            if look.head is None or (since and look.began < since.began):
                continue
            self._enter(look.head, look.ended, last)
            for commit in case.history.walk(look.head):
                if commit.sha != look.head and not self._enter(commit.sha, look.ended, last):
                    break
            last = last if look.told else look.began

    def _enter(self, sha: str, seen_at: datetime, absent_at: datetime | None) -> bool:
        """Whether the commit was news."""
        if sha in self._first:
            return False
        self._first[sha], self._absent[sha] = seen_at, absent_at
        return True

    def of(self, sha: str) -> tuple[datetime | None, datetime]:
        return self._absent.get(sha), self._first.get(sha, self._otherwise)

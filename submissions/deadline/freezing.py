"""Which revision of a repo counts: the newest that was there before the close, as far as the evidence goes. Pure.

Two looks matter most: the last before the close and the first after it. Between them lies a gap in which we were blind.
What was there before counts. What was not there at the look after the close is late, whatever its date says. What came in
the gap may have come before the close or after it, and only its date speaks: it has the benefit of the doubt where it and
all that came with it beneath it is dated before the close, since the gap is ours and not the team's.

Worked example, close at 12:00. We looked at 11:58 and saw ``b``, and at 12:03 and saw ``e``:

    e  12:01  alicia   dated late: late
    d  11:40  alicia   says 11:40, but stands on c: late
    c  12:00  alicia   late: the close is the first moment too late
    b2 11:59  alicia   dated before, first seen after: counts by the benefit of the doubt
    b  11:30  alicia   seen before the close

``b2`` counts (DATED). Had a webhook told of ``c`` before 12:00, its date would be proved wrong, and ``d`` would count (DATED).
Had we looked at 12:00 and seen ``b``, ``b`` would count (SEEN), and all that came later would be late.

There is no benefit of the doubt for a repo that our looks after the close did not find: who hides a repo makes the gap.
Nor for a revision in the middle of a merged pull request: the main branch never stood there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import takewhile

from submissions.deadline.history import History, Line
from submissions.deadline.looks import Around, Look, newest_of
from submissions.deadline.record import SeenCommit
from submissions.deadline.states import Basis


@dataclass(frozen=True, slots=True)
class Frozen:
    """The revision that counts (None: nothing does) and why.

    ``late``: the commits of the first look after the close that came too late; ``doubted``: those that count by the benefit
    of the doubt; both newest first. ``known`` False: it cannot be told yet, or not at all.
    """

    sha: str | None = None
    basis: Basis | None = None
    late: tuple[SeenCommit, ...] = ()
    doubted: tuple[SeenCommit, ...] = ()
    known: bool = True


UNKNOWN = Frozen(known=False)


@dataclass(frozen=True)
class Gap:
    """The stretch between the two looks, and what is known about it.

    ``others``: the commits at the tips of other refs before the close; ``merged``: the tips of pull requests, ever;
    ``helpers``: the commits that are not the team's; ``moves``: from which commit to which the main branch was pushed.
    """

    around: Around
    history: History
    closes_at: datetime
    others: frozenset[str] = frozenset()
    merged: frozenset[str] = frozenset()
    helpers: frozenset[str] = frozenset()
    moves: tuple[tuple[str | None, str | None], ...] = ()

    @cached_property
    def known_before(self) -> frozenset[str]:
        """Every commit that was there before the close: the heads that we saw, and all that they stand on."""
        known: set[str] = set()
        for look in reversed(self.around.before):
            if look.head and look.head not in known:
                known.add(look.head)
                known |= self.history.line(look.head).shas
        return frozenset(known)

    @cached_property
    def last_before(self) -> str | None:
        """The newest head that was there before the close."""
        return newest_of(self.around.before, self.moves)

    def is_taken_back(self, sha: str, head: str) -> bool:
        """Whether ``head`` is known not to stand on ``sha``, of which we have no more than the name."""
        return head != sha and (head in self.known_before or self.history.lacks(head, sha))

    def is_dated_late(self, commit: SeenCommit) -> bool:
        """Whether its date is the close or later, and nothing proves the date wrong."""
        return commit.date >= self.closes_at and commit.sha not in self.others


def freeze(gap: Gap) -> Frozen:
    """The revision that counts; see the module for the rule.

    A head that was taken back before anybody could read what it was is no more than a name: what was seen before counts.
    """
    after = gap.around.after
    if after is None or after.head is None:
        return UNKNOWN
    line = gap.history.line(after.head)
    if after.head in gap.known_before:
        return Frozen(after.head, basis_of(after.head, gap.around.before))
    if not line.commits:
        taken_back = gap.is_taken_back(after.head, gap.around.heads_after()[0])
        return last_seen(gap) if taken_back and gap.around.before else UNKNOWN
    return _across_the_gap(gap, after.head) if gap.around.before else _by_dates_alone(gap, line)


def last_seen(gap: Gap) -> Frozen:
    """What we saw last before the close; that counts where no look after it can tell more."""
    sha = gap.last_before
    return Frozen(sha, basis_of(sha, gap.around.before)) if sha else UNKNOWN


def basis_of(sha: str, before: Sequence[Look]) -> Basis:
    """SEEN, unless only the Hub's own word proves that the revision was there."""
    looks = [look for look in before if look.head == sha]
    return Basis.PUSHED if looks and all(look.told for look in looks) else Basis.SEEN


def _by_dates_alone(gap: Gap, line: Line) -> Frozen:
    """We never looked before the close, so the commits' dates are all that there is."""
    first = _first_not_late(gap, line.commits)
    if first == len(line.commits):
        ordered = all(gap.is_dated_late(commit) for commit in line.commits)
        return Frozen(late=line.commits) if line.whole and ordered else UNKNOWN
    return Frozen(line.commits[first].sha, Basis.DATED, late=line.commits[:first])


def _across_the_gap(gap: Gap, head: str) -> Frozen:
    """What came between the last look before the close and the first after it, whose head is ``head``.

    Where what we saw last before the close is not in that history any more, somebody wrote it anew in the gap: what they
    wrote has the same benefit of the doubt, and without it what we saw counts, as it would have without them.
    A history that is longer than we read says nothing of where it began: what we saw counts, for otherwise whoever pushes
    more than that would have no revision that counts, and could go on for ever.
    """
    line = gap.history.line(head)
    known = gap.known_before
    base = next((commit.sha for commit in line.commits if commit.sha in known), None)
    if base is None and not line.whole:
        return replace(last_seen(gap), known=False)
    came = tuple(takewhile(lambda commit: commit.sha not in known, line.commits))
    last = gap.last_before
    if base is None or (last is not None and not gap.history.reaches(head, last)):
        base = last
    return _with_doubt(gap, came, base=base)


def _with_doubt(gap: Gap, came: tuple[SeenCommit, ...], *, base: str | None) -> Frozen:
    """``came`` is all that was not there before the close; without the benefit of the doubt ``base`` counts."""
    first = _first_not_late(gap, came)
    if gap.around.hidden or _is_amid_a_merge(gap, came, first):
        first = len(came)
    newest = next((place for place in range(first, len(came)) if came[place].sha not in gap.helpers), None)
    if newest is None:
        return Frozen(base, basis_of(base or "", gap.around.before), late=came)
    return Frozen(came[newest].sha, Basis.DATED, late=came[:newest], doubted=came[newest:])


def _first_not_late(gap: Gap, commits: Sequence[SeenCommit]) -> int:
    """How many of the newest commits are late: those from the oldest late date on."""
    return max((place + 1 for place, commit in enumerate(commits) if gap.is_dated_late(commit)), default=0)


def _is_amid_a_merge(gap: Gap, came: Sequence[SeenCommit], place: int) -> bool:
    """Whether the commit at ``place`` may be one of a pull request's: it is its tip, or lies beneath one."""
    return place > 0 and any(commit.sha in gap.merged for commit in came[1 : place + 1])

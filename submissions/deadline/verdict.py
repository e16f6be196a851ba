"""Whether a repo stood still after the close, from the evidence that we have of it. Pure.

``judge`` draws the verdict; ``submissions.deadline.freezing`` has the rule by which a revision counts, with an example, and
``submissions.deadline.looks`` what a look proves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from hackathon.editions.rules import EditionRules
from submissions.deadline import comparing, latecomers
from submissions.deadline.case import Case
from submissions.deadline.freezing import Frozen, freeze, last_seen
from submissions.deadline.record import RepoRecord, Standing
from submissions.deadline.states import (
    LISTED_COMMITS,
    LISTED_FILES,
    WORST_FIRST,
    Basis,
    Change,
    ChangedFile,
    LateCommit,
    Level,
    Sort,
    Tally,
    Verdict,
    VerdictState,
    Whose,
)

__all__ = [
    "LISTED_COMMITS",
    "LISTED_FILES",
    "WORST_FIRST",
    "Basis",
    "Change",
    "ChangedFile",
    "LateCommit",
    "Level",
    "Sort",
    "Tally",
    "Verdict",
    "VerdictState",
    "Whose",
    "judge",
    "judge_by",
]

_AWAY: Final = frozenset({VerdictState.GONE, VerdictState.PRIVATE, VerdictState.REPLACED})


def judge_by(rules: EditionRules, record: RepoRecord, *, at: datetime) -> Verdict:
    """The verdict by an edition's rules: its close with the grace, and whose commits are no team's late work."""
    return judge(record, closes_at=rules.counts_until, at=at, bots=rules.hub.bots, organisers=rules.hub.organisers)


def judge(
    record: RepoRecord,
    *,
    closes_at: datetime,
    at: datetime,
    bots: Iterable[str] = (),
    organisers: Iterable[str] = (),
) -> Verdict:
    """The verdict on a repo at ``at``, from everything that the log has about it. It raises for no record.

    The close is half open: at ``closes_at`` itself it is already after. Which revision counts is told in ``freezing``; what
    was not there at our first look at or after the close is late whatever its date says. Then, the first that fits:

    - REPLACED, CREATED_AFTER, GONE, PRIVATE: how the repo stands at our newest look. What counts stays what it was. A repo
      that the Hub forbids us to read, or that it has disabled, is PRIVATE: it is there and nobody can see it.
    - REWRITTEN: what counts is not in the history any more.
    - CHANGED_AFTER: a commit of the team's came too late, also where it has been taken back since.
    - UNKNOWN: nobody answered since the close, or there is a new head of which we have no more than the name or the Hub's
      word.
    - DATES_ONLY, where we had no look before the close. SEEN_AFTER, where what counts was first seen after it. UNCHANGED.

    Whose a commit is, its names tell, and anybody can write any name: so bots' and organisers' commits after the close make
    a state no worse, and never change which revision counts.

    Worked example, close at 12:00. We saw ``b`` at 11:59 and at 12:00, and at 18:00 ``d`` (by a bot) on ``c`` (by alicia,
    who dated it 11:30): CHANGED_AFTER, ``b`` counts, and ``c`` came between 12:00 and 18:00, whatever it says. Without ``c``
    it is UNCHANGED.
    """
    case = Case(record, closes_at=closes_at, bots=bots, organisers=organisers)
    if at < closes_at:
        return _bare(case, VerdictState.NOT_YET, Frozen(known=False))
    frozen = freeze(case.gap)
    if case.around.after is None and case.around.before and _standing(case) is not None:
        frozen = last_seen(case.gap)
    late = latecomers.of(case, frozen)
    state = _standing(case) or _state(case, frozen, late)
    if state == VerdictState.CREATED_AFTER:
        frozen = Frozen(known=frozen.known)
    verdict = replace(_bare(case, state, frozen), out_of_order=latecomers.contradict(case))
    return comparing.with_files(latecomers.listed(verdict, late), case)


def _standing(case: Case) -> VerdictState | None:
    """How the repo itself stands at our newest look, if that look came at the close or later; None: it is there."""
    if case.around.last is None or case.around.last.began < case.closes_at:
        return None
    if case.around.last.replaced:
        return VerdictState.REPLACED
    if case.is_younger_than_the_close:
        return VerdictState.CREATED_AFTER
    if case.around.last.standing == Standing.MISSING:
        return VerdictState.GONE
    if case.around.last.standing == Standing.FORBIDDEN or case.is_closed_to_readers:
        return VerdictState.PRIVATE
    return None


def _state(case: Case, frozen: Frozen, late: Sequence[LateCommit]) -> VerdictState:
    """What became of a repo that is there and was there before. What only the Hub told since our last look changes nothing."""
    seen = next(iter(case.around.heads_after()), None)
    if not frozen.known or seen is None:
        return VerdictState.UNKNOWN
    if frozen.sha is not None and case.history.lacks(seen, frozen.sha):
        return VerdictState.REWRITTEN
    if any(commit.whose == Whose.TEAM and not commit.counts for commit in late):
        return VerdictState.CHANGED_AFTER
    if case.head != frozen.sha and not case.is_explained:
        return VerdictState.UNKNOWN
    if not case.around.before:
        return VerdictState.DATES_ONLY
    return VerdictState.SEEN_AFTER if frozen.basis == Basis.DATED else VerdictState.UNCHANGED


def _level(case: Case, frozen: Frozen) -> Level:
    """How strong the evidence for what counts is; before that is known, how strong what we have is."""
    if not case.around.before:
        return Level.DATES if case.around.after else Level.NONE
    if frozen.basis == Basis.DATED:
        return Level.DATES
    sha = frozen.sha or case.around.before[-1].head
    told = any(look.told and look.head == sha for look in case.around.before)
    return Level.PUSH if told else Level.SNAPSHOTS


def _bare(case: Case, state: VerdictState, frozen: Frozen) -> Verdict:
    before, after = case.around.before, case.around.after
    return Verdict(
        state=state,
        level=_level(case, frozen),
        closes_at=case.closes_at,
        frozen=frozen.sha,
        basis=frozen.basis if frozen.sha else None,
        head=case.head,
        head_seen_at=case.around.newest.ended if case.around.newest else None,
        seen_before=before[-1].ended if before else None,
        head_before=before[-1].head if before else None,
        seen_after=after.began if after else None,
        head_after=after.head if after else None,
        lost_before=case.lost_before,
        renamed_to=case.renamed_to,
        away_at=case.around.away_at if state not in _AWAY else None,
        created_at=case.created_at,
    )

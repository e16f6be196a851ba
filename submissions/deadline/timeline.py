"""A repo's story around the close as a drawing: points on an axis, with their colours. Pure data; pages draw it.

The axis runs from 0 to 1000 with the close in the middle, at 500. It is the same for every repo, so that two drawings can be
compared, and gives each side three stretches of equal width: a week to a day, a day to an hour, the hour itself. What lies
further away is drawn at its end. Points come in order of position; ``lane`` tells those apart that would lie on each other
(0 is the lowest). There are at most 40 of them, and ``more_before`` and ``more_after`` say how many commits are left out.

How a page may draw it: ticks and the close as vertical lines; commits as dots, ``position`` across and ``lane`` up, the one
that counts with a ring; looks and pushes as small marks on the axis itself. In words::

    -7d        -24h         -1h    close    +1h        +24h         +7d
     ├───────────┼────────────┼──────┃───────┼───────────┼───────────┤
        ●  ●            ●        ● ◉ ┃   ●
                                  ↑    ↑               ↑
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice, pairwise
from typing import Final

from submissions.deadline.case import Case
from submissions.deadline.looks import MAIN
from submissions.deadline.record import RepoRecord, SeenCommit
from submissions.deadline.states import LateCommit, Verdict, VerdictState, Whose

WIDTH: Final = 1000
CLOSE: Final = WIDTH // 2
SHOWN_BEFORE: Final = 14
SHOWN_AFTER: Final = 16
SHOWN_PUSHES: Final = 3
LANES: Final = 5
APART: Final = 16
"""Commits that lie closer together than this are drawn in different lanes, as long as there are any."""
_KNOTS: Final = (
    (timedelta(0), 0),
    (timedelta(hours=1), 167),
    (timedelta(hours=24), 333),
    (timedelta(days=7), 500),
)
"""How far from the close, in time and on the axis."""


class Kind(StrEnum):
    """What a point is. AWAY: a look of ours that did not find the repo."""

    COMMIT = "commit"
    LOOK = "look"
    PUSH = "push"
    AWAY = "away"


class Tone(StrEnum):
    """What a point says. IN_TIME: green. LATE: red. HELPER: grey, a bot's or an organiser's. DOUBT: amber, dated before the
    close and first seen after it. PLAIN: a look or a push, which says nothing by itself."""

    IN_TIME = "in_time"
    LATE = "late"
    HELPER = "helper"
    DOUBT = "doubt"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Something that happened. ``at`` is where it is drawn; of a commit, ``dated`` is what it says itself and ``seen_at``
    when we first saw it (None: not told). ``counts``: it is the revision that counts. ``sha`` of a look or push is the head
    that it told of; ``titled`` and ``authors`` are the commit's own words, to be shown escaped."""

    kind: Kind
    tone: Tone
    at: datetime
    position: int = 0
    lane: int = 0
    sha: str | None = None
    titled: str = ""
    authors: tuple[str, ...] = ()
    dated: datetime | None = None
    seen_at: datetime | None = None
    seen_in: str | None = None
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the axis: ``hours`` from the close, negative before it."""

    hours: int
    at: datetime
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The drawing. ``now`` is where the present lies, None once it is off the axis."""

    closes_at: datetime
    points: tuple[Point, ...]
    ticks: tuple[Tick, ...]
    close: int = CLOSE
    width: int = WIDTH
    now: int | None = None
    more_before: int = 0
    more_after: int = 0

    @property
    def lanes(self) -> int:
        """How many lanes the commits take."""
        return 1 + max((point.lane for point in self.points), default=0)


def draw(record: RepoRecord, verdict: Verdict, *, at: datetime) -> Timeline:
    """The drawing of a verdict, and of the record that it was drawn from.

    A commit is drawn where the evidence puts it. One that was in time: at its own date, or when we first saw it where its
    date says later. One that counts by the benefit of the doubt: at its date, if that lies between the look that did not find
    it and the look that did, else as near to it as that allows. A late one: the same, and never before the close.
    """
    case = Case(record, closes_at=verdict.closes_at)
    in_time, more_before = _in_time(case, verdict)
    after = verdict.late[:SHOWN_AFTER]
    points = [*in_time, *(_late(late, verdict) for late in after), *_looks(case, verdict), *_pushes(case)]
    placed = [replace(point, position=position(point.at, closes_at=verdict.closes_at)) for point in points]
    last = _KNOTS[-1][0]
    return Timeline(
        closes_at=verdict.closes_at,
        points=_in_lanes(placed),
        ticks=_ticks(verdict.closes_at),
        now=position(at, closes_at=verdict.closes_at) if abs(at - verdict.closes_at) < last else None,
        more_before=more_before,
        more_after=verdict.late_total - len(after),
    )


def position(at: datetime, *, closes_at: datetime) -> int:
    """Where a moment lies on the axis, from 0 to 1000. A moment before the close never lies on the close, nor after it.

    >>> from datetime import UTC
    >>> close = datetime(2024, 3, 30, 12, tzinfo=UTC)
    >>> hours = (-9999, -168, -24, -1, 0, 1, 12, 24, 9999)
    >>> [position(close + timedelta(hours=n), closes_at=close) for n in hours]
    [0, 0, 167, 333, 500, 667, 746, 833, 1000]
    """
    away = abs(at - closes_at)
    reach = _reach(away)
    return CLOSE - max(reach, 1) if at < closes_at else CLOSE + reach


def _reach(away: timedelta) -> int:
    for (near, start), (far, end) in pairwise(_KNOTS):
        if away <= far:
            return start + (end - start) * ((away - near) // timedelta(seconds=1)) // (
                (far - near) // timedelta(seconds=1)
            )
    return CLOSE


def _ticks(closes_at: datetime) -> tuple[Tick, ...]:
    steps = [step // timedelta(hours=1) for step, _reach in _KNOTS[1:]]
    hours = [*(-step for step in reversed(steps)), *steps]
    moments = [(hour, _moved(closes_at, timedelta(hours=hour))) for hour in hours]
    return tuple(Tick(hour, at, position(at, closes_at=closes_at)) for hour, at in moments)


def _moved(moment: datetime, by: timedelta) -> datetime:
    """The calendar has a first and a last day."""
    try:
        return moment + by
    except OverflowError:
        return moment


def _in_time(case: Case, verdict: Verdict) -> tuple[list[Point], int]:
    """The newest of the commits that were in time, as far as is known, and how many more there are."""
    newest = verdict.frozen
    if newest is None and verdict.state in (VerdictState.NOT_YET, VerdictState.UNKNOWN):
        newest = verdict.head_before or verdict.head
    if newest is None:
        return [], 0
    late = {late.commit.sha for late in verdict.late}
    commits = [commit for commit in case.history.line(newest).commits if commit.sha not in late]
    tone = Tone.IN_TIME if verdict.seen_before or verdict.state == VerdictState.NOT_YET else Tone.DOUBT
    latest = _known_by(verdict)
    if not commits and newest not in late:  # nobody read what it is, and it counts all the same
        return [Point(kind=Kind.COMMIT, tone=tone, at=latest, sha=newest, counts=newest == verdict.frozen)], 0
    shown = [_commit(commit, tone, verdict, latest=latest) for commit in islice(commits, SHOWN_BEFORE)]
    return shown, max(0, len(commits) - SHOWN_BEFORE)


def _known_by(verdict: Verdict) -> datetime:
    return verdict.seen_before or verdict.head_seen_at or verdict.closes_at


def _commit(commit: SeenCommit, tone: Tone, verdict: Verdict, *, latest: datetime) -> Point:
    return Point(
        kind=Kind.COMMIT,
        tone=tone,
        at=min(commit.date, latest),
        sha=commit.sha,
        titled=commit.title,
        authors=commit.authors,
        dated=commit.date,
        counts=commit.sha == verdict.frozen,
    )


def _late(late: LateCommit, verdict: Verdict) -> Point:
    tone = Tone.HELPER if late.whose != Whose.TEAM else Tone.DOUBT if late.counts else Tone.LATE
    return replace(
        _commit(late.commit, tone, verdict, latest=late.first_seen_at),
        at=_where(late, verdict.closes_at),
        seen_at=late.first_seen_at,
        seen_in=late.seen_in,
    )


def _where(late: LateCommit, closes_at: datetime) -> datetime:
    """Where the evidence puts a commit that we first saw after the close."""
    since = late.absent_at or min(late.commit.date, late.first_seen_at)
    if late.counts:
        return min(max(late.commit.date, since), late.first_seen_at)
    since = max(since, closes_at)
    return late.commit.date if since <= late.commit.date <= late.first_seen_at else late.first_seen_at


def _looks(case: Case, verdict: Verdict) -> Iterable[Point]:
    """The looks that the verdict rests on: the first, the two around the close, the newest, and one that found nothing."""
    ours = [look for look in case.around.looks if not look.told and look.head]
    wanted = [*ours[:1], *ours[-1:], *([case.around.after] if case.around.after else [])]
    wanted += [look for look in case.around.before if not look.told][-1:]
    for look in dict.fromkeys(wanted):
        yield Point(kind=Kind.LOOK, tone=Tone.PLAIN, at=look.ended, sha=look.head)
    if case.around.away_at is not None:
        yield Point(kind=Kind.AWAY, tone=Tone.LATE, at=case.around.away_at)


def _pushes(case: Case) -> Iterable[Point]:
    """The pushes nearest to the close that the Hub told us of."""
    pushes = sorted((push for push in case.record.pushes if push.ref == MAIN and push.new), key=lambda push: push.at)
    before = [push for push in pushes if push.at < case.closes_at][-SHOWN_PUSHES:]
    after = [push for push in pushes if push.at >= case.closes_at][:1]
    for push in (*before, *after):
        yield Point(kind=Kind.PUSH, tone=Tone.PLAIN, at=push.at, sha=push.new)


def _in_lanes(points: Sequence[Point]) -> tuple[Point, ...]:
    """In order of position, each commit in the lowest lane in which it lies on no other."""
    ends = [-APART] * LANES
    placed = []
    for point in sorted(points, key=lambda point: (point.position, point.at, point.kind, point.sha or "")):
        lane = 0
        if point.kind == Kind.COMMIT:
            free = [lane for lane in range(LANES) if ends[lane] + APART <= point.position]
            lane = free[0] if free else min(range(LANES), key=lambda lane: ends[lane])
            ends[lane] = point.position
        placed.append(replace(point, lane=lane))
    return tuple(placed)

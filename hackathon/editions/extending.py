"""A deadline moved while the event runs: the new rules, from the old ones, which deadline and its new moment. Pure.

What hangs on the deadline moves along: milestones that tell it, a jury that starts when deliveries close or stops when
the results come. Everything else stays, and where it contradicts the new moment, that is said.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from hackathon.editions.deadlines import MINUTE, Deadline, Due, ends_a_day, milestones_of, moment_of
from hackathon.editions.parsing import dump_rules, parse_rules
from hackathon.editions.reading import Problem, RulesError
from hackathon.editions.rules import EditionRules, Milestone, Window, Windows


class Why(StrEnum):
    """Why a deadline cannot be moved there. ABSENT: the edition has none. PAST: the new moment is over already. SAME: it is
    there. EARLIER: people plan by what was announced. PUBLISHED: the results are out."""

    ABSENT = "absent"
    PAST = "past"
    SAME = "same"
    EARLIER = "earlier"
    PUBLISHED = "published"


class NotMovable(Exception):
    """The deadline cannot be moved there; ``why`` says it."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Contradiction(Exception):
    """The new moment contradicts other dates: those ``deadlines`` stand in the way, or what ``problems`` name."""

    def __init__(self, deadlines: tuple[Deadline, ...], problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.deadlines = deadlines
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Moved:
    """``rules`` with ``which`` moved from ``before`` to ``at``, both as in ``Due.at``; and what moved with it.

    ``jury``: the jury's new window, None where it stays. ``reopened``: it was closed already. ``back``: to where it was.
    """

    which: Deadline
    before: Due
    after: Due
    rules: EditionRules
    milestones: tuple[Milestone, ...]
    jury: Window | None
    reopened: bool
    back: bool


def move(rules: EditionRules, which: Deadline, *, to: datetime, at: datetime, undo_to: datetime | None = None) -> Moved:
    """The rules with ``which`` closing (or coming) at ``to``, as decided at ``at``.

    Later only, or back to ``undo_to``, where it was before it was last moved, while that is still ahead. Raises
    ``NotMovable`` and ``Contradiction``.
    """
    before = moment_of(rules, which)
    if before is None:
        raise NotMovable(Why.ABSENT)
    _refuse(rules, which, before=before, to=to, at=at, undo_to=undo_to)
    changed = _with(rules, which, before, to)
    told = {each.key for each in milestones_of(rules, which)}
    milestones = tuple(each for each in changed.milestones if each.key in told)
    jury = changed.windows.judging if changed.windows.judging != rules.windows.judging else None
    return Moved(
        which=which,
        before=Due(which, None, before),
        after=Due(which, None, to),
        rules=_checked(changed, which),
        milestones=milestones,
        jury=jury,
        reopened=before <= at,
        back=to < before,
    )


def closing_after(day_and_minute: datetime, which: Deadline, zone: ZoneInfo) -> datetime:
    """The instant that a person means who writes the last minute of ``which`` (or its moment) as a clock of ``zone`` shows it."""
    said = day_and_minute.replace(second=0, microsecond=0, tzinfo=zone).astimezone(UTC)
    return said + MINUTE if which.is_window else said


def _refuse(
    rules: EditionRules, which: Deadline, *, before: datetime, to: datetime, at: datetime, undo_to: datetime | None
) -> None:
    if rules.windows.results_at <= at:
        raise NotMovable(Why.PUBLISHED)
    if to == before:
        raise NotMovable(Why.SAME)
    if to <= at:
        raise NotMovable(Why.PAST)
    if to < before and to != undo_to:
        raise NotMovable(Why.EARLIER)


def _with(rules: EditionRules, which: Deadline, before: datetime, to: datetime) -> EditionRules:
    zone = ZoneInfo(rules.timezone)
    told = {each.key for each in milestones_of(rules, which)}
    milestones = (_moved_milestone(each, which, to, zone) if each.key in told else each for each in rules.milestones)
    return replace(rules, windows=MOVES[which](rules, before, to), milestones=tuple(milestones))


def _moved_milestone(milestone: Milestone, which: Deadline, to: datetime, zone: ZoneInfo) -> Milestone:
    """A day stays a day where the new moment is the end of one (or its beginning, for what is one moment)."""
    said = Due(which, None, to).said
    if milestone.whole_day and ends_a_day(to, zone):
        first = datetime.combine(said.astimezone(zone).date(), time(), tzinfo=zone)
        return replace(milestone, at=first.astimezone(UTC))
    return replace(milestone, at=said, whole_day=False)


def _registration(rules: EditionRules, _before: datetime, to: datetime) -> Windows:
    return replace(rules.windows, registration=replace(rules.windows.registration, closes_at=to))


def _teams(rules: EditionRules, _before: datetime, to: datetime) -> Windows:
    return replace(rules.windows, teams=replace(rules.windows.teams, closes_at=to))


def _submission(rules: EditionRules, before: datetime, to: datetime) -> Windows:
    """A jury that starts with the close, or as soon as nothing is taken any more, starts as long after the new one."""
    windows = rules.windows
    judging = windows.judging
    if judging.opens_at in (before, rules.counts_until, rules.taken_until):
        judging = replace(judging, opens_at=judging.opens_at + (to - before))
    return replace(windows, submission=replace(windows.submission, closes_at=to), judging=judging)


def _video(rules: EditionRules, _before: datetime, to: datetime) -> Windows:
    video = rules.windows.video
    return replace(rules.windows, video=video and replace(video, closes_at=to))


def _likes(rules: EditionRules, _before: datetime, to: datetime) -> Windows:
    return replace(rules.windows, likes_at=to)


def _results(rules: EditionRules, before: datetime, to: datetime) -> Windows:
    """A jury that scores until the results scores until the new moment."""
    judging = rules.windows.judging
    if judging.closes_at == before:
        judging = replace(judging, closes_at=to)
    return replace(rules.windows, judging=judging, results_at=to)


MOVES: dict[Deadline, Callable[[EditionRules, datetime, datetime], Windows]] = {
    Deadline.REGISTRATION: _registration,
    Deadline.TEAMS: _teams,
    Deadline.SUBMISSION: _submission,
    Deadline.VIDEO: _video,
    Deadline.LIKES: _likes,
    Deadline.RESULTS: _results,
}

# Which two contradict each other, by the path that the reader of the rules names.
PAIRS = {
    "windows.teams": (Deadline.TEAMS, Deadline.SUBMISSION),
    "windows.results_at": (Deadline.SUBMISSION, Deadline.RESULTS),
    "windows.video": (Deadline.VIDEO, Deadline.RESULTS),
    "windows.likes_at": (Deadline.LIKES, Deadline.RESULTS),
    "deadline": (Deadline.SUBMISSION, Deadline.RESULTS),
}


def _checked(rules: EditionRules, which: Deadline) -> EditionRules:
    try:
        return parse_rules(dump_rules(rules))
    except RulesError as error:
        others = (each for problem in error.problems for each in _pair(problem.path, rules.windows) if each != which)
        raise Contradiction(tuple(dict.fromkeys(others)), error.problems) from error


def _pair(path: str, windows: Windows) -> tuple[Deadline, ...]:
    """A jury that scores until the results has no time left when deliveries close after them."""
    if path == "windows.judging.closes_at" and windows.judging.closes_at == windows.results_at:
        return PAIRS["windows.results_at"]
    return PAIRS.get(path, ())

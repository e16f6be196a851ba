"""The moments by which people have to be done with something, read from the rules in the order of time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hackathon.editions.rules import EditionRules, Milestone, Window

MINUTE = timedelta(minutes=1)


class Deadline(StrEnum):
    """What closes. LIKES is no window: the moment at which they are counted. RESULTS: from when they may be published."""

    REGISTRATION = "registration"
    TEAMS = "teams"
    SUBMISSION = "submission"
    VIDEO = "video"
    LIKES = "likes"
    RESULTS = "results"

    @property
    def is_window(self) -> bool:
        """Whether something closes at it, so that people name its last minute; else it is one moment."""
        return self not in (Deadline.LIKES, Deadline.RESULTS)


PEOPLES = (Deadline.REGISTRATION, Deadline.TEAMS, Deadline.SUBMISSION, Deadline.VIDEO, Deadline.LIKES)
"""Those by which people do something; where two fall on one moment, in this order."""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of an edition. ``opens_at`` None: nothing opens. ``at``: its close, at which it is closed already."""

    which: Deadline
    opens_at: datetime | None
    at: datetime

    @property
    def said(self) -> datetime:
        """The moment as people say it: the last minute of a window."""
        return self.at - MINUTE if self.which.is_window else self.at


def moment_of(rules: EditionRules, which: Deadline) -> datetime | None:
    """When ``which`` closes, or comes; None where the edition has no such deadline of its own."""
    windows = rules.windows
    if which == Deadline.LIKES:
        return windows.likes_at
    if which == Deadline.RESULTS:
        return windows.results_at
    window: Window | None = getattr(windows, which.value)
    return window and window.closes_at


def due(rules: EditionRules) -> Sequence[Due]:
    """What people have to be done with, in the order of time; a video without a window of its own is not among it."""
    found = [Due(which, _opening(rules, which), at) for which in PEOPLES if (at := moment_of(rules, which))]
    return tuple(sorted(found, key=lambda each: each.at))


def next_due(rules: EditionRules, *, at: datetime) -> Due | None:
    """The next one that has not come yet at ``at``; None when all are over."""
    return next((each for each in due(rules) if at < each.at), None)


def milestones_of(rules: EditionRules, which: Deadline) -> tuple[Milestone, ...]:
    """The milestones that say when ``which`` is: of the same moment, and not called like another deadline.

    A window that closes at midnight is also told by its last day. One called like the deadline tells it by the day alone.
    """
    at = moment_of(rules, which)
    if at is None:
        return ()
    said = Due(which, None, at).said
    zone = ZoneInfo(rules.timezone)
    return tuple(each for each in rules.milestones if _speaks_of(each, which, said, at, zone))


def ends_a_day(at: datetime, zone: ZoneInfo) -> bool:
    """Whether ``at`` is the midnight with which a day of ``zone`` ends."""
    local = at.astimezone(zone)
    return (local.hour, local.minute, local.second) == (0, 0, 0)


def _opening(rules: EditionRules, which: Deadline) -> datetime | None:
    window: Window | None = getattr(rules.windows, which.value, None)
    return window and window.opens_at


def _speaks_of(milestone: Milestone, which: Deadline, said: datetime, at: datetime, zone: ZoneInfo) -> bool:
    if milestone.at is None or milestone.key in {other.value for other in Deadline if other != which}:
        return False
    if not milestone.whole_day:
        return milestone.at in (said, at)
    same_day = milestone.at.astimezone(zone).date() == said.astimezone(zone).date()
    return same_day and (milestone.key == which or (which.is_window and ends_a_day(at, zone)))

"""When things happen in an edition: windows, phases, milestones, and how strict the close is. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hackathon.editions.rules.texts import Text


class Phase(StrEnum):
    """Where an edition stands at a moment."""

    BEFORE = "before"
    REGISTRATION = "registration"
    BUILDING = "building"
    JUDGING = "judging"
    RESULTS = "results"


class Delivery(StrEnum):
    """How a delivery that arrives at a moment is taken. LATE: accepted, and flagged as late."""

    EARLY = "early"
    OPEN = "open"
    GRACE = "grace"
    LATE = "late"
    CLOSED = "closed"

    @property
    def taken(self) -> bool:
        """Whether it is accepted at all."""
        return self in (Delivery.OPEN, Delivery.GRACE, Delivery.LATE)


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open stretch of time, ``opens_at <= at < closes_at``, both timezone-aware."""

    opens_at: datetime
    closes_at: datetime

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at


@dataclass(frozen=True, slots=True)
class Windows:
    """The stretches in which things may be done, and the moment from which results may be published.

    ``video``: when the video's address may be given or changed (None: as long as the delivery). ``likes_at``: the moment at
    which likes are counted (None: the edition counts none).
    """

    registration: Window
    teams: Window
    submission: Window
    judging: Window
    results_at: datetime
    video: Window | None = None
    likes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeadlineRules:
    """How strict the close of the delivery is, in whole minutes after it.

    For ``grace_minutes`` a delivery or a commit still counts as in time; for ``late_minutes`` more a delivery is accepted
    and flagged as late, and commits no longer count.
    """

    grace_minutes: int = 0
    late_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date that people should know, in the order of time. ``at`` None: announced later.

    ``whole_day``: only the day is known; ``at`` is then its first moment in the edition's time zone.
    """

    key: str
    title: Text
    at: datetime | None
    whole_day: bool = False

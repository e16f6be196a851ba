"""The Hub's Jobs as frozen dataclasses: what is asked for, how one is doing, what it printed, what it costs."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from hackathon.hub.types import RepoType

_EXIT_CODE = re.compile(r"exit code:? (?P<code>\d{1,5})\b")


class JobStage(StrEnum):
    """Where a Job stands, in the Hub's words. UNKNOWN stands for a word that is new to us."""

    SCHEDULING = "SCHEDULING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    ERROR = "ERROR"
    CANCELED = "CANCELED"
    DELETED = "DELETED"
    UNKNOWN = "UNKNOWN"

    @property
    def is_over(self) -> bool:
        """It runs no more and never will again; what it costs is settled."""
        return self in (JobStage.COMPLETED, JobStage.ERROR, JobStage.CANCELED, JobStage.DELETED)


@dataclass(frozen=True, slots=True)
class Volume:
    """A repo that a Job finds at ``mount_path`` (absolute), to read only. Pass a sha as ``revision``; ``path``: only that folder."""

    repo_id: str
    repo_type: RepoType
    mount_path: str
    revision: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class JobInfo:
    """One Job. ``message`` is the Hub's word on why it ended ("" while there is none). ``url`` is its page for people.

    ``running_seconds``: how long it has run, by the Hub's own count; None before it runs, and where the Hub does not say.
    """

    id: str
    namespace: str
    stage: JobStage
    message: str = ""
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    flavor: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    running_seconds: float | None = None

    @property
    def exit_code(self) -> int | None:
        """What its command ended with, where it failed by itself. None in ERROR: the Hub ended it, or lost its machine.

        >>> JobInfo("6b", "somos", JobStage.ERROR, "Job failed with exit code: 137. Reason: Error").exit_code
        137
        >>> JobInfo("6b", "somos", JobStage.ERROR, "Job timeout").exit_code is None
        True
        """
        found = _EXIT_CODE.search(self.message)
        return int(found["code"]) if found else None

    @property
    def timed_out(self) -> bool:
        """The Hub ended it because it took longer than it was given."""
        return self.stage is JobStage.ERROR and self.exit_code is None and "timeout" in self.message.lower()


@dataclass(frozen=True, slots=True)
class JobLogLine:
    """One line that a Job printed, and when, by the Hub's clock. ``text`` has no NUL and no half of a surrogate pair in it."""

    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobLogs:
    """What a Job has printed. ``complete``: the Hub has no more of it; else time or room ran out, and there may be more."""

    lines: tuple[JobLogLine, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class HardwarePrice:
    """One flavor of hardware for Jobs. ``unit_micro_usd`` millionths of a dollar are paid for every ``unit`` that is begun.

    ``accelerator_memory`` is that of all its accelerators together, in bytes of a disk's maker (1 GB = 10⁹); None without any.
    """

    flavor: str
    name: str
    unit_micro_usd: int
    unit: str
    cpu: str = ""
    memory: str = ""
    accelerator: str = ""
    accelerators: int = 0
    accelerator_memory: int | None = None

    @property
    def unit_seconds(self) -> int:
        """How long a unit is."""
        return UNIT_SECONDS[self.unit]

    @property
    def usd_per_hour(self) -> Decimal:
        """The price of an hour, in dollars.

        >>> HardwarePrice("l4x1", "1x Nvidia L4", unit_micro_usd=13_333, unit="minute").usd_per_hour
        Decimal('0.79998')
        """
        return Decimal(self.unit_micro_usd) * 3600 / self.unit_seconds / 1_000_000

    def usd_for(self, seconds: float) -> Decimal:
        """What so many seconds cost, in dollars: units that are begun are paid.

        >>> HardwarePrice("l4x1", "1x Nvidia L4", unit_micro_usd=13_333, unit="minute").usd_for(61)
        Decimal('0.026666')
        """
        units = math.ceil(seconds / self.unit_seconds)
        return Decimal(units * self.unit_micro_usd) / 1_000_000


UNIT_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
"""The units of time in which the Hub bills."""

"""Whether a repo stood still after the deadline. Pure."""

from enum import StrEnum


class VerdictState(StrEnum):
    """What the commits say. OPEN: the deadline has not passed yet."""

    OPEN = "open"
    ON_TIME = "on_time"
    CHANGED_AFTER = "changed_after"
    NOTHING_ON_TIME = "nothing_on_time"
    UNKNOWN = "unknown"

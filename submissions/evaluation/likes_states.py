"""Words about likes: how sure a count is of a repo, and why a repo has no part in it. Pure."""

from enum import StrEnum


class Surety(StrEnum):
    """How sure we are of what a repo had at the moment of the count.

    PENDING: we are still asking. STEADY: it had as many the last time before the moment as the first time after it. DATED: the
    Hub told when they were given. UNCHECKED: it did not in time; what counts is what the lists said after the moment.
    """

    PENDING = "pending"
    STEADY = "steady"
    DATED = "dated"
    UNCHECKED = "unchecked"


class LeftOut(StrEnum):
    """Why a repo of a project is not counted. COPY: it is a copy of another Space here. OUTSIDE: it does not live in the
    edition's organisations. HIDDEN: their lists do not show it, as it is private, or gone. UNKNOWN: we have not seen it yet."""

    COPY = "copy"
    OUTSIDE = "outside"
    HIDDEN = "hidden"
    UNKNOWN = "unknown"

"""Why something is refused."""

from hackathon.editions.rules import Window
from judging.aggregate import IncompleteReview

__all__ = [
    "AlreadyScored",
    "BadScore",
    "ConflictOfInterest",
    "IncompleteReview",
    "JudgingClosed",
    "JurorPointTaken",
    "NotAJudge",
    "NotAssigned",
    "ProjectWithdrawn",
]


class NotAJudge(Exception):
    """The person is not on the jury of the project's edition."""


class ProjectWithdrawn(Exception):
    """The team took the project back: nobody reviews it, and the reviews of it count nowhere."""


class ConflictOfInterest(Exception):
    """The judge is in the project's team."""


class AlreadyScored(Exception):
    """The review has scores or a comment, so the assignment cannot be taken back."""


class NotAssigned(Exception):
    """The review is not (or no longer) this person's to write."""


class JudgingClosed(Exception):
    """Reviews are written only while the judging ``window`` is open."""

    def __init__(self, window: Window) -> None:
        super().__init__(f"{window.opens_at} – {window.closes_at}")
        self.window = window


class BadScore(Exception):
    """The rubric has no such criterion for this project, or its scale no such step."""

    def __init__(self, criterion: str, value: object) -> None:
        super().__init__(f"{criterion}: {value!r}")
        self.criterion = criterion
        self.value = value


class JurorPointTaken(Exception):
    """The judge has already given the edition's extra point to another project."""

"""Why something is refused."""

from hackathon.editions.rules import Window
from judging.aggregate import IncompleteReview

__all__ = [
    "AlreadyScored",
    "BadScore",
    "BadText",
    "ChangedElsewhere",
    "ConflictOfInterest",
    "IncompleteReview",
    "JudgingClosed",
    "JurorPointTaken",
    "NotAJudge",
    "NotAssigned",
    "ProjectWithdrawn",
    "ReasonNeeded",
    "ReviewVoided",
]


class NotAJudge(Exception):
    """The person is not on the jury of the project's edition."""


class ProjectWithdrawn(Exception):
    """The team took the project back: nobody reviews it, and the reviews of it count nowhere."""


class ConflictOfInterest(Exception):
    """The judge is in the project's team, or another conflict of that ``kind`` stands between them."""

    def __init__(self, kind: str = "team") -> None:
        super().__init__(kind)
        self.kind = kind


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


class BadText(Exception):
    """The text is longer than ``most`` characters, or has some that cannot be kept."""

    def __init__(self, most: int) -> None:
        super().__init__(str(most))
        self.most = most


class ReviewVoided(Exception):
    """The review counts no more, for ``reason``: it can be read, and not be changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ReasonNeeded(Exception):
    """The review was sent already: whoever changes it says why."""


class ChangedElsewhere(Exception):
    """The part is ``current`` by now, which is not what the page began with: it was changed in another tab."""

    def __init__(self, current: object) -> None:
        super().__init__(repr(current))
        self.current = current

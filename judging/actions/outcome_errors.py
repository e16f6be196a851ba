"""Why something about the results is refused."""

__all__ = [
    "AlreadyFrozen",
    "AlreadySigned",
    "ChangedResults",
    "MayNotDecide",
    "NoReason",
    "NotFrozen",
    "NotNow",
    "NotSigned",
    "NotTied",
    "NothingRanked",
    "NothingSaid",
    "ReviewsMissing",
    "ReviewsVoided",
]


class NoReason(Exception):
    """It is told to others, so it needs a reason, and there is none (or one with characters that cannot be kept)."""


class MayNotDecide(Exception):
    """The person neither runs the edition nor is on its jury after the judging, or this is for organisers."""


class NotTied(Exception):
    """People settle the order of neighbours that tie, and of no others."""


class AlreadyFrozen(Exception):
    """There are frozen results that stand: they have to be withdrawn before anything about them changes."""


class NotFrozen(Exception):
    """There are no frozen results that stand."""


class NothingRanked(Exception):
    """No project has a place yet, so there are no results."""


class NothingSaid(Exception):
    """The review says nothing to its team, or counts no more."""


class ReviewsMissing(Exception):
    """``lacking`` reviews are still to come, or judges may still write: freezing all the same needs a reason."""

    def __init__(self, lacking: int) -> None:
        super().__init__(str(lacking))
        self.lacking = lacking


class ReviewsVoided(Exception):
    """Conflicts of interest were found just now, and ``voided`` reviews count no more: the results are not those that were read."""

    def __init__(self, voided: int) -> None:
        super().__init__(str(voided))
        self.voided = voided


class AlreadySigned(Exception):
    """This person has signed these results."""


class ChangedResults(Exception):
    """The results are not (or no longer) those that the person read."""


class NotSigned(Exception):
    """``lacking`` more organisers have to sign first."""

    def __init__(self, lacking: int) -> None:
        super().__init__(str(lacking))
        self.lacking = lacking


class NotNow(Exception):
    """The results are published, so this comes too late; or the moment that was chosen has passed."""

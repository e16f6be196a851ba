"""How the jury works: how many reviews, from whom, and how they become a ranking. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from hackathon.editions.rules.texts import Text


class Method(StrEnum):
    """How reviews become a score: the plain mean, the mean without the highest and the lowest, or the model of the jury."""

    MEAN = "mean"
    TRIMMED = "trimmed"
    MODEL = "model"


class ConflictKind(StrEnum):
    """Why a person should not judge a project."""

    DECLARED = "declared"
    TEAM = "team"
    MENTOR = "mentor"
    ORGANISATION = "organisation"
    COAUTHOR = "coauthor"
    EMAIL_DOMAIN = "email_domain"


class ResultsDetail(StrEnum):
    """How much of the rubric everybody sees once results are out: the places alone, totals, or each group too."""

    PLACES = "places"
    TOTALS = "totals"
    GROUPS = "groups"


TOTAL, MEDIAN = "total", "median"
EVERY_CONFLICT = (
    ConflictKind.TEAM,
    ConflictKind.MENTOR,
    ConflictKind.ORGANISATION,
    ConflictKind.COAUTHOR,
    ConflictKind.EMAIL_DOMAIN,
)


@dataclass(frozen=True, slots=True)
class Track:
    """A line of the competition. Groups of the rubric may be for some tracks only."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class FinalsRules:
    """The second stage: the best ``projects`` get ``reviews`` more each. 0 projects: there is none."""

    projects: int = 0
    reviews: int = 2


@dataclass(frozen=True, slots=True)
class TieRules:
    """When two neighbours at a prize boundary are a tie, and how it is settled.

    A tie: the probability that the upper one is better is below ``probability``. Then ``fresh_reviews`` more are proposed for
    each. ``order`` is the chain that settles equal totals: "total", "median" (of the plain totals) or a group's key.
    """

    probability: float = 0.75
    fresh_reviews: int = 2
    order: tuple[str, ...] = (TOTAL, MEDIAN)


@dataclass(frozen=True, slots=True)
class JuryRules:
    """``reviews`` a project, of different judges; at least ``reviews_per_judge`` each where there is enough to do.

    ``blind``: judges do not see who made a project. ``anonymous_comments``: teams do not see who wrote them. ``detected``:
    conflicts that are looked for. ``free_email_domains``: addresses there say nothing about where people belong.
    ``signatures``: how many organisers sign the results. ``tracks``: lines of the competition; ``by_track`` ranks each apart.
    """

    method: Method = Method.MODEL
    reviews: int = 3
    reviews_per_judge: int = 8
    finals: FinalsRules = FinalsRules()
    ties: TieRules = TieRules()
    blind: bool = False
    anonymous_comments: bool = True
    detected: tuple[ConflictKind, ...] = EVERY_CONFLICT
    free_email_domains: tuple[str, ...] = ("gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com")
    signatures: int = 2
    published: ResultsDetail = ResultsDetail.GROUPS
    tracks: tuple[Track, ...] = ()
    by_track: bool = False

    def track(self, key: str) -> Track | None:
        """The track of that key; None where the rules have none."""
        return next((track for track in self.tracks if track.key == key), None)

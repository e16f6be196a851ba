"""What an edition's results are made of: the rules, the projects with their reviews, and what people decided. Pure.

The same material gives the same results, to the last digit: it is what is frozen, and from what is frozen it is read again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from hackathon.editions.rules import ArtefactKind, EditionRules
from judging import aggregate
from judging.aggregate import Artefacts, Review, ReviewTotal

SEED = 0
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Given:
    """A review as it was sent. ``stage`` is the round it was for; ``counts`` False: its judge counts no more."""

    judge: int
    scores: tuple[tuple[str, int], ...]
    juror_point: bool = False
    stage: str = "first"
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Project:
    """A project that takes part. ``activities``: how often it did what the rules give points for.

    ``shows``: whether its name may be published. ``out``: why it is out of the competition (empty: it is in it).
    """

    key: int
    title: str
    team: str
    team_id: int
    track: str
    artefacts: tuple[ArtefactKind, ...]
    reviews: tuple[Given, ...] = ()
    activities: tuple[tuple[str, int], ...] = ()
    sdgs: tuple[int, ...] = ()
    shows: bool = True
    out: str = ""
    drafts: int = 0

    @property
    def parts(self) -> Artefacts:
        """The same as the totals ask for them."""
        return frozenset(self.artefacts)


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided, with the reason. ``order`` names projects, best first; others are 0 or empty where they say nothing."""

    kind: str
    reason: str
    at: str
    order: tuple[int, ...] = ()
    judge: int = 0
    project: int = 0
    prize: str = ""


@dataclass(frozen=True, slots=True)
class Liked:
    """What a project had at the moment at which likes were counted."""

    project: int
    likes: int
    rank: int | None
    mentioned: bool


@dataclass(frozen=True, slots=True)
class Material:
    """All that the results of an edition depend on."""

    edition: str
    rules: EditionRules
    projects: tuple[Project, ...]
    decisions: tuple[Decided, ...] = ()
    likes: tuple[Liked, ...] = ()
    seed: int = SEED
    draws: int = DRAWS

    @property
    def competing(self) -> tuple[Project, ...]:
        """The projects that are still in the competition."""
        return tuple(project for project in self.projects if not project.out)


def totals(material: Material, project: Project) -> list[tuple[Given, ReviewTotal]]:
    """The project's reviews that count, each in points; a review that has become incomplete is left out."""
    rubric = material.rules.rubric
    rows = []
    for given in project.reviews:
        review = Review(project.key, given.judge, dict(given.scores), given.juror_point)
        lacks = aggregate.missing_criteria(review.scores, rubric=rubric, artefacts=project.parts, track=project.track)
        if given.counts and not lacks:
            total = aggregate.review_total(review, rubric=rubric, artefacts=project.parts, track=project.track)
            rows.append((given, total))
    return rows


def earned(material: Material, project: Project) -> Mapping[str, Fraction]:
    """What the project earned outside the jury, by activity."""
    return aggregate.activity_points(material.rules.rubric, dict(project.activities))

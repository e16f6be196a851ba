"""What goes into a ranking, and what comes out. Pure.

Everything in points is exact (``Fraction``); what is estimated is rounded to nine decimals first, fewer than two machines agree on.
Probabilities, shares and statistics are floats. None: it cannot be told, or there is nothing to tell. Never zero instead.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Final

from hackathon.editions.rules import Method

COVERAGE: Final = 0.9
"""Of every interval here: nine in ten hold what they are about."""
SHARED: Final = "shared"
"""``settled_by`` where nothing settled it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One complete, counted review in points: ``total``, and each group that applies. At most one for a project and a judge."""

    project: Hashable
    judge: Hashable
    total: Fraction
    groups: Mapping[str, Fraction] = field(default_factory=dict)


class Code(StrEnum):
    """What whoever reads the ranking has to know about it."""

    NO_REVIEWS = "no_reviews"
    ONE_JUDGE = "one_judge"
    ONE_PROJECT = "one_project"
    ALL_EQUAL = "all_equal"
    NO_REPLICATION = "no_replication"
    DISCONNECTED = "disconnected"
    ISOLATED = "isolated"
    UNREVIEWED = "unreviewed"
    ONE_REVIEW = "one_review"
    IDLE_JUDGES = "idle_judges"
    ONLY_ZEROS = "only_zeros"
    OUTLIERS = "outliers"
    LOW_AGREEMENT = "low_agreement"
    SHARED_PLACE = "shared_place"
    STATISTICAL_TIE = "statistical_tie"


@dataclass(frozen=True, slots=True)
class Caution:
    """A ``code`` and whom it is about.

    - NO_REVIEWS, ONE_JUDGE (severity cannot be told from quality), ONE_PROJECT, ALL_EQUAL (every total): about everybody.
    - NO_REPLICATION: no project has two reviews, so no uncertainty can be estimated.
    - DISCONNECTED: judges of some projects have none in common with those of others, so an offset between them cannot be seen:
      nobody has a rank by any method, only a place in their own ``component``. ``projects``: all that have reviews.
    - ISOLATED: each of these ``projects`` is alone in that way; they have no rank, and the others do.
    - UNREVIEWED, ONE_REVIEW (provisional), SHARED_PLACE (at a boundary, and the chain of ties settles nothing): ``projects``.
    - STATISTICAL_TIE: there is one at a boundary; see ``Ranking.ties``.
    - IDLE_JUDGES (they gave nothing that counts), ONLY_ZEROS (to two projects or more: somebody who was absent, perhaps, for whom
      a zero was written down; it counts as what it says), OUTLIERS (see their flags): ``judges``.
    - LOW_AGREEMENT: Krippendorff's alpha is below ``agreement.LOW``.
    """

    code: Code
    projects: tuple[Hashable, ...] = ()
    judges: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project's line. ``raw``, ``trimmed``, ``adjusted`` (severity taken out) and ``weighted`` (besides, consistent judges
    count more) stand side by side; ``total`` is that of the method, ``total_low`` to ``total_high`` its 90 % interval. Where the
    rules state the most that a total can be, these three and the places stop there (``capped``: the total did); the four numbers
    and the chances, which say who is better and not who has more points, do not.

    ``rank`` goes by ``total``, best first, equal totals by the chain of the rules: ``settled_by`` names the step that told the
    project from those with the same total (``SHARED``: none did; "": no other has it). ``ranks`` has the place by each of
    the four numbers ("mean", "trimmed", "model", "weighted"), without the chain.

    ``rank_low`` to ``rank_high`` (best to worst place), ``p_first``, ``p_places`` (from place 1 on, as many as are ranked)
    and ``p_beats_next`` (that it is better than the project one line below) come from draws in which each project is drawn
    to the mean by its own uncertainty; ``shrunk`` is what they are around. So a project of few reviews can have a higher
    total and yet the lower chances.

    ``component``: projects with another number share no judges, directly or by others; ``place``: the one within it.
    ``provisional``: it rests on one review, or there is no other project. ``groups``: means of the reviews' points
    by group; by the trimmed method, trimmed ones.
    """

    project: Hashable
    reviews: int
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    total: Fraction | None = None
    total_low: Fraction | None = None
    total_high: Fraction | None = None
    raw: Fraction | None = None
    trimmed: Fraction | None = None
    adjusted: Fraction | None = None
    weighted: Fraction | None = None
    shrunk: Fraction | None = None
    ranks: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, Fraction] = field(default_factory=dict)
    p_first: float | None = None
    p_places: tuple[float, ...] = ()
    p_beats_next: float | None = None
    settled_by: str = ""
    capped: bool = False
    provisional: bool = False
    component: int = 0
    place: int | None = None


class Flag(StrEnum):
    """Why somebody should look at a judge's reviews: all alike, another order than the others', or too far from them."""

    CONSTANT = "constant"
    DISAGREES = "disagrees"
    MISFIT = "misfit"


@dataclass(frozen=True, slots=True)
class Influence:
    """What the ranking would be without one judge: by how much the total that moves most moves, in points, by how many
    places the one that moves farthest, who would be first, and after which boundaries other projects would stand."""

    points: Fraction
    places: int
    first: tuple[Hashable, ...] = ()
    boundaries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """A judge's line, over ``n`` reviews. ``severity``: how many points this judge gives less than the jury would
    (negative: more), with its 90 % interval. ``consistency``: the correlation with what the others gave the same projects,
    severity taken out. ``spread``: standard deviation of the totals given. ``misfit``: the probability that a judge as precise
    as the rest is as far off as this one. ``weight``: what a review counts in ``weighted``, 1 as the mean judge's."""

    judge: Hashable
    n: int
    severity: Fraction | None = None
    severity_low: Fraction | None = None
    severity_high: Fraction | None = None
    consistency: float | None = None
    spread: float | None = None
    misfit: float | None = None
    weight: float | None = None
    influence: Influence | None = None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """How much judges agree on totals: Krippendorff's ``alpha`` (interval), and the intraclass correlation of one review
    (``icc``) and of the mean of as many as a project has (``icc_mean``). 1: fully; 0: as by chance."""

    alpha: float | None = None
    icc: float | None = None
    icc_mean: float | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """Of what the differences between totals are made: the projects, the judges' severity, and the rest. They add up to 1."""

    projects: float
    judges: float
    rest: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The standard deviations that the model found, in points: of the ``projects``, the judges' ``severity``, and the ``rest``."""

    projects: float | None
    severity: float
    rest: float


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two projects in a row of the ranking, and how probable it is that the ``upper`` one is better."""

    upper: Hashable
    lower: Hashable
    probability: float


@dataclass(frozen=True, slots=True)
class Tie:
    """A statistical tie: between the places ``boundary`` and ``boundary`` + 1 something is decided, and the ``upper`` project is
    better than the ``lower`` with less than the rules' ``probability``. ``contenders``: everybody who is as close to the
    other side of the boundary, best first, those two included. ``fresh_reviews`` more are proposed for each of the two."""

    boundary: int
    upper: Hashable
    lower: Hashable
    probability: float
    contenders: tuple[Hashable, ...]
    fresh_reviews: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The outcome. ``projects``: best first, without a rank last; ``judges``: by their identifiers.

    ``winners``: the smallest set of projects that holds the best one with 90 %. ``neighbours``: see ``Neighbours``;
    ``components``: which projects can be compared, the larger first.
    """

    method: Method
    projects: tuple[ProjectRow, ...]
    judges: tuple[JudgeRow, ...]
    seed: int
    draws: int
    agreement: Agreement = Agreement()
    shares: Shares | None = None
    spread: Spread | None = None
    neighbours: tuple[Neighbours, ...] = ()
    winners: tuple[Hashable, ...] = ()
    ties: tuple[Tie, ...] = ()
    components: tuple[tuple[Hashable, ...], ...] = ()
    warnings: tuple[Caution, ...] = ()

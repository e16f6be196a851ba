"""From scores to points. Pure: the rubric says what counts, this module only counts.

Everything is exact (``Fraction``), so totals that should tie do tie and equal input gives equal digits;
``points`` is the one place where a number is rounded, and only to be shown or exported.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hackathon.editions.rules import (
    AbsentGroup,
    ArtefactKind,
    Criterion,
    Rubric,
    RubricGroup,
)

Artefacts = frozenset[ArtefactKind]


class IncompleteReview(Exception):
    """A review lacks scores that its project's rubric asks for, so it has no total. ``missing`` are criterion keys."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Review:
    """What one judge gave one project: criterion key → steps of the rubric's scale, or parts of one where a panel gives
    those. A blank has no key; it is never 0."""

    project_id: Hashable
    judge_id: Hashable
    scores: Mapping[str, int | Fraction]
    juror_point: bool = False


@dataclass(frozen=True, slots=True)
class ReviewTotal:
    """One complete review in points. ``groups`` holds the groups that apply; with a cap they may add up to more than ``total``."""

    total: Fraction
    groups: Mapping[str, Fraction]
    juror_point: Fraction = Fraction(0)


def exact(number: float | Fraction) -> Fraction:
    """The number that a person wrote: 0.1 is a tenth, not the nearest binary fraction.

    >>> exact(0.1)
    Fraction(1, 10)
    """
    return number if isinstance(number, Fraction) else Fraction(str(number))


def points(value: Fraction, places: int = 2) -> Decimal:
    """``value`` rounded half up to ``places`` decimals, to be shown or exported; ranks never look at it.

    >>> points(Fraction(20, 3)), points(Fraction(1, 8)), points(Fraction(20, 3), places=4)
    (Decimal('6.67'), Decimal('0.13'), Decimal('6.6667'))
    """
    steps = (value * 10**places + Fraction(1, 2)) // 1
    return Decimal(steps).scaleb(-places)


def groups_of_track(rubric: Rubric, track: str = "") -> tuple[RubricGroup, ...]:
    """The groups that judge projects of ``track``; a project of no track is judged by the groups that are for any."""
    return tuple(group for group in rubric.groups if not group.tracks or track in group.tracks)


def applicable_groups(rubric: Rubric, artefacts: Artefacts, track: str = "") -> tuple[RubricGroup, ...]:
    """The rubric groups that judge a project made of ``artefacts``: those of its parts and those of no part."""
    return tuple(
        group for group in groups_of_track(rubric, track) if group.artefact is None or group.artefact in artefacts
    )


def applicable_criteria(rubric: Rubric, artefacts: Artefacts, track: str = "") -> tuple[Criterion, ...]:
    """The criteria that a judge of such a project has to score, in the rubric's order."""
    return tuple(criterion for group in applicable_groups(rubric, artefacts, track) for criterion in group.criteria)


def missing_criteria(
    scores: Mapping[str, int | Fraction], *, rubric: Rubric, artefacts: Artefacts, track: str = ""
) -> tuple[str, ...]:
    """The keys of the criteria that are still blank; empty when the review is complete. A score outside the scale, which the rules
    may have changed since it was given, is a blank.

    >>> rubric = Rubric(0, 4, (RubricGroup("demo", None, 1.0, None, (Criterion("clear", None),)),), AbsentGroup.ZERO)
    >>> [missing_criteria({"clear": score}, rubric=rubric, artefacts=frozenset()) for score in (0, 4, 5)]
    [(), (), ('clear',)]
    """
    asked = applicable_criteria(rubric, artefacts, track)
    return tuple(criterion.key for criterion in asked if not on_scale(scores.get(criterion.key), criterion, rubric))


def on_scale(score: int | Fraction | None, criterion: Criterion, rubric: Rubric) -> bool:
    """Whether it is a score that the criterion's scale has."""
    return score is not None and rubric.scale_min <= score <= rubric.top(criterion)


def group_share(scores: Mapping[str, int | Fraction], group: RubricGroup, rubric: Rubric) -> Fraction:
    """The weighted mean of a group's scores, each as a share of its scale, 0 to 1.

    >>> group = RubricGroup("demo", None, 1.0, None, (Criterion("clear", None), Criterion("works", None, weight=3)))
    >>> group_share({"clear": 4, "works": 2}, group, Rubric(0, 4, (group,), AbsentGroup.ZERO))
    Fraction(5, 8)

    A criterion with a scale of its own, 0 to 2:

    >>> group = RubricGroup("demo", None, 1.0, None, (Criterion("clear", None), Criterion("works", None, scale_max=2)))
    >>> group_share({"clear": 4, "works": 1}, group, Rubric(0, 4, (group,), AbsentGroup.ZERO))
    Fraction(3, 4)
    """
    low = rubric.scale_min
    given = sum(
        criterion.weight * Fraction(scores[criterion.key] - low, rubric.top(criterion) - low)
        for criterion in group.criteria
    )
    return Fraction(given) / sum(criterion.weight for criterion in group.criteria)


def group_points(rubric: Rubric, artefacts: Artefacts, track: str = "") -> dict[str, Fraction]:
    """What each group that applies is worth for such a project: its points, stretched where the rules rescale.

    A group beside the total is worth its own points and stretches nothing.

    >>> corpus = RubricGroup("corpus", None, 4.0, ArtefactKind.CORPUS, ())
    >>> demo = RubricGroup("demo", None, 1.0, ArtefactKind.DEMO, ())
    >>> rubric = Rubric(0, 4, (corpus, demo), AbsentGroup.RESCALE)
    >>> group_points(rubric, frozenset({ArtefactKind.CORPUS}))
    {'corpus': Fraction(5, 1)}
    """
    return worth_of(applicable_groups(rubric, artefacts, track), rubric=rubric, whole=groups_of_track(rubric, track))


def worth_of(groups: Sequence[RubricGroup], *, rubric: Rubric, whole: Sequence[RubricGroup]) -> dict[str, Fraction]:
    """What each of the ``groups`` that apply is worth, where ``whole`` are all that could: see ``group_points``."""
    present = _worth(groups)
    stretch = _worth(whole) / present if present and rubric.absent_group is AbsentGroup.RESCALE else Fraction(1)
    return {group.key: exact(group.points) * (stretch if group.in_total else 1) for group in groups}


def _worth(groups: Iterable[RubricGroup]) -> Fraction:
    return sum((exact(group.points) for group in groups if group.in_total), Fraction(0))


def activity_points(rubric: Rubric, counts: Mapping[str, int]) -> dict[str, Fraction]:
    """What a project earned outside the jury, by activity: whole steps only, and no more than the rules give at most.

    >>> from hackathon.editions.rules import Activity
    >>> prompts = Activity("prompts", None, step=50, points=0.5, most=2.0)
    >>> rubric = Rubric(0, 4, (), AbsentGroup.ZERO, activities=(prompts,))
    >>> activity_points(rubric, {"prompts": 149}), activity_points(rubric, {"prompts": 1000})
    ({'prompts': Fraction(1, 1)}, {'prompts': Fraction(2, 1)})
    """
    return {
        each.key: min(exact(each.points) * (counts[each.key] // each.step), exact(each.most))
        for each in rubric.activities
        if each.key in counts
    }


def cap(rubric: Rubric, artefacts: Artefacts) -> Fraction | None:
    """The most points that a project made of only these artefacts can get from the groups; None: no limit of its own."""
    return min((exact(cap.points) for cap in rubric.caps if artefacts <= cap.artefacts), default=None)


def review_total(review: Review, *, rubric: Rubric, artefacts: Artefacts, track: str = "") -> ReviewTotal:
    """One review in points; ``IncompleteReview`` when a criterion that applies is blank.

    Each group gives ``points × share``. Groups whose artefact the project lacks give 0, or, where the rules say
    "rescale", the other groups are stretched to the rubric's maximum. Then the rules' cap, then the juror's point. Groups
    beside the total are in ``groups`` and not in ``total``.

    A rubric of 4 points for the corpus and 1 for the demo, on a scale of 0–4; a judge gives 3 and 2:

    >>> corpus = RubricGroup("corpus", None, 4.0, ArtefactKind.CORPUS, (Criterion("quality", None),))
    >>> demo = RubricGroup("demo", None, 1.0, ArtefactKind.DEMO, (Criterion("clear", None),))
    >>> rubric = Rubric(0, 4, (corpus, demo), AbsentGroup.ZERO)
    >>> both = frozenset({ArtefactKind.CORPUS, ArtefactKind.DEMO})
    >>> str(review_total(Review(1, 1, {"quality": 3, "clear": 2}), rubric=rubric, artefacts=both).total)
    '7/2'

    The same corpus without a demo, where absent groups are worth 0 and where they are rescaled (3/4 of 5 points):

    >>> alone = frozenset({ArtefactKind.CORPUS})
    >>> str(review_total(Review(1, 1, {"quality": 3}), rubric=rubric, artefacts=alone).total)
    '3'
    >>> rescaled = Rubric(0, 4, (corpus, demo), AbsentGroup.RESCALE)
    >>> str(review_total(Review(1, 1, {"quality": 3}), rubric=rescaled, artefacts=alone).total)
    '15/4'
    """
    missing = missing_criteria(review.scores, rubric=rubric, artefacts=artefacts, track=track)
    if missing:
        raise IncompleteReview(missing)
    return total_of(
        review,
        rubric=rubric,
        groups=applicable_groups(rubric, artefacts, track),
        whole=groups_of_track(rubric, track),
        limit=cap(rubric, artefacts),
    )


def total_of(
    review: Review,
    *,
    rubric: Rubric,
    groups: Sequence[RubricGroup],
    whole: Sequence[RubricGroup],
    limit: Fraction | None = None,
) -> ReviewTotal:
    """One complete review in points by the ``groups`` that apply, of the ``whole`` that could; see ``review_total``."""
    worth = worth_of(groups, rubric=rubric, whole=whole)
    by_group = {group.key: worth[group.key] * group_share(review.scores, group, rubric) for group in groups}
    extra = exact(rubric.juror_point) if review.juror_point else Fraction(0)
    points_given = sum((by_group[group.key] for group in groups if group.in_total), Fraction(0))
    total = (points_given if limit is None else min(points_given, limit)) + extra
    return ReviewTotal(total=total, groups=by_group, juror_point=extra)

"""What the others of a jury gave, for whoever has given their own and can change it no more. Nothing here is for other eyes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import QuerySet

from hackathon.editions.models import Edition
from judging.aggregate import Review
from judging.models import Assignment, PracticeMessage, Score
from judging.queries.reviews import total_in_points

BINS = 5
"""How many columns a distribution has: fifths of a scale, so that criteria with scales of their own stand together."""


@dataclass(frozen=True, slots=True)
class PanelView:
    """What a jury gave one project: how many reviews were sent, their mean in points, one's own total, and its place (1: the highest;
    equal ones share it)."""

    reviews: int
    mean: Fraction
    own: Fraction
    place: int
    lowest: Fraction
    highest: Fraction


@dataclass(frozen=True, slots=True)
class Column:
    """A judge of a practice project, with their scores, total and remarks, as the others see them once they have given theirs."""

    name: str
    own: bool
    scores: Mapping[str, int]
    total: Fraction | None


@dataclass(frozen=True, slots=True)
class Distribution:
    """How somebody uses the scale: the share of scores in each fifth of it, from low to high, their mean as a share, and how many."""

    shares: tuple[Fraction, ...]
    mean: Fraction
    scores: int


def counted(edition: Edition) -> QuerySet[Assignment]:
    """The reviews that count: sent, not voided, of projects that take part, none to practise on."""
    given = Assignment.objects.filter(edition=edition, submitted_at__isnull=False, voided_at=None)
    return given.filter(submission__withdrawn_at=None).exclude(stage=Assignment.Stage.PRACTICE)


def is_of_panel(assignment: Assignment) -> bool:
    """Whether the review is one of those whose numbers stand together: sent, not voided, not to practise."""
    return bool(assignment.submitted_at and not assignment.voided_at and assignment.stage != Assignment.Stage.PRACTICE)


def panel_view(assignment: Assignment, *, at: datetime) -> PanelView | None:
    """What the jury gave this review's project; None while the review may still be amended (the window is open), when it was never
    sent, stands alone or is voided. Two queries."""
    closes_at = assignment.edition.parsed_rules.windows.judging.closes_at
    if at < closes_at or not is_of_panel(assignment):
        return None
    totals = _totals(counted(assignment.edition).filter(submission=assignment.submission_id), assignment)
    own = totals.pop(assignment.pk, None)
    if own is None or not totals:
        return None
    all_of_them = [own, *totals.values()]
    return PanelView(
        reviews=len(all_of_them),
        mean=sum(all_of_them, Fraction(0)) / len(all_of_them),
        own=own,
        place=1 + sum(other > own for other in totals.values()),
        lowest=min(all_of_them),
        highest=max(all_of_them),
    )


def side_by_side(assignment: Assignment) -> Sequence[Column]:
    """What each judge gave a practice project, one's own first; nothing until one has sent one's own. Two queries."""
    if not assignment.submitted_at or assignment.stage != Assignment.Stage.PRACTICE:
        return ()
    same = Assignment.objects.filter(submission=assignment.submission_id, stage=Assignment.Stage.PRACTICE)
    given = same.filter(submitted_at__isnull=False, voided_at=None).select_related("judge").prefetch_related("scores")
    sent = list(given.order_by("submitted_at", "pk"))
    totals = _totals_of(sent, assignment)
    columns = [
        Column(
            name=str(one.judge),
            own=one.pk == assignment.pk,
            scores={score.criterion: score.value for score in one.scores.all()},
            total=totals.get(one.pk),
        )
        for one in sent
    ]
    return sorted(columns, key=lambda column: not column.own)


def distributions(edition: Edition, *, judge_id: int) -> tuple[Distribution, Distribution] | None:
    """How the judge and the rest of the jury use the scale, over all reviews that count; None where either has given nothing.
    One query."""
    rubric = edition.parsed_rules.rubric
    tops = {criterion.key: rubric.top(criterion) for criterion in rubric.criteria}
    rows = Score.objects.filter(assignment__in=counted(edition)).order_by()
    own, others = [], []
    for judge, criterion, value in rows.values_list("assignment__judge", "criterion", "value"):
        if criterion in tops:
            share = Fraction(value - rubric.scale_min, tops[criterion] - rubric.scale_min)
            (own if judge == judge_id else others).append(share)
    return (distribution(own), distribution(others)) if own and others else None


def distribution(shares: Sequence[Fraction]) -> Distribution:
    """Shares of a scale, 0 to 1, counted by fifths; the top of the scale belongs to the last.

    >>> found = distribution([Fraction(0), Fraction(1, 2), Fraction(1), Fraction(1)])
    >>> [str(share) for share in found.shares], str(found.mean)
    (['1/4', '0', '1/4', '0', '1/2'], '5/8')
    """
    counts = [0] * BINS
    for share in shares:
        counts[min(int(share * BINS), BINS - 1)] += 1
    return Distribution(
        shares=tuple(Fraction(count, len(shares)) for count in counts),
        mean=sum(shares, Fraction(0)) / len(shares),
        scores=len(shares),
    )


def _totals(reviews: QuerySet[Assignment], assignment: Assignment) -> dict[int, Fraction]:
    return _totals_of(reviews.prefetch_related("scores"), assignment)


def _totals_of(reviews: Iterable[Assignment], assignment: Assignment) -> dict[int, Fraction]:
    """The totals of reviews of the project that ``assignment`` is of, by their keys; without those that are incomplete by now."""
    rubric = assignment.edition.parsed_rules.rubric
    found: dict[int, Fraction] = {}
    for one in reviews:
        scores = {score.criterion: score.value for score in one.scores.all()}
        review = Review(one.submission_id, one.judge_id, scores, one.juror_point)
        total = total_in_points(review, assignment.submission, rubric)
        if total is not None:
            found[one.pk] = total.total
    return found


def messages_about(assignment: Assignment) -> Sequence[PracticeMessage]:
    """The discussion of a practice project, oldest first; nothing until one's own scores are sent. One query."""
    if not assignment.submitted_at or assignment.stage != Assignment.Stage.PRACTICE:
        return ()
    about = PracticeMessage.objects.filter(project__submission=assignment.submission_id)
    return list(about.select_related("author").order_by("at", "pk"))

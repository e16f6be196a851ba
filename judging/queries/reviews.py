"""Questions about reviews and results. The number of database queries never depends on how many rows there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, QuerySet

from hackathon.accounts.models import Role, User
from hackathon.accounts.roles import editions_with_role
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, Rubric
from judging import aggregate
from judging.aggregate import Review
from judging.models import Assignment, Score
from submissions.models import Submission

Artefacts = frozenset[ArtefactKind]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a judge is: reviews submitted, out of those asked for."""

    submitted: int
    total: int


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review as it was given, with its total in points (None while it is incomplete). ``stage`` is the round it is for,
    ``state`` how far it is: neither practice nor what was voided counts."""

    key: int
    submission_id: int
    title: str
    team: str
    judge: str
    stage: str
    state: str
    submitted_at: datetime | None
    scores: Mapping[str, int]
    juror_point: bool
    total: Fraction | None
    comment: str


def artefacts_of(submission: Submission) -> Artefacts:
    """The parts that the project's current version consists of; uses prefetched entries where there are any."""
    if submission.current is None:
        return frozenset()
    return frozenset(ArtefactKind(entry.kind) for entry in submission.current.entries.all())


def track_of(submission: Submission) -> str:
    """The key of the track that the project's current version competes in; "" where there is none."""
    return getattr(submission.current, "track", "")


def own_assignments(judge: User) -> QuerySet[Assignment]:
    """The reviews that ``judge`` may see: their own of projects that take part, where they are still on the jury."""
    return (
        taking_part(Assignment.objects.filter(judge=judge, edition__in=editions_with_role(judge, Role.Kind.JUDGE)))
        .select_related("submission__current", "submission__team")
        .prefetch_related("edition", "submission__current__entries")
    )


def taking_part(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Without those of withdrawn projects: what was given to them is kept, and counts nowhere."""
    return assignments.filter(submission__withdrawn_at=None)


def assignments_of(editions: QuerySet[Edition]) -> QuerySet[Assignment]:
    """All reviews of some editions, with what a list of them shows."""
    return (
        Assignment.objects.filter(edition__in=editions)
        .select_related("submission__current", "submission__team", "judge")
        .prefetch_related("edition")
    )


def assignments_of_edition(edition: Edition) -> QuerySet[Assignment]:
    """All reviews of one edition's projects that take part, bare."""
    return taking_part(Assignment.objects.filter(edition=edition))


def progress(assignments: QuerySet[Assignment]) -> Progress:
    """How many of these reviews are submitted."""
    counts = assignments.order_by().aggregate(total=Count("pk"), submitted=Count("submitted_at"))
    return Progress(submitted=counts["submitted"], total=counts["total"])


def scores_of(assignment: Assignment) -> dict[str, int]:
    """Criterion → value, as given so far."""
    return dict(assignment.scores.values_list("criterion", "value"))


def total_of(assignment: Assignment, rubric: Rubric) -> aggregate.ReviewTotal | None:
    """The review in points; None while it is incomplete."""
    review = Review(assignment.submission_id, assignment.judge_id, scores_of(assignment), assignment.juror_point)
    return total_in_points(review, assignment.submission, rubric)


def total_in_points(review: Review, project: Submission, rubric: Rubric) -> aggregate.ReviewTotal | None:
    """What the review gives the project, with the parts and in the track that it has now; None while it is incomplete."""
    try:
        return aggregate.review_total(review, rubric=rubric, artefacts=artefacts_of(project), track=track_of(project))
    except aggregate.IncompleteReview:
        return None


def juror_point_elsewhere(assignment: Assignment) -> Assignment | None:
    """The judge's other review of the edition that already has the extra point, if there is one. A withdrawn project's does
    not hold it."""
    given = Assignment.objects.filter(edition=assignment.edition, judge=assignment.judge, juror_point=True)
    others = taking_part(given)
    return others.exclude(pk=assignment.pk).select_related("submission__current", "submission__team").first()


def judges_of(edition: Edition) -> QuerySet[User]:
    """The people on the jury of ``edition``."""
    return User.objects.filter(roles__edition=edition, roles__kind=Role.Kind.JUDGE, is_active=True).order_by(
        "name", "email"
    )


def judge_names(keys: Iterable[int]) -> dict[int, str]:
    """What the people with these keys are called."""
    return {user.pk: user.display_name for user in User.objects.filter(pk__in=list(keys))}


def reviews(edition: Edition) -> tuple[ReviewRow, ...]:
    """Every review that has been begun, of projects that take part, as given, by project and judge; an incomplete one has no
    total."""
    rubric = edition.parsed_rules.rubric
    projects = {project.pk: project for project in _projects(edition)}
    given = _scores(edition)
    begun = _reviews(edition).filter(saved_at__isnull=False, submission__current__isnull=False)
    return tuple(
        _review_row(_review(assignment, given[assignment.pk]), assignment, projects[assignment.submission_id], rubric)
        for assignment in begun
    )


def _projects(edition: Edition) -> QuerySet[Submission]:
    return (
        Submission.objects.delivered()
        .filter(edition=edition)
        .select_related("current", "team")
        .prefetch_related("current__entries")
        .order_by("pk")
    )


def _reviews(edition: Edition) -> QuerySet[Assignment]:
    reviews = taking_part(Assignment.objects.filter(edition=edition))
    return reviews.select_related("judge").order_by("submission_id", "judge_id")


def _scores(edition: Edition) -> dict[int, dict[str, int]]:
    """Assignment → criterion → value, for all reviews of the edition; as bare values, for there are many."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Score.objects.filter(assignment__edition=edition).order_by()
    for assignment, criterion, value in rows.values_list("assignment", "criterion", "value"):
        found[assignment][criterion] = value
    return found


def _review(assignment: Assignment, scores: Mapping[str, int]) -> Review:
    return Review(
        project_id=assignment.submission_id,
        judge_id=assignment.judge_id,
        scores=scores,
        juror_point=assignment.juror_point,
    )


def _review_row(review: Review, assignment: Assignment, project: Submission, rubric: Rubric) -> ReviewRow:
    asked = {"rubric": rubric, "artefacts": artefacts_of(project), "track": track_of(project)}
    complete = not aggregate.missing_criteria(review.scores, **asked)
    return ReviewRow(
        key=assignment.pk,
        submission_id=project.pk,
        title=str(project),
        team=str(project.team),
        judge=str(assignment.judge),
        stage=assignment.stage,
        state=assignment.state,
        submitted_at=assignment.submitted_at,
        scores=review.scores,
        juror_point=review.juror_point,
        total=aggregate.review_total(review, **asked).total if complete else None,
        comment=assignment.comment,
    )

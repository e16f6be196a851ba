"""Reviews that were sent and that the rules, changed since, ask more of: they count no more until their judge completes them."""

from collections import Counter

from hackathon.editions.models import Edition
from judging import aggregate
from judging.models import Assignment
from judging.queries.counting import asked_reviews
from judging.queries.reviews import artefacts_of, track_of


def blanks(review: Assignment) -> tuple[str, ...]:
    """The criteria that the review has no score for; uses prefetched scores and entries where there are any."""
    return _blanks(review, review.edition)


def _blanks(review: Assignment, edition: Edition) -> tuple[str, ...]:
    return aggregate.missing_criteria(
        {score.criterion: score.value for score in review.scores.all()},
        rubric=edition.parsed_rules.rubric,
        artefacts=artefacts_of(review.submission),
        track=track_of(review.submission),
    )


def outgrown(edition: Edition) -> list[Assignment]:
    """The sent reviews of the edition that lack something. Three queries, or one where nothing was sent."""
    sent = asked_reviews(edition).filter(submitted_at__isnull=False).select_related("submission__current")
    rows = sent.prefetch_related("scores", "submission__current__entries").order_by("pk")
    return [review for review in rows if _blanks(review, edition)]


def outgrown_by_judge(edition: Edition) -> Counter[int]:
    """How many each judge has to complete, by the judge's key."""
    return Counter(review.judge_id for review in outgrown(edition))

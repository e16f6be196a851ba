"""Reviews for tests, whatever the edition's windows say."""

from collections.abc import Mapping, Sequence

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind
from judging.models import Assignment, Score
from submissions.models import Submission
from teams.models import Team
from tests.factories.editions import NOW
from tests.factories.submissions import COMPLETE, make_submission
from tests.factories.teams import make_team


def make_project(
    edition: Edition,
    title: str = "Refranes del mundo",
    *,
    kinds: Sequence[ArtefactKind] = COMPLETE,
    team: Team | None = None,
) -> Submission:
    """A delivered project of ``team``, of a new one where none is given."""
    return make_submission(team or make_team(edition), title=title, kinds=kinds)


def make_assignment(submission: Submission, judge: User) -> Assignment:
    """A review that ``judge`` has not begun."""
    return Assignment.objects.create(submission=submission, edition=submission.edition, judge=judge, assigned_at=NOW)


def make_review(
    submission: Submission,
    judge: User,
    scores: Mapping[str, int],
    *,
    comment: str = "",
    juror_point: bool = False,
    submitted: bool = True,
) -> Assignment:
    """A review with these scores, submitted or a draft."""
    review = make_assignment(submission, judge)
    Score.objects.bulk_create(
        Score(assignment=review, criterion=key, value=value, at=NOW) for key, value in scores.items()
    )
    review.comment, review.juror_point, review.saved_at = comment, juror_point, NOW
    review.submitted_at = NOW if submitted else None
    review.save()
    return review


def all_scores(edition: Edition, value: int) -> dict[str, int]:
    """The same score on every criterion of the edition's rubric."""
    return {criterion.key: value for criterion in edition.parsed_rules.rubric.criteria}

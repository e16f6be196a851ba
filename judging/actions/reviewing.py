"""A judge's review. Each action is atomic, locks the review that it changes, and leaves a line in the audit trail.

A judge may change a review, submitted or not, until the judging window closes: people compare projects as they go.
What has been submitted stays complete, though: a blank in it is refused instead of turning it back into a draft.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.rules import Rubric
from judging import aggregate, queries
from judging.actions.errors import (
    BadScore,
    IncompleteReview,
    JudgingClosed,
    JurorPointTaken,
    NotAssigned,
    ProjectWithdrawn,
)
from judging.actions.locking import lock, refuse_conflict
from judging.models import Assignment, Score


@transaction.atomic
def save_review(
    *,
    assignment: Assignment,
    scores: Mapping[str, int | None],
    comment: str | None = None,
    juror_point: bool | None = None,
    by: User,
    at: datetime,
) -> Assignment:
    """Keep what the judge has so far. Criteria that ``scores`` leaves out stay as they are, and so do a comment and an
    extra point of None; a score of None erases one. What a submitted review asks for may not become blank.
    """
    locked = _lock_own(assignment, by=by, at=at)
    rubric = locked.edition.parsed_rules.rubric
    artefacts = queries.artefacts_of(locked.submission)
    for key, value in scores.items():
        _check_score(key, value, rubric=rubric, artefacts=artefacts)
    changes = _save_scores(locked, scores, at=at) | _save_extras(locked, comment, juror_point, rubric=rubric)
    if locked.submitted_at:
        _refuse_blanks(locked, rubric=rubric, artefacts=artefacts)
    if "juror_point" in changes and locked.juror_point:
        _take_from_withdrawn(locked, by=by, at=at)
    if changes or locked.saved_at is None:
        locked.saved_at = at
        _save_row(locked)
        trail.record(
            edition=locked.edition, by=by, at=at, verb="review.saved", target=locked, changes=changes, judge=by.pk
        )
    return locked


@transaction.atomic
def submit_review(*, assignment: Assignment, by: User, at: datetime) -> Assignment:
    """Count the review from now on. ``IncompleteReview`` names the criteria that are still blank; twice is once."""
    locked = _lock_own(assignment, by=by, at=at)
    if locked.submitted_at:
        return locked
    rubric = locked.edition.parsed_rules.rubric
    scores = _refuse_blanks(locked, rubric=rubric, artefacts=queries.artefacts_of(locked.submission))
    locked.submitted_at = at
    locked.saved_at = locked.saved_at or at
    locked.save(update_fields=["submitted_at", "saved_at"])
    trail.record(
        edition=locked.edition, by=by, at=at, verb="review.submitted", target=locked, scores=scores, judge=by.pk
    )
    return locked


def _lock_own(assignment: Assignment, *, by: User, at: datetime) -> Assignment:
    locked = lock(assignment)
    if locked.judge_id != by.pk or not roles.is_judge(by, locked.edition):
        raise NotAssigned
    if locked.submission.withdrawn_at is not None:
        raise ProjectWithdrawn
    refuse_conflict(locked.submission.team_id, by)
    window = locked.edition.parsed_rules.windows.judging
    if not window.is_open(at):
        raise JudgingClosed(window)
    return locked


def _check_score(key: str, value: int | None, *, rubric: Rubric, artefacts: queries.Artefacts) -> None:
    known = {criterion.key for criterion in aggregate.applicable_criteria(rubric, artefacts)}
    in_scale = value is None or (type(value) is int and rubric.scale_min <= value <= rubric.scale_max)
    if key not in known or not in_scale:
        raise BadScore(key, value)


def _save_scores(assignment: Assignment, scores: Mapping[str, int | None], *, at: datetime) -> dict[str, Any]:
    """Write the scores that differ; give back criterion → old and new value."""
    before = dict(assignment.scores.values_list("criterion", "value"))
    changes = {}
    for key, value in scores.items():
        if before.get(key) == value:
            continue
        changes[key] = {"old": before.get(key), "new": value}
        if value is None:
            assignment.scores.filter(criterion=key).delete()
        else:
            Score.objects.update_or_create(assignment=assignment, criterion=key, defaults={"value": value, "at": at})
    return changes


def _save_extras(
    assignment: Assignment, comment: str | None, juror_point: bool | None, *, rubric: Rubric
) -> dict[str, Any]:
    """Set the comment and the extra point on the row (not yet saved); give back what changed."""
    if juror_point and not rubric.juror_point:
        raise BadScore("juror_point", juror_point)
    changes: dict[str, Any] = {}
    for name, value in (("comment", comment), ("juror_point", juror_point)):
        old = getattr(assignment, name)
        if value is not None and value != old:
            changes[name] = {"old": old, "new": value}
            setattr(assignment, name, value)
    return changes


def _take_from_withdrawn(assignment: Assignment, *, by: User, at: datetime) -> None:
    """The judge can no longer open a withdrawn project to take the extra point back: giving it elsewhere does."""
    held = Assignment.objects.filter(
        edition=assignment.edition, judge=assignment.judge, juror_point=True, submission__withdrawn_at__isnull=False
    )
    for other in held.exclude(pk=assignment.pk):
        Assignment.objects.filter(pk=other.pk).update(juror_point=False)
        changes = {"juror_point": {"old": True, "new": False}}
        trail.record(
            edition=other.edition, by=by, at=at, verb="review.saved", target=other, changes=changes, judge=by.pk
        )


def _save_row(assignment: Assignment) -> None:
    try:
        with transaction.atomic():
            assignment.save(update_fields=["comment", "juror_point", "saved_at"])
    except IntegrityError as error:  # the one constraint that these columns can break
        raise JurorPointTaken from error


def _refuse_blanks(assignment: Assignment, *, rubric: Rubric, artefacts: queries.Artefacts) -> dict[str, int]:
    scores = dict(assignment.scores.values_list("criterion", "value"))
    missing = aggregate.missing_criteria(scores, rubric=rubric, artefacts=artefacts)
    if missing:
        raise IncompleteReview(missing)
    return scores

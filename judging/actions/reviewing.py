"""A judge's review as a whole. Each action is atomic, locks the review that it changes, and leaves a line in the audit trail.

A judge may change a review, submitted or not, until the judging window closes: people compare projects as they go.
What has been submitted stays complete, though: a blank in it is refused instead of turning it back into a draft, and whoever
changes it says why.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from judging.actions.giving import Given, give, lock_own, refuse_blanks
from judging.models import Assignment


@transaction.atomic
def save_review(
    *,
    assignment: Assignment,
    scores: Mapping[str, int | None] | None = None,
    remarks: Mapping[str, str] | None = None,
    comment: str | None = None,
    note: str | None = None,
    confidence: int | None = None,
    juror_point: bool | None = None,
    reason: str = "",
    by: User,
    at: datetime,
) -> Assignment:
    """Keep what the judge has so far. Criteria that ``scores`` and ``remarks`` leave out stay as they are, and so does all else
    that is None; a score of None, an empty remark and a confidence of 0 erase. What a submitted review asks for may not become
    blank, and a change of it needs a ``reason``.
    """
    extras = {"comment": comment, "note": note, "confidence": confidence, "juror_point": juror_point}
    given = Given(scores or {}, remarks or {}, {name: value for name, value in extras.items() if value is not None})
    locked = lock_own(assignment, by=by, at=at)
    give(locked, given, reason=reason, by=by, at=at)
    return locked


@transaction.atomic
def submit_review(*, assignment: Assignment, by: User, at: datetime) -> Assignment:
    """Count the review from now on. ``IncompleteReview`` names the criteria that are still blank; twice is once."""
    locked = lock_own(assignment, by=by, at=at)
    if locked.submitted_at:
        return locked
    scores = refuse_blanks(locked)
    locked.submitted_at = at
    locked.saved_at = locked.saved_at or at
    locked.save(update_fields=["submitted_at", "saved_at"])
    trail.record(
        edition=locked.edition, by=by, at=at, verb="review.submitted", target=locked, scores=scores, judge=by.pk
    )
    return locked

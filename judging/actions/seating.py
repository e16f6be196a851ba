"""Who reviews what, one review at a time."""

from datetime import datetime

from django.db import transaction

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from judging.actions import conflicts
from judging.actions.errors import AlreadyScored, NotAJudge, ProjectWithdrawn
from judging.actions.holding import hold
from judging.actions.locking import lock
from judging.models import Assignment
from judging.queries.begun import begun
from submissions.models import Submission


def assign_judge(
    *,
    submission: Submission,
    judge: User,
    by: User | None,
    at: datetime,
    stage: str = Assignment.Stage.FIRST,
) -> Assignment:
    """Ask ``judge`` to review the project; once, however often it is asked. Refuses who is not on the jury, who has a conflict of
    interest that nobody has lifted (their own team always is one), and a project that was withdrawn. A review that was voided is
    asked for again, as it was given.

    Conflicts that can be seen are looked for first. One that is found stays when the review is refused for it: somebody has to
    lift it.
    """
    look_between(submission, judge, by=by, at=at)
    return _assign(submission, judge, by=by, at=at, stage=stage)


@transaction.atomic
def look_between(submission: Submission, judge: User, *, by: User | None, at: datetime) -> None:
    """Look for conflicts between the two; in a transaction of its own, so that it outlives a refusal."""
    _refuse_outsiders(submission, judge)
    conflicts.detect_conflicts(edition=submission.edition, judges=[judge], projects=[submission], by=by, at=at)


@transaction.atomic
def _assign(submission: Submission, judge: User, *, by: User | None, at: datetime, stage: str) -> Assignment:
    edition = hold(submission.edition)
    _refuse_outsiders(submission, judge)
    conflicts.refuse_standing(submission, judge)
    assignment, created = Assignment.objects.get_or_create(
        submission=submission,
        judge=judge,
        defaults={"edition": edition, "assigned_at": at, "assigned_by": by, "stage": stage},
    )
    if created:
        trail.record(edition=edition, by=by, at=at, verb="judge.assigned", target=assignment)
    elif assignment.voided_at is not None:
        _count_again(assignment, by=by, at=at)
    return assignment


@transaction.atomic
def unassign_judge(*, assignment: Assignment, by: User | None, at: datetime, reason: str = "") -> None:
    """Take a review that has not been begun back from its judge."""
    hold(assignment.edition)
    locked = lock(assignment)
    if begun(Assignment.objects.filter(pk=locked.pk)).exists():
        raise AlreadyScored
    trail.record(
        edition=locked.edition,
        by=by,
        at=at,
        verb="judge.unassigned",
        target=locked,
        reason=reason,
        judge=locked.judge_id,
    )
    locked.delete()


def _refuse_outsiders(submission: Submission, judge: User) -> None:
    """A project that was withdrawn, and who is not on the jury."""
    if Submission.objects.filter(pk=submission.pk, withdrawn_at__isnull=False).exists():
        raise ProjectWithdrawn
    if not (judge.is_active and roles.is_judge(judge, submission.edition)):
        raise NotAJudge


def _count_again(assignment: Assignment, *, by: User | None, at: datetime) -> None:
    """The conflict for which the review was voided was lifted, and somebody asks for the review again."""
    assignment.voided_at, assignment.voided_by, assignment.voided_reason = None, None, ""
    assignment.save(update_fields=["voided_at", "voided_by", "voided_reason"])
    trail.record(
        edition=assignment.edition, by=by, at=at, verb="review.restored", target=assignment, judge=assignment.judge_id
    )

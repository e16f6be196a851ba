"""Who reviews what, one review at a time."""

from datetime import datetime

from django.db import transaction

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from judging.actions.errors import AlreadyScored, NotAJudge, ProjectWithdrawn
from judging.actions.locking import lock, refuse_conflict
from judging.models import Assignment
from submissions.models import Submission


@transaction.atomic
def assign_judge(*, submission: Submission, judge: User, by: User | None, at: datetime) -> Assignment:
    """Ask ``judge`` to review the project; once, however often it is asked. Refuses who is not on the jury or is in the team,
    and a project that was withdrawn."""
    if Submission.objects.filter(pk=submission.pk, withdrawn_at__isnull=False).exists():
        raise ProjectWithdrawn
    if not (judge.is_active and roles.is_judge(judge, submission.edition)):
        raise NotAJudge
    refuse_conflict(submission.team_id, judge)
    assignment, created = Assignment.objects.get_or_create(
        submission=submission,
        judge=judge,
        defaults={"edition": submission.edition, "assigned_at": at, "assigned_by": by},
    )
    if created:
        trail.record(edition=submission.edition, by=by, at=at, verb="judge.assigned", target=assignment)
    return assignment


@transaction.atomic
def unassign_judge(*, assignment: Assignment, by: User | None, at: datetime, reason: str = "") -> None:
    """Take a review that has not been begun back from its judge."""
    locked = lock(assignment)
    if locked.submitted_at or locked.comment or locked.juror_point or locked.scores.exists():
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

"""Projects that everybody scores: anchors, which connect the jury, and one to practise on, which never counts."""

from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging import queries
from judging.actions import conflicts
from judging.actions.holding import hold
from judging.actions.jury_errors import CommonBegun
from judging.models import Assignment, CommonProject, Conflict
from judging.queries.begun import begun
from submissions.models import Submission

PRACTICE, ANCHOR = CommonProject.Use.PRACTICE, CommonProject.Use.ANCHOR


@transaction.atomic
def set_common(*, submission: Submission, use: str, by: User, at: datetime) -> CommonProject:
    """Let everybody score the project: as an anchor from the next plan on, or to practise at once.

    ``CommonBegun`` when reviews of it are under way that would change their meaning.
    """
    edition = hold(submission.edition)
    common, created = CommonProject.objects.get_or_create(
        submission=submission, defaults={"edition": edition, "use": use, "at": at, "by": by}
    )
    if not created and common.use == use:
        return common
    _empty(submission, use)
    CommonProject.objects.filter(pk=common.pk).update(use=use, at=at, by=by)
    common.refresh_from_db()
    trail.record(edition=edition, by=by, at=at, verb="common.set", target=submission, use=use)
    seat_practice(edition=edition, by=by, at=at)
    return common


@transaction.atomic
def unset_common(*, submission: Submission, by: User, at: datetime) -> None:
    """Let the project be one like all others again. Reviews to practise that were not begun go; ``CommonBegun`` for others."""
    edition = hold(submission.edition)
    common = CommonProject.objects.filter(submission=submission).first()
    if common is None:
        return
    if common.use == PRACTICE:
        _empty(submission, "")
    trail.record(edition=edition, by=by, at=at, verb="common.unset", target=submission, use=common.use)
    common.delete()


def seat_practice(*, edition: Edition, by: User | None, at: datetime) -> int:
    """Everybody on the jury who may gets the practice projects of the edition; how many reviews are new."""
    practice = CommonProject.objects.filter(edition=edition, use=PRACTICE, submission__withdrawn_at=None)
    projects = list(practice.values_list("submission", flat=True))
    if projects:
        conflicts.detect_conflicts(edition=edition, by=by, at=at, projects=Submission.objects.filter(pk__in=projects))
    taken = set(Assignment.objects.filter(submission__in=projects).values_list("submission", "judge"))
    barred = set(Conflict.objects.filter(submission__in=projects, lifted_at=None).values_list("submission", "judge"))
    judges = queries.judges_of(edition).values_list("pk", flat=True) if projects else ()
    new = [
        Assignment(
            submission_id=project,
            edition=edition,
            judge_id=judge,
            assigned_at=at,
            assigned_by=by,
            stage=Assignment.Stage.PRACTICE,
        )
        for judge in judges
        for project in projects
        if (project, judge) not in taken | barred
    ]
    Assignment.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _empty(submission: Submission, use: str) -> None:
    """Make room for another use. Reviews that count stay where they count on; nobody's writing changes its meaning."""
    reviews = Assignment.objects.filter(submission=submission)
    practice = reviews.filter(stage=Assignment.Stage.PRACTICE)
    changing = reviews if use == PRACTICE else practice
    if begun(changing).exists():
        raise CommonBegun
    changing.delete()

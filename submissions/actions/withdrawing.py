"""Taking a project out of the edition, and back in. Its versions stay as they are."""

from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from submissions.actions import evidence, versions
from submissions.actions.windows import check_open
from submissions.deadline.record import EntryKind
from submissions.models import Submission
from teams.models import Team

MAX_REASON = 500


def withdraw(*, submission: Submission, by: User, at: datetime, reason: str = "") -> bool:
    """The project takes part in nothing from now on; False if it did not already. Raises WindowClosed, NotAMember."""
    with transaction.atomic():
        held = _held(submission, by=by, at=at)
        if held.withdrawn_at is not None or held.current is None:
            return False
        held.withdrawn_at, held.withdrawn_by = at, by
        held.save(update_fields=["withdrawn_at", "withdrawn_by"])
        versions.unlooked_audits(held).delete()
        reason = reason[:MAX_REASON]
        trail.record(edition=held.edition, by=by, at=at, verb="submission.withdrawn", target=held, reason=reason)
        _log(held, EntryKind.WITHDRAWN, at=at)
    return True


def restore(*, submission: Submission, by: User, at: datetime) -> bool:
    """The project takes part again as it was; False if it does already. Raises WindowClosed, NotAMember."""
    with transaction.atomic():
        return take_part_again(_held(submission, by=by, at=at), by=by, at=at)


def take_part_again(submission: Submission, *, by: User, at: datetime) -> bool:
    """As ``restore``, for whoever holds the team already; comes last in their transaction."""
    if submission.withdrawn_at is None:
        return False
    submission.withdrawn_at = submission.withdrawn_by = None
    submission.save(update_fields=["withdrawn_at", "withdrawn_by"])
    trail.record(edition=submission.edition, by=by, at=at, verb="submission.restored", target=submission)
    _log(submission, EntryKind.RESTORED, at=at)
    return True


def _held(submission: Submission, *, by: User, at: datetime) -> Submission:
    """The project as it is now, for as long as the transaction lasts: whoever delivers holds the team too."""
    team = Team.objects.select_for_update(of=("self",)).select_related("edition").get(pk=submission.team_id)
    check_open(team, by=by, at=at)
    return Submission.objects.select_related("edition", "current").get(pk=submission.pk)


def _log(submission: Submission, kind: EntryKind, *, at: datetime) -> None:
    body = {"submission": submission.pk, "version": submission.current.number if submission.current else 0}
    evidence.append(edition=submission.edition, kind=kind, body=body, at=at, version=submission.current)

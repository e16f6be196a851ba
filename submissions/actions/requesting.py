"""Asking for another look at the current version."""

from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from submissions import dispatch
from submissions.models import Audit, Submission

COOL_DOWN = timedelta(seconds=60)


class AuditUnderWay(Exception):
    """The current version is waiting for an audit already, or being audited."""


class TooSoon(Exception):
    """The last audit is too fresh; ``wait`` is how long until another may be asked for."""

    def __init__(self, *, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


def request_audit(*, submission: Submission, by: User, at: datetime) -> Audit:
    """Queue another audit of the current version; one that waits because nobody asked for it is done now. Raises AuditUnderWay,
    TooSoon."""
    last = Audit.objects.filter(version=submission.current, finished_at__isnull=False).order_by("-finished_at").first()
    if last is not None and last.finished_at is not None and at < last.finished_at + COOL_DOWN:
        raise TooSoon(wait=last.finished_at + COOL_DOWN - at)
    try:
        with transaction.atomic():
            audit = _hurried(submission, at=at) or Audit.objects.create(
                version=submission.current, reason=Audit.Reason.REQUESTED, queued_at=at, not_before=at
            )
            trail.record(edition=submission.edition, by=by, at=at, verb="audit.requested", target=submission)
            transaction.on_commit(partial(dispatch.audit_soon, audit.pk))
    except IntegrityError:  # the database allows one open audit a version
        raise AuditUnderWay from None
    return audit


def _hurried(submission: Submission, *, at: datetime) -> Audit | None:
    """The audit that would have come by itself in a while."""
    waiting = Audit.objects.filter(
        version=submission.current, state=Audit.State.QUEUED, attempts=0, reason__in=Audit.AUTOMATIC
    )
    if not waiting.update(reason=Audit.Reason.REQUESTED, queued_at=at, not_before=at):
        return None
    return Audit.objects.get(version=submission.current, state__in=(Audit.State.QUEUED, Audit.State.RUNNING))

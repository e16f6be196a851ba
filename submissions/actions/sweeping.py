"""What keeps the queue moving without anyone: stranded audits go back, deadlines queue theirs, due rows are nudged."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import OuterRef, Subquery

from hackathon.editions.models import Edition
from submissions import dispatch
from submissions.actions.auditing import MAX_ATTEMPTS
from submissions.models import Audit, Submission

WORKER_LOST = "worker_lost"


def sweep(*, at: datetime) -> int:
    """Leave no audit stranded at ``at``; the number of audits that a worker was nudged towards.

    May run at any time, and twice at once.
    """
    _put_back_stranded(at=at)
    _queue_deadline_audits(at=at)
    due = Audit.objects.filter(state=Audit.State.QUEUED, not_before__lte=at).order_by("not_before", "pk")
    nudged = 0
    for audit_id in due.values_list("pk", flat=True):
        if not dispatch.audit_soon(audit_id):
            break  # no broker: the next sweep tries again
        nudged += 1
    return nudged


def _put_back_stranded(*, at: datetime) -> None:
    """A worker that was killed leaves its row running; one that is only slow loses its claim, and stores nothing."""
    stale = Audit.objects.filter(
        state=Audit.State.RUNNING, claimed_at__lt=at - timedelta(seconds=settings.AUDIT_STALE_SECONDS)
    )
    stale.filter(attempts__gte=MAX_ATTEMPTS).update(state=Audit.State.FAILED, finished_at=at, error=WORKER_LOST)
    stale.update(state=Audit.State.QUEUED, claim=None, claimed_at=None, not_before=at, error=WORKER_LOST)


def _queue_deadline_audits(*, at: datetime) -> None:
    """Each project's current version is audited once after its deadline; once more if the deadline has moved."""
    Audit.objects.bulk_create(_deadline_audits(at=at), ignore_conflicts=True)


def _deadline_audits(*, at: datetime) -> Iterator[Audit]:
    for edition in Edition.objects.all():
        closes_at = edition.parsed_rules.windows.submission.closes_at
        if at < closes_at:
            continue
        done = Audit.objects.filter(
            version=OuterRef("current"), reason=Audit.Reason.DEADLINE, queued_at=closes_at
        ).values("pk")[:1]
        waiting = (
            Submission.objects.filter(edition=edition, current__isnull=False)
            .annotate(deadline_audit=Subquery(done))
            .filter(deadline_audit=None)
        )
        for submission in waiting:
            yield Audit(
                version_id=submission.current_id, reason=Audit.Reason.DEADLINE, queued_at=closes_at, not_before=at
            )

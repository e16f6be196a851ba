"""What keeps the queue moving without anyone: stranded audits go back, deadlines queue theirs, due rows are nudged."""

from datetime import datetime, timedelta

from django.conf import settings

from submissions import dispatch
from submissions.actions import deadline_audits
from submissions.actions.auditing import MAX_ATTEMPTS
from submissions.models import Audit

WORKER_LOST = "worker_lost"


def sweep(*, at: datetime) -> int:
    """Leave no audit stranded at ``at``; the number of audits that a worker was nudged towards.

    May run at any time, and twice at once.
    """
    _put_back_stranded(at=at)
    deadline_audits.queue_due(at=at)
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

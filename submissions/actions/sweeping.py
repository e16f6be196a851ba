"""What keeps the queue moving without anyone: stranded audits go back, those that a deadline, a push or other rules ask for are
queued, due rows are nudged."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, Model, QuerySet, When

from submissions import dispatch
from submissions.actions import automatic_audits, deadline_audits, pruning, repo_looks
from submissions.actions.auditing import MAX_ATTEMPTS
from submissions.models import Audit

WORKER_LOST = repo_looks.WORKER_LOST


def sweep(*, at: datetime) -> int:
    """Leave no audit stranded at ``at``; the number of audits that a worker was nudged towards.

    May run at any time, and twice at once.
    """
    _put_back_stranded(at=at)
    deadline_audits.queue_due(at=at)
    automatic_audits.queue_wanted(at=at)
    due = Audit.objects.filter(state=Audit.State.QUEUED, not_before__lte=at)
    nobody_waits = Case(When(reason__in=Audit.AUTOMATIC, then=1), default=0)
    nudged = _nudged(dispatch.audit_soon, due.order_by(nobody_waits, "not_before", "pk"))
    _nudged(dispatch.look_soon, repo_looks.unfinished(at=at))
    pruning.prune(at=at)
    return nudged


def _nudged(nudge: Callable[[int], bool], rows: QuerySet[Model]) -> int:
    """How many of the rows a worker was nudged towards."""
    nudged = 0
    for pk in rows.values_list("pk", flat=True):
        if not nudge(pk):
            break  # no broker: the next sweep tries again
        nudged += 1
    return nudged


def _put_back_stranded(*, at: datetime) -> None:
    """A worker that was killed leaves its row running; one that is only slow loses its claim, and stores nothing."""
    stale = Audit.objects.filter(
        state=Audit.State.RUNNING, claimed_at__lt=at - timedelta(seconds=settings.AUDIT_STALE_SECONDS)
    )
    repo_looks.release(list(stale.values_list("claim", flat=True)), error=WORKER_LOST)
    stale.filter(attempts__gte=MAX_ATTEMPTS).update(state=Audit.State.FAILED, finished_at=at, error=WORKER_LOST)
    stale.update(state=Audit.State.QUEUED, claim=None, claimed_at=None, not_before=at, error=WORKER_LOST)
    repo_looks.put_back_lost(at=at)

"""What keeps the queue moving without anyone: stranded audits go back, those that a deadline, a push or other rules ask for are
queued, due rows are nudged."""

from datetime import datetime

from django.db.models import Case, When

from submissions import dispatch
from submissions.actions import automatic_audits, deadline_audits, pruning, queueing, repo_looks
from submissions.actions.auditing import MAX_ATTEMPTS
from submissions.models import Audit


def sweep(*, at: datetime) -> int:
    """Leave no audit stranded at ``at``; the number of audits that a worker was nudged towards.

    May run at any time, and twice at once.
    """
    _put_back_stranded(at=at)
    deadline_audits.queue_due(at=at)
    automatic_audits.queue_wanted(at=at)
    nobody_waits = Case(When(reason__in=Audit.AUTOMATIC, then=1), default=0)
    due = Audit.objects.filter(queueing.is_due(at=at)).order_by(nobody_waits, "not_before", "pk")
    nudged = queueing.nudged(due.values_list("pk", flat=True), dispatch.audit_soon)
    queueing.nudged(repo_looks.unfinished(at=at).values_list("pk", flat=True), dispatch.look_soon)
    pruning.prune(at=at)
    return nudged


def _put_back_stranded(*, at: datetime) -> None:
    """A worker that was killed leaves its row running; one that is only slow loses its claim, and stores nothing."""
    stale = Audit.objects.filter(queueing.is_stale(at=at))
    repo_looks.release(list(stale.values_list("claim", flat=True)), error=queueing.WORKER_LOST)
    queueing.put_back_stale(Audit, at=at, most=MAX_ATTEMPTS)
    repo_looks.put_back_lost(at=at)

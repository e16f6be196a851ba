"""How work is taken from rows that are queues: claimed by one worker, put off, ended, and put back when the worker is gone.

One conditional UPDATE decides each of these. Whoever has lost the row meanwhile changes nothing.
"""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db.models import F, Q, QuerySet

from submissions.models.queues import QueueRow, State

WORKER_LOST: Final = "worker_lost"
"""The error of a row whose worker was killed, or so slow that it was taken for killed."""
Row = TypeVar("Row", bound=QueueRow)
Key = TypeVar("Key")


def is_due(*, at: datetime) -> Q:
    """Rows that wait, and need not wait any longer."""
    return Q(state=State.QUEUED, not_before__lte=at)


def is_stale(*, at: datetime) -> Q:
    """Rows that somebody has been at for too long: a worker that was killed, or one that is only slow."""
    return Q(state=State.RUNNING, claimed_at__lt=at - timedelta(seconds=settings.AUDIT_STALE_SECONDS))


def nudged(keys: Iterable[Key], nudge: Callable[[Key], bool]) -> int:
    """Nudge a worker towards each row; the number of rows."""
    number = 0
    for key in keys:
        if not nudge(key):
            break  # no broker: the next sweep tries again
        number += 1
    return number


def claim(rows: QuerySet[Row], *, at: datetime, claim: uuid.UUID | None = None, **fields: Any) -> bool:
    """Take the one row of ``rows``, unless it is not among them any more; whether it is ours now.

    Each attempt has a claim of its own, or shares that of the attempt which it is a part of.
    """
    taken = {"state": State.RUNNING, "claim": claim or uuid.uuid4(), "claimed_at": at, "finished_at": None}
    return bool(rows.update(**taken, attempts=F("attempts") + 1, **fields))


def ours(row: Row) -> QuerySet[Row]:
    """The row, as long as no other attempt has taken it over."""
    return type(row).objects.filter(pk=row.pk, claim=row.claim, state=State.RUNNING)


def put_off(row: Row, *, until: datetime, error: str, **fields: Any) -> Row | None:
    """Let anybody try again from ``until`` on, and say why; None if the row is not ours any more."""
    return _fresh(row) if put_back(ours(row), not_before=until, error=error, **fields) else None


def put_back(rows: QuerySet[Row], *, error: str, **fields: Any) -> int:
    """Whoever is at these rows has lost them; the number of rows."""
    return rows.update(state=State.QUEUED, claim=None, claimed_at=None, error=error, **fields)


def end(row: Row, *, at: datetime, state: State, error: str, **fields: Any) -> Row | None:
    """Store what came of it, as done or failed; None if the row is not ours any more."""
    return _fresh(row) if ours(row).update(state=state, finished_at=at, error=error, **fields) else None


def put_back_stale(model: type[Row], *, at: datetime, most: int) -> None:
    """Let anybody try again what was lost with its worker, at once; what was tried so often is given up."""
    lost = model.objects.filter(is_stale(at=at))
    lost.filter(attempts__gte=most).update(state=State.FAILED, finished_at=at, error=WORKER_LOST)
    put_back(lost, not_before=at, error=WORKER_LOST)


def _fresh(row: Row) -> Row:
    return type(row).objects.get(pk=row.pk)

"""Importing a confirmed list, some hundred rows at a time.

Each batch is one transaction: its people, its lines in the report and how far the list is. A worker that is killed takes
its batch with it and nothing else; whoever takes the list over goes on at the first row that is not done.
"""

import logging
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from hackathon.editions import trail
from hackathon.imports import dispatch
from hackathon.imports.actions.claiming import seat_claimed
from hackathon.imports.actions.uploading import discard
from hackathon.imports.models import ImportJob, ImportRow
from hackathon.imports.reading import read
from hackathon.imports.rows import Reading, read_rows
from hackathon.registration.actions import add_attendees

logger = logging.getLogger(__name__)

State = ImportJob.State
BATCH = 500
MAX_ATTEMPTS = 5
"""How often a list may fail at the same row before a person has to look at it."""
UNCONFIRMED_FOR = timedelta(days=7)
WORKER_LOST = "worker_lost"


def run(*, job_id: int, at: datetime) -> ImportJob | None:
    """Import the list from where it stands; None if that is not ours to do.

    An unexpected error leaves what is done and puts the list off until the next sweep; the fifth at one place fails it.
    """
    job = _claim(job_id, at)
    if job is None:
        return None
    try:
        return _work(job, at)
    except Exception as error:
        logger.exception("List %s broke at row %s, attempt %s", job_id, job.done, job.attempts)
        return _broken(job, error=type(error).__name__, at=at)


def sweep(*, at: datetime) -> int:
    """Leave no list stranded, nobody without the seat of their list, and no file that nobody confirmed; how many lists a
    worker was nudged towards.

    May run at any time, and twice at once.
    """
    _put_back_stranded(at)
    _drop_unconfirmed(at)
    nudged = 0
    for job_id in (
        ImportJob.objects.filter(state=State.QUEUED).order_by("confirmed_at", "pk").values_list("pk", flat=True)
    ):
        if not dispatch.import_soon(job_id):
            break  # no broker: the next sweep tries again
        nudged += 1
    seat_claimed(at=at)
    return nudged


def _claim(job_id: int, at: datetime) -> ImportJob | None:
    """One UPDATE decides who does it; ``claim`` is new for each attempt."""
    won = ImportJob.objects.filter(pk=job_id, state=State.QUEUED).update(
        state=State.RUNNING, claim=uuid.uuid4(), claimed_at=at, attempts=F("attempts") + 1
    )
    return ImportJob.objects.select_related("edition", "confirmed_by").get(pk=job_id) if won else None


def _ours(job: ImportJob) -> QuerySet[ImportJob]:
    """The row, as long as no other attempt has taken it over."""
    return ImportJob.objects.filter(pk=job.pk, claim=job.claim, state=State.RUNNING)


def _work(job: ImportJob, at: datetime) -> ImportJob | None:
    began = time.monotonic()
    readings = islice(read_rows(read(bytes(job.content)), job.mapping), job.done, None)
    for batch in _batches(readings):
        now = at + timedelta(seconds=time.monotonic() - began)
        if not _import(job, batch, now):
            return None
        job.done += len(batch)
    return _finish(job, at + timedelta(seconds=time.monotonic() - began))


def _batches(readings: Iterator[Reading]) -> Iterator[list[Reading]]:
    while batch := list(islice(readings, BATCH)):
        yield batch


@transaction.atomic
def _import(job: ImportJob, batch: Sequence[Reading], at: datetime) -> bool:
    """One batch, all or nothing; False if somebody else has the list now."""
    # Taken for dead and not so, we may still be here when another worker goes on: the row says who may.
    held = _ours(job).filter(done=job.done).update(done=F("done") + len(batch), claimed_at=at, attempts=0, error="")
    if not held:
        return False
    people = [reading.attendee for reading in batch if reading.attendee is not None]
    steps = iter(add_attendees(edition=job.edition, attendees=people, at=at))
    ImportRow.objects.bulk_create(reading.row(job, next(steps) if reading.attendee else None) for reading in batch)
    return True


@transaction.atomic
def _finish(job: ImportJob, at: datetime) -> ImportJob | None:
    """The file is not kept longer than it is needed: it is full of people."""
    kept = _ours(job).update(state=State.DONE, content=None, finished_at=at, claim=None, attempts=0, error="")
    if not kept:
        return None
    counts = Counter(job.rows.values_list("outcome", flat=True))
    trail.record(edition=job.edition, by=job.confirmed_by, at=at, verb="attendees.imported", target=job, **counts)
    return ImportJob.objects.get(pk=job.pk)


def _broken(job: ImportJob, *, error: str, at: datetime) -> ImportJob | None:
    current = _ours(job)
    current.filter(attempts__gte=MAX_ATTEMPTS).update(state=State.FAILED, claim=None, finished_at=at, error=error)
    current.update(state=State.QUEUED, claim=None, error=error)
    return ImportJob.objects.filter(pk=job.pk).first()


def _put_back_stranded(at: datetime) -> None:
    """A worker that was killed leaves its list running; one that is only slow loses its claim, and imports nothing more."""
    stale = ImportJob.objects.filter(
        state=State.RUNNING, claimed_at__lt=at - timedelta(seconds=settings.IMPORT_STALE_SECONDS)
    )
    stale.filter(attempts__gte=MAX_ATTEMPTS).update(state=State.FAILED, claim=None, finished_at=at, error=WORKER_LOST)
    stale.update(state=State.QUEUED, claim=None, error=WORKER_LOST)


def _drop_unconfirmed(at: datetime) -> None:
    for job in ImportJob.objects.filter(state=State.PREVIEW, uploaded_at__lt=at - UNCONFIRMED_FOR).defer("content"):
        discard(job=job, by=None, at=at)

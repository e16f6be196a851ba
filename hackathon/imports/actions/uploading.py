"""A list on its way in: uploaded, looked at, confirmed or discarded by an organiser."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.imports import dispatch
from hackathon.imports.mapping import Field, guess, is_complete
from hackathon.imports.models import ImportJob
from hackathon.imports.reading import read
from hackathon.registration.attendees import visible

State = ImportJob.State
MAX_FILE_NAME = ImportJob._meta.get_field("file_name").max_length


class ImportRefused(Exception):
    """The deed was refused and nothing was changed."""


class NotWaiting(ImportRefused):
    """The list waits for nobody's word any more: it was confirmed or discarded meanwhile."""


class LooksOtherwise(ImportRefused):
    """The columns are not those that the person was shown: somebody chose others meanwhile."""


class MappingIncomplete(ImportRefused):
    """Without an e-mail and a name there is nobody to import."""


def upload(*, edition: Edition, file_name: str, content: bytes, by: User, at: datetime) -> ImportJob:
    """Keep a file to be looked at, with a guess at its columns; a file that already waits there is that one.

    Raises ``reading.Unreadable``.
    """
    sheet = read(content)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)  # a double click is one upload
        waiting = ImportJob.objects.filter(edition=edition, digest=digest, state=State.PREVIEW, uploaded_by=by).first()
        if waiting is not None:
            return waiting
        job = ImportJob.objects.create(
            edition=edition,
            file_name=visible(file_name)[:MAX_FILE_NAME],
            digest=digest,
            content=content,
            mapping=guess(sheet.headings),
            total=len(sheet.records),
            uploaded_at=at,
            uploaded_by=by,
        )
        trail.record(edition=edition, by=by, at=at, verb="attendees.uploaded", target=job, rows=job.total)
    return job


def choose_columns(*, job: ImportJob, mapping: Mapping[Field, int]) -> ImportJob:
    """Say what the columns are. Raises NotWaiting."""
    with transaction.atomic():
        found = _waiting(job)
        found.mapping = dict(mapping)
        found.save(update_fields=["mapping"])
    return found


def confirm(*, job: ImportJob, mapping: Mapping[Field, int], by: User, at: datetime) -> ImportJob:
    """Let the list be imported, with the columns that the person was shown.

    Raises NotWaiting, LooksOtherwise, MappingIncomplete.
    """
    with transaction.atomic():
        found = _waiting(job)
        if found.mapping != dict(mapping):
            raise LooksOtherwise
        if not is_complete(mapping):
            raise MappingIncomplete
        found.state, found.confirmed_by, found.confirmed_at = State.QUEUED, by, at
        found.save(update_fields=["state", "confirmed_by", "confirmed_at"])
        transaction.on_commit(partial(dispatch.import_soon, found.pk))
    return found


def discard(*, job: ImportJob, by: User | None, at: datetime) -> ImportJob:
    """Forget the file before anything came of it. Raises NotWaiting."""
    with transaction.atomic():
        found = _waiting(job)
        found.state, found.content, found.finished_at = State.DISCARDED, None, at
        found.save(update_fields=["state", "content", "finished_at"])
        trail.record(edition=found.edition, by=by, at=at, verb="attendees.discarded", target=found)
    return found


def retry(*, job: ImportJob, at: datetime) -> bool:
    """Queue a list again that our own fault interrupted; False if it is not interrupted."""
    with transaction.atomic():
        queued = ImportJob.objects.filter(pk=job.pk, state=State.FAILED).update(
            state=State.QUEUED, attempts=0, error="", finished_at=None
        )
        if queued:
            transaction.on_commit(partial(dispatch.import_soon, job.pk))
    return bool(queued)


def record_report_export(*, job: ImportJob, rows: int, by: User, at: datetime) -> None:
    """Write down that people's data left the site."""
    trail.record(edition=job.edition, by=by, at=at, verb="attendees.report_exported", target=job, rows=rows)


def _waiting(job: ImportJob) -> ImportJob:
    found = ImportJob.objects.select_for_update(of=("self",)).select_related("edition").filter(pk=job.pk).first()
    if found is None or found.state != State.PREVIEW:
        raise NotWaiting
    return found

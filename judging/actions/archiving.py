"""One signed archive of an edition: asked for by an organiser, written by a worker, kept until it is asked for again."""

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging import archive as pure
from judging import dispatch
from judging.actions.outcome_errors import NotFrozen
from judging.archive import RESULTS
from judging.exports.whole import STEPS, archive_files
from judging.models import Archive, FrozenResults
from judging.queries.publication import standing
from submissions.actions import queueing
from submissions.models.queues import UNDER_WAY

logger = logging.getLogger(__name__)

State = Archive.State
MAX_ATTEMPTS: Final = 3
KEPT: Final = 3
"""So many archives of an edition are kept; older ones could be made again, and are large."""
NOT_FROZEN, OTHER_NUMBERS = "not_frozen", "other_numbers"
PLACED: Final = ("rank", "shared", "total")


class OtherNumbers(Exception):
    """What follows from the frozen reviews today is not what was frozen: the counting has changed since."""


def request_archive(*, edition: Edition, by: User | None, at: datetime) -> Archive:
    """Ask for an archive of the frozen results; while one is being written it is that one. Raises NotFrozen."""
    with transaction.atomic():
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)  # a double click is one archive
        if standing(edition) is None:
            raise NotFrozen
        waiting = Archive.objects.filter(edition=edition, state__in=UNDER_WAY).first()
        if waiting is not None:
            return waiting
        found = Archive.objects.create(edition=edition, total=len(STEPS), not_before=at, at=at, by=by)
        trail.record(edition=edition, by=by, at=at, verb="archive.requested", target=found)
        transaction.on_commit(partial(dispatch.archive_soon, found.pk))
    return found


def make_archive(*, archive_id: int, at: datetime) -> Archive | None:
    """Write the archive if it is still to be written; None if that is not ours to do. An error puts it off, the third fails it."""
    due = Archive.objects.filter(queueing.is_due(at=at), pk=archive_id)
    if not queueing.claim(due, at=at, done=0, step="", total=len(STEPS)):
        return None
    found = Archive.objects.select_related("edition").get(pk=archive_id)
    began = time.monotonic()
    try:
        content = written(found.edition, tell=partial(_tell, found))
    except NotFrozen:
        return queueing.end(found, at=at, state=State.FAILED, error=NOT_FROZEN)
    except OtherNumbers:
        return queueing.end(found, at=at, state=State.FAILED, error=OTHER_NUMBERS)
    except Exception as error:
        logger.exception("Archive %s broke at attempt %s", archive_id, found.attempts)
        return _broken(found, error=type(error).__name__[:60], at=at)
    return _store(found, content, at=at + timedelta(seconds=time.monotonic() - began))


def written(edition: Edition, *, tell: Callable[[str], None] = lambda step: None) -> bytes:
    """The archive of the frozen results that stand, checked as anybody will check it. Raises NotFrozen, OtherNumbers."""
    results = standing(edition)
    if results is None:
        raise NotFrozen
    files = archive_files(results, tell=tell)
    tell("signing")
    private = private_key()
    content = pure.pack(files, edition=edition.slug, private=private)
    if not pure.verify(content, key=pure.public_key(private)).holds or not _same(results, files):
        raise OtherNumbers
    return content


def private_key() -> Ed25519PrivateKey:
    """The key that archives are signed with."""
    return pure.signer(key=settings.ARCHIVE_KEY, secret=settings.SECRET_KEY)


def public_key() -> str:
    """The key by which anybody checks them."""
    return pure.public_key(private_key())


def record_download(*, archive: Archive, by: User, at: datetime) -> None:
    """Write down that somebody took the archive out of the house."""
    trail.record(edition=archive.edition, by=by, at=at, verb="archive.downloaded", target=archive)


def sweep_archives(*, at: datetime) -> int:
    """Leave none stranded; the number that a worker was nudged towards."""
    queueing.put_back_stale(Archive, at=at, most=MAX_ATTEMPTS)
    due = Archive.objects.filter(queueing.is_due(at=at)).order_by("at", "pk").values_list("pk", flat=True)
    return queueing.nudged(due, dispatch.archive_soon)


def _tell(archive: Archive, step: str) -> None:
    queueing.ours(archive).update(step=step, done=STEPS.index(step))


def _same(results: FrozenResults, files: Mapping[str, bytes]) -> bool:
    """Whether every project has the place and the total that were frozen."""
    again = pure.parsed(files[RESULTS], RESULTS)
    return [_place(each) for each in again["projects"]] == [_place(each) for each in results.payload["projects"]]


def _place(project: Mapping[str, Any]) -> tuple[Any, ...]:
    return (project["id"], *(project[name] for name in PLACED))


@transaction.atomic
def _store(archive: Archive, content: bytes, *, at: datetime) -> Archive | None:
    digest = hashlib.sha256(content).hexdigest()
    facts = {"content": content, "digest": digest, "size": len(content), "step": "", "done": len(STEPS)}
    kept = queueing.end(archive, at=at, state=State.DONE, error="", **facts)
    if kept is None:
        return None
    ended = Archive.objects.filter(edition=archive.edition, state=State.DONE).order_by("-at", "-pk")
    ended.filter(digest=digest).exclude(pk=archive.pk).delete()  # the very same file, made again
    Archive.objects.filter(pk__in=list(ended.values_list("pk", flat=True)[KEPT:])).delete()
    trail.record(edition=archive.edition, by=archive.by, at=at, verb="archive.made", target=kept, digest=digest)
    return kept


def _broken(archive: Archive, *, error: str, at: datetime) -> Archive | None:
    if archive.attempts >= MAX_ATTEMPTS:
        return queueing.end(archive, at=at, state=State.FAILED, error=error)
    return queueing.put_off(archive, until=at, error=error)

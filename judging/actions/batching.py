"""Certificates in bulk. The batch's row is the queue, and says how far it is.

Each stretch is one transaction: its files, and how many are done. A worker that is killed takes its stretch with it and
nothing else; whoever takes the batch over draws what has no files yet. When all is done everybody is written to, once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging import dispatch
from judging.actions import certificate_mail
from judging.actions.certifying import LANGUAGES, drawn, issue
from judging.models import Certificate, CertificateBatch, CertificateFile
from judging.queries import certificates as queries

State = CertificateBatch.State
STRETCH = 20
SECONDS = 240
"""How long one task works at a batch before it puts the rest into the queue again: well under a task's time limit."""


class BadKinds(Exception):
    """There is no such kind of certificate, or none was chosen."""


class NotYetPublic(Exception):
    """Certificates of prizes would tell results that are not out."""


def request_batch(*, edition: Edition, kinds: Sequence[str], by: User | None, at: datetime) -> CertificateBatch:
    """Ask for the certificates of these kinds that are missing. While such a batch of the edition waits or works, it is that one.

    Raises ``BadKinds``, ``NotYetPublic``.
    """
    wanted = [kind for kind in queries.KINDS if kind in set(kinds)]
    if not wanted or len(wanted) != len(set(kinds)):
        raise BadKinds
    if {"winner", "mention"} & set(wanted) and not queries.results_are_out(edition, at=at):
        raise NotYetPublic
    with transaction.atomic():
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)  # a double click is one batch
        waiting = CertificateBatch.objects.filter(edition=edition, kinds=wanted).exclude(state=State.DONE).first()
        if waiting is not None:
            return waiting
        batch = CertificateBatch.objects.create(edition=edition, kinds=wanted, at=at, by=by)
        trail.record(edition=edition, by=by, at=at, verb="certificates.requested", target=batch, kinds=wanted)
        transaction.on_commit(partial(dispatch.certificates_soon, batch.pk))
    return batch


def run_batch(
    *, batch_id: int, now: Callable[[], datetime], seconds: float = SECONDS, stretch: int = STRETCH
) -> CertificateBatch | None:
    """Make and draw the batch's certificates; None if that is not ours to do. May run twice without harm.

    After ``seconds`` the rest goes back into the queue. One that cannot be drawn says why in its row, and stops no other.
    """
    batch = _claimed(batch_id, now())
    if batch is None:
        return None
    began = now()
    _begin(batch, began)
    while some := _next(batch, stretch):
        if not _draw(batch, some, now()):
            return None  # taken for dead and not so: somebody else goes on
        if (now() - began).total_seconds() >= seconds:
            return _later(batch)
    return _finish(batch, now())


def sweep_batches(*, at: datetime) -> int:
    """Put batches back whose worker died, and nudge workers towards those that wait; how many. May run at any time."""
    stale = at - timedelta(seconds=settings.CERTIFICATES_STALE_SECONDS)
    CertificateBatch.objects.filter(state=State.RUNNING, claimed_at__lt=stale).update(state=State.QUEUED)
    waiting = list(
        CertificateBatch.objects.filter(state=State.QUEUED).order_by("at", "pk").values_list("pk", flat=True)
    )
    return sum(dispatch.certificates_soon(batch) for batch in waiting)


def _claimed(batch_id: int, at: datetime) -> CertificateBatch | None:
    """One UPDATE decides who does it. ``claimed_at`` is whose it is: it moves with every stretch."""
    won = CertificateBatch.objects.filter(pk=batch_id, state=State.QUEUED).update(state=State.RUNNING, claimed_at=at)
    return CertificateBatch.objects.select_related("edition", "by").get(pk=batch_id) if won else None


def _ours(batch: CertificateBatch) -> QuerySet[CertificateBatch]:
    return CertificateBatch.objects.filter(pk=batch.pk, state=State.RUNNING, claimed_at=batch.claimed_at)


def _begin(batch: CertificateBatch, at: datetime) -> None:
    """Make out what is missing, and count what there is to draw. A batch that goes on counts the same again."""
    issue(edition=batch.edition, kinds=batch.kinds, by=batch.by, at=at, batch=batch)
    if batch.total == 0:
        # A new try at what could not be drawn: there may be other fonts or names by now.
        undrawn = queries.undrawn(batch.edition, kinds=batch.kinds, languages=len(LANGUAGES))
        keys = list(undrawn.values_list("pk", flat=True))
        Certificate.objects.filter(pk__in=keys).update(batch=batch, problem="")
    total = Certificate.objects.filter(batch=batch).count()
    batch.total = total
    _ours(batch).update(total=total)


def _next(batch: CertificateBatch, stretch: int) -> list[Certificate]:
    undrawn = queries.undrawn(batch.edition, kinds=batch.kinds, languages=len(LANGUAGES))
    return list(undrawn.filter(batch=batch, problem="")[:stretch])


def _draw(batch: CertificateBatch, some: Sequence[Certificate], at: datetime) -> bool:
    """One stretch, all or nothing; False if somebody else has the batch now."""
    had = _languages(some)
    files: list[CertificateFile] = []
    problems: dict[int, str] = {}
    for certificate in some:
        made, problem = drawn(certificate, without=had.get(certificate.pk, set()), at=at)
        files += made
        if problem:
            problems[certificate.pk] = problem
    return _keep(batch, len(some), files, problems, at)


@transaction.atomic
def _keep(
    batch: CertificateBatch, n: int, files: list[CertificateFile], problems: dict[int, str], at: datetime
) -> bool:
    counted = {"done": F("done") + n - len(problems), "failed": F("failed") + len(problems), "claimed_at": at}
    if problems:
        counted["error"] = next(iter(problems.values()))
    if not _ours(batch).update(**counted):
        return False
    batch.claimed_at = at
    CertificateFile.objects.bulk_create(files, ignore_conflicts=True)
    for pk, problem in problems.items():
        Certificate.objects.filter(pk=pk).update(problem=problem)
    return True


def _languages(some: Sequence[Certificate]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = CertificateFile.objects.filter(certificate__in=some).values_list("certificate", "language")
    for certificate, language in rows:
        found.setdefault(certificate, set()).add(language)
    return found


def _later(batch: CertificateBatch) -> CertificateBatch:
    with transaction.atomic():
        if _ours(batch).update(state=State.QUEUED):
            transaction.on_commit(partial(dispatch.certificates_soon, batch.pk))
    return CertificateBatch.objects.get(pk=batch.pk)


@transaction.atomic
def _finish(batch: CertificateBatch, at: datetime) -> CertificateBatch | None:
    if not _ours(batch).update(state=State.DONE, finished_at=at):
        return None
    certificate_mail.tell_ready(batch, at=at)
    return CertificateBatch.objects.get(pk=batch.pk)

"""The audits that a close asks for: of the revisions that count, once these are fixed, and again should they change."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hackathon.editions.models import Edition
from submissions import dispatch
from submissions.actions import queueing
from submissions.models import Audit, Entry, RepoVerdict, Submission

LONGEST_WAIT: Final = timedelta(hours=1)
"""So long after the close an audit waits for the revisions that count; then it looks at what is there."""


def queue_due(*, at: datetime) -> None:
    """Each project's current version is audited once after its close; once more if the close has moved."""
    Audit.objects.bulk_create(_due(at=at), ignore_conflicts=True)


def audit_anew(*, edition: Edition, repos: Collection[int], at: datetime) -> int:
    """Audit the edition's projects with one of ``repos`` (keys) again, because the revision that counts is another now.

    Projects whose audit for the close is still to come are left to ``queue_due``. An audit that is being done starts again. Returns
    how many were queued.
    """
    with transaction.atomic():
        versions = list(_audited_for_close(edition, repos))
        ours = Audit.objects.filter(version__in=versions)
        # Who is at it right now may have read the old revision: without its claim it stores nothing.
        queueing.put_back(ours.filter(state=Audit.State.RUNNING), not_before=at, error="")
        waiting = set(ours.filter(state=Audit.State.QUEUED).values_list("version", flat=True))
        Audit.objects.bulk_create(
            (_audit(version, queued_at=at, at=at) for version in versions if version not in waiting),
            ignore_conflicts=True,
        )
        queued = list(ours.filter(state=Audit.State.QUEUED).values_list("pk", flat=True))
        for audit_id in queued:
            transaction.on_commit(partial(dispatch.audit_soon, audit_id))
    return len(queued)


def _audited_for_close(edition: Edition, repos: Collection[int]) -> QuerySet[int]:
    with_one = Entry.objects.filter(version=OuterRef("current"), repo__in=repos)
    delivered = Submission.objects.delivered().filter(Exists(with_one), edition=edition)
    return delivered.filter(Exists(_of_close(edition.parsed_rules.counts_until))).values_list("current", flat=True)


def _of_close(closes_at: datetime) -> QuerySet[Audit]:
    """Those of a project's current version for that close, the first one and any that came anew."""
    return Audit.objects.filter(version=OuterRef("current"), reason=Audit.Reason.DEADLINE, queued_at__gte=closes_at)


def _due(*, at: datetime) -> Iterator[Audit]:
    for edition in Edition.objects.all():
        closes_at = edition.parsed_rules.counts_until
        if at < closes_at:
            continue
        waiting = _waiting(edition, closes_at)
        if at < closes_at + LONGEST_WAIT:
            waiting = waiting.exclude(Exists(_unfixed(edition, closes_at)))
        for version_id in waiting.values_list("current", flat=True):
            yield _audit(version_id, queued_at=closes_at, at=at)


def _waiting(edition: Edition, closes_at: datetime) -> QuerySet[Submission]:
    return Submission.objects.delivered().filter(edition=edition).exclude(Exists(_of_close(closes_at)))


def _unfixed(edition: Edition, closes_at: datetime) -> QuerySet[Entry]:
    """The repos of a version whose revision at this close is not known yet."""
    chosen = ~Q(overruled_sha="") & Q(overruled_at__gte=closes_at)
    fixed = RepoVerdict.objects.filter(
        ~Q(frozen_sha="") | chosen, edition=edition, repo=OuterRef("repo"), closes_at=closes_at
    )
    return Entry.objects.filter(version=OuterRef("current")).exclude(Exists(fixed))


def _audit(version_id: int, *, queued_at: datetime, at: datetime) -> Audit:
    return Audit(version_id=version_id, reason=Audit.Reason.DEADLINE, queued_at=queued_at, not_before=at)

"""What was seen is large, and is seen again with every push: of that which nobody asks for any more only the findings stay."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from submissions.models import Audit, RepoAudit

KEPT: Final = timedelta(days=14)
"""So long everything is kept, for those who ask what an audit stood on."""


def prune(*, at: datetime) -> int:
    """Drop what audits saw that newer ones of their version have superseded, and looks that no other audit stands on, where they
    are older than two weeks; the number of rows that lost something.

    What the audit of a close saw stays for good. A look that was dropped is done again if its revision is asked for once more.
    """
    before = at - KEPT
    seen = Audit.objects.filter(finished_at__lt=before, evidence__isnull=False).exclude(_standing())
    idle = RepoAudit.objects.filter(evidence__isnull=False).exclude(state=RepoAudit.State.RUNNING)
    old = idle.filter(Q(finished_at__lt=before) | Q(finished_at=None, not_before__lt=before)).exclude(
        Exists(_standing_on())
    )
    return seen.update(evidence=None) + old.update(
        state=RepoAudit.State.QUEUED,
        attempts=0,
        finished_at=None,
        passing_at=None,
        evidence=None,
        answers=None,
        error="",
    )


def _standing() -> Q:
    """Audits that count, or will: those under way, those of a close, and the newest result of each version."""
    newer = Audit.objects.filter(version=OuterRef("version"), state=Audit.State.DONE, pk__gt=OuterRef("pk"))
    return Q(reason=Audit.Reason.DEADLINE) | ~Exists(newer)


def _standing_on() -> QuerySet[Audit]:
    return Audit.objects.filter(_standing(), looks=OuterRef("pk"))

"""What is done when the Hub does not answer: it is left in peace for a while, and the log says that we asked."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db.models import Q

from hackathon.editions.models import Edition
from hackathon.hub.errors import HubGarbled, HubRateLimited, HubRefused, HubSilent
from submissions.actions.evidence import append
from submissions.deadline.record import EntryKind
from submissions.models import EvidenceLog, Repo

TOLD_EVERY: Final = 600
"""Seconds: a silence that lasts is told once in so many."""


class Trouble(StrEnum):
    """Why a look came to nothing."""

    RATE_LIMITED = "rate_limited"
    GARBLED = "garbled"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    WORKER_LOST = "worker_lost"
    BROKEN = "broken"


def trouble(error: Exception) -> Trouble:
    """The name of what went wrong."""
    names = {
        HubRateLimited: Trouble.RATE_LIMITED,
        HubGarbled: Trouble.GARBLED,
        HubSilent: Trouble.UNREACHABLE,
        HubRefused: Trouble.REFUSED,
    }
    return next((name for kind, name in names.items() if isinstance(error, kind)), Trouble.BROKEN)


def tell_silence(*, edition: Edition, repo: Repo | None, error: Exception, at: datetime, what: str = "repo") -> None:
    """Say in the log that we asked about ``repo`` (None: about all of them) and were not answered."""
    about = (repo.hub_id or f"{repo.repo_type}/{repo.repo_id}") if repo else None
    body = {"hub_id": about, "what": what, "error": trouble(error).value}
    key = f"silence:{repo.pk if repo else what}:{int(at.timestamp()) // TOLD_EVERY}"
    append(edition=edition, kind=EntryKind.SILENCE, body=body, at=at, key=key, repo=repo)


def pause(edition: Edition, *, until: datetime) -> None:
    """Nobody asks anything for the edition until then; a longer pause stays."""
    EvidenceLog.objects.filter(Q(paused_until=None) | Q(paused_until__lt=until), edition=edition).update(
        paused_until=until
    )

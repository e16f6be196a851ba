"""Asking for an audit of any public repo, with or without an account. What it costs the Hub and us is bounded."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from hackathon.editions.models import Edition
from hackathon.hub.types import RepoType
from submissions import dispatch
from submissions.audit.evidence import Status
from submissions.models import OpenAudit

WINDOW: Final = timedelta(hours=1)
MOST_OF_ONE: Final = 10
"""So many an hour from one place: a whole class shares an address, so it is not one or two."""
MOST_OF_ALL: Final = 120
MOST_WAITING: Final = 30
FRESH: Final = timedelta(minutes=2)
"""Who asks again so soon gets the same, also that there is no such repo: nobody has pushed meanwhile, and if they have they can ask
again."""
FOUND_AS: Final = "found_as_"
"""How the error begins of what is there as something else."""
SOON: Final = timedelta(minutes=5)


class TooOften(Exception):
    """Too many were asked for, from one place or by all. ``wait`` is how long until another may be asked for."""

    def __init__(self, *, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


class QueueFull(Exception):
    """Too many wait already. ``wait`` is when it is worth trying again."""

    def __init__(self, *, wait: timedelta = SOON) -> None:
        super().__init__(str(wait))
        self.wait = wait


def ask_open_audit(*, edition: Edition, repo_type: RepoType, repo_id: str, asked_from: str, at: datetime) -> OpenAudit:
    """The audit of that repo by the edition's rules: one that is under way or only just done, else a new one.

    ``asked_from``: the network address, of which only a keyed digest is kept. Raises TooOften, QueueFull.
    """
    known = _known(edition, repo_type, repo_id, at=at)
    if known is not None:
        return known
    asker = digest_of(asked_from)
    try:
        with transaction.atomic():
            # The limits are those of all editions, so that all queue at the same row: two cannot both be the last that fits.
            Edition.objects.select_for_update().order_by("pk").first()
            _refuse_too_many(asker, at=at)
            audit = OpenAudit.objects.create(
                edition=edition, repo_type=repo_type.value, repo_id=repo_id, asked_at=at, not_before=at, asker=asker
            )
            transaction.on_commit(partial(dispatch.open_audit_soon, str(audit.pk)))
    except IntegrityError:  # somebody asked for the same one at the same moment
        return _same(edition, repo_type, repo_id)[0]
    return audit


def digest_of(asked_from: str) -> str:
    """By which asks from one place are counted."""
    return salted_hmac("submissions.open_audits", asked_from, algorithm="sha256").hexdigest()


def _same(edition: Edition, repo_type: RepoType, repo_id: str) -> QuerySet[OpenAudit]:
    same = OpenAudit.objects.filter(edition=edition, repo_type=repo_type.value, repo_id__iexact=repo_id)
    return same.order_by("-asked_at")


def _known(edition: Edition, repo_type: RepoType, repo_id: str, *, at: datetime) -> OpenAudit | None:
    under_way = Q(state__in=[OpenAudit.State.QUEUED, OpenAudit.State.RUNNING])
    told = Q(state=OpenAudit.State.DONE, rules_digest=edition.rules_digest)
    told |= Q(state=OpenAudit.State.FAILED) & (Q(error=Status.MISSING.value) | Q(error__startswith=FOUND_AS))
    fresh = told & Q(finished_at__gt=at - FRESH)
    return _same(edition, repo_type, repo_id).filter(under_way | fresh).first()


def _refuse_too_many(asker: str, *, at: datetime) -> None:
    if OpenAudit.objects.filter(state=OpenAudit.State.QUEUED).count() >= MOST_WAITING:
        raise QueueFull
    asked = OpenAudit.objects.filter(asked_at__gt=at - WINDOW).order_by("-asked_at")
    for rows, most in ((asked.filter(asker=asker), MOST_OF_ONE), (asked, MOST_OF_ALL)):
        last = rows.values_list("asked_at", flat=True)[most - 1 : most].first()
        if last is not None:
            raise TooOften(wait=last + WINDOW - at)

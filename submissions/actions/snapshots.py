"""Looking at watched repos: claim a row, ask the Hub, keep what it told. May be tried several times, counts once."""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from hackathon.editions.models import Edition
from hackathon.hub.errors import HubError, HubRateLimited
from hackathon.hub.types import RepoType
from submissions import dispatch, queries
from submissions.actions.evidence import append
from submissions.actions.rejudging import rejudge
from submissions.actions.repos import learn
from submissions.actions.silence import Trouble, pause, tell_silence, trouble
from submissions.actions.watching import URGENCY
from submissions.deadline import schedule
from submissions.deadline.collecting import Found, Hub, Target, collect
from submissions.deadline.record import EntryKind, Reason, Standing, iso
from submissions.models import EvidenceEntry, Repo, Watch

logger = logging.getLogger(__name__)

AT_ONCE = 2
"""So many workers look at the repos of one edition; the others have other things to do."""
PATIENCE = 3
"""So many looks in a row that the Hub leaves unanswered, and it is left in peace for a while."""
PEACE = timedelta(seconds=60)
_BY_URGENCY = Case(*(When(reason=reason.value, then=Value(rank)) for rank, reason in enumerate(URGENCY)))


def take_snapshots(*, edition: Edition, hub: Hub, now: Callable[[], datetime], seconds: float | None = None) -> int:
    """Look at the edition's repos that are due, the most urgent first, until none is, or for so many ``seconds``; how many
    the Hub answered for. Several may do it at once. What is left over gets a nudge, or waits for the next sweep.
    """
    if _busy(edition, at=now()):
        return 0
    end = time.monotonic() + (settings.SNAPSHOT_BATCH_SECONDS if seconds is None else seconds)
    taken: list[Repo] = []
    silent = 0
    while time.monotonic() < end and (watch := _claim_next(edition, at=now())) is not None:
        repo = _take(watch, hub=hub, now=now)
        taken += [repo] if repo else []
        silent = 0 if repo else silent + 1
        if silent == PATIENCE:
            pause(edition, until=now() + PEACE)
    at = now()
    if taken:
        rejudge(edition=edition, at=at, repos=taken)
    if queries.due(edition, at=at).exists():
        dispatch.snapshots_soon(edition.pk)
    return len(taken)


def put_back_stranded(*, at: datetime) -> int:
    """Rows whose worker was killed go back into the queue; one that is only slow loses its claim, and stores nothing."""
    stale = at - timedelta(seconds=settings.SNAPSHOT_STALE_SECONDS)
    return Watch.objects.filter(claimed_at__lt=stale).update(claim=None, claimed_at=None, error=Trouble.WORKER_LOST)


def _busy(edition: Edition, *, at: datetime) -> bool:
    """Whether enough are at it already. A claim that is no longer fresh may be that of a worker that was killed."""
    fresh = Watch.objects.filter(edition=edition, claimed_at__gt=at - PEACE)
    return fresh.count() >= AT_ONCE


def _claim_next(edition: Edition, *, at: datetime) -> Watch | None:
    """The most urgent row that is due; among equals those that changed last go first. One UPDATE decides whose it is."""
    due = queries.due(edition, at=at).order_by(_BY_URGENCY, F("changed_at").desc(nulls_last=True), "pk")
    while rivals := list(due.values_list("pk", flat=True)[: 4 * AT_ONCE]):
        for pk in rivals:
            won = queries.due(edition, at=at).filter(pk=pk)
            if won.update(claim=uuid.uuid4(), claimed_at=at, attempts=F("attempts") + 1):
                return Watch.objects.select_related("repo", "edition").get(pk=pk)
    return None


def _take(watch: Watch, *, hub: Hub, now: Callable[[], datetime]) -> Repo | None:
    """One look at one repo; None when it came to nothing."""
    reason = Reason(watch.reason)
    try:
        found = collect(hub, _target(watch), reason=reason, history=reason != Reason.DEADLINE, now=now)
        kept = _keep(watch, found, at=now())
    except DatabaseError:
        raise  # the row is stranded until it is put back
    except HubRateLimited as error:
        _stop_all(watch, seconds=error.retry_after, at=now())
        return None
    except Exception as error:
        if not isinstance(error, HubError):
            logger.exception("Looking at %s broke at attempt %s", watch.repo, watch.attempts)
        _put_off(watch, error=error, at=now())
        return None
    if kept is not None and isinstance(found.trouble, HubRateLimited):
        _stop_all(watch, seconds=found.trouble.retry_after, at=now())
    return kept.repo if kept else None


def _target(watch: Watch) -> Target:
    return Target(
        repo_type=RepoType(watch.repo.repo_type),
        repo_id=watch.repo.repo_id,
        hub_id=watch.repo.hub_id,
        head_sha=watch.head_sha,
        content_sha=watch.content_sha,
        history_sha=watch.snapshot_sha,
        known=queries.known_commits(edition=watch.edition, repo=watch.repo),
        apart=queries.is_apart(watch.repo, watch.edition.parsed_rules),
    )


def _ours(watch: Watch) -> QuerySet[Watch]:
    """The row, as long as no other attempt has taken it over."""
    return Watch.objects.filter(pk=watch.pk, claim=watch.claim)


@transaction.atomic
def _keep(watch: Watch, found: Found, *, at: datetime) -> EvidenceEntry | None:
    """All or nothing, and only if the row is still ours."""
    row = _ours(watch).select_for_update().first()
    if row is None:
        return None
    repo = _learnt(watch.repo, found)
    # Two rows may have become one just now: then the other one is the repo's. Where a version names both they stay two.
    rows = Watch.objects.filter(Q(pk=watch.pk) | Q(edition=watch.edition_id, repo=repo))
    rows.update(**_seen(watch, found, at=at), **_next(watch, row, found, at=at))
    snapshot = found.snapshot
    if found.news:
        kind, body = EntryKind.SNAPSHOT, snapshot.to_json()
    else:
        kind, body = EntryKind.SIGHTING, _sighting(found)
    return append(edition=watch.edition, kind=kind, body=body, at=snapshot.at, repo=repo)


def _sighting(found: Found) -> dict[str, object]:
    seen = found.snapshot
    return {
        "hub_id": seen.hub_id,
        "head": seen.head,
        "server_at": iso(seen.server_at) if seen.server_at else None,
        "likes": seen.likes,
        "standing": seen.standing.value,
    }


def _learnt(repo: Repo, found: Found) -> Repo:
    """Repos that the Hub was silent about when they were delivered get their identity now, and renamed ones their name."""
    seen = found.snapshot
    if seen.hub_id and seen.repo_id and repo.hub_id in (None, seen.hub_id):
        return learn(repo, hub_id=seen.hub_id, repo_id=seen.repo_id)
    return repo


def _seen(watch: Watch, found: Found, *, at: datetime) -> dict[str, object]:
    """What the row says of the repo after this look."""
    seen = found.snapshot
    ours = watch.repo.hub_id in (None, seen.hub_id)
    open_to_all = seen.standing == Standing.FOUND and ours and not seen.private
    fields: dict[str, object] = {
        "head_sha": (seen.head or "") if open_to_all else "",
        "head_seen_at": at,
        "snapshot_at": at,
    }
    if seen.standing == Standing.FOUND:
        fields |= {"likes": seen.likes, "changed_at": seen.last_modified}
    if seen.files is not None:
        fields["content_sha"] = seen.head or ""
    if seen.commits is not None:
        fields["snapshot_sha"] = seen.head or ""
    return fields


def _next(watch: Watch, row: Watch, found: Found, *, at: datetime) -> dict[str, object]:
    """When it is wanted again: at once if somebody asked for it meanwhile or its history is still to be read."""
    free: dict[str, object] = {"claim": None, "claimed_at": None, "attempts": 0, "error": ""}
    if found.trouble is not None:
        wait = schedule.backoff(attempts=watch.attempts)
        return free | {
            "attempts": watch.attempts,
            "due_at": at + wait,
            "error": trouble(found.trouble),
        }
    if (row.due_at, row.reason) != (watch.due_at, watch.reason):
        return free
    if not found.complete:
        return free | {"due_at": at, "reason": Reason.REQUEST.value}
    return free | {"due_at": None, "reason": ""}


@transaction.atomic
def _put_off(watch: Watch, *, error: Exception, at: datetime) -> None:
    """The Hub told nothing: the row waits a little, and the log says that we asked."""
    wait = schedule.backoff(attempts=watch.attempts)
    if _ours(watch).update(claim=None, claimed_at=None, due_at=at + wait, error=trouble(error)):
        tell_silence(edition=watch.edition, repo=watch.repo, error=error, at=at)


@transaction.atomic
def _stop_all(watch: Watch, *, seconds: float, at: datetime) -> None:
    """Our quota is used up: nobody asks anything for the edition until there is a new one. It costs no repo a try."""
    until = at + schedule.pause(seconds)
    _ours(watch).update(claim=None, claimed_at=None, attempts=watch.attempts - 1, error=Trouble.RATE_LIMITED)
    tell_silence(edition=watch.edition, repo=None, error=HubRateLimited(retry_after=seconds), at=at)
    pause(watch.edition, until=until)

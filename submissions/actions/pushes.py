"""Hearing from the Hub that a repo moved. What it says is entered once, with the moment at which we first heard it."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hackathon.editions.models import Edition
from submissions import dispatch
from submissions.actions.evidence import append
from submissions.actions.watching import held, want
from submissions.deadline.hooks import HubCall
from submissions.deadline.record import EntryKind, Reason
from submissions.models import EvidenceEntry, Watch


def receive_push(*, call: HubCall, at: datetime) -> int:
    """Enter a message of the Hub into the log of every edition that watches the repo; in how many it was news.

    The same message again, whenever it comes, changes nothing. The Hub is not asked here: the repo is due for a look.
    """
    watched_in = Edition.objects.filter(watches__in=_watching(call)).distinct()
    heard_in = EvidenceEntry.objects.filter(log__edition=OuterRef("pk"), key=_key(call))
    editions = watched_in.exclude(Exists(heard_in)).order_by("pk")
    return sum(_enter(edition, call, at=at) for edition in editions if _goes_on(edition, at=at))


def _key(call: HubCall) -> str:
    return f"push:{call.name}"


def _watching(call: HubCall) -> QuerySet[Watch]:
    """A repo that the Hub has not named to us yet is known by its name alone."""
    by_name = Q(repo__hub_id=None, repo__repo_type=call.repo_type, repo__repo_id__iexact=call.repo_id)
    return Watch.objects.filter(Q(repo__hub_id=call.hub_id) | by_name)


def _goes_on(edition: Edition, *, at: datetime) -> bool:
    return at < edition.parsed_rules.windows.results_at


@transaction.atomic
def _enter(edition: Edition, call: HubCall, *, at: datetime) -> bool:
    rows = held(_watching(call).filter(edition=edition))
    key = _key(call)
    if not rows or EvidenceEntry.objects.filter(log__edition=edition, key=key).exists():
        return False
    known = next((row for row in rows if row.repo.hub_id), rows[0])
    if call.head and known.repo.hub_id:
        Watch.objects.filter(pk=known.pk).update(head_sha=call.head, head_seen_at=at)
    want(Watch.objects.filter(pk__in=[row.pk for row in rows]), reason=Reason.PUSH, at=at)
    append(edition=edition, kind=EntryKind.PUSH, body=_body(call), at=at, key=key, repo=known.repo)
    if any(row.due_at is None for row in rows):
        transaction.on_commit(partial(dispatch.snapshots_soon, edition.pk))
    return True


def _body(call: HubCall) -> dict[str, object]:
    return {
        "hub_id": call.hub_id,
        "repo_type": call.repo_type.value,
        "repo_id": call.repo_id,
        "action": call.action,
        "scope": call.scope,
        "head": call.head,
        "refs": [{"ref": ref.ref, "old": ref.old, "new": ref.new} for ref in call.refs],
        "moved_to": call.moved_to,
    }

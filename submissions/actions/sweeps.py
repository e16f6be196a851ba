"""Asking the lists of the edition's organisations: one look at all repos that live there. What did not move costs nothing."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from django.db import transaction
from django.db.models import Q, QuerySet

from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules
from hackathon.hub.errors import HubError, HubRateLimited
from hackathon.hub.types import ListedRepo, RepoListing, RepoType
from submissions.actions.evidence import append
from submissions.actions.silence import pause, tell_silence
from submissions.actions.watching import held, want
from submissions.deadline import schedule
from submissions.deadline.record import EntryKind, Reason, heads_digest, iso
from submissions.models import EvidenceEntry, EvidenceLog, Repo, Watch
from submissions.queries import is_apart

logger = logging.getLogger(__name__)

AGAIN: Final = timedelta(seconds=60)
"""When a sweep that broke half-way is tried again."""
LEASE: Final = timedelta(seconds=180)
"""So long whoever asks the lists has them for themselves; a killed one is followed by another."""


class Hub(Protocol):
    """What is asked of ``hackathon.hub.client.HubClient``."""

    def list_repos(self, repo_type: RepoType, *, author: str, cards: bool = False) -> RepoListing: ...


@dataclass(frozen=True, slots=True)
class Listing:
    """What all lists say, by the Hub's own id. ``at``: when we began to ask; ``server_at``: the Hub's clock at its last answer."""

    at: datetime
    server_at: datetime | None
    repos: Mapping[str, ListedRepo]


@dataclass(slots=True)
class Compared:
    """What the lists say of the watched repos. ``heads``: of all that they cover, None for one that is not on them."""

    heads: dict[str, str | None] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    likes: dict[str, int] = field(default_factory=dict)
    wanted: set[int] = field(default_factory=set)
    settled: set[int] = field(default_factory=set)


def sweep_lists(*, edition: Edition, hub: Hub, now: Callable[[], datetime]) -> EvidenceEntry | None:
    """Ask the lists if it is time to, and it is ours to do; the log's entry about it, None where there is none.

    A sweep that breaks half-way says nothing of any repo, and is tried again soon.
    """
    at = now()
    if not _claim(edition, at=at):
        return None
    rules = edition.parsed_rules
    try:
        listing = _ask(hub, rules, now=now)
    except HubError as error:
        _broken(edition, error=error, at=now())
        return None
    return _keep(edition, listing, at=now())


def _claim(edition: Edition, *, at: datetime) -> bool:
    """One UPDATE decides who asks. While our quota is used up, nobody does."""
    waiting = EvidenceLog.objects.filter(Q(paused_until=None) | Q(paused_until__lte=at), edition=edition)
    mine = waiting.filter(Q(next_sweep_at=None) | Q(next_sweep_at__lte=at))
    return bool(mine.update(next_sweep_at=at + LEASE) or _claim_overslept(waiting, edition.parsed_rules, at=at))


def _claim_overslept(waiting: QuerySet[EvidenceLog], rules: EditionRules, *, at: datetime) -> int:
    """The next sweep was put off for longer than today's close allows: it has moved since. A lease is never so long."""
    far = waiting.filter(next_sweep_at__gt=at + LEASE)
    swept_at = far.values_list("swept_at", flat=True).first()
    if swept_at is None:
        return 0
    again = _next_look(swept_at, rules)
    return far.update(next_sweep_at=at + LEASE) if again and again <= at else 0


def _next_look(at: datetime, rules: EditionRules) -> datetime | None:
    windows = rules.windows
    return schedule.next_look(
        at, closes_at=rules.counts_until, results_at=windows.results_at, likes_at=windows.likes_at
    )


def _ask(hub: Hub, rules: EditionRules, *, now: Callable[[], datetime]) -> Listing:
    at = now()
    repos: dict[str, ListedRepo] = {}
    dates: list[datetime] = []
    for organisation in rules.hub.organisations:
        for repo_type in RepoType:
            listing = hub.list_repos(repo_type, author=organisation)
            repos |= {repo.hub_id: repo for repo in listing.repos}
            dates += [listing.server_date] if listing.server_date else []
    return Listing(at, max(dates, default=None), repos)


@transaction.atomic
def _broken(edition: Edition, *, error: HubError, at: datetime) -> None:
    """Nothing is known of any repo. Our quota used up: nobody asks anything until there is a new one."""
    logger.warning("The lists of %s were not to be had: %r", edition.slug, error)
    tell_silence(edition=edition, repo=None, error=error, at=at, what="lists")
    wait = AGAIN
    if isinstance(error, HubRateLimited):
        wait = schedule.pause(error.retry_after)
        pause(edition, until=at + wait)
    EvidenceLog.objects.filter(edition=edition).update(next_sweep_at=at + wait)


@transaction.atomic
def _keep(edition: Edition, listing: Listing, *, at: datetime) -> EvidenceEntry:
    rules = Edition.objects.get(pk=edition.pk).parsed_rules
    watches = held(Watch.objects.filter(edition=edition))
    seen = compare(watches, listing, rules=rules)
    _note(watches, listing, seen)
    entry = append(edition=edition, kind=EntryKind.SWEEP, body=_body(rules, watches, listing, seen), at=listing.at)
    again = _next_look(listing.at, rules)
    EvidenceLog.objects.filter(edition=edition).update(swept_at=at, next_sweep_at=again or at)
    return entry


def compare(watches: list[Watch], listing: Listing, *, rules: EditionRules) -> Compared:
    """What the lists say of the watched repos. One that is private is on no public list, whoever may see it."""
    seen = Compared()
    names = {(repo.repo_type.value, repo.repo_id.lower()) for repo in listing.repos.values()}
    for watch in watches:
        repo = watch.repo
        if repo.hub_id is None:
            if (repo.repo_type, repo.repo_id.lower()) in names and watch.due_at is None:
                seen.wanted.add(watch.pk)
            continue
        listed = listing.repos.get(repo.hub_id)
        if listed is not None and not listed.private and listed.sha:
            _compare_listed(seen, watch, listed, sha=listed.sha)
        elif is_apart(repo, rules):
            seen.apart.append(repo.hub_id)
            if _is_due_apart(watch, rules, at=listing.at):
                seen.wanted.add(watch.pk)
        else:
            _compare_missing(seen, watch, hub_id=repo.hub_id)
    return seen


def _is_due_apart(watch: Watch, rules: EditionRules, *, at: datetime) -> bool:
    """No list tells of it: it is looked at by itself, which far from the close is not done with every look at the lists."""
    seen_at = watch.head_seen_at
    return seen_at is None or at >= schedule.next_look_apart(seen_at, closes_at=rules.counts_until)


def _compare_listed(seen: Compared, watch: Watch, listed: ListedRepo, *, sha: str) -> None:
    seen.heads[listed.hub_id] = sha
    if sha != watch.head_sha:
        seen.changed[listed.hub_id] = sha
    if listed.repo_id != watch.repo.repo_id:
        seen.renamed[listed.hub_id] = listed.repo_id
    if listed.likes != watch.likes:
        seen.likes[listed.hub_id] = listed.likes
    if sha == watch.snapshot_sha == watch.head_sha and listed.hub_id not in seen.renamed:
        seen.settled.add(watch.pk)
    else:
        seen.wanted.add(watch.pk)


def _compare_missing(seen: Compared, watch: Watch, *, hub_id: str) -> None:
    """Worth a look of its own only if we took it to be there."""
    seen.heads[hub_id] = None
    seen.missing.append(hub_id)
    if watch.head_sha:
        seen.wanted.add(watch.pk)


def _note(watches: list[Watch], listing: Listing, seen: Compared) -> None:
    """What rows say of their repos from now on, and which of them are wanted."""
    moved = []
    for watch in watches:
        hub_id = watch.repo.hub_id or ""
        if hub_id in seen.changed or hub_id in seen.renamed or hub_id in seen.likes:
            moved.append(_moved(watch, listing, seen))
    fields = ["head_sha", "head_seen_at", "changed_at", "likes", "snapshot_sha"]
    Watch.objects.bulk_update(moved, fields, batch_size=500)
    renamed = [watch.repo for watch in moved if watch.repo.hub_id in seen.renamed]
    for repo in renamed:
        repo.repo_id = seen.renamed[repo.hub_id]
    Repo.objects.bulk_update(renamed, ["repo_id"], batch_size=500)
    rows = Watch.objects.filter(edition=watches[0].edition_id) if watches else Watch.objects.none()
    want(rows.filter(pk__in=seen.wanted), reason=Reason.SWEEP, at=listing.at)
    # What stands still where we have all of it needs no look of its own, not even at the close.
    rows.filter(pk__in=seen.settled, claim=None, reason__in=(Reason.DEADLINE, Reason.SWEEP)).update(
        due_at=None, reason="", attempts=0
    )


def _moved(watch: Watch, listing: Listing, seen: Compared) -> Watch:
    hub_id = watch.repo.hub_id or ""
    watch.likes = seen.likes.get(hub_id, watch.likes)
    if hub_id in seen.changed:
        watch.head_sha, watch.head_seen_at = seen.changed[hub_id], listing.at
        watch.changed_at = listing.repos[hub_id].last_modified
    if hub_id in seen.renamed:
        watch.snapshot_sha = ""  # so that a snapshot of its own tells of the new name
    return watch


def _body(rules: EditionRules, watches: list[Watch], listing: Listing, seen: Compared) -> dict[str, Any]:
    return {
        "server_at": iso(listing.server_at) if listing.server_at else None,
        "organisations": list(rules.hub.organisations),
        "watched": len(watches),
        "digest": heads_digest(seen.heads),
        "changed": seen.changed,
        "missing": sorted(seen.missing),
        "apart": sorted(seen.apart),
        "renamed": seen.renamed,
        "likes": seen.likes,
    }

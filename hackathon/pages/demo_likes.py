"""How the demo's repos came to their likes: a look a day, as the sweeps would have taken them, and the count if its moment is over."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from hackathon.editions.models import Edition
from hackathon.editions.rules import Windows
from hackathon.hub.client import HubClient
from hackathon.hub.sandbox.records import RepoRecord, from_iso
from hackathon.hub.sandbox.samples import ORGANISATION
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.hub.types import ListedRepo, RepoType
from hackathon.pages.demo_close import Story
from submissions import actions
from submissions.models import LikedRepo, LikesCount, LikesWatch

EVERY: Final = timedelta(days=1)
BEFORE_RESULTS: Final = timedelta(minutes=1)


def moment(windows: Windows) -> datetime:
    """When the demo counts: by its rules or, where they say nothing, in the last minute before the day of the results."""
    return windows.likes_at or windows.results_at - BEFORE_RESULTS


def tell(edition: Edition, *, storage: SandboxStorage, story: Story, hub: HubClient, until: datetime) -> None:
    """Look at the likes day by day up to ``until``, once; what was told already stays."""
    if LikesWatch.objects.filter(edition=edition, looked_at__isnull=False).exists():
        return
    records = [one for repo_type in RepoType for one in storage.repos(repo_type, namespace=ORGANISATION)]
    counts_at = edition.parsed_rules.windows.likes_at
    end = min(until, counts_at) if counts_at else until
    for at in _days(records, until=end):
        there = [record for record in records if record.created_at <= at]
        listing = actions.LikesListing(at, at, {record.hub_id: _listed(storage, record, at) for record in there})
        actions.note_likes(edition=edition, listing=listing)
    story.now = end
    actions.keep_likes(at=end, hub=hub, now=story.clock)


def begin_anew(edition: Edition) -> None:
    """The sample repos will be others, so nothing that was counted is of any of them."""
    LikesCount.objects.filter(edition=edition).delete()
    LikedRepo.objects.filter(edition=edition).delete()
    LikesWatch.objects.filter(edition=edition).delete()


def _days(records: list[RepoRecord], *, until: datetime) -> Iterator[datetime]:
    at = min((record.created_at for record in records), default=until)
    while at < until:
        yield at
        at += EVERY


def _listed(storage: SandboxStorage, record: RepoRecord, at: datetime) -> ListedRepo:
    """The repo as a list would have told of it then."""
    head = storage.head(record)
    return ListedRepo(
        hub_id=record.hub_id,
        repo_id=record.repo_id,
        repo_type=record.repo_type,
        sha=head.sha if head else None,
        created_at=record.created_at,
        likes=sum(from_iso(since) <= at for since in record.likers.values()),
    )

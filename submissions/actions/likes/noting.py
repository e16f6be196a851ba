"""What a look at the lists leaves: a row for each repo, a point where its likes changed, and the count once its moment has come."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from hackathon.editions.models import Edition
from hackathon.hub.types import ListedRepo
from submissions.actions.likes.counting import count_likes
from submissions.actions.likes.listing import Listing
from submissions.models import LikedRepo, LikesPoint, LikesWatch

FIELDS = ("repo_id", "sha", "duplicated_from", "likes", "gone_at")


@transaction.atomic
def note_likes(*, edition: Edition, listing: Listing) -> None:
    """Keep what the lists said, and count where the rules' moment has come. Nothing is done with what is older than what we have.

    Who keeps it holds the edition's row of ``LikesWatch``, so that two looks at once follow one another.
    """
    LikesWatch.objects.get_or_create(edition=edition)
    watch = LikesWatch.objects.select_for_update().get(edition=edition)
    if watch.looked_at is not None and watch.looked_at >= listing.at:
        return
    rules = Edition.objects.get(pk=edition.pk).parsed_rules
    known = {repo.hub_id: repo for repo in LikedRepo.objects.filter(edition=edition)}
    before = {hub_id: repo.likes for hub_id, repo in known.items() if repo.gone_at is None}
    listed = _keep_repos(edition, known, listing)
    changed = [repo for repo in listed if before.get(repo.hub_id) != repo.likes]
    _keep_points(changed, at=listing.at, zone=ZoneInfo(rules.timezone))
    count_likes(edition, rules=rules, listing=listing, listed=listed, before=before, before_at=watch.looked_at)
    LikesWatch.objects.filter(pk=watch.pk).update(looked_at=listing.at)


def _keep_repos(edition: Edition, known: dict[str, LikedRepo], listing: Listing) -> list[LikedRepo]:
    """The rows of all that is listed, up to date; those of what is not any more say since when."""
    fresh = {hub_id: _row(edition, repo) for hub_id, repo in listing.repos.items()}
    new = [row for hub_id, row in fresh.items() if hub_id not in known]
    changed = [known[hub_id] for hub_id, row in fresh.items() if hub_id in known and _take_over(known[hub_id], row)]
    gone = [repo for hub_id, repo in known.items() if hub_id not in fresh and repo.gone_at is None]
    for repo in gone:
        repo.gone_at = listing.at
    LikedRepo.objects.bulk_create(new, batch_size=500)
    LikedRepo.objects.bulk_update([*changed, *gone], FIELDS, batch_size=500)
    return [*new, *(known[hub_id] for hub_id in fresh if hub_id in known)]


def _row(edition: Edition, repo: ListedRepo) -> LikedRepo:
    return LikedRepo(
        edition=edition,
        hub_id=repo.hub_id,
        repo_type=repo.repo_type.value,
        repo_id=repo.repo_id,
        sha=repo.sha or "",
        duplicated_from=repo.duplicated_from,
        created_at=repo.created_at,
        likes=repo.likes,
    )


def _take_over(row: LikedRepo, fresh: LikedRepo) -> bool:
    """Whether anything of the row has changed."""
    before = [getattr(row, name) for name in FIELDS]
    for name in FIELDS:
        setattr(row, name, getattr(fresh, name))
    return before != [getattr(row, name) for name in FIELDS]


def _keep_points(repos: Iterable[LikedRepo], *, at: datetime, zone: ZoneInfo) -> None:
    day = at.astimezone(zone).date()
    LikesPoint.objects.bulk_create(
        [LikesPoint(repo=repo, day=day, likes=repo.likes) for repo in repos],
        update_conflicts=True,
        unique_fields=["repo", "day"],
        update_fields=["likes"],
        batch_size=500,
    )

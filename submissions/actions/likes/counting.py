"""The count: once for a moment of the rules, from the first lists after it. All of it in one transaction, or nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules
from submissions.actions.likes.listing import Listing
from submissions.evaluation.likes_states import Surety
from submissions.models import CountedPart, CountedRepo, LikedRepo, LikesCount
from submissions.queries.likes import Delivered, belongs, delivered, why_not_listed


def count_likes(
    edition: Edition,
    *,
    rules: EditionRules,
    listing: Listing,
    listed: Sequence[LikedRepo],
    before: Mapping[str, int],
    before_at: datetime | None,
) -> LikesCount | None:
    """Make the count if its moment has come at ``listing.at`` and it has not been made; to be called while holding the watch.

    ``before``: the likes that each repo had at ``before_at``, the last look, by the Hub's id.
    """
    moment = rules.windows.likes_at
    if moment is None or listing.at < moment or LikesCount.objects.filter(edition=edition, moment=moment).exists():
        return None
    in_time = before_at is not None and before_at < moment
    count = LikesCount.objects.create(
        edition=edition, moment=moment, taken_at=listing.until, before_at=before_at if in_time else None
    )
    parts = delivered(edition, listed)
    projects = {part.liked.pk for part in parts if part.liked is not None}
    rows = [
        _counted(count, repo, before=before.get(repo.hub_id, 0) if in_time else None, asked=repo.pk in projects)
        for repo in listed
        if repo.pk in projects or belongs(repo, rules)
    ]
    counted = {row.liked_id: row for row in CountedRepo.objects.bulk_create(rows, batch_size=500)}
    CountedPart.objects.bulk_create([_part(count, part, counted, rules=rules) for part in parts], batch_size=500)
    told = {"moment": moment.isoformat(), "repos": len(rows), "likes": sum(row.listed for row in rows)}
    trail.record(edition=edition, by=None, at=listing.until, verb="likes.counted", target=edition, **told)
    return count


def _counted(count: LikesCount, repo: LikedRepo, *, before: int | None, asked: bool) -> CountedRepo:
    """``asked``: some of its likes may be a team's own. Where nobody likes it, or nothing changed and nobody asks, it is settled."""
    settled = not repo.likes or (before == repo.likes and not asked)
    return CountedRepo(
        count=count,
        liked=repo,
        repo_id=repo.repo_id,
        duplicated_from=repo.duplicated_from,
        sha=repo.sha,
        listed=repo.likes,
        before=before,
        surety=Surety.STEADY if settled else Surety.PENDING,
    )


def _part(
    count: LikesCount, part: Delivered, counted: Mapping[int, CountedRepo], *, rules: EditionRules
) -> CountedPart:
    row = counted[part.liked.pk] if part.liked is not None else None
    return CountedPart(
        count=count,
        submission_id=part.submission_id,
        kind=part.kind,
        repo_type=part.repo.repo_type,
        repo_id=row.repo_id if row else part.repo.repo_id,
        counted=row,
        own=0 if row and not row.listed else None,
        left_out="" if row else why_not_listed(part, rules),
    )

"""After a count: which of the likes came after its moment, and which are a team's own. Repo by repo, so that nothing is asked twice."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet

from hackathon.hub.errors import HubError, HubSilent
from submissions.actions.likes.likers import Likers, members_of
from submissions.evaluation.likes_schedule import CHECKED_WITHIN
from submissions.evaluation.likes_states import Surety
from submissions.models import CountedPart, CountedRepo, LikesCount

logger = logging.getLogger(__name__)

MOST_DATED: Final = 100
"""Of a repo with more likes than this we do not ask one by one since when."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a repo's likes. ``own``: those of each project's people among the ones that count, by the project's key
    (None: the Hub did not say who likes it)."""

    surety: Surety
    late: int = 0
    undated: int = 0
    own: Mapping[int, int] | None = None


def check_count(count: LikesCount, *, likers: Likers, now: Callable[[], datetime]) -> None:
    """Check what of the count is still pending; after some days it stands unchecked. Raises Exhausted and HubSilent.

    What is settled already stays, whoever is killed or cut off in the middle.
    """
    if now() < count.taken_at + CHECKED_WITHIN:
        for row in pending(count).select_related("liked", "count"):
            _settle(row, _checked(row, likers))
    else:
        pending(count).filter(before=F("listed")).update(surety=Surety.STEADY)
        pending(count).update(surety=Surety.UNCHECKED, undated=F("listed"))
    LikesCount.objects.filter(pk=count.pk, checked_at=None).update(checked_at=now())


def pending(count: LikesCount) -> QuerySet[CountedRepo]:
    """The repos of the count about which we still have to ask."""
    return CountedRepo.objects.filter(count=count, surety=Surety.PENDING).order_by("pk")


def _checked(row: CountedRepo, likers: Likers) -> Checked:
    """A repo that cannot be asked about, as it has become private, is left as the lists told it."""
    members = members_of(row.parts.values_list("submission", flat=True))
    try:
        names = likers.of(row.liked)
    except HubSilent:
        raise
    except HubError as error:
        logger.warning("Who likes %s was not to be had: %r", row.repo_id, error)
        return _as_listed(row, own=None)
    ours = names & frozenset().union(*members.values())
    one_by_one = row.before != row.listed and len(names) <= MOST_DATED
    dates = likers.dates(row.liked, names if one_by_one else ours)
    in_time = {name for name, at in dates.items() if at is None or at < row.count.moment}
    own = {project: len(in_time & theirs) for project, theirs in members.items()}
    return _dated(row, dates, own=own) if one_by_one else _as_listed(row, own=own)


def _as_listed(row: CountedRepo, *, own: Mapping[int, int] | None) -> Checked:
    if row.before == row.listed:
        return Checked(Surety.STEADY, own=own)
    return Checked(Surety.UNCHECKED, undated=row.listed, own=own)


def _dated(row: CountedRepo, dates: Mapping[str, datetime | None], *, own: Mapping[int, int]) -> Checked:
    """A like that came when we had the lists already was never among those that we count."""
    moment, until = row.count.moment, row.count.taken_at
    late = min(sum(at is not None and moment <= at <= until for at in dates.values()), row.listed)
    known = sum(at is not None and at < moment for at in dates.values())
    return Checked(Surety.DATED, late, max(row.listed - late - known, 0), own)


@transaction.atomic
def _settle(row: CountedRepo, checked: Checked) -> None:
    """One UPDATE decides who settles it."""
    mine = CountedRepo.objects.filter(pk=row.pk, surety=Surety.PENDING)
    if mine.update(surety=checked.surety, late=checked.late, undated=checked.undated) and checked.own is not None:
        for part in CountedPart.objects.filter(counted=row):
            CountedPart.objects.filter(pk=part.pk).update(own=checked.own.get(part.submission_id, 0))

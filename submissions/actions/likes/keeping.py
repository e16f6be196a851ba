"""What keeps the board of likes going without anyone: looks at the lists, the count at its moment, and what is asked after it."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.db.models.functions import Coalesce

from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules
from hackathon.hub.errors import HubError, HubRateLimited
from submissions.actions.likes.checking import check_count
from submissions.actions.likes.likers import Exhausted, Likers
from submissions.actions.likes.listing import Hub, ask_lists
from submissions.actions.likes.noting import note_likes
from submissions.actions.likes.owning import ask_own_likes
from submissions.actions.silence import pause
from submissions.deadline import schedule
from submissions.evaluation import likes_schedule
from submissions.models import EvidenceLog, LikesCount, LikesWatch

logger = logging.getLogger(__name__)

AGAIN: Final = timedelta(seconds=30)
"""So long the Hub is left in peace when it did not answer."""
LEASE: Final = timedelta(seconds=240)
"""So long a worker has an edition for itself; a killed one is followed by another."""


def keep_likes(*, at: datetime, hub: Hub, now: Callable[[], datetime]) -> None:
    """Do for each edition what is due at ``at``. May run at any time, and twice at once.

    An edition in which something breaks does not keep the others waiting.
    """
    for edition in Edition.objects.order_by("pk"):
        try:
            _keep(edition, at=at, hub=hub, now=now)
        except Exception:
            logger.exception("Looking at the likes of %s broke", edition.slug)


@dataclass(frozen=True, slots=True)
class _Due:
    """What there is to do. ``look``: at the lists; ``count``: one that is not checked yet; ``own``: likes of teams, before a count."""

    look: bool
    count: LikesCount | None
    own: bool

    def __bool__(self) -> bool:
        return self.look or self.count is not None


def _keep(edition: Edition, *, at: datetime, hub: Hub, now: Callable[[], datetime]) -> None:
    due = _due(edition, edition.parsed_rules, at=at)
    if not due or not _claim(edition, at=at):
        return
    try:
        _take_turn(edition, due, hub=hub, now=now)
    except HubError as error:
        _leave_in_peace(edition, error, at=now())
    finally:
        LikesWatch.objects.filter(edition=edition, busy_until=at + LEASE).update(busy_until=None)


def _due(edition: Edition, rules: EditionRules, *, at: datetime) -> _Due:
    """A moment that was moved counts from now on: what was planned by the old one is not kept anywhere."""
    moment, windows = rules.windows.likes_at, rules.windows
    count = LikesCount.objects.filter(edition=edition, moment=moment).first() if moment else None
    unfinished = moment is not None and moment <= at and (count is None or count.checked_at is None)
    opens_at = windows.registration.opens_at
    if not rules.hub.organisations or not likes_schedule.is_time(
        at, opens_at=opens_at, results_at=windows.results_at, uncounted=unfinished
    ):
        return _Due(look=False, count=None, own=False)
    if count is not None:
        return _Due(look=False, count=count if count.checked_at is None else None, own=False)
    return _Due(look=unfinished or _is_time_to_look(edition, moment, at=at), count=None, own=True)


def _is_time_to_look(edition: Edition, moment: datetime | None, *, at: datetime) -> bool:
    looked_at = LikesWatch.objects.filter(edition=edition).values_list("looked_at", flat=True).first()
    return looked_at is None or at >= likes_schedule.next_look(looked_at, moment=moment)


def _claim(edition: Edition, *, at: datetime) -> bool:
    """One UPDATE decides whose turn it is. While the Hub is left in peace, or our quota is used up, it is nobody's."""
    if EvidenceLog.objects.filter(edition=edition, paused_until__gt=at).exists():
        return False
    LikesWatch.objects.get_or_create(edition=edition)
    free = LikesWatch.objects.filter(Q(busy_until=None) | Q(busy_until__lte=at), edition=edition)
    return bool(free.filter(Q(not_before=None) | Q(not_before__lte=at)).update(busy_until=at + LEASE))


def _take_turn(edition: Edition, due: _Due, *, hub: Hub, now: Callable[[], datetime]) -> None:
    """What does not fit into one turn is left to the next one."""
    count, likers = due.count, Likers(hub, now=now)
    if due.look:
        rules = Edition.objects.get(pk=edition.pk).parsed_rules
        note_likes(edition=edition, listing=ask_lists(hub, rules, now=now))
        count = LikesCount.objects.filter(edition=edition, moment=rules.windows.likes_at, checked_at=None).first()
    with suppress(Exhausted):
        if count is not None:
            check_count(count, likers=likers, now=now)
        elif due.own:
            ask_own_likes(edition, likers=likers, now=now)
    LikesWatch.objects.filter(edition=edition).update(silent_since=None, not_before=None)


def _leave_in_peace(edition: Edition, error: HubError, *, at: datetime) -> None:
    """The first silence is remembered until there is an answer."""
    logger.warning("The likes of %s were not to be had: %r", edition.slug, error)
    until = at + AGAIN
    if isinstance(error, HubRateLimited):
        until = at + schedule.pause(error.retry_after)
        pause(edition, until=until)
    LikesWatch.objects.filter(edition=edition).update(not_before=until, silent_since=Coalesce("silent_since", at))

"""Bringing announcements to Discord: claim the row, post, write down what came of it. May be tried several times.

A worker that dies after it has posted and before it has written that down leaves a stale claim, which is tried again: then
Discord shows the same news twice. Twice is better than never, and a person can delete one.
"""

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse

from hackathon.editions import trail
from hackathon.mail.links import absolute
from hackathon.outreach import dispatch
from hackathon.outreach.discord import Channel, DiscordBusy, DiscordRefused, cut
from hackathon.outreach.models import Announcement
from hackathon.waiting import doubling

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
BACKOFF = timedelta(seconds=30)
"""The pause after the first attempt; each further one doubles it."""
LONGEST_WAIT = timedelta(minutes=15)
STALE = timedelta(minutes=2)
"""Longer than any post takes: a claim as old as this was left by a worker that died."""
NOT_SET_UP, WORKER_LOST = "not_set_up", "worker_lost"
MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in "\\*_~`|>#[]"})


def post_to_discord(*, announcement_id: int, channel: Channel | None, at: datetime) -> Announcement | None:
    """Post it if that is still to be done; None if it is not ours to do, or not yet. ``channel`` None: there is none.

    A Discord that is busy, silent or in trouble puts it off, MAX_ATTEMPTS times; one that refuses ends it.
    """
    claimed = _claim(announcement_id, at=at)
    if claimed is None:
        return None
    if channel is None:
        return _failed(claimed, reason=NOT_SET_UP, at=at)
    try:
        channel.post(message(claimed))
    except DiscordRefused as refusal:
        return _failed(claimed, reason=refusal.reason, at=at)
    except DiscordBusy as busy:
        return _put_off(claimed, reason=busy.reason, asked=busy.retry_after, at=at)
    except Exception as error:  # noqa: BLE001 - its text may hold the webhook's address, so only its name is told
        logger.error("Announcement %s broke on its way to Discord: %s", announcement_id, type(error).__name__)
        return _put_off(claimed, reason=type(error).__name__, asked=0.0, at=at)
    return _posted(claimed, at=at)


def sweep_announcements(*, at: datetime) -> int:
    """Leave no post stranded at ``at``; the number of posts that a worker was nudged towards. May run twice at once."""
    stale = Announcement.objects.filter(
        discord_state=Announcement.DiscordState.POSTING, discord_claimed_at__lt=at - STALE
    )
    for announcement in stale.select_related("edition"):
        _put_off(announcement, reason=WORKER_LOST, asked=0.0, at=at)
    due = _due(at=at).order_by("discord_not_before", "pk").values_list("pk", flat=True)
    nudged = 0
    for announcement_id in due:
        if not dispatch.post_soon(announcement_id):
            break  # no broker: the next sweep tries again
        nudged += 1
    return nudged


def message(announcement: Announcement) -> str:
    """What Discord shows: the news in Spanish, in English if there is that, and where to read them."""
    parts = [f"**{announcement.title.translate(MARKDOWN)}**", announcement.body]
    if announcement.title_en:
        parts += [f"**{announcement.title_en.translate(MARKDOWN)}**", announcement.body_en]
    path = reverse("outreach:announcement", args=[announcement.edition.slug, announcement.pk])
    return cut("\n\n".join(parts), tail=f"\n\n{absolute(path)}")


def wait_after(*, attempts: int, asked: float) -> timedelta:
    """How long to wait after so many attempts, when Discord asked for ``asked`` seconds; it is believed within reason.

    >>> [wait_after(attempts=n, asked=0).seconds for n in (1, 2, 3, 8)]
    [30, 60, 120, 900]
    >>> [wait_after(attempts=1, asked=seconds).seconds for seconds in (40, 86_400, float("inf"))]
    [40, 900, 900]
    """
    pause = doubling(BACKOFF, attempts=attempts, longest=LONGEST_WAIT)
    return timedelta(seconds=min(max(pause.total_seconds(), asked), LONGEST_WAIT.total_seconds()))


def _due(*, at: datetime) -> QuerySet[Announcement]:
    return Announcement.objects.filter(
        discord_state=Announcement.DiscordState.QUEUED, discord_not_before__lte=at, withdrawn_at=None
    )


def _claim(announcement_id: int, *, at: datetime) -> Announcement | None:
    """One UPDATE decides who does it; ``discord_claim`` is new for each attempt."""
    won = (
        _due(at=at)
        .filter(pk=announcement_id)
        .update(
            discord_state=Announcement.DiscordState.POSTING,
            discord_claim=uuid.uuid4(),
            discord_claimed_at=at,
            discord_attempts=F("discord_attempts") + 1,
        )
    )
    return Announcement.objects.select_related("edition").get(pk=announcement_id) if won else None


def _put_off(announcement: Announcement, *, reason: str, asked: float, at: datetime) -> Announcement | None:
    """Back into the queue for later; out of it after the last attempt, or if it has been taken back meanwhile."""
    if announcement.discord_attempts >= MAX_ATTEMPTS:
        return _failed(announcement, reason=reason, at=at)
    wait = wait_after(attempts=max(announcement.discord_attempts, 1), asked=asked)
    return _moved(
        announcement, Announcement.DiscordState.QUEUED, discord_not_before=at + wait, discord_error=reason[:300]
    )


@transaction.atomic
def _failed(announcement: Announcement, *, reason: str, at: datetime) -> Announcement | None:
    moved = _moved(announcement, Announcement.DiscordState.FAILED, discord_not_before=None, discord_error=reason[:300])
    if moved:
        trail.record(
            edition=moved.edition, by=None, at=at, verb="announcement.post_failed", target=moved, reason=reason
        )
    return moved


@transaction.atomic
def _posted(announcement: Announcement, *, at: datetime) -> Announcement | None:
    moved = _moved(announcement, Announcement.DiscordState.POSTED, discord_not_before=None, discord_error="")
    if moved:
        trail.record(edition=moved.edition, by=None, at=at, verb="announcement.posted", target=moved)
    return moved


def _moved(announcement: Announcement, state: str, **columns: object) -> Announcement | None:
    """Write it down as long as no other attempt has taken the row over."""
    ours = Announcement.objects.filter(
        pk=announcement.pk,
        discord_claim=announcement.discord_claim,
        discord_state=Announcement.DiscordState.POSTING,
    )
    if not ours.update(discord_state=state, discord_claim=None, **columns):
        return None
    return Announcement.objects.select_related("edition").get(pk=announcement.pk)

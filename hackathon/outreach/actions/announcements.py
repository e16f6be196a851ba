"""News for an edition: published, corrected, taken back, shown again, and asked onto Discord once more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.outreach import dispatch
from hackathon.outreach.models import Announcement

DOUBLE_CLICK = timedelta(minutes=1)
COOL_DOWN = timedelta(seconds=30)


class AnnouncementError(Exception):
    """The deed was refused and nothing was changed."""


class Withdrawn(AnnouncementError):
    """The announcement has been taken back: it goes nowhere until it is shown again."""


class AlreadyQueued(AnnouncementError):
    """It waits for Discord already, or is being posted."""


class TooSoon(AnnouncementError):
    """It was tried a moment ago: this is a second click, or somebody else's."""


@dataclass(frozen=True, slots=True)
class News:
    """What an announcement says, in Spanish and, if somebody wrote it, in English."""

    title: str
    body: str
    title_en: str = ""
    body_en: str = ""


def publish(*, edition: Edition, news: News, on_discord: bool, by: User, at: datetime) -> Announcement:
    """Show ``news`` on the edition's pages from now on, and queue its post where that is wanted.

    The same news by the same person within a minute is a second click: there is one announcement.
    """
    state = Announcement.DiscordState
    with transaction.atomic():
        Edition.objects.select_for_update().get(pk=edition.pk)  # two clicks come one after the other
        twin = Announcement.objects.filter(
            edition=edition, title=news.title, body=news.body, published_by=by, published_at__gt=at - DOUBLE_CLICK
        ).first()
        if twin is not None:
            return twin
        announcement = Announcement.objects.create(
            edition=edition,
            published_at=at,
            published_by=by,
            discord_state=state.QUEUED if on_discord else state.NOT_WANTED,
            discord_not_before=at if on_discord else None,
            **_columns(news),
        )
        trail.record(edition=edition, by=by, at=at, verb="announcement.published", target=announcement)
        if on_discord:
            transaction.on_commit(partial(dispatch.post_soon, announcement.pk))
    return announcement


@transaction.atomic
def correct(*, announcement: Announcement, news: News, by: User, at: datetime) -> Announcement:
    """Let it say ``news`` instead; what it said stays in the trail. What is on Discord already stays as it is there."""
    current = _locked(announcement)
    before = {name: getattr(current, name) for name in _columns(news)}
    if before != _columns(news):
        Announcement.objects.filter(pk=current.pk).update(**_columns(news))
        trail.record(
            edition=current.edition, by=by, at=at, verb="announcement.corrected", target=current, before=before
        )
    current.refresh_from_db()
    return current


@transaction.atomic
def withdraw(*, announcement: Announcement, by: User, at: datetime) -> Announcement:
    """Take it off the site, and out of the queue for Discord. What is on Discord already has to be deleted there."""
    current = _locked(announcement)
    if current.withdrawn_at is None:
        _unqueue(current)
        Announcement.objects.filter(pk=current.pk).update(withdrawn_at=at)
        trail.record(edition=current.edition, by=by, at=at, verb="announcement.withdrawn", target=current)
    current.refresh_from_db()
    return current


@transaction.atomic
def restore(*, announcement: Announcement, by: User, at: datetime) -> Announcement:
    """Show it on the site again, where it stood. Nothing is sent to Discord by that."""
    current = _locked(announcement)
    if current.withdrawn_at is not None:
        _unqueue(current)  # a worker that had it in hands when it was withdrawn may have put it off
        Announcement.objects.filter(pk=current.pk).update(withdrawn_at=None)
        trail.record(edition=current.edition, by=by, at=at, verb="announcement.restored", target=current)
    current.refresh_from_db()
    return current


@transaction.atomic
def post_again(*, announcement: Announcement, by: User, at: datetime) -> Announcement:
    """Queue another post on Discord, with as many attempts as the first. Raises Withdrawn, AlreadyQueued, TooSoon."""
    current = _locked(announcement)
    if current.withdrawn_at is not None:
        raise Withdrawn
    if current.discord_state in (Announcement.DiscordState.QUEUED, Announcement.DiscordState.POSTING):
        raise AlreadyQueued
    if current.discord_claimed_at is not None and at < current.discord_claimed_at + COOL_DOWN:
        raise TooSoon
    Announcement.objects.filter(pk=current.pk).update(
        discord_state=Announcement.DiscordState.QUEUED,
        discord_attempts=0,
        discord_claim=None,
        discord_not_before=at,
        discord_error="",
    )
    trail.record(edition=current.edition, by=by, at=at, verb="announcement.requeued", target=current)
    transaction.on_commit(partial(dispatch.post_soon, current.pk))
    current.refresh_from_db()
    return current


def _columns(news: News) -> dict[str, str]:
    return {"title": news.title, "body": news.body, "title_en": news.title_en, "body_en": news.body_en}


def _locked(announcement: Announcement) -> Announcement:
    """The row, held until the transaction ends."""
    rows = Announcement.objects.select_related("edition").select_for_update(of=("self",))
    return rows.get(pk=announcement.pk)


def _unqueue(announcement: Announcement) -> None:
    Announcement.objects.filter(pk=announcement.pk, discord_state=Announcement.DiscordState.QUEUED).update(
        discord_state=Announcement.DiscordState.NOT_WANTED, discord_not_before=None
    )

"""A person's account on Discord: connected to be recognised there, never to sign in here."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from hackathon.accounts.models import User


@dataclass(frozen=True, slots=True)
class DiscordIdentity:
    """Who somebody is on Discord. Only ``id`` never changes; ``username`` is what others find them by."""

    id: str
    username: str


class DiscordTaken(Exception):
    """That account on Discord is somebody else's here."""


def remember_discord(*, user: User, identity: DiscordIdentity) -> User:
    """The person proved that this is their account on Discord. Raises DiscordTaken."""
    user.discord_id, user.discord_username = identity.id, identity.username
    try:
        with transaction.atomic():
            user.save(update_fields=["discord_id", "discord_username"])
    except IntegrityError as error:
        raise DiscordTaken from error
    return user


def forget_discord(*, user: User) -> User:
    """The person disconnected it."""
    user.discord_id, user.discord_username = None, ""
    user.save(update_fields=["discord_id", "discord_username"])
    return user

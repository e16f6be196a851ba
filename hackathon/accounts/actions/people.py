"""Accounts made, refreshed from the Hub, renamed."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction

from hackathon.accounts import queries, validators
from hackathon.accounts.models import User


@dataclass(frozen=True, slots=True)
class HubOrganisation:
    """An organisation on the Hub that a person belongs to. ``role`` is empty unless the person let us see it."""

    sub: str
    name: str
    username: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class HubIdentity:
    """Who somebody is on the Hub, as the Hub told us at a sign-in. Only ``sub`` never changes."""

    sub: str
    username: str
    name: str = ""
    organisations: tuple[HubOrganisation, ...] = ()


def create_person(
    *, email: str, name: str = "", password: str | None = None, identity: HubIdentity | None = None
) -> User:
    """A person whose address somebody vouches for (demo data, an import): they can sign in without confirming it."""
    with transaction.atomic():
        user = User.objects.create_user(email, password, name=validators.clean_person_name(name))
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return refresh_from_hub(user=user, identity=identity) if identity else user


def refresh_from_hub(*, user: User, identity: HubIdentity) -> User:
    """Keep what the Hub says now: names and organisations change, ``name`` stays what the person chose here."""
    user.hub_sub = identity.sub
    user.hub_username = identity.username
    user.hub_name = identity.name
    user.hub_orgs = [
        {"sub": each.sub, "name": each.name, "preferred_username": each.username, "roleInOrg": each.role}
        for each in identity.organisations
    ]
    user.save(update_fields=["hub_sub", "hub_username", "hub_name", "hub_orgs"])
    return user


def forget_hub(*, user: User) -> User:
    """The person disconnected their account on the Hub."""
    user.hub_sub = None
    user.hub_username = user.hub_name = ""
    user.hub_orgs = []
    user.save(update_fields=["hub_sub", "hub_username", "hub_name", "hub_orgs"])
    return user


def clear_way(*, email: str) -> None:
    """The address's owner has arrived: accounts that others began with it, and never could use, make room."""
    queries.never_confirmed(email).delete()


def change_name(*, user: User, name: str) -> User:
    """What the person wants to be called here; empty: as on the Hub. Raises ValidationError."""
    user.name = validators.clean_person_name(name)
    user.save(update_fields=["name"])
    return user

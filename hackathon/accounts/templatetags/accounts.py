"""What templates ask about accounts."""

from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django import template
from django.conf import settings

from hackathon.accounts import adapter, discord
from hackathon.accounts.models import User
from hackathon.accounts.providers import DISCORD, HUB

register = template.Library()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An account of somebody's on another site."""

    pk: int
    handle: str


@dataclass(frozen=True, slots=True)
class Connected:
    """What is connected to an account here, and whether Discord can be."""

    hub: tuple[Elsewhere, ...]
    discord: tuple[Elsewhere, ...]
    discord_enabled: bool


@register.simple_tag
def connected_accounts(user: User) -> Connected:
    """The person's accounts on the Hub and on Discord. One query."""
    found = list(SocialAccount.objects.filter(user=user).order_by("pk"))
    return Connected(
        hub=tuple(
            Elsewhere(each.pk, adapter.read_identity(each).username or each.uid)
            for each in found
            if each.provider == HUB
        ),
        discord=tuple(
            Elsewhere(each.pk, discord.read_identity(each).username or each.uid)
            for each in found
            if each.provider == DISCORD
        ),
        discord_enabled=settings.DISCORD_ENABLED,
    )

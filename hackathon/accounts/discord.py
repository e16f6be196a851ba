"""Discord, through allauth: what it tells us is read here, and an answer that makes no sense is its trouble, not an error of ours.

An account there is connected to one that exists here. It opens none and lets nobody in: whoever takes over an account on
Discord would have taken over the one here.
"""

from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin, SocialToken
from allauth.socialaccount.providers.discord.views import DiscordOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpRequest

from hackathon.accounts.actions import DiscordIdentity

LONGEST_ID, LONGEST_NAME = 40, 60


class DiscordAdapter(DiscordOAuth2Adapter):
    """allauth's, which takes every answer of Discord's for the one that it hopes for. Of what is told, only this is kept."""

    def get_access_token_data(self, request: HttpRequest, app: Any, client: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            token = super().get_access_token_data(request, app, client, **kwargs)["access_token"]
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("Discord gave no token") from error
        if not isinstance(token, str):
            raise OAuth2Error("Discord gave no token")
        return {"access_token": token}

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        with get_adapter().get_requests_session() as session:
            told = session.get(self.profile_url, headers={"Authorization": f"Bearer {token.token}"}).json()
        told = told if isinstance(told, dict) else {}
        profile = {key: told.get(key) for key in ("id", "username", "discriminator")}
        if not (_is_number(profile["id"]) and _name(profile)):
            raise OAuth2Error("Discord gave no account that can be one")
        return self.get_provider().sociallogin_from_response(request, profile)


def read_identity(account: SocialAccount) -> DiscordIdentity:
    """Who that is on Discord."""
    return DiscordIdentity(id=account.uid, username=_name(account.extra_data))


def _is_number(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= LONGEST_ID


def _name(profile: Mapping[str, Any]) -> str:
    """Old accounts share their name with others and have a number beside it: "alicia#0042"."""
    username, number = profile.get("username"), profile.get("discriminator")
    name = username if isinstance(username, str) and username.isprintable() else ""
    if name and isinstance(number, str) and number.isdecimal() and number.strip("0"):
        name = f"{name}#{number}"
    return name[:LONGEST_NAME]

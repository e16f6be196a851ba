"""Where allauth and our accounts meet: people are known by the Hub's ``sub``, and no account is taken over by e-mail.

Only the Hub opens accounts and lets people into them. Discord is connected to one that is open; see ``discord``.
"""

import logging
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.dispatch import receiver
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from requests import RequestException

from hackathon.accounts import actions, discord, queries
from hackathon.accounts.actions import HubIdentity, HubOrganisation
from hackathon.accounts.models import User
from hackathon.accounts.providers import DISCORD, HUB

logger = logging.getLogger(__name__)

DISCORD_TAKEN = gettext_lazy("Esa cuenta de Discord ya está conectada a otra persona de este sitio.")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by e-mail, as allauth has them."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail that cannot be sent now takes nothing with it: what was saved stays, and the person is told to ask again."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError):
            logger.exception("No mail could be sent (%s).", template_prefix)
            messages.error(
                self.request,
                _("Ahora mismo no podemos enviarte el correo. No se ha perdido nada: pídelo otra vez en unos minutos."),
            )


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts by "Sign in with Hugging Face"; and Discord's, which are only connected."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the person by ``sub``, refuse what would mix two people up, and refresh what the Hub says."""
        if sociallogin.account.provider == DISCORD:
            _let_discord_connect(request, sociallogin)
            return
        _refuse_strangers(sociallogin)
        identity = read_identity(sociallogin.account)
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            _refuse_mixing(request, identity)
            return
        if not sociallogin.is_existing:
            person = queries.person_by_sub(identity.sub)
            if person is not None:
                sociallogin.connect(request, person)
            else:
                _refuse_taken_email(request, sociallogin)
        if sociallogin.is_existing:
            sociallogin.user = actions.refresh_from_hub(user=sociallogin.user, identity=identity)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nothing but the Hub opens an account."""
        return sociallogin.account.provider == HUB and super().is_open_for_signup(request, sociallogin)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """A new person's address in the one spelling that we compare."""
        user = super().populate_user(request, sociallogin, data)
        user.email = user.email.lower()
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None) -> User:
        """Someone's first sign-in."""
        _refuse_strangers(sociallogin)
        user = super().save_user(request, sociallogin, form)
        return actions.refresh_from_hub(user=user, identity=read_identity(sociallogin.account))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """A Hub that does not answer is not the person's mistake, and is said in its own words; what goes wrong with
        Discord is not about signing in."""
        if provider.id == DISCORD:
            raise ImmediateHttpResponse(_discord_failed(request, error, exception))
        if isinstance(exception, RequestException):
            raise ImmediateHttpResponse(hub_silent(request))

    def validate_disconnect(self, account: SocialAccount, accounts: QuerySet[SocialAccount]) -> None:
        """allauth asks for another way in; Discord is none."""
        others = accounts.filter(provider=HUB).exclude(pk=account.pk)
        if account.provider == HUB and not others.exists() and not account.user.has_usable_password():
            raise self.validation_error("no_password")


def read_identity(account: SocialAccount) -> HubIdentity:
    """What the Hub told us about who signs in (userinfo, else the id token); what is missing is empty."""
    data = account.extra_data
    claims = data.get("userinfo") or data.get("id_token") or data
    organisations = claims.get("orgs")
    return HubIdentity(
        sub=account.uid,
        username=_text(claims, "preferred_username", 100),
        name=_text(claims, "name", 150),
        organisations=tuple(
            HubOrganisation(
                sub=_text(each, "sub", 100),
                name=_text(each, "name", 150),
                username=_text(each, "preferred_username", 100),
                role=_text(each, "roleInOrg", 30),
            )
            for each in (organisations if isinstance(organisations, list) else [])
            if isinstance(each, Mapping)
        ),
    )


def hub_silent(request: HttpRequest) -> HttpResponse:
    """The page that says that Hugging Face cannot be reached, and the other way in."""
    return render(request, "accounts/hub_silent.html", status=503)


def discord_only_connects(request: HttpRequest) -> HttpResponse:
    """The page that says that Discord opens no account here, and what it is for."""
    return render(request, "accounts/discord_only_connects.html", status=403)


def _text(claims: Mapping[str, Any], key: str, length: int) -> str:
    value = claims.get(key)
    return value[:length] if isinstance(value, str) else ""


def _refuse_taken_email(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Someone else may have typed that address on the Hub, so it opens no account that exists here.

    Nor does someone who typed it here, and could not confirm it, keep its owner out.
    """
    email = sociallogin.user.email
    if any(address.verified and address.email.lower() == email for address in sociallogin.email_addresses):
        actions.clear_way(email=email)
    if email and queries.email_is_taken(email):
        page = render(request, "accounts/email_taken.html", {"email": email}, status=409)
        raise ImmediateHttpResponse(page)


def _refuse_mixing(request: HttpRequest, identity: HubIdentity) -> None:
    if not request.user.is_authenticated:
        return
    owner = queries.person_by_sub(identity.sub)
    if owner is not None and owner != request.user:
        refusal = _("Esa cuenta de Hugging Face ya está conectada a otra persona de este sitio.")
    elif request.user.hub_sub and request.user.hub_sub != identity.sub:
        refusal = _("Tu cuenta ya está conectada a Hugging Face. Desconéctala antes de conectar otra.")
    else:
        return
    _refuse_connection(request, refusal)


def _refuse_strangers(sociallogin: SocialLogin) -> None:
    """There is no other door than the Hub's, whatever providers are installed."""
    if sociallogin.account.provider != HUB:
        raise PermissionDenied


def _let_discord_connect(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Only to the account of who is signed in, which has no other one there, and only if it is nobody else's."""
    if sociallogin.state.get("process") != AuthProcess.CONNECT or not request.user.is_authenticated:
        raise ImmediateHttpResponse(discord_only_connects(request))
    request.user.refresh_from_db()  # Discord took its time, and what comes next saves the whole row
    identity = discord.read_identity(sociallogin.account)
    if (sociallogin.is_existing and sociallogin.user != request.user) or queries.is_others_discord(
        identity.id, user=request.user
    ):
        _refuse_connection(request, DISCORD_TAKEN)
    if request.user.discord_id and request.user.discord_id != identity.id:
        _refuse_connection(request, _("Tu cuenta ya está conectada a Discord. Desconéctala antes de conectar otra."))
    if sociallogin.is_existing:
        actions.remember_discord(user=request.user, identity=identity)


def _discord_failed(request: HttpRequest, error: Any, exception: Exception | None) -> HttpResponse:
    if error == AuthError.CANCELLED:
        messages.info(request, _("No has conectado Discord: cancelaste allí. Si fue sin querer, prueba otra vez."))
        return redirect("socialaccount_connections")
    silent = isinstance(exception, RequestException)
    return render(request, "accounts/discord_failed.html", {"silent": silent}, status=503 if silent else 401)


def _refuse_connection(request: HttpRequest, refusal: str | Promise) -> NoReturn:
    messages.error(request, refusal)
    raise ImmediateHttpResponse(redirect("socialaccount_connections"))


@receiver(social_account_added)
def remember(sender: type, request: HttpRequest, sociallogin: SocialLogin, **kwargs: object) -> None:
    """Someone connected an account that they have elsewhere to the one that they have here."""
    account = sociallogin.account
    if account.provider == HUB:
        actions.refresh_from_hub(user=sociallogin.user, identity=read_identity(account))
    elif account.provider == DISCORD:
        try:
            actions.remember_discord(user=sociallogin.user, identity=discord.read_identity(account))
        except actions.DiscordTaken:
            account.delete()
            _refuse_connection(request, DISCORD_TAKEN)


@receiver(social_account_removed)
def forget(sender: type, request: HttpRequest, socialaccount: SocialAccount, **kwargs: object) -> None:
    """Someone disconnected it. What another account of theirs on the Hub said stays."""
    user = socialaccount.user
    if socialaccount.provider == HUB and user.hub_sub == socialaccount.uid:
        actions.forget_hub(user=user)
    elif socialaccount.provider == DISCORD:
        actions.forget_discord(user=user)

"""Where allauth and our accounts meet: people are known by the Hub's ``sub``, and no account is taken over by e-mail."""

import logging
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.contrib import messages
from django.dispatch import receiver
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from requests import RequestException

from hackathon.accounts import actions, queries
from hackathon.accounts.actions import HubIdentity, HubOrganisation
from hackathon.accounts.models import User

logger = logging.getLogger(__name__)


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
    """Accounts by "Sign in with Hugging Face"."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the person by ``sub``, refuse what would mix two people up, and refresh what the Hub says."""
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

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """A new person's address in the one spelling that we compare."""
        user = super().populate_user(request, sociallogin, data)
        user.email = user.email.lower()
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None) -> User:
        """Someone's first sign-in."""
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
        """A Hub that does not answer is not the person's mistake, and is said in its own words."""
        if isinstance(exception, RequestException):
            raise ImmediateHttpResponse(hub_silent(request))


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
    messages.error(request, refusal)
    raise ImmediateHttpResponse(redirect("socialaccount_connections"))


@receiver(social_account_added)
def remember_hub(sender: type, request: HttpRequest, sociallogin: SocialLogin, **kwargs: object) -> None:
    """Someone connected their account on the Hub to the one that they have here."""
    actions.refresh_from_hub(user=sociallogin.user, identity=read_identity(sociallogin.account))


@receiver(social_account_removed)
def forget_hub(sender: type, request: HttpRequest, socialaccount: SocialAccount, **kwargs: object) -> None:
    """Someone disconnected it."""
    actions.forget_hub(user=socialaccount.user)

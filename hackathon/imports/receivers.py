"""When people arrive, as allauth tells it: each of these may be the moment at which an e-mail turns out to be theirs."""

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_logged_in
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.signals import social_account_added
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from hackathon.accounts.models import User
from hackathon.editions.wording import in_words
from hackathon.imports import actions
from hackathon.imports.actions import Claimed


@receiver(user_logged_in)
def on_sign_in(sender: type, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Someone signed in, by whichever way."""
    _welcome(request, user)


@receiver(email_confirmed)
def on_confirmation(sender: type, request: HttpRequest, email_address: EmailAddress, **kwargs: object) -> None:
    """Someone opened the link that went to their address."""
    _welcome(request, email_address.user)


@receiver(social_account_added)
def on_connection(sender: type, request: HttpRequest, sociallogin: SocialLogin, **kwargs: object) -> None:
    """Someone connected an account that vouches for another address."""
    _welcome(request, sociallogin.user)


def _welcome(request: HttpRequest, user: User) -> None:
    for claimed in actions.welcome(user=user, at=request.now):
        messages.success(request, _sentence(claimed))


def _sentence(claimed: Claimed) -> str:
    registration = claimed.registration
    words = {"edition": in_words(registration.edition.parsed_rules.title), "team": registration.team_wanted}
    if not registration.team_wanted:
        return _("Ya estabas en la lista de %(edition)s: tu inscripción te espera.") % words
    if claimed.team is None:
        full = _(
            "Ya estabas en la lista de %(edition)s, pero en el equipo %(team)s no queda sitio. "
            "Busca otro en el tablero o escribe a la organización."
        )
        return full % words
    seated = _("Ya estabas en la lista de %(edition)s: tu inscripción te espera y tu equipo es %(own)s.")
    return seated % {**words, "own": claimed.team.name}

"""A person's own page, and signing in with the Hub where the Hub may be silent."""

from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.utils import get_request_param
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from requests import RequestException

from hackathon.accounts import actions, queries
from hackathon.accounts.adapter import DISCORD_TAKEN, discord_only_connects, hub_silent
from hackathon.accounts.discord import DiscordAdapter
from hackathon.accounts.forms import ProfileForm
from hackathon.accounts.providers import HUB

_to_discord = OAuth2LoginView.adapter_view(DiscordAdapter)
_back_from_discord = OAuth2CallbackView.adapter_view(DiscordAdapter)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, accounts, editions and teams of who is signed in."""
    form = ProfileForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid():
        actions.change_name(user=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Guardado."))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "places": queries.places(request.user),
        "hub_connected": SocialAccount.objects.filter(user=request.user, provider=HUB).exists(),
        "discord_enabled": settings.DISCORD_ENABLED,
    }
    return render(request, "accounts/profile.html", context)


def hub_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """allauth's way to the Hub. It asks the Hub for its addresses first, and lets that failure through."""
    try:
        return openid_connect.login(request, provider_id)
    except RequestException:
        return hub_silent(request)


def hub_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """allauth's way back from the Hub, with the same care."""
    try:
        return openid_connect.callback(request, provider_id)
    except RequestException:
        return hub_silent(request)


def discord_login(request: HttpRequest) -> HttpResponse:
    """allauth's way to Discord, for who is signed in and wants to connect it; there is no other."""
    if not settings.DISCORD_ENABLED:
        raise Http404
    if not request.user.is_authenticated or get_request_param(request, "process") != AuthProcess.CONNECT:
        return discord_only_connects(request)
    return _to_discord(request)


def discord_callback(request: HttpRequest) -> HttpResponse:
    """allauth's way back from Discord."""
    if not settings.DISCORD_ENABLED:
        raise Http404
    try:
        return _back_from_discord(request)
    except IntegrityError:  # somebody else connected the same account at this very moment
        messages.error(request, DISCORD_TAKEN)
        return redirect("socialaccount_connections")

"""A person's own page, and signing in with the Hub where the Hub may be silent."""

from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from requests import RequestException

from hackathon.accounts import actions, queries
from hackathon.accounts.adapter import hub_silent
from hackathon.accounts.forms import ProfileForm


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
        "hub_connected": SocialAccount.objects.filter(user=request.user).exists(),
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

"""A person's tokens for the API: which there are, a new one, and taking one back."""

from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackathon.accounts import actions, queries
from hackathon.accounts.forms import TokenForm
from hackathon.accounts.guards import enter_again, has_just_entered


@never_cache
@login_required
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens that there are, without their secrets, and the form for a new one."""
    return _page(request, TokenForm())


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def create_token(request: HttpRequest) -> HttpResponse:
    """Make one and show its secret, here and never again: no redirect, so that it is kept nowhere to be carried over."""
    if request.method != "POST":
        return redirect("accounts:tokens")
    if not has_just_entered(request):
        return enter_again(request, back="accounts:tokens")
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            _token, secret = actions.create_token(
                name=form.cleaned_data["name"],
                lifetime=timedelta(days=int(form.cleaned_data["days"])),
                by=request.user,
                at=request.now,
            )
        except actions.TokenNameTaken:
            form.add_error(
                "name", _("Ya tienes un token con este nombre. Si no llegaste a copiarlo, revócalo y crea otro.")
            )
        except actions.TooManyTokens:
            form.add_error(None, _("Tienes ya %(n)s tokens: revoca alguno que no uses.") % {"n": actions.MOST_TOKENS})
        else:
            return _page(request, TokenForm(), secret=secret)
    return _page(request, form)


@login_required
@require_POST
def revoke_token(request: HttpRequest) -> HttpResponse:
    """Take one back. One that is gone already is fine: that is what was wanted."""
    name = request.POST.get("name", "").replace("\x00", "")  # PostgreSQL takes no NUL, not even in a question
    if actions.revoke_token(name=name, by=request.user, at=request.now):
        messages.success(request, _("Token revocado: ya no abre nada."))
    return redirect("accounts:tokens")


def _page(request: HttpRequest, form: TokenForm, *, secret: str = "") -> HttpResponse:
    context = {"form": form, "secret": secret, "tokens": queries.tokens_of(request.user)}
    return render(request, "accounts/tokens.html", context)

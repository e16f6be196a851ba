"""A person's data, for that person: see it, take it away, delete it."""

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hackathon.accounts import actions, showing
from hackathon.accounts.forms import EraseForm


@never_cache
@login_required
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """What the site keeps about who is signed in, in plain words."""
    return render(request, "accounts/my_data.html", {"sections": showing.as_sections(request.user)})


@never_cache
@login_required
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    told = showing.as_file(request.user, request.now)
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="mis-datos-{request.now:%Y-%m-%d}.json"'
    return answer


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Delete it all, once the person has proved who they are and typed a word."""
    if not _has_just_entered(request):
        return render(request, "accounts/enter_again.html", status=403)
    obstacle = actions.obstacle_to_erase(request.user)
    form = EraseForm(request.POST or None)
    if not obstacle and form.is_valid():
        try:
            actions.erase_person(user=request.user, by=request.user, at=request.now)
        except actions.CannotErase as error:
            obstacle = error.what
        else:
            logout(request)
            messages.success(request, _("Hemos borrado tus datos y cerrado tu cuenta. Gracias por haber estado aquí."))
            return redirect("home")
    context = {"form": form, "obstacle": obstacle, "consequences": showing.consequences(request.user)}
    return render(request, "accounts/erase.html", context)


def _has_just_entered(request: HttpRequest) -> bool:
    """Who has a password or a second step has shown it again by now; who only comes through the Hub comes through it again."""
    if get_adapter().get_reauthentication_methods(request.user):
        return True
    entered = [each["at"] for each in get_authentication_records(request, request.user)]
    return bool(entered) and request.now.timestamp() - max(entered) < REAUTHENTICATION_TIMEOUT

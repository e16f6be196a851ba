"""A person's data, for that person: see it, take it away, delete it."""

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
from hackathon.accounts.guards import enter_again, has_just_entered


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
    if not has_just_entered(request):
        return enter_again(request, back="accounts:my_data")
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

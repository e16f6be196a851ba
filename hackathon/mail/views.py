"""Wanting no more mail: by the link that every such mail carries, or signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from hackathon.mail import actions, links, queries
from hackathon.mail.models import Message

ONE_CLICK = ("List-Unsubscribe", "One-Click")


@csrf_exempt  # mail programs post here by themselves (RFC 8058); whoever has the link may do what it is for
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """What unsubscribing means, and the button that does it; afterwards the one that undoes it. Opening it does nothing:
    programs open links too."""
    message = links.message_of(token)
    if message is None:
        return render(request, "mail/dead_link.html", status=404)
    if request.method == "POST":
        _change(message, request)
        if request.POST.get(ONE_CLICK[0]) != ONE_CLICK[1]:  # a mail program is not to be sent on to another address
            return redirect("mail:unsubscribe", token=token)
    opted_out = queries.is_opted_out(email=message.email, user=message.user)
    return render(request, "mail/unsubscribe.html", {"opted_out": opted_out, "email": message.email})


@login_required
@require_POST
def preference(request: HttpRequest) -> HttpResponse:
    """The same, for who is signed in; back to their own page."""
    if request.POST.get("wanted") == "yes":
        actions.opt_in(email=request.user.email, user=request.user)
        messages.success(request, _("Volverás a recibir los avisos de la organización."))
    else:
        actions.opt_out(email=request.user.email, at=request.now)
        messages.success(request, _("Ya no recibirás más correos que los imprescindibles."))
    return redirect("accounts:profile")


def _change(message: Message, request: HttpRequest) -> None:
    if request.POST.get("undo"):
        actions.opt_in(email=message.email, user=message.user)
    else:
        actions.opt_out(email=message.email, at=request.now)

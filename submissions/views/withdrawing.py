"""The buttons that take a project out of the edition, and back in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from submissions import actions
from submissions.audit.wire import storable
from submissions.models import Submission


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """For the people of the team, while deliveries are taken."""
    submission = _own(request, slug, pk)
    reason = storable(request.POST.get("reason", "")).strip()
    try:
        done = actions.withdraw(submission=submission, by=request.user, at=request.now, reason=reason)
    except actions.WindowClosed:
        messages.warning(request, _("El plazo de entrega no está abierto: el proyecto se queda como está."))
    else:
        if done:
            messages.success(request, _("Proyecto retirado. Mientras dure el plazo puedes volver a presentarlo."))
    return redirect("submissions:detail", slug=slug, pk=pk)


@login_required
@require_POST
def restore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """For the people of the team, while deliveries are taken."""
    submission = _own(request, slug, pk)
    try:
        done = actions.restore(submission=submission, by=request.user, at=request.now)
    except actions.WindowClosed:
        messages.warning(request, _("El plazo de entrega no está abierto: el proyecto se queda como está."))
    else:
        if done:
            messages.success(request, _("El proyecto vuelve a participar, tal como lo entregaste."))
    return redirect("submissions:detail", slug=slug, pk=pk)


def _own(request: HttpRequest, slug: str, pk: int) -> Submission:
    return get_object_or_404(Submission, pk=pk, edition__slug=slug, team__memberships__user=request.user)

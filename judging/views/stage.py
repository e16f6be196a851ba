"""Organisers say who is on the stage; the judges' phones follow."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from judging import actions
from judging.queries import stage as stages
from submissions.models import Submission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: HttpRequest, slug: str) -> HttpResponse:
    """The edition's projects, each with a button that puts it on the stage, and how many of its jury have begun."""
    edition = own_edition(request, slug)
    if request.method == "POST":
        return _set(request, edition)
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "stage": stages.on_stage(edition),
        "projects": _projects(edition),
        "minutes": stages.minutes(edition.parsed_rules),
        "now": request.now,
    }
    return render(request, "judging/stage/stage.html", context)


def _set(request: HttpRequest, edition: Edition) -> HttpResponse:
    wanted = request.POST.get("proyecto", "")
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 else None
    projects = Submission.objects.filter(edition=edition).select_related("current", "team")
    submission = get_object_or_404(projects, pk=number) if wanted else None
    try:
        actions.put_on_stage(edition=edition, submission=submission, by=request.user, at=request.now)
    except actions.ProjectWithdrawn:
        messages.error(request, _("Ese proyecto se ha retirado: no puede estar en el escenario."))
    else:
        text = _("En el escenario: %(project)s.") % {"project": submission} if submission else _("Escenario vacío.")
        messages.success(request, text)
    return redirect("judging:stage", slug=edition.slug)


def _projects(edition: Edition) -> list[Submission]:
    """In the order of their titles, with how many reviews each has and how many were begun. One query."""
    live = Q(assignments__voided_at=None)
    begun = Count("assignments", filter=live & Q(assignments__saved_at__isnull=False))
    found = Submission.objects.delivered().filter(edition=edition).select_related("current", "team")
    counted = found.annotate(reviews=Count("assignments", filter=live), begun=begun)
    return list(counted.order_by("current__title", "pk"))

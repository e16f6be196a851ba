"""What the pages of teams share."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.editions.rules import Requirement
from teams import queries
from teams.actions import TeamError
from teams.joining import Kind, Obstacle
from teams.models import Team
from teams.wording import refusal

CONFLICT = 409


def edition_or_404(slug: str) -> Edition:
    """The edition under that address."""
    edition = Edition.objects.filter(slug=slug).first()
    if edition is None:
        raise Http404(_("No hay ninguna edición con esta dirección."))
    return edition


def team_or_404(request: HttpRequest, slug: str, pk: int) -> Team:
    """The team, for who may open its page."""
    teams = queries.visible_teams(user=request.user, edition=edition_or_404(slug))
    return get_object_or_404(teams.select_related("edition"), pk=pk)


def to_team(team: Team) -> HttpResponse:
    """Off to the team's page."""
    return redirect("teams:detail", slug=team.edition.slug, pk=team.pk)


def back(request: HttpRequest, fallback: str) -> HttpResponse:
    """To the page that the form named as where it stood, if it is one of ours; else to ``fallback``."""
    wanted = request.POST.get("next", "")
    # A word that begins with no slash is no address to ``redirect`` but the name of one, and mostly of none.
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(wanted if ours else fallback)


def say_refused(request: HttpRequest, error: TeamError) -> None:
    """Tell why nothing was changed."""
    messages.error(request, refusal(error))


def needs_registration(obstacle: Obstacle | None) -> bool:
    """True when all that is missing for a seat is to register."""
    return obstacle is not None and obstacle.kind == Kind.MISSING and obstacle.requirement == Requirement.REGISTRATION


def register_first(edition: Edition, *, then: str) -> HttpResponse:
    """Off to register; whoever has done it comes back to ``then``."""
    return redirect(f"{reverse('registration:form', args=[edition.slug])}?{urlencode({'next': then})}")

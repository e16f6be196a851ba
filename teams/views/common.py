"""What the pages of teams share."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from hackathon.accounts.guards import edition_or_404, on_this_site
from hackathon.editions.models import Edition
from hackathon.editions.rules import Requirement
from teams import queries
from teams.actions import TeamError
from teams.joining import Kind, Obstacle
from teams.models import Team
from teams.wording import refusal

CONFLICT = 409


def team_or_404(request: HttpRequest, slug: str, pk: int) -> Team:
    """The team, for who may open its page."""
    teams = queries.visible_teams(user=request.user, edition=edition_or_404(slug))
    return get_object_or_404(teams.select_related("edition"), pk=pk)


def to_team(team: Team) -> HttpResponse:
    """Off to the team's page."""
    return redirect("teams:detail", slug=team.edition.slug, pk=team.pk)


def back(request: HttpRequest, fallback: str) -> HttpResponse:
    """To the page that the form named as where it stood, if it is one of ours; else to ``fallback``."""
    return redirect(on_this_site(request, request.POST.get("next", "")) or fallback)


def say_refused(request: HttpRequest, error: TeamError) -> None:
    """Tell why nothing was changed."""
    messages.error(request, refusal(error))


def needs_registration(obstacle: Obstacle | None) -> bool:
    """True when all that is missing for a seat is to register."""
    return obstacle is not None and obstacle.kind == Kind.MISSING and obstacle.requirement == Requirement.REGISTRATION


def register_first(edition: Edition, *, then: str) -> HttpResponse:
    """Off to register; whoever has done it comes back to ``then``."""
    return redirect(f"{reverse('registration:form', args=[edition.slug])}?{urlencode({'next': then})}")

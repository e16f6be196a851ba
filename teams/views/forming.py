"""Into a team and out of it: create one, follow an invitation, leave, renew the invitation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hackathon.accounts.guards import edition_or_404
from hackathon.editions.models import Edition
from teams import actions, joining, queries
from teams.forms import TeamForm
from teams.joining import Kind, Obstacle
from teams.models import Team
from teams.views.common import (
    CONFLICT,
    needs_registration,
    register_first,
    say_refused,
    team_or_404,
    to_team,
)
from teams.wording import refusal

GONE, NOT_FOUND = 410, 404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """A form with the team's name; who has a team is taken to it, who has to register first goes to do so."""
    edition = edition_or_404(slug)
    obstacle = queries.obstacle_to_seat(user=request.user, edition=edition, at=request.now)
    if obstacle is not None and obstacle.kind == Kind.HAS_TEAM:
        messages.info(request, _("Ya estás en este equipo. Para crear otro, primero sal de él."))
        return to_team(queries.team_of(user=request.user, edition=edition))
    if needs_registration(obstacle):
        return register_first(edition, then=request.path)
    if request.method != "POST":
        return _create_page(request, edition, TeamForm(), obstacle)
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _create_page(request, edition, form, obstacle)
    return _create(request, edition, form, obstacle)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation: says whose it is; only the button joins. A dead one says so to anybody, signed in or not."""
    team = queries.invited_team(token)
    if team is None:
        return _dead_invite(request, status=NOT_FOUND)
    if request.user.is_authenticated and queries.is_member(user=request.user, team=team):
        return to_team(team)
    if joining.is_over(team.edition.parsed_rules, at=request.now):
        return _invite_expired(request, team)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return _join(request, team) if request.method == "POST" else _invite_page(request, team)


@login_required
@require_POST
def leave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Leave the team; the page it was pressed on asked whether one is sure."""
    team = team_or_404(request, slug, pk)
    try:
        actions.leave_team(team=team, by=request.user, at=request.now)
    except actions.TeamHasSubmission:
        messages.error(
            request,
            _(
                "No puedes salir: eres la última persona del equipo y el equipo ya entregó un proyecto. "
                "Si quieres retirarlo, escribe a la organización."
            ),
        )
        return to_team(team)
    except actions.TeamError as error:
        say_refused(request, error)
        return to_team(team)
    messages.success(request, _("Has salido del equipo."))
    return redirect("editions:detail", slug=slug)


@login_required
@require_POST
def renew_invite(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make a new invitation link."""
    team = team_or_404(request, slug, pk)
    try:
        actions.renew_invite(team=team, by=request.user, at=request.now)
    except actions.TeamError as error:
        say_refused(request, error)
    else:
        messages.success(request, _("Este es el enlace nuevo. El anterior ya no sirve."))
    return to_team(team)


def _create(request: HttpRequest, edition: Edition, form: TeamForm, obstacle: Obstacle | None) -> HttpResponse:
    try:
        team = actions.create_team(edition=edition, name=form.cleaned_data["name"], by=request.user, at=request.now)
    except actions.NameTaken as error:
        form.add_error("name", refusal(error))
    except actions.WindowClosed:
        form.add_error(None, _("El equipo no se ha creado: ahora no se pueden formar equipos."))
    except actions.AlreadyInTeam as error:
        return to_team(error.team)
    except actions.TeamError as error:
        form.add_error(None, refusal(error))
    else:
        messages.success(request, _("El equipo está creado. Comparte el enlace de invitación con tu gente."))
        return to_team(team)
    return _create_page(request, edition, form, obstacle)


def _create_page(request: HttpRequest, edition: Edition, form: TeamForm, obstacle: Obstacle | None) -> HttpResponse:
    context = {"edition": edition, "rules": edition.parsed_rules, "form": form, "obstacle": obstacle}
    return render(request, "teams/create.html", context)


def _join(request: HttpRequest, team: Team) -> HttpResponse:
    try:
        actions.join_team(token=team.invite_token, by=request.user, at=request.now)
    except actions.InviteUnknown:
        return _dead_invite(request, status=NOT_FOUND)
    except actions.InviteExpired:
        return _invite_expired(request, team)
    except actions.TeamError:
        return _invite_page(request, team, status=CONFLICT)
    messages.success(request, _("Ya estás en el equipo."))
    return to_team(team)


def _invite_page(request: HttpRequest, team: Team, *, status: int = 200) -> HttpResponse:
    """What the invitation offers, or why it cannot be taken now."""
    edition, members = team.edition, queries.members(team)
    obstacle = queries.obstacle_to_seat(user=request.user, edition=edition, at=request.now, taken=len(members))
    if needs_registration(obstacle):
        return register_first(edition, then=request.path)
    has_team = obstacle is not None and obstacle.kind == Kind.HAS_TEAM
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "team": team,
        "members": members,
        "obstacle": obstacle,
        "own_team": queries.team_of(user=request.user, edition=edition) if has_team else None,
        "free_seats": joining.free_seats(edition.parsed_rules, taken=len(members)),
    }
    return render(request, "teams/join.html", context, status=status)


def _invite_expired(request: HttpRequest, team: Team) -> HttpResponse:
    return _dead_invite(request, status=GONE, edition=team.edition, rules=team.edition.parsed_rules, expired=team)


def _dead_invite(request: HttpRequest, *, status: int, **context: Any) -> HttpResponse:
    return render(request, "teams/dead_invite.html", context, status=status)

"""Pages of teams: they translate between people and ``teams.actions``."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackathon.editions.models import Edition
from teams import actions, joining, queries
from teams.forms import TeamForm
from teams.models import Team

GONE, CONFLICT, NOT_FOUND = 410, 409, 404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """A form with the team's name; who has a team is taken to it."""
    edition = _edition(slug)
    team = queries.team_of(user=request.user, edition=edition)
    if team is not None:
        messages.info(request, _("Ya estás en este equipo. Para crear otro, primero sal de él."))
        return _to_team(team)
    if request.method != "POST":
        return _create_page(request, edition, TeamForm())
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _create_page(request, edition, form)
    try:
        team = actions.create_team(edition=edition, name=form.cleaned_data["name"], by=request.user, at=request.now)
    except actions.NameTaken:
        form.add_error("name", _("Ya hay un equipo con ese nombre en esta edición. Elige otro."))
    except actions.WindowClosed:
        form.add_error(None, _("El equipo no se ha creado: ahora no se pueden formar equipos."))
    except actions.Missing:
        form.add_error(None, _("El equipo no se ha creado: antes te falta un paso."))
    except actions.AlreadyInTeam as error:
        return _to_team(error.team)
    else:
        messages.success(request, _("El equipo está creado. Comparte el enlace de invitación con tu gente."))
        return _to_team(team)
    return _create_page(request, edition, form)


@never_cache
@login_required
@require_safe
def detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A team's page, for its members and for who runs the edition."""
    edition = _edition(slug)
    team = get_object_or_404(queries.visible_teams(user=request.user, edition=edition), pk=pk)
    rules = edition.parsed_rules
    members = queries.members(team)
    context = {
        "edition": edition,
        "rules": rules,
        "team": team,
        "members": members,
        "is_member": any(membership.user_id == request.user.pk for membership in members),
        "free_seats": joining.free_seats(rules, taken=len(members)),
        "invite_url": request.build_absolute_uri(reverse("teams:join", args=[team.invite_token])),
        "window": rules.windows.teams,
        "window_open": rules.windows.teams.is_open(request.now),
    }
    return render(request, "teams/detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation: says whose it is; only the button joins. A dead one says so to anybody, signed in or not."""
    team = queries.invited_team(token)
    if team is None:
        return _invite_unknown(request)
    if not request.user.is_authenticated:
        if request.now >= team.invite_expires_at:
            return _invite_expired(request, team)
        return redirect_to_login(request.get_full_path())
    if queries.is_member(user=request.user, team=team):
        return _to_team(team)
    if request.now >= team.invite_expires_at:
        return _invite_expired(request, team)
    if request.method != "POST":
        return _invite_page(request, team)
    try:
        actions.join_team(token=token, by=request.user, at=request.now)
    except actions.InviteUnknown:
        return _invite_unknown(request)
    except actions.InviteExpired:
        return _invite_expired(request, team)
    except (actions.WindowClosed, actions.TeamFull, actions.AlreadyInTeam, actions.Missing):
        return _invite_page(request, team, status=CONFLICT)
    messages.success(request, _("Ya estás en el equipo."))
    return _to_team(team)


@login_required
@require_POST
def leave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Leave the team; the page it was pressed on asked whether one is sure."""
    team = get_object_or_404(queries.visible_teams(user=request.user, edition=_edition(slug)), pk=pk)
    try:
        actions.leave_team(team=team, by=request.user, at=request.now)
    except actions.TeamError as error:
        messages.error(request, _sentence(error))
        return _to_team(team)
    messages.success(request, _("Has salido del equipo."))
    return redirect("editions:detail", slug=slug)


@login_required
@require_POST
def renew_invite(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make a new invitation link."""
    team = get_object_or_404(queries.visible_teams(user=request.user, edition=_edition(slug)), pk=pk)
    try:
        actions.renew_invite(team=team, by=request.user, at=request.now)
    except actions.TeamError as error:
        messages.error(request, _sentence(error))
    else:
        messages.success(request, _("Este es el enlace nuevo. El anterior ya no sirve."))
    return _to_team(team)


def _edition(slug: str) -> Edition:
    edition = Edition.objects.filter(slug=slug).first()
    if edition is None:
        raise Http404(_("No hay ninguna edición con esta dirección."))
    return edition


def _to_team(team: Team) -> HttpResponse:
    return redirect("teams:detail", slug=team.edition.slug, pk=team.pk)


def _sentence(error: actions.TeamError) -> str:
    if isinstance(error, actions.WindowClosed):
        return _("No se ha cambiado nada: el plazo para cambiar los equipos no está abierto.")
    if isinstance(error, actions.TeamHasSubmission):
        return _(
            "No puedes salir: eres la última persona del equipo y el equipo ya entregó un proyecto. "
            "Si quieres retirarlo, escribe a la organización."
        )
    return _("No se ha cambiado nada: esto solo lo pueden hacer las personas del equipo.")


def _create_page(request: HttpRequest, edition: Edition, form: TeamForm) -> HttpResponse:
    rules = edition.parsed_rules
    window = rules.windows.teams
    context = {"edition": edition, "rules": rules, "form": form, "window": window}
    return render(request, "teams/create.html", {**context, "window_open": window.is_open(request.now)})


def _invite_page(request: HttpRequest, team: Team, *, status: int = 200) -> HttpResponse:
    """What the invitation offers, or why it cannot be taken now; the same questions that ``join_team`` asks."""
    rules = team.edition.parsed_rules
    members = queries.members(team)
    context = {
        "edition": team.edition,
        "rules": rules,
        "team": team,
        "members": members,
        "free_seats": joining.free_seats(rules, taken=len(members)),
        "own_team": queries.team_of(user=request.user, edition=team.edition),
        "window": rules.windows.teams,
        "window_open": rules.windows.teams.is_open(request.now),
    }
    return render(request, "teams/join.html", context, status=status)


def _invite_expired(request: HttpRequest, team: Team) -> HttpResponse:
    return _dead_invite(request, status=GONE, edition=team.edition, rules=team.edition.parsed_rules, expired=team)


def _invite_unknown(request: HttpRequest) -> HttpResponse:
    return _dead_invite(request, status=NOT_FOUND)


def _dead_invite(request: HttpRequest, *, status: int, **context: Any) -> HttpResponse:
    return render(request, "teams/dead_invite.html", context, status=status)

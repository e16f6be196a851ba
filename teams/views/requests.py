"""Asking for a seat, inviting somebody to one, and the answers."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hackathon.accounts.guards import edition_or_404
from hackathon.editions.models import Edition
from hackathon.registration.queries import complete
from teams import actions, queries, reading
from teams.forms import MessageForm
from teams.models import JoinRequest, Team
from teams.views.common import back, needs_registration, register_first, say_refused, to_team

State = JoinRequest.State


@login_required
@require_POST
def ask(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask a team on the board for a seat."""
    edition = edition_or_404(slug)
    obstacle = queries.obstacle_to_seat(user=request.user, edition=edition, at=request.now)
    if needs_registration(obstacle):
        return register_first(edition, then=_board(edition))
    team = Team.objects.select_related("edition").filter(pk=pk, edition=edition, on_board=True).first()
    if team is None:
        return _not_on_the_board(request, edition)
    return _send(
        request,
        edition,
        lambda message: actions.ask_to_join(team=team, by=request.user, at=request.now, message=message),
        _("Petición enviada. Te avisaremos por correo cuando contesten."),
    )


@login_required
@require_POST
def invite(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Offer somebody on the board a seat in one's own team. ``pk`` is their registration's."""
    edition = edition_or_404(slug)
    team = queries.team_of(user=request.user, edition=edition)
    found = complete(edition).select_related("user").filter(pk=pk, on_board=True).first()
    if team is None:
        messages.error(request, _("Para invitar a alguien, primero crea un equipo."))
        return back(request, _board(edition))
    if found is None:
        return _not_on_the_board(request, edition)
    return _send(
        request,
        edition,
        lambda message: actions.invite_person(
            team=team, person=found.user, by=request.user, at=request.now, message=message
        ),
        _("Invitación enviada. Te avisaremos por correo cuando conteste."),
    )


@login_required
@require_POST
def accept(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say yes."""
    found = _request_or_404(request, slug, pk)
    own = found.user_id == request.user.pk
    said = _("Ya estás en el equipo.") if own else _("%(person)s ya está en el equipo.") % _names(found)
    if _answer(request, found, actions.accept, said) and own:
        return to_team(found.team)
    return back(request, _page_of(request, found))


@login_required
@require_POST
def decline(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say no."""
    found = _request_or_404(request, slug, pk)
    _answer(request, found, actions.decline, _("Has dicho que no. Se lo hemos contado por correo."))
    return back(request, _page_of(request, found))


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take it back."""
    found = _request_or_404(request, slug, pk)
    _answer(request, found, actions.withdraw, _("Retirada."))
    return back(request, _page_of(request, found))


def _not_on_the_board(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Off it a moment ago or never there: who asks is told the same, and learns of nobody."""
    say_refused(request, actions.NotLooking())
    return back(request, _board(edition))


def _send(request: HttpRequest, edition: Edition, deed: Callable[[str], JoinRequest], said: str) -> HttpResponse:
    form = MessageForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["message"]))
        return back(request, _board(edition))
    try:
        made = deed(form.cleaned_data["message"])
    except actions.AlreadyInTeam as error:
        if error.team == queries.team_of(user=request.user, edition=edition):
            messages.info(request, _("Ya estás en este equipo. Para pedir plaza en otro, primero sal de él."))
            return to_team(error.team)
        say_refused(request, error)
    except actions.TeamError as error:
        say_refused(request, error)
    else:
        if made.state == State.ACCEPTED:
            messages.success(request, _("Las dos partes lo querían: ya están en el mismo equipo."))
            return to_team(made.team)
        messages.success(request, said)
    return back(request, _board(edition))


def _answer(request: HttpRequest, found: JoinRequest, deed: Callable[..., JoinRequest], said: str) -> bool:
    """True when it was done."""
    try:
        deed(request=found, by=request.user, at=request.now)
    except actions.TeamError as error:
        say_refused(request, error)
        return False
    messages.success(request, said)
    return True


def _request_or_404(request: HttpRequest, slug: str, pk: int) -> JoinRequest:
    """A request that the reader is a side of."""
    requests = reading.readable_requests(user=request.user)
    return get_object_or_404(requests, pk=pk, team__edition=edition_or_404(slug))


def _page_of(request: HttpRequest, found: JoinRequest) -> str:
    """Where the reader deals with it: the team on its page, the person on the board."""
    if queries.is_member(user=request.user, team=found.team):
        return reverse("teams:detail", args=[found.team.edition.slug, found.team_id])
    return _board(found.team.edition)


def _board(edition: Edition) -> str:
    return reverse("teams:board", args=[edition.slug])


def _names(found: JoinRequest) -> dict[str, str]:
    return {"person": found.user.display_name}

"""A team's page, and what its people change on it."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams import actions, cards, joining, queries
from teams.forms import DetailsForm
from teams.models import Membership, Team
from teams.views.common import say_refused, team_or_404, to_team
from teams.wording import refusal


@never_cache
@login_required
@require_safe
def detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A team's page, for its members and for who runs the edition."""
    team = team_or_404(request, slug, pk)
    rules, members = team.edition.parsed_rules, queries.members(team)
    own = next((each for each in members if each.user_id == request.user.pk), None)
    context = {
        "edition": team.edition,
        "rules": rules,
        "team": team,
        "members": members,
        "own": own,
        "is_last": all(each == own or each.user.erased_at for each in members),
        "is_captain": team.captain_id == request.user.pk,
        "free_seats": joining.free_seats(rules, taken=len(members)),
        "too_few": max(0, rules.team.min_size - len(members)),
        "still_to_say": _still_to_say(team),
        "requests": cards.waiting_for(team, on=request.now.date()) if own else [],
        "invite_url": request.build_absolute_uri(reverse("teams:join", args=[team.invite_token])),
        "obstacle": joining.obstacle_to_change(rules, at=request.now),
        "delivery": rules.delivery(request.now),
    }
    # Who is no member sees it as an organiser.
    context["may_remove"] = not own or (context["is_captain"] and not context["obstacle"])
    return render(request, "teams/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the team says of itself, to be changed by its people and by who runs the edition."""
    team = team_or_404(request, slug, pk)
    how = {
        "rules": team.edition.parsed_rules,
        "name_is_open": queries.may_rename(user=request.user, team=team, at=request.now),
    }
    if request.method != "POST":
        return _edit_page(request, team, DetailsForm.showing(team, **how))
    form = DetailsForm(request.POST, initial=DetailsForm.initial_of(team), **how)
    if form.is_valid() and _update(request, team, form):
        messages.success(request, _("Guardado."))
        return to_team(team)
    return _edit_page(request, team, form)


@login_required
@require_POST
def hand_over(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make another member the captain."""
    team = team_or_404(request, slug, pk)
    to = _member_or_404(team, request.POST.get("member", "")).user
    try:
        actions.hand_over(team=team, to=to, by=request.user, at=request.now)
    except actions.TeamError as error:
        say_refused(request, error)
    else:
        messages.success(request, _("La capitanía es ahora de %(person)s.") % {"person": to.display_name})
    return to_team(team)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, pk: int, member: int) -> HttpResponse:
    """Take a member out, with a reason that they are told."""
    team = team_or_404(request, slug, pk)
    person = _member_or_404(team, str(member)).user
    reason = request.POST.get("reason", "")[:500]
    try:
        actions.remove_member(team=team, person=person, by=request.user, at=request.now, reason=reason)
    except actions.TeamError as error:
        say_refused(request, error)
    else:
        messages.success(
            request, _("%(person)s ya no está en el equipo. Le hemos escrito.") % {"person": person.display_name}
        )
    return to_team(team)


@login_required
@require_POST
def set_role(request: HttpRequest, slug: str, pk: int, member: int) -> HttpResponse:
    """Say what somebody does in the team."""
    team = team_or_404(request, slug, pk)
    try:
        actions.set_role(
            membership=_member_or_404(team, str(member)),
            role=request.POST.get("role", ""),
            by=request.user,
            at=request.now,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except actions.TeamError as error:
        say_refused(request, error)
    else:
        messages.success(request, _("Guardado."))
    return to_team(team)


def _member_or_404(team: Team, pk: str) -> Membership:
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        raise Http404
    return get_object_or_404(team.memberships.select_related("user", "team"), pk=int(pk))


def _update(request: HttpRequest, team: Team, form: DetailsForm) -> bool:
    """True when it was kept; else the form says what is wrong."""
    details = actions.TeamDetails.of(team).but(**form.said())
    try:
        actions.update_team(team=team, details=details, by=request.user, at=request.now)
    except actions.NameTaken as error:
        form.add_error("name", refusal(error))
    except actions.TeamError as error:
        form.add_error(None, refusal(error))
    except ValidationError as error:
        form.add_problems(error)
    else:
        return True
    return False


def _edit_page(request: HttpRequest, team: Team, form: DetailsForm) -> HttpResponse:
    own = queries.is_member(user=request.user, team=team)
    context = {"edition": team.edition, "rules": team.edition.parsed_rules, "team": team, "form": form, "own": own}
    return render(request, "teams/edit.html", context)


def _still_to_say(team: Team) -> Sequence[str]:
    """What others would like to know and the team has not told."""
    parts = [
        (team.idea, _("la idea del proyecto")),
        (team.topics, _("los temas")),
        (team.languages, _("las lenguas y variedades")),
        (team.sdgs, _("los ODS")),
        (team.discord_channel, _("el canal de Discord")),
    ]
    return [name for value, name in parts if not value]

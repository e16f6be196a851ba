"""The board: teams that look for people, people who look for a team."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hackathon.accounts.guards import edition_or_404
from hackathon.editions.models import Edition
from teams import board, cards, joining
from teams.board import Filters, Reader
from teams.forms import BoardForm, MessageForm
from teams.sides import person_side

TEAMS, PEOPLE = "equipos", "personas"
PAGE_SIZE = 12
FORBIDDEN = 403


@never_cache
@login_required
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Who looks for whom, for people who have registered themselves, and for who runs the edition."""
    edition = edition_or_404(slug)
    reader = board.reader(user=request.user, edition=edition, on=request.now.date())
    rules = edition.parsed_rules
    context = {"edition": edition, "rules": rules, "reader": reader}
    if not board.may_look(user=reader.user, edition=edition, registered=reader.is_registered):
        return render(request, "teams/board_closed.html", context, status=FORBIDDEN)
    if joining.is_over(rules, at=request.now):
        context["obstacle"] = joining.obstacle_to_change(rules, at=request.now)
        return render(request, "teams/board_closed.html", context)
    context["obstacle"] = joining.obstacle_to_change(rules, at=request.now)
    return render(request, "teams/board.html", {**context, **_listing(request, edition, reader)})


def _listing(request: HttpRequest, edition: Edition, reader: Reader) -> dict[str, Any]:
    """One of the two lists, filtered and cut into pages, and who suits the reader best."""
    shown = request.GET.get("ver", "")
    shows_teams = shown == TEAMS or (shown != PEOPLE and reader.team is None)
    form = BoardForm(request.GET, rules=edition.parsed_rules, teams=shows_teams)
    filters = form.filters()
    rows = board.teams_looking(reader, filters) if shows_teams else board.people_looking(reader, filters)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("pagina"))
    make_cards = cards.team_cards if shows_teams else cards.person_cards
    suggestions = _suggestions(reader, page, filters, shows_teams=shows_teams)
    shown_above = {card.key for card in suggestions}
    return {
        "tab": TEAMS if shows_teams else PEOPLE,
        "form": form,
        "filtered": filters != Filters(),
        "page": page,
        "cards": [card for card in make_cards(reader, page.object_list) if card.key not in shown_above],
        "suggestions": suggestions,
        "says_no_hours": filters.hours > 0
        and not (person_side(reader.registration) if shows_teams else reader.side).stretches,
        "own_requests": [] if reader.team else cards.own_requests(reader),
        "message_form": MessageForm(auto_id=False),
        "query": _query_without_page(request),
    }


def _suggestions(reader: Reader, page: Page, filters: Filters, *, shows_teams: bool) -> list[Any]:
    """At the top of the first page, for who has told something to go by and looks for nothing in particular."""
    if page.number > 1 or filters != Filters() or reader.registration is None:
        return []
    if shows_teams:
        return [] if reader.team else cards.suggested_teams(reader)
    return cards.suggested_people(reader)


def _query_without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("pagina", None)
    return query.urlencode()

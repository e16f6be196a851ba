"""Results for everybody, once their time has come; and how each project's came about."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hackathon.accounts.guards import edition_or_404
from hackathon.editions.models import Edition
from hackathon.editions.wording import in_words
from judging import queries, results_wording
from judging import results as pure
from judging.queries import publication
from judging.queries.published import Published, Reader, derivation_payload, published
from judging.views import charts
from submissions.models import Submission
from submissions.paintings import painted
from submissions.views.files import sent


@never_cache
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Who won what, and the ranking as far as the rules publish it; before that, when it will be."""
    edition = edition_or_404(slug)
    found = published(edition, user=request.user, at=request.now)
    rules = edition.parsed_rules
    context: dict[str, Any] = {"edition": edition, "rules": rules, "found": found}
    if found is None:
        context["taken_back"] = publication.were_taken_back(edition)
        context["organises"] = publication.may_preview(request.user, edition)
        context["expected"] = rules.windows.results_at if rules.windows.results_at > request.now else None
        return render(request, "judging/published/not_yet.html", context)
    frozen_rules = pure.read_rules(found.results.payload)
    context |= {
        "frozen_rules": frozen_rules,
        "tracks": [
            (board, _track_title(edition, board.track), charts.drawing(board, hidden=_hidden()))
            for board in found.boards
        ],
        "method": results_wording.method(frozen_rules.jury.method),
        "chain": results_wording.chain(frozen_rules.jury.ties.order, frozen_rules.rubric),
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "judging/published/results.html", context)


@never_cache
@require_safe
def picture(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """The ranking as a picture, to be put into a post or a slide."""
    edition = edition_or_404(slug)
    found = published(edition, user=request.user, at=request.now)
    if found is None or not found.shows_totals:
        raise Http404(_("Esos resultados no están publicados."))
    board = _asked(found, request.GET.get("linea", ""))
    svg = charts.as_svg(edition, board, title=_track_title(edition, board.track) or _("Resultados"))
    name = "-".join(filter(None, (slug, "resultados", board.track)))
    if extension == "svg":
        return sent(svg.encode(), f"{name}.svg", "image/svg+xml; charset=utf-8")
    return sent(painted(svg), f"{name}.png", "image/png")


@never_cache
@require_safe
def derivation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How a project's result came about, for its team, for who runs the edition, and for whoever else the rules let see it."""
    edition = edition_or_404(slug)
    project = get_object_or_404(Submission.objects.select_related("team"), edition=edition, pk=pk)
    allowed = derivation_payload(edition, team_id=project.team_id, user=request.user, at=request.now)
    steps = allowed and pure.derive(allowed[0], pk)
    if allowed is None or steps is None:
        raise Http404(_("No hay nada que ver de este proyecto, o todavía no."))
    payload, reader = allowed
    full = reader is not Reader.ANYBODY
    names = queries.judge_names(review.judge for review in steps.reviews) if reader is Reader.ORGANISER else {}
    frozen = publication.standing(edition)
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "steps": steps,
        "line": steps.line,
        "most": steps.rubric.most(steps.line.track),
        "full": full,
        "organiser": reader is Reader.ORGANISER,
        "reviewers": [names.get(review.judge) or letter(place) for place, review in enumerate(steps.reviews)],
        "comments": publication.comments_for(edition, [pk])[pk] if full else [],
        "track": _track_title(edition, steps.line.track),
        "method": results_wording.method(steps.method),
        "settled": results_wording.settled(steps.line.settled_by, steps.rubric),
        "chain": results_wording.chain(pure.read_rules(payload).jury.ties.order, steps.rubric),
        "activities": [
            (activity, steps.line.earned[activity.key])
            for activity in steps.rubric.activities
            if activity.key in steps.line.earned
        ],
        "public": frozen is not None and publication.is_public(frozen, at=request.now),
    }
    return render(request, "judging/published/derivation.html", context)


@never_cache
@require_safe
def fragment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The result of a project in a few lines, for its team's page; nothing before its time."""
    edition = edition_or_404(slug)
    project = get_object_or_404(Submission, edition=edition, pk=pk)
    if not publication.is_in_team(request.user, project.team_id) and not publication.may_preview(request.user, edition):
        raise Http404
    frozen = publication.shown(edition, at=request.now)
    steps = frozen and pure.derive(frozen.payload, pk)
    if not steps:
        return HttpResponse()
    comments = publication.comments_for(edition, [pk])[pk]
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "steps": steps,
        "line": steps.line,
        "most": steps.rubric.most(steps.line.track),
        "comments": comments,
    }
    return render(request, "judging/published/_fragment.html", context)


def letter(place: int) -> str:
    """What a judge is called who is not named: Jurado A, B, …"""
    return _("Jurado %(letter)s") % {"letter": chr(ord("A") + place) if place < 26 else str(place + 1)}


def _asked(found: Published, track: str) -> pure.Board:
    board = next((board for board in found.boards if board.track == track), None)
    if board is None:
        raise Http404(_("No hay esa línea en los resultados."))
    return board


def _track_title(edition: Edition, key: str) -> str:
    return next((in_words(track.title) for track in edition.parsed_rules.jury.tracks if track.key == key), "")


def _hidden() -> str:
    return _("Proyecto sin nombre público")

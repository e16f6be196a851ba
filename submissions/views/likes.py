"""The board of likes: the page for everybody, its files and its picture."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hackathon.accounts.guards import edition_or_404
from hackathon.editions.wording import in_words, in_zone
from hackathon.spreadsheets import as_file
from submissions import drawings
from submissions.boards import likes, likes_files
from submissions.boards.addresses import Address
from submissions.forms.likes import LikesForm
from submissions.paintings import painted
from submissions.queries.likes import Board, ProjectLine, RepoLine, Stage, board
from submissions.views.files import sent

PAGE_SIZE: Final = 50
CACHED_SECONDS: Final = 30


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has how many likes, by project or by repo. What is shown is all in the address."""
    edition = edition_or_404(slug)
    found = board(edition, at=request.now)
    form = LikesForm(request.GET)
    by_repo = request.GET.get("ver") == likes.BY_REPO
    lines = likes.repo_lines(found, form) if by_repo else likes.project_lines(found, form)
    address = Address(request.GET)
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "board": found,
        "provisional": found.stage == Stage.PROVISIONAL,
        "final": found.stage == Stage.FINAL,
        "form": form,
        "tab": likes.BY_REPO if by_repo else likes.BY_PROJECT,
        "kinds": likes.kinds(found),
        "page": Paginator(lines, PAGE_SIZE).get_page(request.GET.get("pagina")),
        "total": len(found.repos) if by_repo else len(found.projects),
        "query": address.with_(),
        "files": address.only("ver"),
        "picture_query": address.only("ver", "q", "tipo", "entregados"),
        **_picture(request, found, lines),
    }
    answer = render(request, "submissions/likes/board.html", context)
    answer.headers["Cache-Control"] = f"private, max-age={CACHED_SECONDS}"
    return answer


@require_safe
def table_file(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """The projects or, where they are asked for, the repos; as JSON all that the board tells."""
    found = board(edition_or_404(slug), at=request.now)
    by_repo = request.GET.get("ver") == likes.BY_REPO
    name = f"{slug}-likes-{likes.BY_REPO if by_repo else likes.BY_PROJECT}"
    if extension == "csv":
        return as_file(likes_files.as_table(found, by_repo=by_repo), name, extension)
    if extension == "json":
        return sent(likes_files.as_json(found), f"{slug}-likes.json", "application/json")
    content = likes_files.as_parquet(found, by_repo=by_repo)
    return sent(content, f"{name}.parquet", "application/vnd.apache.parquet")


@require_safe
def picture(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """How the first came to their likes, to be put into a post or a slide."""
    found = board(edition_or_404(slug), at=request.now)
    by_repo = request.GET.get("ver") == likes.BY_REPO
    form = LikesForm(request.GET)
    lines = likes.repo_lines(found, form) if by_repo else likes.project_lines(found, form)
    drawing = likes.drawing(found, lines, at=found.looked_at or request.now)
    if drawing is None:
        raise Http404(_("Todavía no hay likes que dibujar."))
    about = {
        "edition": in_words(found.edition.parsed_rules.title),
        "when": in_zone(found.looked_at or request.now, found.edition.parsed_rules.timezone),
    }
    title = _("Likes de los repositorios") if by_repo else _("Likes de los proyectos")
    source = _("%(edition)s · likes en el Hub hasta el %(when)s") % about
    svg = drawings.svg(drawing, title=title, text=likes.in_words(lines), source=source)
    if extension == "svg":
        return sent(svg.encode(), f"{slug}-likes.svg", "image/svg+xml; charset=utf-8")
    return sent(painted(svg), f"{slug}-likes.png", "image/png")


def _picture(request: HttpRequest, found: Board, lines: list[ProjectLine] | list[RepoLine]) -> dict[str, Any]:
    return {
        "drawing": likes.drawing(found, lines, at=found.looked_at or request.now),
        "drawing_text": likes.in_words(lines),
    }

"""The pages of boards."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hackathon.accounts.guards import edition_or_404
from hackathon.registration.wording import language_name
from submissions.boards import comparisons, tables
from submissions.boards.addresses import Address
from submissions.evaluation.leaderboard import counted, switches
from submissions.queries import leaderboards
from submissions.queries.leaderboards import Detail, Shown
from submissions.views.leaderboards.asked import Asked, read, shown_or_404

PAGE_SIZE = 50


@never_cache
@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The edition's boards. Not found as long as there is none that the reader may see."""
    edition = edition_or_404(slug)
    boards = leaderboards.boards_of(edition, request.user)
    if not boards:
        raise Http404
    context = {"edition": edition, "rules": edition.parsed_rules, "boards": boards}
    return render(request, "submissions/leaderboards/index.html", context)


@never_cache
@require_safe
def board(request: HttpRequest, slug: str, suite: str) -> HttpResponse:
    """One board, 50 models a page, those that are not ranked last. What is shown is all in the address."""
    asked = read(request, shown_or_404(request, slug, suite))
    page = Paginator(asked.rows(), PAGE_SIZE).get_page(request.GET.get("pagina"))
    details = asked.details(page.object_list)
    address = Address(request.GET)
    models = reverse("submissions:leaderboard_model", args=[slug, suite, 0]).removesuffix("0/")
    shared = tables.PageOf(asked.tasks, details, asked.comparing, asked.pinned, address, models)
    lines = tables.lines(page.object_list, shared)
    context = {
        **_about(asked.shown),
        **_chosen(asked, address),
        **_side_by_side(asked, details, address),
        "total": len(asked.standings.rows),
        "page": page,
        "heads": tables.heads(
            asked.tasks, asked.wanted.order, address, counted=counted(asked.shown.suite, asked.tasks)
        ),
        "ranked": [line for line in lines if line.row.rank],
        "unranked": [line for line in lines if not line.row.rank],
        "width": len(asked.tasks) + 4,
        "compared": asked.comparing.against,
    }
    answer = render(request, "submissions/leaderboards/board.html", context)
    if request.htmx:
        answer.headers["HX-Push-Url"] = f"{request.path}{address.here()}"
    return answer


@never_cache
@require_safe
def model(request: HttpRequest, slug: str, suite: str, pk: int) -> HttpResponse:
    """One model on a board: each task, how it was measured, and its other revisions."""
    shown = shown_or_404(request, slug, suite)
    runs = leaderboards.runs_of(shown.edition, shown.suite)
    run = get_object_or_404(runs.select_related("repo", "submission__current"), pk=pk)
    asked = read(request, shown)
    row = asked.standings.of(run.pk)
    base = asked.comparing.base(run.base_model)
    details = leaderboards.details({run.pk, *([base.model.key] if base else [])}, shown.suite)
    context = {
        **_about(shown),
        "run": run,
        "row": row,
        "base": base,
        "task_lines": tables.task_lines(shown.suite, details[run.pk], details[base.model.key] if base else None),
        "missing": details[run.pk].missing,
        "under_way": details[run.pk].under_way,
        "history": leaderboards.history(run, among=runs),
    }
    return render(request, "submissions/leaderboards/model.html", context)


def _about(shown: Shown) -> dict[str, Any]:
    return {
        "edition": shown.edition,
        "rules": shown.edition.parsed_rules,
        "suite": shown.suite,
        "published_at": shown.published_at,
        "manages": shown.manages,
    }


def _chosen(asked: Asked, address: Address) -> dict[str, Any]:
    languages = switches(asked.shown.suite)
    return {
        "form": asked.form,
        "wanted": asked.wanted,
        "pinned": asked.pinned,
        "filtered": asked.wanted.filters,
        "tasks_language": asked.language,
        "language_name": language_name(asked.language) if asked.language else "",
        "switches": [(code, language_name(code), address.with_(lengua=code)) for code in languages],
        "all_languages": address.with_(lengua=""),
        "query": address.with_(),
        "cleared": address.only("lengua", "fijar", "orden"),
        "files": address.only("lengua", "q", "tamano", "tipo", "licencia", "habla", "base", "orden"),
    }


def _side_by_side(asked: Asked, details: Mapping[int, Detail], address: Address) -> dict[str, Any]:
    """The models that the reader pinned, or else the first ones."""
    suite, language = asked.shown.suite, asked.language
    told: dict[str, Any] = {
        "pins": [(row.model.name, address.pinning(row.model.key, asked.pinned)) for row in asked.pins],
        "unpinned": address.with_(fijar=""),
        "picture": address.only("lengua", "fijar"),
        "pairs": [],
    }
    if len(asked.pins) > 1:
        told["drawing"] = comparisons.dots_drawing(asked.pins, details, suite, language=language)
        told["pairs"] = comparisons.pairs(asked.pins, details, suite, language=language)
    else:
        told["drawing"] = comparisons.top_drawing(asked.standings.rows)
        told["drawn"] = comparisons.in_words(asked.standings.rows)
    return told

"""The organisers' results workbench and its exports."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from hackathon.spreadsheets import Table, as_file
from judging import actions, exports, queries, results_wording
from judging.queries import counting, publication
from judging.queries.ranking import Results
from judging.views import charts


@never_cache
@require_safe
@login_required
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """The ranking as it stands, with all that can be said about it."""
    edition = own_edition(request, slug)
    found = queries.results(edition)
    rules = edition.parsed_rules
    context: dict[str, Any] = {
        "edition": edition,
        "rules": rules,
        "results": found,
        "tracks": [_track(found, board, edition) for board in found.boards],
        "progress": queries.progress(counting.asked_reviews(edition)),
        "missing": counting.missing_reviews(found.payload),
        "frozen": publication.standing(edition),
        "method": results_wording.method(rules.jury.method),
        "out_of": results_wording.out_of(rules),
        "chain": results_wording.chain(rules.jury.ties.order, rules.rubric),
    }
    return render(request, "judging/results.html", context)


def _track(found: Results, board: Any, edition: Edition) -> Mapping[str, Any]:
    """A track's ranking as the page shows it."""
    facts, rules = board.facts, edition.parsed_rules
    titles = {line.key: line.title for line in board.lines}
    names = queries.judge_names(each["judge"] for each in facts["judges"])
    agreement = facts["agreement"]["alpha"]
    return {
        "title": next((track.title for track in rules.jury.tracks if track.key == board.track), None),
        "board": board,
        "rows": [row for row in found.rows if row.submission_id in titles],
        "drawing": charts.drawing(board),
        "judges": [{**each, "name": names.get(each["judge"], "–")} for each in facts["judges"]],
        "agreement": results_wording.agreement(None if agreement is None else float(agreement)),
        "winners": [titles[key] for key in facts["winners"]],
        "neighbours": [
            {**each, "titles": (titles[each["upper"]], titles[each["lower"]])} for each in facts["neighbours"]
        ],
        "warnings": [results_wording.warning(each, titles, names) for each in facts["warnings"]],
    }


@require_safe
@login_required
def export_results(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """The ranking as a file, one row per project."""
    edition = own_edition(request, slug)
    found = queries.results(edition)
    return _download(request, edition, exports.results_table(found), "resultados", len(found.rows), extension)


@require_safe
@login_required
def export_reviews(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """The reviews as given, one row each."""
    edition = own_edition(request, slug)
    found = queries.reviews(edition)
    counted = frozenset(counting.counted_reviews(edition).values_list("pk", flat=True))
    table = exports.reviews_table(edition.parsed_rules.rubric, found, counted=counted)
    return _download(request, edition, table, "evaluaciones", len(found), extension)


def _download(
    request: HttpRequest, edition: Edition, table: Table, name: str, rows: int, extension: str
) -> HttpResponseBase:
    actions.record_export(edition=edition, name=f"{name}.{extension}", rows=rows, by=request.user, at=request.now)
    return as_file(table, f"{edition.slug}-{name}", extension)

"""The organisers' results page and its exports."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from hackathon.spreadsheets import Table, as_file
from judging import actions, exports, queries


@require_safe
@login_required
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """The ranking as it stands."""
    edition = own_edition(request, slug)
    context: dict[str, Any] = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "results": queries.results(edition),
        "progress": queries.progress(queries.assignments_of_edition(edition)),
    }
    return render(request, "judging/results.html", context)


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
    table = exports.reviews_table(edition.parsed_rules.rubric, found)
    return _download(request, edition, table, "evaluaciones", len(found), extension)


def _download(
    request: HttpRequest, edition: Edition, table: Table, name: str, rows: int, extension: str
) -> HttpResponseBase:
    actions.record_export(edition=edition, name=f"{name}.{extension}", rows=rows, by=request.user, at=request.now)
    return as_file(table, f"{edition.slug}-{name}", extension)

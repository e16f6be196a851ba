"""The organisers' results page and its exports."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hackathon.accounts.roles import is_organiser
from hackathon.editions.models import Edition
from hackathon.spreadsheets import CSV_TYPE, XLSX_TYPE, Table, csv_lines, xlsx
from judging import actions, exports, queries


@require_safe
@login_required
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """The ranking as it stands."""
    edition = _own_edition(request, slug)
    context: dict[str, Any] = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "results": queries.results(edition),
        "progress": queries.progress(queries.assignments_of_edition(edition)),
    }
    return render(request, "judging/results.html", context)


def _csv(table: Table) -> HttpResponse | StreamingHttpResponse:
    return StreamingHttpResponse(csv_lines(table), content_type=CSV_TYPE)


def _xlsx(table: Table) -> HttpResponse | StreamingHttpResponse:
    return HttpResponse(xlsx(table), content_type=XLSX_TYPE)


FORMATS: dict[str, Callable[[Table], HttpResponse | StreamingHttpResponse]] = {"csv": _csv, "xlsx": _xlsx}


@require_safe
@login_required
def export_results(request: HttpRequest, slug: str, extension: str) -> HttpResponse | StreamingHttpResponse:
    """The ranking as a file, one row per project."""
    edition = _own_edition(request, slug)
    found = queries.results(edition)
    return _download(request, edition, exports.results_table(found), "resultados", len(found.rows), extension)


@require_safe
@login_required
def export_reviews(request: HttpRequest, slug: str, extension: str) -> HttpResponse | StreamingHttpResponse:
    """The reviews as given, one row each."""
    edition = _own_edition(request, slug)
    found = queries.reviews(edition)
    table = exports.reviews_table(edition.parsed_rules.rubric, found)
    return _download(request, edition, table, "evaluaciones", len(found), extension)


def _download(
    request: HttpRequest, edition: Edition, table: Table, name: str, rows: int, extension: str
) -> HttpResponse | StreamingHttpResponse:
    response = FORMATS[extension](table)
    response.headers["Content-Disposition"] = f'attachment; filename="{edition.slug}-{name}.{extension}"'
    actions.record_export(edition=edition, name=f"{name}.{extension}", rows=rows, by=request.user, at=request.now)
    return response


def _own_edition(request: HttpRequest, slug: str) -> Edition:
    edition = get_object_or_404(Edition, slug=slug)
    if not is_organiser(request.user, edition):
        raise PermissionDenied
    return edition

"""What organisers take away of an edition: which tables, which columns, in which kind of file."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from hackathon.spreadsheets import Column, TooManyRows, as_file
from judging import actions
from judging.exports.catalogue import BY_KEY, EXPORTS, Export, default_columns

FORMATS: Final = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "parquet": "Parquet"}


class ChoiceRefused(Exception):
    """The address asks for something that there is not. ``why`` is a sentence about it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@require_safe
@login_required
def exports(request: HttpRequest, slug: str) -> HttpResponse:
    """Every table, with how many rows it has."""
    edition = own_edition(request, slug)
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "tables": [(export, export.count(edition)) for export in EXPORTS],
        "formats": FORMATS,
    }
    return render(request, "judging/exports/tables.html", context)


@require_safe
@login_required
def export(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """One table: what its columns mean, and which of them are wanted. The choice stands in the address."""
    edition, found = own_edition(request, slug), _export_or_404(table)
    return _page(request, edition, found, ticked=_asked(request.GET) or default_columns(found.columns(edition)))


@require_safe
@login_required
def export_file(request: HttpRequest, slug: str, table: str) -> HttpResponseBase:
    """The table as a file; the trail says who took it, and with which columns."""
    edition, found = own_edition(request, slug), _export_or_404(table)
    try:
        wanted, extension = _choice(request.GET, found.columns(edition))
        answer = as_file(found.table(edition, wanted), f"{edition.slug}-{found.key}", extension)
    except ChoiceRefused as error:
        return _page(request, edition, found, ticked=_asked(request.GET), error=error.why)
    except TooManyRows:
        why = _("Son demasiadas filas para una hoja de cálculo. Descárgala en CSV o en Parquet.")
        return _page(request, edition, found, ticked=wanted, error=why)
    actions.record_export(
        edition=edition,
        name=f"{found.key}.{extension}",
        rows=found.count(edition),
        columns=wanted,
        by=request.user,
        at=request.now,
    )
    return answer


def _export_or_404(table: str) -> Export:
    if table not in BY_KEY:
        raise Http404(_("No hay ninguna tabla con ese nombre."))
    return BY_KEY[table]


def _page(
    request: HttpRequest, edition: Edition, found: Export, *, ticked: Sequence[str], error: str = ""
) -> HttpResponse:
    columns = found.columns(edition)
    context: dict[str, Any] = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "table": found,
        "count": found.count(edition),
        "plain": [column for column in columns if not column.personal],
        "personal": [column for column in columns if column.personal],
        "ticked": frozenset(ticked),
        "formats": FORMATS,
        "error": error,
    }
    return render(request, "judging/exports/table.html", context, status=400 if error else 200)


def _asked(query: QueryDict) -> list[str]:
    return query.getlist("columns")[:200]


def _choice(query: QueryDict, columns: Sequence[Column]) -> tuple[list[str], str]:
    """Which columns, in the table's order, and which format. Raises ChoiceRefused: what is not understood is not passed over."""
    asked, extension = _asked(query), query.get("format", "csv")
    unknown = sorted(set(asked) - {column.key for column in columns})
    if extension not in FORMATS:
        raise ChoiceRefused(_("Ese formato no existe. Elige CSV, Excel, JSON o Parquet."))
    if unknown:
        raise ChoiceRefused(_("Esta tabla no tiene ninguna columna «%(name)s».") % {"name": unknown[0][:60]})
    if not asked:
        raise ChoiceRefused(_("Elige al menos una columna."))
    return [column.key for column in columns if column.key in asked], extension

"""The page on which organisers count what projects did outside the reviews."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from hackathon.editions.wording import in_words
from hackathon.spreadsheets import Table, as_file
from judging import actions
from judging.activity_forms import CountsForm, ListForm
from judging.queries import publication
from judging.queries.activities import Row, activity_rows

CONFLICT: Final = 409
CELLS: Final = 300
"""So many are on a page: each sends two values, and a browser may send a thousand."""
LIST: Final = "list"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """The table, and the form for a list. For the organisers of an edition with activities."""
    edition = _with_activities(request, slug)
    rows = activity_rows(edition)
    page = _page_of(request, rows, edition)
    if request.method != "POST":
        return _page(request, edition, rows, page)
    if LIST in request.POST:
        return _take_list(request, edition, rows, page)
    form = CountsForm(request.POST, rows=page.object_list)
    if not form.is_valid():
        messages.error(request, _("Revisa las celdas marcadas: todavía no se ha guardado nada."))
        return _page(request, edition, rows, page, form=form)
    return _save(request, edition, form.changed_counts) or _page(
        request, edition, rows, page, form=form, status=CONFLICT
    )


@require_safe
@login_required
def export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What has been counted, as a list that can be filled in and taken back in."""
    edition = _with_activities(request, slug)
    rows = activity_rows(edition)
    titles = (in_words(each.title) for each in edition.parsed_rules.rubric.activities)
    table = Table(
        title=_("Actividades"),
        header=(_("Id del proyecto"), _("Título"), _("Equipo"), *titles),
        rows=[(row.submission_id, row.title, row.team, *(cell.count for cell in row.cells)) for row in rows],
    )
    actions.record_export(edition=edition, name="actividades.csv", rows=len(rows), by=request.user, at=request.now)
    return as_file(table, f"{edition.slug}-actividades", "csv")


def _with_activities(request: HttpRequest, slug: str) -> Edition:
    edition = own_edition(request, slug)
    if not edition.parsed_rules.rubric.activities:
        raise Http404
    return edition


def _page_of(request: HttpRequest, rows: list[Row], edition: Edition) -> Page:
    per_page = max(1, CELLS // len(edition.parsed_rules.rubric.activities))
    return Paginator(rows, per_page).get_page(request.GET.get("pagina"))


def _take_list(request: HttpRequest, edition: Edition, rows: list[Row], page: Page) -> HttpResponse:
    form = ListForm(request.POST, request.FILES, rows=rows, rubric=edition.parsed_rules.rubric)
    if not form.is_valid():
        return _page(request, edition, rows, page, list_form=form)
    return _save(request, edition, form.cleaned_data["read"].counts) or _page(
        request, edition, rows, page, list_form=form, status=CONFLICT
    )


def _save(request: HttpRequest, edition: Edition, counts: Any) -> HttpResponse | None:
    """The way back to the page, or None with the reason said."""
    try:
        changed = actions.count_activities(edition=edition, counts=counts, by=request.user, at=request.now)
    except actions.AlreadyFrozen:
        messages.error(
            request, _("Los resultados están congelados. Para cambiar una cantidad hay que retirarlos antes.")
        )
        return None
    except (actions.NotCountable, actions.MayNotDecide):
        messages.error(request, _("Algo ha cambiado mientras tanto y no se ha guardado nada. Recarga la página."))
        return None
    text = ngettext("%(n)s cantidad guardada.", "%(n)s cantidades guardadas.", changed)
    messages.success(request, text % {"n": changed} if changed else _("No había nada distinto que guardar."))
    address = reverse("judging:activities", args=[edition.slug])
    number = request.GET.get("pagina", "")
    return redirect(f"{address}?pagina={number}" if number.isascii() and number.isdigit() else address)


def _page(
    request: HttpRequest,
    edition: Edition,
    rows: list[Row],
    page: Page,
    *,
    form: CountsForm | None = None,
    list_form: ListForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rubric = edition.parsed_rules.rubric
    context = {
        "edition": edition,
        "rubric": rubric,
        "page": page,
        "form": form or CountsForm(rows=page.object_list),
        "list_form": list_form or ListForm(rows=rows, rubric=rubric),
        "counted": sum(any(cell.count is not None for cell in row.cells) for row in rows),
        "total": len(rows),
        "frozen": publication.standing(edition),
    }
    return render(request, "judging/organisers/activities.html", context, status=status)

"""Lists of the organisers' desk: one edition at a time, one filter for what is shown and what is exported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.views import ChangeList

from hackathon.accounts.forms import ExportForm
from hackathon.accounts.panel import OrganiserAdmin, own_editions
from hackathon.editions import actions
from hackathon.editions.models import Edition
from hackathon.spreadsheets import Column, as_file, table_of

EDITION = "edition"
# What an address of a list says besides its filter: the edition, and what the admin itself writes there.
NO_FILTERS = (EDITION, "o", "p", "e", "all")
CHUNK = 500

Filter = TypeVar("Filter")


class NoEdition(Exception):
    """There is none that the reader runs: a superuser before the first one is loaded."""


class FilterRefused(Exception):
    """The address's filter is not understood. ``why`` is a sentence about it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Shown(Generic[Filter]):
    """What a list shows: which of the reader's ``editions``, and who or what of it."""

    editions: Sequence[Edition]
    edition: Edition
    filter: Filter


class DeskList(ChangeList):
    """The rows of the address's edition and filter, and nothing filtered in the admin's own way."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str] | None = None) -> QuerySet[Model]:
        self.filter_params = {name: values for name, values in self.filter_params.items() if any(values)}
        shown = self.model_admin.shown(request)
        self.root_queryset = self.model_admin.rows(shown.edition, shown.filter)
        return super().get_queryset(request, exclude_parameters)

    def get_filters_params(self, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """None: the filter is read by the page's own form."""
        return {}


class DeskAdmin(OrganiserAdmin, Generic[Filter]):
    """A list of one edition at a time, the newest unless the address names another, that can be exported.

    ``export_name`` is what the file is called, in one word, ``export_title`` its page. ``rows`` are those of a filter,
    ``export_rows`` the same with what the file needs besides. The words of ``export_columns`` are the reader's: the file
    is written when they have gone.
    """

    export_name = ""
    export_title: str | Promise = ""
    change_list_template = "accounts/desk/list.html"
    actions = None

    class Media:
        css = {"all": ["accounts/desk.css"]}

    def read_filter(self, request: HttpRequest, edition: Edition) -> Filter:
        """What the address says. Raises FilterRefused: what is not understood is refused, never passed over."""
        raise NotImplementedError

    def filter_form(self, edition: Edition, wanted: Filter) -> Form:
        """The form that makes such an address."""
        raise NotImplementedError

    def describe(self, edition: Edition, wanted: Filter) -> str:
        """Whom or what the filter means, as a sentence."""
        raise NotImplementedError

    def rows(self, edition: Edition, wanted: Filter) -> QuerySet[Model]:
        """Exactly those that the filter means."""
        raise NotImplementedError

    def export_rows(self, rows: QuerySet[Model]) -> QuerySet[Model]:
        """The rows with what the columns read of them."""
        return rows

    def export_columns(self, edition: Edition) -> Sequence[Column]:
        """Every column that there is."""
        raise NotImplementedError

    def buttons(self, shown: Shown[Filter]) -> list[tuple[str, str]]:
        """More buttons over the list: addresses, and what they say."""
        return []

    def shown(self, request: HttpRequest) -> Shown[Filter]:
        """What the address means, read once a request. Raises NoEdition, Http404, IncorrectLookupParameters."""
        if not hasattr(request, "desk_shown"):
            editions = list(own_editions(request).order_by("-pk"))
            edition = _chosen(editions, request.GET.get(EDITION))
            try:
                request.desk_shown = Shown(editions, edition, self.read_filter(request, edition))
            except FilterRefused as error:
                messages.error(request, error.why)
                raise IncorrectLookupParameters from error
        return request.desk_shown

    # --- the admin's -------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("exportar/", self.admin_site.admin_view(self.export_view), name=name), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DeskList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        try:
            shown = self.shown(request)
        except NoEdition:
            return self._no_edition(request)
        except IncorrectLookupParameters:
            return redirect(_without_filter(request))
        context = {
            "desk": shown,
            "desk_who": self.describe(shown.edition, shown.filter),
            "desk_form": self.filter_form(shown.edition, shown.filter),
            "desk_buttons": self.buttons(shown),
        }
        return super().changelist_view(request, {**(extra_context or {}), **context})

    # --- the file ----------------------------------------------------------------------------------------------------
    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Which columns, which format; then the file. The filter stands in the address, as on the list."""
        try:
            shown, listed = self.shown(request), self.get_changelist_instance(request)
        except NoEdition:
            return self._no_edition(request)
        except IncorrectLookupParameters:
            return redirect(_without_filter(request))
        columns = self.export_columns(shown.edition)
        form = ExportForm(request.POST if request.method == "POST" else None, columns=columns)
        if request.method == "POST" and form.is_valid():
            return self._file(request, listed.queryset, shown.edition, columns, form.cleaned_data)
        context = {
            "edition": shown.edition,
            "who": self.describe(shown.edition, shown.filter),
            "count": listed.result_count,
            "back": f"../{listed.get_query_string()}",
            "form": form,
        }
        return self.page(request, "accounts/desk/export.html", title=self.export_title, **context)

    def _file(
        self,
        request: HttpRequest,
        rows: QuerySet[Model],
        edition: Edition,
        columns: Sequence[Column],
        wanted: Mapping[str, Any],
    ) -> HttpResponseBase:
        name = f"{self.export_name}.{wanted['extension']}"
        table = table_of(
            self.export_rows(rows).iterator(chunk_size=CHUNK),
            columns=columns,
            wanted=wanted["columns"],
            title=self.export_name,
        )
        actions.record_export(
            edition=edition,
            name=name,
            rows=rows.count(),
            columns=wanted["columns"],
            query=request.GET.urlencode(),
            by=request.user,
            at=request.now,
        )
        return as_file(table, f"{edition.slug}-{self.export_name}", wanted["extension"])

    def page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        """A page of the panel."""
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request, template, {**self.admin_site.each_context(request), "opts": self.opts, **context}
        )

    def _no_edition(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, "accounts/desk/no_edition.html", title=str(self.opts.verbose_name_plural))


def link(address: str, text: str) -> SafeString:
    """A link among what the panel shows, which would not look like one by itself."""
    return format_html('<a class="desk-link" href="{}">{}</a>', address, text)


def _chosen(editions: Sequence[Edition], slug: str | None) -> Edition:
    """The one asked for, else the first. Raises NoEdition, Http404."""
    if not editions:
        raise NoEdition
    found = [edition for edition in editions if slug in (edition.slug, None, "")]
    if not found:
        raise Http404
    return found[0]


def _without_filter(request: HttpRequest) -> str:
    kept = {EDITION: slug} if (slug := request.GET.get(EDITION)) else {}
    return f"{request.path}?{urlencode(kept)}"

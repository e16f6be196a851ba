"""Editions in the organisers' panel: their rules, which can be changed, and what cannot: their history and the audit trail."""

import difflib
import json
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from hackathon.accounts.admin import OwnEditionFilter
from hackathon.accounts.panel import OrganiserAdmin, moment
from hackathon.accounts.sites import organiser_site
from hackathon.editions import actions
from hackathon.editions.models import Edition, EditionRulesVersion, TrailEntry
from hackathon.editions.reading import RulesError
from hackathon.outreach.admin import DeadlinesMixin
from hackathon.pages.deeds import VERBS
from hackathon.pages.forms import RulesForm


@admin.register(Edition, site=organiser_site)
class EditionAdmin(DeadlinesMixin, OrganiserAdmin):
    """The organiser's editions. Their rules are changed as a whole, through the same reader as the file that seeded them; a
    deadline also alone, and then everybody is told."""

    edition_path = "pk"
    list_display = ("title", "slug", "rules_version")
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return True

    def get_urls(self) -> list[URLPattern]:
        change = path(
            "<int:object_id>/change/", self.admin_site.admin_view(self.change_rules), name="editions_edition_change"
        )
        return [change, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is no form but that of ``change_rules``: the admin's own, found by a number written another way (" 1"),
        would save rules that nobody has read, without a reason."""
        raise Http404

    def change_rules(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The rules to be read, and to be changed with a reason; what is wrong with them is said by its path."""
        edition = get_object_or_404(self.get_queryset(request), pk=object_id)
        problems: list[object] = []
        form = RulesForm(request.POST) if request.method == "POST" else RulesForm.showing(edition)
        if request.method == "POST" and form.is_valid():
            problems = self._change(request, edition, form)
            if not problems:
                return redirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": edition.title,
            "opts": self.opts,
            "edition": edition,
            "rules": edition.parsed_rules,
            "form": form,
            "problems": problems,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "pages/admin/edition.html", context)

    def _change(self, request: HttpRequest, edition: Edition, form: RulesForm) -> list[object]:
        """Change the rules and say so; what stands in the way, otherwise."""
        before = edition.rules_version
        try:
            changed = actions.change_rules(
                edition=edition,
                rules=form.cleaned_data["rules"],
                by=request.user,
                at=request.now,
                reason=form.cleaned_data["reason"],
                based_on=form.cleaned_data["based_on"],
            )
        except RulesError as error:
            return list(error.problems)
        except actions.RulesMovedOn:
            return [
                _("Otra persona ha cambiado las bases mientras tanto. Copia tu texto, recarga la página y repítelo.")
            ]
        if changed.rules_version == before:
            messages.info(request, _("Las bases dicen lo mismo que antes: no hay nada que guardar."))
        else:
            messages.success(request, _("Bases guardadas: versión %(n)s.") % {"n": changed.rules_version})
        return []


class WhoAndWhen:
    """Columns of rows that say ``by`` whom and ``at`` which moment they came to be."""

    @display(description=gettext_lazy("Cuándo"), ordering="at")
    def when(self, row: EditionRulesVersion | TrailEntry) -> str:
        return moment(row.at)

    @display(description=gettext_lazy("Quién"), ordering="by__name")
    def who(self, row: EditionRulesVersion | TrailEntry) -> str:
        return str(row.by) if row.by else _("el sistema")


@admin.register(EditionRulesVersion, site=organiser_site)
class RulesVersionAdmin(WhoAndWhen, OrganiserAdmin):
    """What the rules said and who changed them why."""

    list_display = ("edition", "number", "when", "who", "reason")
    list_display_links = ("number",)
    list_filter = (OwnEditionFilter,)
    list_select_related = ("edition", "by")
    ordering = ("-at", "-pk")
    fields = readonly_fields = ("edition", "number", "when", "who", "reason", "digest", "changes")
    actions = None

    @display(description=gettext_lazy("Cambios"))
    def changes(self, version: EditionRulesVersion) -> SafeString:
        """Line by line against the version before."""
        before = EditionRulesVersion.objects.filter(edition=version.edition_id, number=version.number - 1).first()
        old, new = (_lines(each.rules) if each else [] for each in (before, version))
        return _preformatted("\n".join(difflib.unified_diff(old, new, lineterm="", n=2)))


@admin.register(TrailEntry, site=organiser_site)
class TrailEntryAdmin(WhoAndWhen, OrganiserAdmin):
    """Who did what, when and why. Nobody changes it."""

    list_display = ("when", "who", "deed", "target_label", "reason")
    list_display_links = ("when",)
    list_filter = (OwnEditionFilter, "verb")
    list_select_related = ("by",)
    search_fields = ("target_label", "by__name", "by__email", "reason")
    fields = readonly_fields = (
        "when",
        "who",
        "deed",
        "target_label",
        "target_type",
        "target_id",
        "edition",
        "reason",
        "what",
    )
    actions = None

    @display(description=gettext_lazy("Qué hizo"), ordering="verb")
    def deed(self, entry: TrailEntry) -> str:
        return str(VERBS.get(entry.verb, entry.verb))

    @display(description=gettext_lazy("Detalle"))
    def what(self, entry: TrailEntry) -> SafeString:
        return _preformatted("\n".join(_lines(entry.detail)))


def _lines(tree: Any) -> list[str]:
    return json.dumps(tree, ensure_ascii=False, indent=2, sort_keys=True).splitlines()


def _preformatted(text: str) -> SafeString:
    return format_html('<pre class="rules-text">{}</pre>', text)

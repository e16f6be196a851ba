"""Evaluation sets in the organisers' panel: what is loaded, and away with it, for a reason. They are loaded by a command."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from hackathon.accounts.admin import OwnEditionFilter
from hackathon.accounts.panel import OrganiserAdmin, moment
from hackathon.accounts.sites import organiser_site
from submissions import actions
from submissions.actions.evaluation_sets import SHORTEST_REASON
from submissions.models import EvaluationSet


class DeleteForm(forms.Form):
    """Why the set goes."""

    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        help_text=gettext_lazy("Queda en el registro de cambios."),
        min_length=SHORTEST_REASON,
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("Escribe el motivo."),
            "min_length": gettext_lazy("Explica el motivo en una frase."),
            "max_length": gettext_lazy("El motivo es demasiado largo: caben 500 caracteres."),
        },
    )


@admin.register(EvaluationSet, site=organiser_site)
class EvaluationSetAdmin(OrganiserAdmin):
    """The sets that the corpora of the reader's editions are compared with."""

    list_display = ("name", "of_edition", "items", "short_digest", "loaded")
    list_filter = (OwnEditionFilter,)
    search_fields = ("name",)
    list_before_template = "submissions/admin/_evaluation_sets.html"
    ordering = ("edition", "name")
    fields = ("name", "edition", "items", "digest", "loaded_at")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[EvaluationSet]:
        # Megabytes of fingerprints and a tree of rules: a list asks for neither.
        return super().get_queryset(request).select_related("edition").defer("fingerprints", "edition__rules")

    def get_urls(self) -> list[URLPattern]:
        """Only our own pages: the admin's forms would write without the deeds' care."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="submissions_evaluationset_changelist"),
            path("<int:object_id>/change/", view(self.one), name="submissions_evaluationset_change"),
        ]

    @admin.display(description=gettext_lazy("edición"), ordering="edition")
    def of_edition(self, one: EvaluationSet) -> str:
        return str(one.edition)

    @admin.display(description=gettext_lazy("huella"))
    def short_digest(self, one: EvaluationSet) -> str:
        return one.digest[:12]

    @admin.display(description=gettext_lazy("cargado el"), ordering="loaded_at")
    def loaded(self, one: EvaluationSet) -> str:
        return moment(one.loaded_at)

    def one(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """One set: what is known of it, and the form that deletes it."""
        found = get_object_or_404(self.get_queryset(request), pk=object_id)
        form = DeleteForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            actions.delete_evaluation_set(evaluation_set=found, reason=reason, by=request.user, at=request.now)
            messages.success(request, _("Borrado: ningún corpus se compara ya con él."))
            return redirect(f"{self.admin_site.name}:submissions_evaluationset_changelist")
        return self._page(request, title=found.name, one=found, form=form)

    def _page(self, request: HttpRequest, **context: Any) -> TemplateResponse:
        request.current_app = self.admin_site.name
        common = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, "submissions/admin/evaluation_set.html", {**common, **context})

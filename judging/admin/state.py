"""The state of a review as both panels show it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from judging.models import Assignment

State = Assignment.State
TONES = {
    State.NOT_STARTED: "default",
    State.DRAFT: "warning",
    State.SUBMITTED: "success",
    State.AMENDED: "info",
    State.VOIDED: "danger",
}
CONDITIONS = {
    State.NOT_STARTED: {"voided_at": None, "submitted_at": None, "saved_at": None},
    State.DRAFT: {"voided_at": None, "submitted_at": None, "saved_at__isnull": False},
    State.SUBMITTED: {"voided_at": None, "submitted_at__isnull": False, "amended_at": None},
    State.AMENDED: {"voided_at": None, "amended_at__isnull": False},
    State.VOIDED: {"voided_at__isnull": False},
}


class StateMixin:
    """The column that both panels show."""

    @display(description=_("Estado"), label=TONES)
    def state(self, assignment: Assignment) -> tuple[str, str]:
        return assignment.state, State(assignment.state).label


class StateFilter(admin.SimpleListFilter):
    """Not started, draft, submitted, amended, voided."""

    title = _("estado")
    parameter_name = "estado"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Assignment]) -> QuerySet[Assignment]:
        return queryset.filter(**CONDITIONS.get(self.value() or "", {}))

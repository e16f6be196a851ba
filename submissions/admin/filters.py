"""By what organisers look for projects: how their audit and their deadline stand, how they were delivered."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from submissions.deadline import wording
from submissions.deadline.verdict import WORST_FIRST
from submissions.models import Audit, Submission

YES, NO = "si", "no"


class AuditStateFilter(admin.SimpleListFilter):
    """By the state of the newest audit of the current version."""

    title = _("estado de la auditoría")
    parameter_name = "audit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Audit.State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        return queryset.filter(audit_state=self.value()) if self.value() else queryset


class VerdictFilter(admin.SimpleListFilter):
    """By the worst verdict on the repos of the current version."""

    title = _("veredicto")
    parameter_name = "veredicto"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, wording.in_words(state)) for state in WORST_FIRST]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        return queryset.filter(worst_verdict=self.value()) if self.value() else queryset


class YesNoFilter(admin.SimpleListFilter):
    """Those that are so, or those that are not."""

    condition: dict[str, Any] = {}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(YES, _("sí")), (NO, _("no"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        if self.value() == YES:
            return queryset.filter(**self.condition)
        return queryset.exclude(**self.condition) if self.value() == NO else queryset


class LateFilter(YesNoFilter):
    """Delivered after the close, and taken all the same."""

    title = _("fuera de plazo")
    parameter_name = "tarde"
    condition = {"current__late": True}


class WithdrawnFilter(YesNoFilter):
    """Taken back by its team."""

    title = _("retirado")
    parameter_name = "retirado"
    condition = {"withdrawn_at__isnull": False}


class SharedFilter(YesNoFilter):
    """With a repo that another team delivered, too."""

    title = _("repositorios compartidos")
    parameter_name = "compartidos"
    condition = {"shared__gt": 0}

"""By what organisers look for evaluations. Each offers only what there is in their own editions."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hackathon.accounts.panel import own_editions
from submissions import evaluation_wording as wording
from submissions.evaluation import problems
from submissions.models import EvaluationJob
from submissions.models.evaluations import STATES
from teams.models import Team

PARTIAL, OURS = "incompleta", "nuestro"


class StateFilter(admin.SimpleListFilter):
    """By where they stand; those that ended without all of their tasks apart."""

    title = _("estado")
    parameter_name = "estado"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*STATES, (PARTIAL, _("incompleta"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[EvaluationJob]) -> QuerySet[EvaluationJob]:
        if self.value() == PARTIAL:
            return queryset.filter(partial=True)
        return queryset.filter(state=self.value()) if self.value() else queryset


class _ByColumn(admin.SimpleListFilter):
    """By what is in a column."""

    column = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        jobs = EvaluationJob.objects.filter(edition__in=own_editions(request)).exclude(**{self.column: ""})
        values = jobs.order_by(self.column).values_list(self.column, flat=True).distinct()
        return [(value, self.word(value)) for value in values]

    def word(self, value: str) -> str:
        return value

    def queryset(self, request: HttpRequest, queryset: QuerySet[EvaluationJob]) -> QuerySet[EvaluationJob]:
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class SuiteFilter(_ByColumn):
    """By suite, all its versions."""

    title = _("batería")
    parameter_name = column = "suite"


class BackendFilter(_ByColumn):
    """By where they run."""

    title = _("dónde")
    parameter_name = column = "backend"

    def word(self, value: str) -> str:
        return wording.backend_name(value)


class ProblemFilter(_ByColumn):
    """By what is wrong with them; all that is the platform's fault together, too."""

    title = _("problema")
    parameter_name = column = "problem"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(OURS, _("(todos los nuestros)")), *super().lookups(request, model_admin)]

    def word(self, value: str) -> str:
        return wording.problem_name(value)

    def queryset(self, request: HttpRequest, queryset: QuerySet[EvaluationJob]) -> QuerySet[EvaluationJob]:
        if self.value() == OURS:
            return queryset.filter(problem__in=problems.OURS)
        return super().queryset(request, queryset)


class TeamFilter(admin.SimpleListFilter):
    """By team."""

    title = _("equipo")
    parameter_name = "equipo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        teams = Team.objects.filter(edition__in=own_editions(request), submission__evaluation_jobs__isnull=False)
        return [(str(pk), name) for pk, name in teams.order_by("name").values_list("pk", "name").distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[EvaluationJob]) -> QuerySet[EvaluationJob]:
        if not self.value():
            return queryset
        sound = self.value().isascii() and self.value().isdecimal() and len(self.value()) < 18
        return queryset.filter(submission__team=int(self.value())) if sound else queryset.none()

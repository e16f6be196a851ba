"""Evaluations of models over HTTP, read-only: jobs for whom they concern, results for everybody once their board is published."""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import Model, Prefetch, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.permissions import AllowAny
from rest_framework.viewsets import ReadOnlyModelViewSet

from submissions.evaluation.problems import EvaluationProblem
from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob, EvaluationRun, TaskResult
from submissions.queries import evaluations
from submissions.serializers.evaluations import JobSerializer, RunSerializer, RunWithResultsSerializer

KEY = OpenApiParameter("id", int, OpenApiParameter.PATH)
EDITION = OpenApiParameter("edition", str, description="Only those of the edition with this slug.")
SUITE = OpenApiParameter("suite", str, description="Only those on the suite of this key.")
PROJECT = OpenApiParameter("project", str, description="Only those of the project with this id.")
STATE = OpenApiParameter("state", str, enum=[one.value for one in JobState], description="Only those in this state.")
PROBLEM = OpenApiParameter(
    "problem", str, enum=[one.value for one in EvaluationProblem], description="Only those with this problem."
)
MODEL = OpenApiParameter("name", OpenApiTypes.STR, description="Only those of the model of this name, as `owner/name`.")


@extend_schema_view(
    list=extend_schema(summary="Evaluations", parameters=[EDITION, PROJECT, SUITE, STATE, PROBLEM]),
    retrieve=extend_schema(summary="One evaluation", parameters=[KEY]),
)
class EvaluationViewSet(ReadOnlyModelViewSet):
    """How evaluations of models stand. People see those of their own team's models, judges those of the projects they score,
    organisers all of their editions'."""

    serializer_class = JobSerializer
    queryset = EvaluationJob.objects.none()
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[EvaluationJob]:
        """One query for the rows, however many; newest first."""
        jobs = evaluations.visible_jobs(self.request.user).select_related("edition", "repo", "run")
        asked = self.request.query_params
        return _filtered(
            jobs, asked, edition="edition__slug", suite="suite", state="state", problem="problem"
        ).order_by("-pk")


@extend_schema_view(
    list=extend_schema(summary="Results of evaluations", parameters=[EDITION, PROJECT, SUITE, MODEL]),
    retrieve=extend_schema(summary="The results of one evaluation", parameters=[KEY]),
)
class EvaluationRunViewSet(ReadOnlyModelViewSet):
    """What was measured; one run comes with every metric of every task. Everybody sees the runs of published boards; teams, their
    jury and organisers theirs before."""

    serializer_class = RunSerializer
    queryset = EvaluationRun.objects.none()
    lookup_value_converter = "int"
    permission_classes = (AllowAny,)

    def get_queryset(self) -> QuerySet[EvaluationRun]:
        """One query for the rows, however many; newest first."""
        runs = evaluations.visible_runs(self.request.user).select_related("edition", "job")
        if self.action == "retrieve":
            runs = runs.prefetch_related(_results())
        return _filtered(
            runs, self.request.query_params, edition="edition__slug", suite="suite", name="name__iexact"
        ).order_by("-pk")

    def get_serializer_class(self) -> type[RunSerializer]:
        """Every metric only of one run."""
        return RunWithResultsSerializer if self.action == "retrieve" else RunSerializer


Row = TypeVar("Row", bound=Model)


def _results() -> Prefetch:
    return Prefetch("results", TaskResult.objects.order_by("task", "filter", "metric"))


def _filtered(rows: QuerySet[Row], asked: Mapping[str, str], **columns: str) -> QuerySet[Row]:
    """Those that the address asks for; nothing for a value that no row can have."""
    for name, column in columns.items():
        if value := asked.get(name):
            rows = rows.filter(**{column: value[:300]})
    if project := asked.get("project"):
        sound = project.isascii() and project.isdecimal() and len(project) < 18
        rows = rows.filter(submission=int(project)) if sound else rows.none()
    return rows

"""Projects over HTTP, read-only."""

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from submissions import queries
from submissions.models import Submission
from submissions.serializers import ProjectSerializer, ReportSerializer
from submissions.whole_report import whole_report

KEY = OpenApiParameter("id", int, OpenApiParameter.PATH)
EDITION = OpenApiParameter("edition", str, description="Only the projects of the edition with this slug.")


@extend_schema_view(
    list=extend_schema(summary="Projects", parameters=[EDITION]),
    retrieve=extend_schema(summary="One project", parameters=[KEY]),
    report=extend_schema(summary="The report on a project's audit", parameters=[KEY], responses=ReportSerializer),
)
class ProjectViewSet(ReadOnlyModelViewSet):
    """Projects with their repos, findings and deadline verdicts. Organisers see their editions', people their own team's."""

    serializer_class = ProjectSerializer
    queryset = Submission.objects.none()
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Submission]:
        """The projects that the person may see; seven queries, however many there are."""
        projects = queries.with_current(queries.managed_by(self.request.user)).order_by("pk")
        edition = self.request.query_params.get("edition")
        return projects.filter(edition__slug=edition) if edition else projects

    @action(detail=True, methods=["get"], filter_backends=[], pagination_class=None)
    def report(self, request: Request, pk: int) -> Response:
        """What the last audit with a result found, by repo and by criterion; also for the judges who score the project.

        Not found (404) as long as no audit has ended.
        """
        projects = queries.readable_by(request.user).select_related("edition", "current")
        submission = get_object_or_404(projects, pk=pk)
        done = queries.last_done_audit(submission.current) if submission.current else None
        if done is None:
            raise Http404
        rules = submission.edition.parsed_rules
        found = queries.full_report(done, rubric=rules.rubric, before=queries.audit_before(done))
        told = whole_report(found, rules=rules, digest=done.rules_digest)
        return Response(ReportSerializer(told).data)

"""Projects over HTTP, read-only."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.viewsets import ReadOnlyModelViewSet

from submissions import queries
from submissions.models import Submission
from submissions.serializers import ProjectSerializer

EDITION = OpenApiParameter("edition", str, description="Only the projects of the edition with this slug.")


@extend_schema_view(
    list=extend_schema(summary="Projects", parameters=[EDITION]),
    retrieve=extend_schema(summary="One project", parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)]),
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

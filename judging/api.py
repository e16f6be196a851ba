"""Results over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hackathon.accounts.roles import is_organiser
from hackathon.editions.models import Edition
from judging import queries
from judging.serializers import ResultsSerializer


class ResultsView(APIView):
    """The ranking of an edition as it stands, for its organisers."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="results", summary="Results of an edition", responses=ResultsSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The ranking of the edition's delivered projects, best first."""
        edition = get_object_or_404(Edition, slug=slug)
        if not is_organiser(request.user, edition):
            raise PermissionDenied
        found = queries.results(edition)
        rubric = found.rubric
        data = {
            "edition": edition.slug,
            "max_points": rubric.max_points + rubric.juror_point,
            "groups": found.groups,
            "results": found.rows,
        }
        return Response(ResultsSerializer(data).data)

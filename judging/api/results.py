"""Results over the API."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hackathon.accounts.roles import is_organiser
from hackathon.editions.models import Edition
from judging import queries
from judging import results as pure
from judging.queries.published import Reader, derivation_payload, published
from judging.serializers import DerivationSerializer, PublishedSerializer, ResultsSerializer
from submissions.models import Submission


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
            "max_points": rubric.max_points,
            "groups": found.groups,
            "results": found.rows,
        }
        return Response(ResultsSerializer(data).data)


class PublishedResultsView(APIView):
    """The results of an edition once they are out, for everybody."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="published_results", summary="Published results of an edition", responses=PublishedSerializer
    )
    def get(self, request: Request, slug: str) -> Response:
        """As far as the rules of the edition publish them; not found before their time."""
        edition = get_object_or_404(Edition, slug=slug)
        found = published(edition, user=request.user, at=request.now)
        if found is None or not found.public:
            raise NotFound
        data = {
            "edition": edition.slug,
            "version": found.results.number,
            "digest": found.results.digest,
            "published_at": found.moment,
            "prizes": [*found.places, *found.mentions],
            "results": found.told,
        }
        return Response(PublishedSerializer(data).data)


class DerivationView(APIView):
    """How a project's result came about."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="derivation",
        summary="How a project's result came about",
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        responses=DerivationSerializer,
    )
    def get(self, request: Request, slug: str, pk: int) -> Response:
        """For organisers as it stands; for the project's team once results are out; for everybody then, as far as the rules
        publish it: without single reviews. Not found for anybody else."""
        edition = get_object_or_404(Edition, slug=slug)
        project = get_object_or_404(Submission, edition=edition, pk=pk)
        allowed = derivation_payload(edition, team_id=project.team_id, user=request.user, at=request.now)
        steps = allowed and pure.derive(allowed[0], pk)
        if allowed is None or steps is None:
            raise NotFound
        payload, reader = allowed
        data = {"edition": edition.slug, "frozen": "at" in payload, "steps": steps}
        return Response(
            DerivationSerializer(data, context={"reader": reader, "full": reader is not Reader.ANYBODY}).data
        )

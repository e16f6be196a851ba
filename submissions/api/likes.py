"""The board of likes over HTTP, for everybody."""

from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hackathon.editions.models import Edition
from submissions.boards import likes_files
from submissions.queries.likes import board
from submissions.serializers.likes import LikesSerializer


class LikesView(APIView):
    """Who has how many likes on the Hub: as counted where that was done, else as they stand."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="likes", summary="Likes of an edition's projects and repos", responses=LikesSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The edition's projects and its organisation's repos, most liked first."""
        found = board(get_object_or_404(Edition, slug=slug), at=request.now)
        return Response(likes_files.whole(found))

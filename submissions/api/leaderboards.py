"""The boards of an edition's suites over HTTP: public ones for everybody, the others for who runs the edition."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hackathon.editions.models import Edition
from submissions.evaluation.leaderboard import switches
from submissions.evaluation.leaderboard.choosing import BoardRow
from submissions.queries import leaderboards
from submissions.queries.leaderboards import Detail
from submissions.serializers.leaderboards import BoardModelSerializer, BoardSerializer

LANGUAGE = OpenApiParameter("language", str, description="Only the tasks in this language; ranks and means are theirs.")


class LeaderboardsView(APIView):
    """The boards that there are."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="leaderboards", summary="Boards of an edition", responses=BoardSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """The edition's suites, with their tasks, that have a board which the person may see."""
        edition = get_object_or_404(Edition, slug=slug)
        return Response(BoardSerializer(leaderboards.boards_of(edition, request.user), many=True).data)


class LeaderboardView(GenericAPIView):
    """The models of one board."""

    permission_classes = (AllowAny,)
    serializer_class = BoardModelSerializer
    filter_backends = ()

    @extend_schema(
        operation_id="leaderboard",
        summary="Models on a board",
        parameters=[LANGUAGE],
        responses=BoardModelSerializer(many=True),
    )
    def get(self, request: Request, slug: str, suite: str) -> Response:
        """The models by rank, then those that are partial, 50 a page. Three queries, one more to know the person."""
        shown = leaderboards.shown_board(get_object_or_404(Edition, slug=slug), suite, request.user)
        language = request.query_params.get("language", "")
        if shown is None or language not in ("", *switches(shown.suite)):
            raise NotFound
        rows = self.paginate_queryset(leaderboards.standings(shown.edition, shown.suite, language=language).rows)
        details = leaderboards.details([row.model.key for row in rows], shown.suite)
        told = [_told(row, details[row.model.key]) for row in rows]
        return self.get_paginated_response(self.get_serializer(told, many=True).data)


def _told(row: BoardRow, detail: Detail) -> dict[str, Any]:
    model, rank = row.model, row.rank
    return {
        "run": model.key,
        "rank": rank.rank if rank else None,
        "rank_best": rank.best if rank else None,
        "rank_worst": rank.worst if rank else None,
        "model": model.name,
        "revision": model.revision,
        "parameters": model.parameters,
        "license": model.license,
        "type": model.model_type,
        "base_model": model.base_model,
        "languages": model.languages,
        "baseline": model.baseline,
        "partial": row.partial,
        "missing": list(detail.missing),
        "mean": row.mean,
        "scores": {task: score._asdict() for task, score in detail.scores.items()},
    }

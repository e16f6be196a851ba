"""Requests for a seat: one's own, one's team's, and the answers."""

from collections.abc import Callable

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from teams import actions, reading
from teams.api.problems import told
from teams.api.teams import EDITION, ID, KEY
from teams.models import JoinRequest
from teams.serializers import JoinRequestSerializer

STATE = OpenApiParameter("state", str, enum=JoinRequest.State.values, description="Only those in this state.")
TEAM = OpenApiParameter("team", {"type": "integer", "minimum": 1}, description="Only those of this team.")


def _answer(operation: str, summary: str) -> Callable[..., Callable[..., Response]]:
    return extend_schema(
        operation_id=operation, summary=summary, parameters=[ID], request=None, responses=JoinRequestSerializer
    )


@extend_schema_view(
    list=extend_schema(operation_id="join_requests", summary="Requests for a seat", parameters=[EDITION, STATE, TEAM]),
    retrieve=extend_schema(operation_id="join_request", summary="One request for a seat", parameters=[ID]),
)
class JoinRequestViewSet(ReadOnlyModelViewSet):
    """Your own requests and those of your teams, the newest first."""

    serializer_class = JoinRequestSerializer
    queryset = JoinRequest.objects.none()
    lookup_value_regex = KEY

    def get_queryset(self) -> QuerySet[JoinRequest]:
        """What the person is a side of. What a filter does not understand is nobody's."""
        found, asked = reading.readable_requests(user=self.request.user), self.request.query_params
        if asked.get("edition"):
            found = found.filter(team__edition__slug=asked["edition"])
        if asked.get("state"):
            found = found.filter(state=asked["state"])
        if asked.get("team"):
            team = asked["team"]
            found = (
                found.filter(team__id=team) if team.isascii() and team.isdecimal() and len(team) < 19 else found.none()
            )
        return found

    @_answer("accept_join_request", "Say yes, for the side that was asked")
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """The person has a seat. What cannot be granted now stays open."""
        return self._do(actions.accept)

    @_answer("decline_join_request", "Say no, for the side that was asked")
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Twice changes nothing."""
        return self._do(actions.decline)

    @_answer("withdraw_join_request", "Take back what one's own side has asked")
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Twice changes nothing."""
        return self._do(actions.withdraw)

    def _do(self, deed: Callable[..., JoinRequest]) -> Response:
        with told():
            done = deed(request=self.get_object(), by=self.request.user, at=self.request.now)
        return Response(JoinRequestSerializer(done).data)

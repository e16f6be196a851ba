"""Teams: to read, to make, to change, to enter and to leave."""

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from hackathon.accounts.models import User
from teams import actions, reading
from teams.api.problems import told
from teams.models import Team
from teams.serializers import (
    CaptainSerializer,
    InviteLinkSerializer,
    JoinRequestSerializer,
    MessageSerializer,
    NewTeamSerializer,
    TeamChangeSerializer,
    TeamSerializer,
    TokenSerializer,
)

EDITION = OpenApiParameter("edition", str, description="Only those of the edition with this slug.")
ID = OpenApiParameter("id", {"type": "integer", "minimum": 1}, OpenApiParameter.PATH)
# As many digits as any database takes for a number; a longer one is nobody's.
KEY = "[0-9]{1,18}"


def team_answer(request: Request, team: Team, *, status: int = status.HTTP_200_OK) -> Response:
    """The team as the person may read it now."""
    found = reading.readable_teams(user=request.user, at=request.now).get(pk=team.pk)
    return Response(TeamSerializer(found, context={"request": request}).data, status=status)


@extend_schema_view(
    list=extend_schema(operation_id="teams", summary="Teams", parameters=[EDITION]),
    retrieve=extend_schema(operation_id="team", summary="One team", parameters=[ID]),
)
class TeamViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """Your teams, those of editions that you run, and those that look for people where you are registered."""

    serializer_class = TeamSerializer
    queryset = Team.objects.none()
    lookup_value_regex = KEY

    def get_queryset(self) -> QuerySet[Team]:
        """What the person may read; the same number of queries, however many there are."""
        teams = reading.readable_teams(user=self.request.user, at=self.request.now)
        edition = self.request.query_params.get("edition")
        return teams.filter(edition__slug=edition) if edition else teams

    @extend_schema(
        operation_id="create_team",
        summary="Make a team and be its captain",
        request=NewTeamSerializer,
        responses={201: TeamSerializer},
    )
    def create(self, request: Request) -> Response:
        sent = _valid(NewTeamSerializer(data=request.data))
        with told():
            team = actions.create_team(**sent, by=request.user, at=request.now)
        return team_answer(request, team, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="change_team",
        summary="Change what a team says of itself",
        parameters=[ID],
        request=TeamChangeSerializer,
        responses=TeamSerializer,
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """For its people, and for who runs the edition."""
        team, sent = self.get_object(), TeamChangeSerializer(data=request.data)
        _valid(sent)
        with told():
            actions.update_team(team=team, details=sent.details_of(team), by=request.user, at=request.now)
        return team_answer(request, team)

    @extend_schema(
        operation_id="leave_team", summary="Leave a team", parameters=[ID], request=None, responses={204: None}
    )
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: str) -> Response:
        """A captain who leaves hands over to the longest-standing member; an empty team disappears."""
        with told():
            actions.leave_team(team=self.get_object(), by=request.user, at=request.now)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        operation_id="renew_invite_link",
        summary="Make a new invitation; the old one stops working",
        parameters=[ID],
        request=None,
        responses=InviteLinkSerializer,
    )
    @action(detail=True, methods=["post"], url_path="invite-link")
    def invite_link(self, request: Request, pk: str) -> Response:
        """For the team's people."""
        with told():
            team = actions.renew_invite(team=self.get_object(), by=request.user, at=request.now)
        return Response({"invite_url": request.build_absolute_uri(reverse("teams:join", args=[team.invite_token]))})

    @extend_schema(
        operation_id="hand_over",
        summary="Make another member the captain",
        parameters=[ID],
        request=CaptainSerializer,
        responses=TeamSerializer,
    )
    @action(detail=True, methods=["post"])
    def captain(self, request: Request, pk: str) -> Response:
        """For the captain."""
        team, sent = self.get_object(), _valid(CaptainSerializer(data=request.data))
        to = get_object_or_404(User.objects.filter(memberships__team=team), pk=sent["user"])
        with told():
            actions.hand_over(team=team, to=to, by=request.user, at=request.now)
        return team_answer(request, team)

    @extend_schema(
        operation_id="ask_to_join",
        summary="Ask for a seat",
        parameters=[ID],
        request=MessageSerializer,
        responses=JoinRequestSerializer,
    )
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, pk: str) -> Response:
        """Asking again gives the same request; where the team has invited you, you are in."""
        team, sent = self.get_object(), _valid(MessageSerializer(data=request.data))
        with told():
            made = actions.ask_to_join(team=team, by=request.user, at=request.now, message=sent["message"])
        return Response(JoinRequestSerializer(made).data)


class JoinView(APIView):
    """An invitation."""

    @extend_schema(operation_id="join", summary="Join by invitation", request=TokenSerializer, responses=TeamSerializer)
    def post(self, request: Request) -> Response:
        """Take a seat in the team that the invitation belongs to; joining one's own team again changes nothing."""
        sent = _valid(TokenSerializer(data=request.data))
        with told():
            team = actions.join_team(token=sent["token"], by=request.user, at=request.now)
        return team_answer(request, team)


def _valid(sent: Serializer) -> dict[str, object]:
    sent.is_valid(raise_exception=True)
    return sent.validated_data

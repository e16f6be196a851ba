"""Who is in a team, what they do in it, and taking somebody out."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from teams import actions, queries, reading
from teams.api.problems import told
from teams.models import Membership, Team
from teams.serializers import MembershipSerializer, ReasonSerializer, RoleSerializer

TEAM = OpenApiParameter("team", {"type": "integer", "minimum": 1}, OpenApiParameter.PATH)
USER = OpenApiParameter("user", {"type": "integer", "minimum": 1}, OpenApiParameter.PATH)


class MembershipsView(APIView):
    """The seats of a team."""

    @extend_schema(
        operation_id="memberships",
        summary="Who is in a team",
        parameters=[TEAM],
        responses=MembershipSerializer(many=True),
    )
    def get(self, request: Request, team: str) -> Response:
        """The longest-standing person first. For its people, and for who runs the edition."""
        found = _open_team(request, team)
        members = queries.members(found)
        for member in members:
            member.team = found
        return Response(MembershipSerializer(members, many=True).data)


class MembershipView(APIView):
    """One person's seat in a team."""

    @extend_schema(
        operation_id="set_role",
        summary="Say what somebody does in the team",
        parameters=[TEAM, USER],
        request=RoleSerializer,
        responses=MembershipSerializer,
    )
    def patch(self, request: Request, team: str, user: str) -> Response:
        """For themselves and the captain."""
        seat, sent = _seat(request, team, user), RoleSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        with told():
            changed = actions.set_role(
                membership=seat, role=sent.validated_data["role"], by=request.user, at=request.now
            )
        return Response(MembershipSerializer(changed).data)

    @extend_schema(
        operation_id="remove_member",
        summary="Take somebody out of a team",
        parameters=[
            TEAM,
            USER,
            OpenApiParameter(
                "reason",
                {"type": "string", "minLength": 1, "maxLength": 500},
                required=True,
                description="They are told, and it stays in the audit trail.",
            ),
        ],
        responses={204: None},
    )
    def delete(self, request: Request, team: str, user: str) -> Response:
        """For the captain while teams may change, and for who runs the edition at any time."""
        seat, sent = _seat(request, team, user), ReasonSerializer(data=request.query_params)
        sent.is_valid(raise_exception=True)
        with told():
            actions.remove_member(
                team=seat.team,
                person=seat.user,
                by=request.user,
                at=request.now,
                reason=sent.validated_data["reason"],
            )
        return Response(status=status.HTTP_204_NO_CONTENT)


def _open_team(request: Request, team: str) -> Team:
    """A team whose people are the reader's to know."""
    return get_object_or_404(reading.readable_teams(user=request.user, at=request.now), pk=team, is_open=True)


def _seat(request: Request, team: str, user: str) -> Membership:
    seats = Membership.objects.select_related("user", "team__edition").filter(team=_open_team(request, team).pk)
    return get_object_or_404(seats, user__id=user)

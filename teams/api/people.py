"""People who look for a team, as the board shows them, and inviting them."""

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from hackathon.editions.models import Edition
from hackathon.registration.models import Registration
from hackathon.registration.queries import is_registered
from teams import actions, board, cards, joining, queries
from teams.api.problems import told
from teams.api.teams import ID, KEY
from teams.board import Filters
from teams.models import Team
from teams.serializers import JoinRequestSerializer, LookingPersonSerializer, MessageSerializer


class PeopleViewSet(GenericViewSet):
    """People on the board of an edition in which you are registered, or which you run."""

    serializer_class = LookingPersonSerializer
    queryset = Registration.objects.none()
    lookup_value_regex = KEY

    @extend_schema(
        operation_id="people_looking",
        summary="People who look for a team",
        parameters=[OpenApiParameter("edition", str, required=True, description="The edition's slug.")],
    )
    def list(self, request: Request) -> Response:
        """The newest first."""
        edition = get_object_or_404(Edition, slug=request.query_params.get("edition", ""))
        reader = board.reader(user=request.user, edition=edition, on=request.now.date())
        page = self.paginate_queryset(self._people(edition, reader))
        return self.get_paginated_response(LookingPersonSerializer(cards.person_cards(reader, page), many=True).data)

    @extend_schema(
        operation_id="invite_person",
        summary="Offer somebody a seat in your team",
        parameters=[ID],
        request=MessageSerializer,
        responses=JoinRequestSerializer,
    )
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, pk: str) -> Response:
        """In your team of their edition. Inviting again gives the same; who has asked your team already is in."""
        person = get_object_or_404(Registration.objects.select_related("edition", "user"), pk=pk, user__isnull=False)
        if not self._sees_board(person.edition):
            raise Http404
        team = queries.team_of(user=request.user, edition=person.edition)
        sent = MessageSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        with told():
            made = actions.invite_person(
                team=team or Team(edition=person.edition),
                person=person.user,
                by=request.user,
                at=request.now,
                message=sent.validated_data["message"],
            )
        return Response(JoinRequestSerializer(made).data)

    def _people(self, edition: Edition, reader: board.Reader) -> QuerySet[Registration]:
        """Nobody, for who could not open the board."""
        if not self._sees_board(edition) or joining.is_over(edition.parsed_rules, at=self.request.now):
            return Registration.objects.none()
        return board.people_looking(reader, Filters())

    def _sees_board(self, edition: Edition) -> bool:
        user = self.request.user
        return board.may_look(user=user, edition=edition, registered=is_registered(user=user, edition=edition))

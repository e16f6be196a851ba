"""Teams, their people and requests for a seat over HTTP, by the same rules as the pages: each view does one deed."""

from teams.api.memberships import MembershipsView, MembershipView
from teams.api.people import PeopleViewSet
from teams.api.requests import JoinRequestViewSet
from teams.api.teams import JoinView, TeamViewSet

__all__ = ["JoinRequestViewSet", "JoinView", "MembershipView", "MembershipsView", "PeopleViewSet", "TeamViewSet"]

"""What is asked about teams."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from teams.models import Membership, Team


def team_of(*, user: User | AnonymousUser, edition: Edition) -> Team | None:
    """The person's team in the edition."""
    if not user.is_authenticated:
        return None
    return Team.objects.filter(edition=edition, memberships__user=user).first()


def is_member(*, user: User | AnonymousUser, team: Team) -> bool:
    """True when the person has a seat in the team."""
    return user.is_authenticated and Membership.objects.filter(team=team, user=user).exists()


def visible_teams(*, user: User | AnonymousUser, edition: Edition) -> QuerySet[Team]:
    """The teams whose page the person may open: their own, or every one for who runs the edition."""
    teams = Team.objects.filter(edition=edition)
    if not user.is_authenticated:
        return teams.none()
    if roles.is_organiser(user, edition):
        return teams
    return teams.filter(memberships__user=user)


def members(team: Team) -> Sequence[Membership]:
    """The team's seats that are taken, the longest-standing person first, with their people. One query."""
    return list(team.memberships.select_related("user").order_by("joined_at", "pk"))


def free_seats(*, taken: int, max_size: int) -> int:
    """How many more people fit; never below zero, even where the rules came to allow fewer than there are."""
    return max(0, max_size - taken)


def invited_team(token: str) -> Team | None:
    """The team that an invitation belongs to, whether it has expired or not; None for an unknown or renewed one."""
    return Team.objects.select_related("edition").filter(invite_token=token).first()

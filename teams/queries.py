"""What is asked about teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.registration.membership import Answer
from hackathon.registration.models import Registration
from hackathon.registration.queries import known_membership, registration_of
from teams import joining, validators
from teams.models import JoinRequest, Membership, Team


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


def counted(teams: QuerySet[Team]) -> QuerySet[Team]:
    """Those teams, each with how many ``people`` it has. A subquery, not a join: rows that are wide and many are not grouped."""
    seats = Membership.objects.filter(team=OuterRef("pk")).order_by().values("team").values(taken=Count("pk"))
    return teams.annotate(people=Coalesce(Subquery(seats), 0))


def has_room(edition: Edition, *, seats: int = 1) -> Q:
    """``joining.free_seats`` as the database asks it of ``counted`` teams: true where ``seats`` or more are free."""
    return Q(people__lte=edition.parsed_rules.team.max_size - seats)


def may_rename(*, user: User | AnonymousUser, team: Team, at: datetime) -> bool:
    """True where the person may change the team's name, by which the jury knows it, and say no reason: its people, while
    teams may change. Who runs the edition renames from the panel, with a reason."""
    window_open = joining.obstacle_to_change(team.edition.parsed_rules, at=at) is None
    return window_open and is_member(user=user, team=team)


def members(team: Team) -> Sequence[Membership]:
    """The team's seats that are taken, the longest-standing person first, with their people. One query."""
    return list(team.memberships.select_related("user").order_by("joined_at", "pk"))


def team_named(*, edition: Edition, name: str) -> Team | None:
    """The edition's team of that name, whatever its case and accents."""
    return Team.objects.select_related("edition").filter(edition=edition, name_key=validators.name_key(name)).first()


def invited_team(token: str) -> Team | None:
    """The team that an invitation belongs to, whether it has expired or not; None for an unknown or renewed one."""
    return Team.objects.select_related("edition").filter(invite_token=token).first()


@dataclass(frozen=True, slots=True)
class PersonIn:
    """A person in an edition: their team, if any, and what ``joining`` needs to know of them."""

    team: Team | None
    facts: joining.Person


def person_in(*, edition: Edition, user: User) -> PersonIn:
    """What a seat in a team may depend on, as the database has it now. At most two queries."""
    rules = edition.parsed_rules
    team = team_of(user=user, edition=edition)
    # Not asked for where nothing depends on it.
    registration = registration_of(user=user, edition=edition) if rules.team.requires else None
    facts = joining.Person(
        has_team=team is not None,
        registered=registration is not None and registration.is_complete,
        hub_account=bool(user.hub_sub),
        in_organisation=_in_organisation(registration, user, edition),
    )
    return PersonIn(team, facts)


def obstacle_to_seat(
    *, user: User | AnonymousUser, edition: Edition, at: datetime, taken: int = 0
) -> joining.Obstacle | None:
    """What keeps the person from a seat at ``at`` in a team in which ``taken`` are taken (0: from making a team). Of
    somebody who has not signed in nothing is known but the calendar."""
    if not user.is_authenticated:
        return joining.obstacle_to_change(edition.parsed_rules, at=at)
    person = person_in(edition=edition, user=user)
    return joining.obstacle_to_seat(edition.parsed_rules, person=person.facts, taken=taken, at=at)


def _in_organisation(registration: Registration | None, user: User, edition: Edition) -> bool | None:
    """Whether one of the edition's organisations on the Hub has the person; None where the Hub has not said."""
    answers = {Answer.YES: True, Answer.NO: False}
    return answers.get(known_membership(registration, user=user, edition=edition))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open requests: how many wait for the person's side to answer, and how many of their own for the other's."""

    for_us: int = 0
    for_others: int = 0


def waiting(*, user: User, edition: Edition, team: Team | None) -> Waiting:
    """What is open between the person's ``team``, or without one the person, and others. One query."""
    ours = Q(team=team) if team else Q(user=user, team__edition=edition)
    theirs = JoinRequest.Direction.ASKED if team else JoinRequest.Direction.INVITED
    found = JoinRequest.objects.filter(ours, state=JoinRequest.State.OPEN).aggregate(
        for_us=Count("pk", filter=Q(direction=theirs)), for_others=Count("pk", filter=~Q(direction=theirs))
    )
    return Waiting(**found)

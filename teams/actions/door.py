"""The one door to a seat. Every way into a team and out of it goes through here, whoever opens: the person, the team, an
imported list or who runs the edition.

People race for seats. Whoever comes in holds the person first and then the team, two teams in the order of their keys, so
that nobody waits for somebody who waits for them; under those locks seats are counted and taken by one at a time, and a
person's team cannot change meanwhile. The database's constraints (one team a person, one person a seat, one name a team)
have the last word. SQLite has no row locks; there the transaction is the only writer from its first statement (IMMEDIATE).
"""

from datetime import datetime

from django.db.models import ProtectedError, QuerySet

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions import trail
from hackathon.editions.models import Edition, TrailEntry
from teams import joining, queries
from teams.actions.errors import (
    NotAMember,
    NotAnOrganiser,
    PersonGone,
    ReasonMissing,
    TeamGone,
    TeamHasSubmission,
    refuse,
)
from teams.models import JoinRequest, Membership, Team


def hold_person(user: User, *, erased_too: bool = False) -> None:
    """The person's membership and requests change in nobody else's transaction until this one ends. Comes before any team.

    Raises PersonGone for somebody who deleted their data, unless ``erased_too``: their seat can still be freed.
    """
    held = User.objects.select_for_update(no_key=True).only("pk", "erased_at").get(pk=user.pk)
    if held.erased_at and not erased_too:
        raise PersonGone


def hold_team(**which: object) -> Team | None:
    """The team, held until the transaction ends; None when there is none."""
    return _locking().filter(**which).first()


def hold_existing(team: Team) -> Team:
    """The team as it is now, held. Raises TeamGone."""
    found = hold_team(pk=team.pk)
    if found is None:
        raise TeamGone
    return found


def hold_teams(*teams: Team | None) -> dict[int, Team]:
    """Those teams that exist, by their keys, held in the order of them."""
    wanted = {team.pk for team in teams if team is not None}
    return {team.pk: team for team in _locking().filter(pk__in=wanted).order_by("pk")}


def refuse_change(edition: Edition, *, at: datetime) -> None:
    """Raises WindowClosed where teams may not change at ``at``."""
    refuse(joining.obstacle_to_change(edition.parsed_rules, at=at), own_team=None)


def refuse_seat(edition: Edition, user: User, *, taken: int, at: datetime) -> None:
    """Raises what keeps ``user`` from a seat by their own will or a team's: AlreadyInTeam, WindowClosed, Missing, TeamFull."""
    person = queries.person_in(edition=edition, user=user)
    obstacle = joining.obstacle_to_seat(edition.parsed_rules, person=person.facts, taken=taken, at=at)
    refuse(obstacle, own_team=person.team)


def refuse_being_seated(edition: Edition, user: User, *, taken: int) -> None:
    """Raises what holds even for who runs the edition: AlreadyInTeam, TeamFull."""
    own_team = queries.team_of(user=user, edition=edition)
    person = joining.Person(has_team=own_team is not None)
    refuse(joining.obstacle_to_be_seated(edition.parsed_rules, person=person, taken=taken), own_team=own_team)


def refuse_to_others(edition: Edition, *, by: User | None, reason: str) -> str:
    """The reason, for what only who runs the edition (or the site itself, None) may do. Raises NotAnOrganiser, ReasonMissing."""
    if by is not None and not roles.is_organiser(by, edition):
        raise NotAnOrganiser
    return given(reason)


def given(reason: str) -> str:
    """The reason without space around it. Raises ReasonMissing where there is none."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def take_seat(
    team: Team, user: User, *, by: User | None, at: datetime, verb: str, reason: str = "", excused: bool = False
) -> Membership:
    """Seat ``user``; the person and the team are held. Their requests to other teams have no effect any more.

    ``excused``: who runs the edition seats them. Raises AlreadyInTeam, TeamFull, and unless excused WindowClosed, Missing.
    """
    edition = team.edition
    seats = set(team.memberships.values_list("seat", flat=True))
    if excused:
        refuse_being_seated(edition, user, taken=len(seats))
    else:
        refuse_seat(edition, user, taken=len(seats), at=at)
    # Seats above the maximum exist where the rules came to allow fewer people.
    seat = next(number for number in range(1, edition.parsed_rules.team.max_size + 1) if number not in seats)
    membership = Membership.objects.create(team=team, edition=edition, user=user, seat=seat, joined_at=at)
    roles.grant(user=user, edition=edition, kind=Role.Kind.PARTICIPANT, by=by, at=at)
    settle_requests(team, user, by=by, at=at)
    trail.record(edition=edition, by=by, at=at, verb=verb, target=team, reason=reason, **about(user, by))
    return membership


def leave_seat(team: Team, user: User, *, by: User | None, at: datetime, verb: str, reason: str = "") -> TrailEntry:
    """Free the seat of ``user``; the person and the team are held. The longest-standing member becomes captain; a team
    without people disappears. Gives the line in the trail.

    Raises NotAMember, TeamHasSubmission.
    """
    seat = team.memberships.filter(user=user).first()
    if seat is None:
        raise NotAMember
    line = trail.record(edition=team.edition, by=by, at=at, verb=verb, target=team, reason=reason, **about(user, by))
    heir = heir_of(team, user)
    if heir is None:
        _dissolve(team, by=by, at=at)
        return line
    seat.delete()
    if team.captain_id == user.pk:
        make_captain(team, heir.user, by=by, at=at)
    return line


def heir_of(team: Team, user: User) -> Membership | None:
    """Who comes after ``user``: the longest-standing of the others. On the seats of people who deleted their data nobody
    sits any more."""
    others = team.memberships.exclude(user=user).filter(user__erased_at=None)
    return others.select_related("user").order_by("joined_at", "pk").first()


def make_captain(team: Team, captain: User, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Hand the captaincy over; the team is held."""
    team.captain = captain
    team.save(update_fields=["captain"])
    trail.record(
        edition=team.edition,
        by=by,
        at=at,
        verb="team.captain_changed",
        target=team,
        reason=reason,
        captain=captain.pk,
        **about(captain, by),
    )


def settle_requests(team: Team, user: User, *, by: User | None, at: datetime) -> None:
    """``user`` has a seat in ``team``: what was open between the two is accepted, what was open with others is void."""
    waiting = hold_requests(
        JoinRequest.objects.filter(user=user, team__edition=team.edition, state=JoinRequest.State.OPEN)
    )
    answer = {"answered_at": at, "answered_by": by}
    waiting.filter(team=team).update(state=JoinRequest.State.ACCEPTED, **answer)
    waiting.exclude(team=team).update(state=JoinRequest.State.VOID, **answer)


def about(user: User, by: User | None) -> dict[str, int]:
    """For the trail: whom the deed was done to, where somebody else did it."""
    return {} if user == by else {"person": user.pk}


def _locking() -> QuerySet[Team]:
    return Team.objects.select_related("edition").select_for_update(of=("self",), no_key=True)


def hold_requests(requests: QuerySet[JoinRequest]) -> QuerySet[JoinRequest]:
    """Those requests, held in the order of their keys: a team that goes takes requests of many people with it."""
    held = requests.select_for_update(of=("self",), no_key=True).order_by("pk").only("pk")
    return JoinRequest.objects.filter(pk__in=[request.pk for request in held])


def _dissolve(team: Team, *, by: User | None, at: datetime) -> None:
    """Remove the team and its last seat, unless something that must stay (a submission) hangs on it."""
    trail.record(edition=team.edition, by=by, at=at, verb="team.dissolved", target=team)
    hold_requests(team.join_requests.all())
    try:
        team.delete()
    except ProtectedError as error:
        raise TeamHasSubmission from error

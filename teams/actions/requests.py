"""Asking a team for a seat, inviting somebody to one, and the answers. One side asks, the other says yes or no, and only
who asked takes it back.

Both sides wanting the same is a yes: who asks a team that has invited them, or invites somebody who has asked, seats them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.registration.models import Registration
from teams import notices, queries, validators
from teams.actions import door
from teams.actions.errors import NotAMember, NotLooking, RequestGone, RequestRefusedBefore, TooManyRequests
from teams.actions.forming import hold_own
from teams.models import JoinRequest, Team

Direction, State = JoinRequest.Direction, JoinRequest.State

MAX_OF_A_PERSON = 10
MAX_OF_A_TEAM = 20
"""How many may wait for an answer at a time. Each is an e-mail to somebody, so one that was taken back counts for a day."""
MAX_OF_A_DAY = 2 * MAX_OF_A_TEAM
"""How many invitations one person writes in a day. Those of a team that goes are forgotten with it, also what was answered:
whoever made team after team could write to anybody for ever."""
MEMORY = timedelta(days=1)


def ask_to_join(*, team: Team, by: User, at: datetime, message: str = "") -> JoinRequest:
    """Ask for a seat in ``team``; asking again gives the same request, and where the team has invited ``by`` they are in.

    Raises NotLooking, AlreadyInTeam, WindowClosed, Missing, TeamFull, RequestRefusedBefore, TooManyRequests, TeamGone;
    ValidationError for a message that is too long or cannot be read.
    """
    message = validators.clean_message(message)
    with transaction.atomic():
        door.hold_person(by)
        found = door.hold_existing(team)
        waiting = _open_between(found, by)
        if waiting and waiting.direction == Direction.INVITED:
            return _seat(waiting, found, by=by, at=at)
        door.refuse_seat(found.edition, by, taken=found.memberships.count(), at=at)
        if waiting:
            return waiting
        if not found.on_board:
            raise NotLooking
        _refuse_another(found, by, Direction.ASKED)
        _refuse_too_many(JoinRequest.objects.filter(user=by, team__edition=found.edition), Direction.ASKED, at)
        return _open(_New(found, by, Direction.ASKED, message), verb="team.asked", by=by, at=at)


def invite_person(*, team: Team, person: User, by: User, at: datetime, message: str = "") -> JoinRequest:
    """Offer ``person``, who looks for a team, a seat; inviting again gives the same, and who has asked already is in.

    Raises NotAMember, WindowClosed, NotLooking, AlreadyInTeam, TeamFull, RequestRefusedBefore, TooManyRequests;
    ValidationError for a message that is too long or cannot be read.
    """
    message = validators.clean_message(message)
    with transaction.atomic():
        door.hold_person(person)
        found = hold_own(team, by=by)
        waiting = _open_between(found, person)
        if waiting and waiting.direction == Direction.ASKED:
            return _seat(waiting, found, by=by, at=at)
        door.refuse_change(found.edition, at=at)
        if not (waiting or _is_looking(person, found)):
            raise NotLooking  # before anything else is told of somebody who is not on the board
        # What the edition asks of people before a seat they can still bring when they answer.
        door.refuse_being_seated(found.edition, person, taken=found.memberships.count())
        if waiting:
            return waiting
        _refuse_another(found, person, Direction.INVITED)
        _refuse_too_many(found.join_requests.all(), Direction.INVITED, at)
        _refuse_a_flood(found, by, at)
        return _open(_New(found, person, Direction.INVITED, message), verb="team.invited", by=by, at=at)


def accept(*, request: JoinRequest, by: User, at: datetime) -> JoinRequest:
    """Say yes for the side that was asked: the person has a seat. Saying it twice changes nothing.

    A request that cannot be granted now (the team is full, the window closed) stays open.
    Raises NotAMember, RequestGone, AlreadyInTeam, WindowClosed, Missing, TeamFull.
    """
    with transaction.atomic():
        found, team = _hold(request)
        _refuse_stranger(found, team, by=by, asked=False)
        if found.state == State.ACCEPTED:
            return found
        _refuse_answered(found)
        return _seat(found, team, by=by, at=at)


def decline(*, request: JoinRequest, by: User, at: datetime) -> JoinRequest:
    """Say no for the side that was asked. Saying it twice changes nothing. Raises NotAMember, RequestGone."""
    with transaction.atomic():
        found, team = _hold(request)
        _refuse_stranger(found, team, by=by, asked=False)
        if found.state == State.DECLINED:
            return found
        _refuse_answered(found)
        _close(found, State.DECLINED, verb="team.request_declined", by=by, at=at)
        notices.declined(found, at=at)
    return found


def withdraw(*, request: JoinRequest, by: User, at: datetime) -> JoinRequest:
    """Take one's own request, or one's team's invitation, back. Twice changes nothing. Raises NotAMember, RequestGone."""
    with transaction.atomic():
        found, team = _hold(request)
        _refuse_stranger(found, team, by=by, asked=True)
        if found.state == State.WITHDRAWN:
            return found
        _refuse_answered(found)
        _close(found, State.WITHDRAWN, verb="team.request_withdrawn", by=by, at=at)
    return found


@dataclass(frozen=True, slots=True)
class _New:
    team: Team
    user: User
    direction: str
    message: str


def _open(new: _New, *, verb: str, by: User, at: datetime) -> JoinRequest:
    request = JoinRequest.objects.create(
        team=new.team, user=new.user, direction=new.direction, message=new.message, created_at=at, created_by=by
    )
    trail.record(edition=new.team.edition, by=by, at=at, verb=verb, target=new.team, **door.about(new.user, by))
    notices.opened(request, at=at)
    return request


def _seat(request: JoinRequest, team: Team, *, by: User, at: datetime) -> JoinRequest:
    """The seat that the request is about. Taking it also closes the request."""
    verb = "team.joined" if by == request.user else "team.request_accepted"
    door.take_seat(team, request.user, by=by, at=at, verb=verb)
    request.refresh_from_db(fields=["state", "answered_at", "answered_by"])
    notices.accepted(request, at=at)
    return request


def _close(request: JoinRequest, state: str, *, verb: str, by: User, at: datetime) -> None:
    request.state, request.answered_at, request.answered_by = state, at, by
    request.save(update_fields=["state", "answered_at", "answered_by"])
    trail.record(
        edition=request.team.edition, by=by, at=at, verb=verb, target=request.team, **door.about(request.user, by)
    )


def _hold(request: JoinRequest) -> tuple[JoinRequest, Team]:
    """The request as it is now, with its person and its team held. Raises RequestGone."""
    door.hold_person(request.user)
    team = door.hold_team(pk=request.team_id)
    found = team and JoinRequest.objects.select_related("user").filter(pk=request.pk).first()
    if not (team and found):
        raise RequestGone
    found.team = team
    return found, team


def _refuse_stranger(request: JoinRequest, team: Team, *, by: User, asked: bool) -> None:
    """Raises NotAMember unless ``by`` is of the side that asked (``asked``), or of the one that was asked."""
    of_person = (request.direction == Direction.ASKED) == asked
    if not (by == request.user if of_person else queries.is_member(user=by, team=team)):
        raise NotAMember


def _refuse_answered(request: JoinRequest) -> None:
    if request.state != State.OPEN:
        raise RequestGone(request.state)


def _refuse_another(team: Team, user: User, direction: str) -> None:
    """A no is a no: the side that said it may ask, the other may not ask again."""
    said_no = JoinRequest.objects.filter(team=team, user=user, direction=direction, state=State.DECLINED)
    if said_no.exists():
        raise RequestRefusedBefore


def _refuse_too_many(requests: QuerySet[JoinRequest], direction: str, at: datetime) -> None:
    limit = MAX_OF_A_PERSON if direction == Direction.ASKED else MAX_OF_A_TEAM
    recent = Q(state=State.OPEN) | Q(state=State.WITHDRAWN, created_at__gt=at - MEMORY)
    if requests.filter(recent, direction=direction).count() >= limit:
        raise TooManyRequests(limit)


def _refuse_a_flood(team: Team, by: User, at: datetime) -> None:
    """The trail remembers what went with a team. Raises TooManyRequests."""
    if team.edition.trail.filter(verb="team.invited", by=by, at__gt=at - MEMORY).count() >= MAX_OF_A_DAY:
        raise TooManyRequests(MAX_OF_A_DAY)


def _open_between(team: Team, user: User) -> JoinRequest | None:
    found = JoinRequest.objects.select_related("user").filter(team=team, user=user, state=State.OPEN).first()
    if found:
        found.team = team
    return found


def _is_looking(person: User, team: Team) -> bool:
    registration = Registration.objects.filter(edition=team.edition, user=person, on_board=True).first()
    return registration is not None and registration.is_complete

"""How teams begin, and what their people do in them: join by link, leave, hand over, remove."""

from datetime import datetime

from django.db import IntegrityError, transaction

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from teams import joining, notices, queries, validators
from teams.actions import door
from teams.actions.errors import InviteExpired, InviteUnknown, NameTaken, NotAMember, NotTheCaptain, TeamGone
from teams.models import Team, new_invite_token


def create_team(*, edition: Edition, name: str, by: User, at: datetime) -> Team:
    """A new team with ``by`` as its captain and only member.

    Raises AlreadyInTeam, WindowClosed, Missing, NameTaken; ValidationError for a name that cannot be read.
    """
    name = validators.clean_name(name)
    with transaction.atomic():
        door.hold_person(by)
        door.refuse_seat(edition, by, taken=0, at=at)
        team = new_team(edition=edition, name=name, captain=by, at=at)
        door.take_seat(team, by, by=by, at=at, verb="team.created")
    return team


def new_team(*, edition: Edition, name: str, captain: User, at: datetime) -> Team:
    """The row of a team in which nobody sits yet. Raises NameTaken."""
    key = validators.name_key(name)
    try:
        with transaction.atomic():
            return Team.objects.create(edition=edition, name=name, name_key=key, captain=captain, created_at=at)
    except IntegrityError as error:
        raise NameTaken from error


def join_team(*, token: str, by: User, at: datetime) -> Team:
    """Seat ``by`` in the team that the invitation belongs to; joining one's own team again changes nothing.

    Raises InviteUnknown, InviteExpired, WindowClosed, AlreadyInTeam, Missing, TeamFull.
    """
    with transaction.atomic():
        door.hold_person(by)
        team = door.hold_team(invite_token=token)
        if team is None:
            raise InviteUnknown
        if queries.is_member(user=by, team=team):
            return team
        if joining.is_over(team.edition.parsed_rules, at=at):
            raise InviteExpired
        door.take_seat(team, by, by=by, at=at, verb="team.joined")
    return team


def leave_team(*, team: Team, by: User, at: datetime) -> None:
    """Free the seat of ``by``. The longest-standing member becomes captain; a team without people disappears.

    Raises WindowClosed, NotAMember, TeamHasSubmission.
    """
    with transaction.atomic():
        door.hold_person(by)
        found = hold_own(team, by=by)
        door.refuse_change(found.edition, at=at)
        door.leave_seat(found, by, by=by, at=at, verb="team.left")


def renew_invite(*, team: Team, by: User, at: datetime) -> Team:
    """A new invitation; the old one stops working.

    Raises WindowClosed, NotAMember.
    """
    with transaction.atomic():
        found = hold_own(team, by=by)
        door.refuse_change(found.edition, at=at)
        found.invite_token = new_invite_token()
        found.save(update_fields=["invite_token"])
        trail.record(edition=found.edition, by=by, at=at, verb="team.invite_renewed", target=found)
    return found


def hand_over(*, team: Team, to: User, by: User, at: datetime) -> Team:
    """Make another member the captain; who is it already stays it.

    Raises NotAMember (either of the two), NotTheCaptain, WindowClosed.
    """
    with transaction.atomic():
        found = hold_own(team, by=by)
        if not queries.is_member(user=to, team=found):
            raise NotAMember
        if found.captain_id == to.pk:
            return found
        if found.captain_id != by.pk:
            raise NotTheCaptain
        door.refuse_change(found.edition, at=at)
        door.make_captain(found, to, by=by, at=at)
    return found


def remove_member(*, team: Team, person: User, by: User, at: datetime, reason: str) -> None:
    """Take somebody's seat away, with a reason that they are told: the captain while teams may change, who runs the
    edition at any time.

    Raises ReasonMissing, NotTheCaptain, WindowClosed, NotAMember, TeamHasSubmission.
    """
    reason = door.given(reason)
    with transaction.atomic():
        door.hold_person(person, erased_too=True)
        found = door.hold_existing(team)
        if not roles.is_organiser(by, found.edition):
            if found.captain_id != by.pk:
                raise NotTheCaptain
            door.refuse_change(found.edition, at=at)
        line = door.leave_seat(found, person, by=by, at=at, verb="team.removed", reason=reason)
        notices.removed(edition=found.edition, team=found.name, person=person, reason=reason, at=at, key=str(line.pk))


def hold_own(team: Team, *, by: User) -> Team:
    """The team, held, for one of its people. Raises NotAMember, also where there is no such team any more."""
    try:
        found = door.hold_existing(team)
    except TeamGone:
        raise NotAMember from None
    if not queries.is_member(user=by, team=found):
        raise NotAMember
    return found

"""What who runs the edition does to teams, in any window: always with a reason, which stays in the audit trail.

``by`` None is the site itself, for an imported list. A team's size and one team a person hold here too.
"""

from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from teams import notices, queries, validators
from teams.actions import door
from teams.actions.details import save_changes
from teams.actions.errors import NotAMember, TeamGone
from teams.actions.forming import new_team
from teams.models import Team


def seat_person(*, person: User, team: Team, by: User | None, at: datetime, reason: str) -> Team:
    """Give ``person`` a seat in ``team``; who is in it already stays as they are.

    Raises NotAnOrganiser, ReasonMissing, TeamGone, AlreadyInTeam, TeamFull.
    """
    reason = door.refuse_to_others(team.edition, by=by, reason=reason)
    with transaction.atomic():
        door.hold_person(person)
        found = door.hold_existing(team)
        if not queries.is_member(user=person, team=found):
            door.take_seat(found, person, by=by, at=at, verb="team.seated", reason=reason, excused=True)
    return found


def move_person(
    *, person: User, edition: Edition, to: Team | None, by: User | None, at: datetime, reason: str
) -> Team | None:
    """Take ``person`` out of the team that they have in ``edition``, if any, and into ``to`` (None: into no team).

    A captain who goes hands over to the longest-standing member; a team without people disappears.
    Raises NotAnOrganiser, ReasonMissing, TeamGone, TeamFull, TeamHasSubmission.
    """
    reason = door.refuse_to_others(edition, by=by, reason=reason)
    with transaction.atomic():
        door.hold_person(person, erased_too=to is None)
        before = queries.team_of(user=person, edition=edition)
        held = door.hold_teams(before, to)
        if to is not None and (to.pk not in held or held[to.pk].edition_id != edition.pk):
            raise TeamGone
        if before == to:
            return to
        if before is not None:
            line = door.leave_seat(held[before.pk], person, by=by, at=at, verb="team.removed", reason=reason)
        if to is None:
            notices.removed(edition=edition, team=before.name, person=person, reason=reason, at=at, key=str(line.pk))
            return None
        seat = door.take_seat(held[to.pk], person, by=by, at=at, verb="team.seated", reason=reason, excused=True)
        notices.moved(team=held[to.pk], person=person, reason=reason, at=at, key=str(seat.pk))
    return held[to.pk]


def create_team_for(*, edition: Edition, name: str, person: User, by: User | None, at: datetime, reason: str) -> Team:
    """A new team with ``person``, who has none, as its captain and only member.

    Raises NotAnOrganiser, ReasonMissing, AlreadyInTeam, NameTaken; ValidationError for a name that cannot be read.
    """
    reason = door.refuse_to_others(edition, by=by, reason=reason)
    name = validators.clean_name(name)
    with transaction.atomic():
        door.hold_person(person)
        door.refuse_being_seated(edition, person, taken=0)
        team = new_team(edition=edition, name=name, captain=person, at=at)
        door.take_seat(team, person, by=by, at=at, verb="team.created", reason=reason, excused=True)
    return team


def appoint_captain(*, team: Team, person: User, by: User | None, at: datetime, reason: str) -> Team:
    """Hand the captaincy to ``person``, who is in the team; who has it already keeps it.

    Raises NotAnOrganiser, ReasonMissing, TeamGone, NotAMember.
    """
    reason = door.refuse_to_others(team.edition, by=by, reason=reason)
    with transaction.atomic():
        found = door.hold_existing(team)
        if not queries.is_member(user=person, team=found):
            raise NotAMember
        if found.captain_id != person.pk:
            door.make_captain(found, person, by=by, at=at, reason=reason)
    return found


def rename_team(*, team: Team, name: str, by: User | None, at: datetime, reason: str) -> Team:
    """Call the team something else; the same name changes nothing.

    Raises NotAnOrganiser, ReasonMissing, TeamGone, NameTaken; ValidationError for a name that cannot be read.
    """
    reason = door.refuse_to_others(team.edition, by=by, reason=reason)
    name = validators.clean_name(name)
    with transaction.atomic():
        found = door.hold_existing(team)
        before = found.name
        if before != name:
            save_changes(found, {"name": name}, ["name"])
            trail.record(
                edition=found.edition, by=by, at=at, verb="team.renamed", target=found, reason=reason, before=before
            )
    return found

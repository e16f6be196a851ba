"""What is done to teams. Each deed is one transaction with its line in the audit trail.

People race for seats: a team's row is locked while someone takes or leaves a seat in it, and the database's constraints
(one team a person, one person a seat, one name a team) have the last word. SQLite has no row locks; there the
transaction is the only writer from its first statement (IMMEDIATE).
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.editions.rules import Window
from teams import queries, validators
from teams.models import Membership, Team, new_invite_token


class TeamError(Exception):
    """The deed was refused and nothing was changed."""


class WindowClosed(TeamError):
    """Teams may not change now. ``window`` says when they may, or might have."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.window = window


class TeamFull(TeamError):
    """Every seat is taken; there are ``max_size``."""

    def __init__(self, max_size: int) -> None:
        super().__init__(max_size)
        self.max_size = max_size


class AlreadyInTeam(TeamError):
    """The person has a team in this edition: ``team``."""

    def __init__(self, team: Team) -> None:
        super().__init__(team)
        self.team = team


class InviteUnknown(TeamError):
    """No team has this invitation: mistyped, or renewed since."""


class InviteExpired(TeamError):
    """The invitation's time is over."""


class NameTaken(TeamError):
    """Another team of the edition has this name, but for case and accents."""


class NotAMember(TeamError):
    """Only who is in the team may do this."""


class TeamHasSubmission(TeamError):
    """The last person cannot leave a team that has delivered: somebody must answer for the project."""


def create_team(*, edition: Edition, name: str, by: User, at: datetime) -> Team:
    """A new team with ``by`` as its captain and only member.

    Raises WindowClosed, AlreadyInTeam, NameTaken; ValidationError for a name that cannot be read.
    """
    name = validators.clean_name(name)
    _open_window(edition, at)
    _refuse_second_team(edition, by)
    try:
        with transaction.atomic():
            team = Team.objects.create(
                edition=edition,
                name=name,
                name_key=validators.name_key(name),
                captain=by,
                created_at=at,
            )
            _seat(team, by, at, seat=1)
            trail.record(edition=edition, by=by, at=at, verb="team.created", target=team)
    except IntegrityError as error:
        _refuse_second_team(edition, by)
        if Team.objects.filter(edition=edition, name_key=validators.name_key(name)).exists():
            raise NameTaken from error
        raise
    return team


def join_team(*, token: str, by: User, at: datetime) -> Team:
    """Seat ``by`` in the team that the invitation belongs to; joining one's own team again changes nothing.

    Raises InviteUnknown, InviteExpired, WindowClosed, AlreadyInTeam, TeamFull.
    """
    edition = None
    try:
        with transaction.atomic():
            team = _locked(invite_token=token)
            if team is None:
                raise InviteUnknown
            edition = team.edition
            if queries.is_member(user=by, team=team):
                return team
            if at >= team.invite_expires_at:
                raise InviteExpired
            _open_window(edition, at)
            _refuse_second_team(edition, by)
            _seat(team, by, at, seat=_free_seat(team))
            trail.record(edition=edition, by=by, at=at, verb="team.joined", target=team)
    except IntegrityError:
        # Someone was faster on a team whose row we did not lock: the same person, in another team.
        if edition:
            _refuse_second_team(edition, by)
        raise
    return team


def leave_team(*, team: Team, by: User, at: datetime) -> None:
    """Free the seat of ``by``. The longest-standing member becomes captain; a team without people disappears.

    Raises WindowClosed, NotAMember, TeamHasSubmission.
    """
    with transaction.atomic():
        found = _locked(pk=team.pk)
        seat = found and found.memberships.filter(user=by).first()
        if not (found and seat):
            raise NotAMember
        _open_window(found.edition, at)
        trail.record(edition=found.edition, by=by, at=at, verb="team.left", target=found)
        heir = found.memberships.exclude(pk=seat.pk).select_related("user").order_by("joined_at", "pk").first()
        if heir is None:
            _dissolve(found, by, at)
            return
        seat.delete()
        if found.captain_id == by.pk:
            _hand_over(found, heir.user, by, at)


def renew_invite(*, team: Team, by: User, at: datetime) -> Team:
    """A new invitation; the old one stops working.

    Raises WindowClosed, NotAMember.
    """
    with transaction.atomic():
        found = _locked(pk=team.pk)
        if found is None or not queries.is_member(user=by, team=found):
            raise NotAMember
        _open_window(found.edition, at)
        found.invite_token = new_invite_token()
        found.save(update_fields=["invite_token"])
        trail.record(edition=found.edition, by=by, at=at, verb="team.invite_renewed", target=found)
    return found


def _open_window(edition: Edition, at: datetime) -> Window:
    window = edition.parsed_rules.windows.teams
    if not window.is_open(at):
        raise WindowClosed(window)
    return window


def _refuse_second_team(edition: Edition, user: User) -> None:
    team = queries.team_of(user=user, edition=edition)
    if team is not None:
        raise AlreadyInTeam(team)


def _locked(**which: object) -> Team | None:
    """The team, held until the transaction ends, so that its seats are counted and taken by one person at a time."""
    teams = Team.objects.select_related("edition").select_for_update(of=("self",), no_key=True)
    return teams.filter(**which).first()


def _free_seat(team: Team) -> int:
    max_size = team.edition.parsed_rules.team.max_size
    taken = set(team.memberships.values_list("seat", flat=True))
    free = [seat for seat in range(1, max_size + 1) if seat not in taken]
    # Seats above the maximum exist where the rules came to allow fewer people.
    if not free or len(taken) >= max_size:
        raise TeamFull(max_size)
    return free[0]


def _seat(team: Team, user: User, at: datetime, *, seat: int) -> None:
    Membership.objects.create(team=team, edition=team.edition, user=user, seat=seat, joined_at=at)
    roles.grant(user=user, edition=team.edition, kind=Role.Kind.PARTICIPANT, by=user, at=at)


def _hand_over(team: Team, captain: User, by: User, at: datetime) -> None:
    team.captain = captain
    team.save(update_fields=["captain"])
    trail.record(edition=team.edition, by=by, at=at, verb="team.captain_changed", target=team, captain=captain.pk)


def _dissolve(team: Team, by: User, at: datetime) -> None:
    """Remove the team and its last seat, unless something that must stay (a submission) hangs on it."""
    trail.record(edition=team.edition, by=by, at=at, verb="team.dissolved", target=team)
    try:
        team.delete()
    except ProtectedError as error:
        raise TeamHasSubmission from error

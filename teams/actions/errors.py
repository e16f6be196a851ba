"""What a deed can be refused for. Whoever raises one has changed nothing."""

from hackathon.editions.rules import Requirement, Window
from teams.joining import Kind, Obstacle
from teams.models import Team


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


class Missing(TeamError):
    """The edition asks for something first that the person has not brought: ``requirement``."""

    def __init__(self, requirement: Requirement) -> None:
        super().__init__(requirement)
        self.requirement = requirement


class InviteUnknown(TeamError):
    """No team has this invitation: mistyped, or renewed since."""


class InviteExpired(TeamError):
    """The invitation's time is over."""


class NameTaken(TeamError):
    """Another team of the edition has this name, but for case and accents."""


class NotAMember(TeamError):
    """Only who is in the team may do this, or it can only be done to them."""


class NotTheCaptain(TeamError):
    """Only the team's captain may do this, or who runs the edition."""


class NotAnOrganiser(TeamError):
    """Only who runs the edition may do this."""


class ReasonMissing(TeamError):
    """This is only done with a reason, which stays in the audit trail."""


class TeamHasSubmission(TeamError):
    """The last person cannot leave a team that has delivered: somebody must answer for the project."""


class PersonGone(TeamError):
    """The person has deleted their data meanwhile."""


class TeamGone(TeamError):
    """The team has disappeared meanwhile."""


class RequestGone(TeamError):
    """The request is not open any more. ``state`` says what became of it (empty: there is none)."""

    def __init__(self, state: str = "") -> None:
        super().__init__(state)
        self.state = state


class RequestRefusedBefore(TeamError):
    """The other side has said no to the same request; now it is theirs to ask."""


class TooManyRequests(TeamError):
    """There are ``limit`` requests that wait for an answer, and no more are taken."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class NotLooking(TeamError):
    """The team, or the person, is not on the board: nobody asks them."""


def refuse(obstacle: Obstacle | None, *, own_team: Team | None) -> None:
    """Raises what ``obstacle`` is; nothing for None. ``own_team`` is the person's."""
    if obstacle is None:
        return
    if obstacle.kind == Kind.HAS_TEAM:
        raise AlreadyInTeam(own_team)
    if obstacle.kind == Kind.MISSING:
        raise Missing(obstacle.requirement)
    if obstacle.kind == Kind.FULL:
        raise TeamFull(obstacle.max_size)
    raise WindowClosed(obstacle.window)

"""When and by whom a team's delivery may be changed."""

from datetime import datetime

from hackathon.accounts.models import User
from hackathon.editions.rules import Window
from teams.models import Team


class WindowClosed(Exception):
    """Submissions are not taken at ``at``; ``window`` says when they are."""

    def __init__(self, *, window: Window, at: datetime) -> None:
        super().__init__(f"{at} is not in [{window.opens_at}, {window.closes_at})")
        self.window = window
        self.at = at

    @property
    def too_early(self) -> bool:
        """True before the window opens, false after it closed."""
        return self.at < self.window.opens_at


class NotAMember(Exception):
    """Only the people in the team deliver its project."""


def check_open(team: Team, *, by: User, at: datetime) -> None:
    """Deliveries of the team are taken from ``by`` at ``at``. Raises WindowClosed, NotAMember."""
    rules = team.edition.parsed_rules
    if not rules.delivery(at).taken:
        raise WindowClosed(window=rules.delivery_window, at=at)
    if not team.memberships.filter(user=by).exists():
        raise NotAMember

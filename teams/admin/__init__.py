"""Teams in the organisers' admin: the list, each team's page, and what organisers do to a team, always with a reason."""

from teams.admin.lists import TeamAdmin

__all__ = ["TeamAdmin"]

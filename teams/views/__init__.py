"""Pages of teams: they translate between people and ``teams.actions``."""

from teams.views.board import show as board
from teams.views.forming import create, join, leave, renew_invite
from teams.views.page import detail, edit, hand_over, remove, set_role
from teams.views.requests import accept, ask, decline, invite, withdraw

__all__ = [
    "accept",
    "ask",
    "board",
    "create",
    "decline",
    "detail",
    "edit",
    "hand_over",
    "invite",
    "join",
    "leave",
    "remove",
    "renew_invite",
    "set_role",
    "withdraw",
]

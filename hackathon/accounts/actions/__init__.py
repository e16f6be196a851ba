"""What is done to people's accounts. Signing in itself is allauth's."""

from hackathon.accounts.actions.discord import DiscordIdentity, DiscordTaken, forget_discord, remember_discord
from hackathon.accounts.actions.erasing import CannotErase, erase_person, obstacle_to_erase
from hackathon.accounts.actions.merging import NotYours, merge_accounts
from hackathon.accounts.actions.people import (
    HubIdentity,
    HubOrganisation,
    change_name,
    clear_way,
    create_person,
    forget_hub,
    refresh_from_hub,
)
from hackathon.accounts.actions.tokens import (
    MOST_TOKENS,
    TokenNameTaken,
    TooManyTokens,
    create_token,
    revoke_token,
)
from hackathon.accounts.personal import MergeConflict

__all__ = [
    "MOST_TOKENS",
    "CannotErase",
    "DiscordIdentity",
    "DiscordTaken",
    "HubIdentity",
    "HubOrganisation",
    "MergeConflict",
    "NotYours",
    "TokenNameTaken",
    "TooManyTokens",
    "change_name",
    "clear_way",
    "create_person",
    "create_token",
    "erase_person",
    "forget_discord",
    "forget_hub",
    "merge_accounts",
    "obstacle_to_erase",
    "refresh_from_hub",
    "remember_discord",
    "revoke_token",
]

"""What is done to people's accounts. Signing in itself is allauth's."""

from hackathon.accounts.actions.discord import DiscordIdentity, DiscordTaken, forget_discord, remember_discord
from hackathon.accounts.actions.erasing import CannotErase, erase_person
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
from hackathon.accounts.personal import MergeConflict

__all__ = [
    "CannotErase",
    "DiscordIdentity",
    "DiscordTaken",
    "HubIdentity",
    "HubOrganisation",
    "MergeConflict",
    "NotYours",
    "change_name",
    "clear_way",
    "create_person",
    "erase_person",
    "forget_discord",
    "forget_hub",
    "merge_accounts",
    "refresh_from_hub",
    "remember_discord",
]

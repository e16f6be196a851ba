"""What a team's page says: its name, its idea, what it looks for, who does what in it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.sdgs import SDGS
from hackathon.registration.validators import clean_all, clean_keys
from teams import queries, validators
from teams.actions import door
from teams.actions.errors import NameTaken, NotAMember, NotTheCaptain, ReasonMissing
from teams.actions.forming import hold_own
from teams.models import Membership, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDetails:
    """What a team says of itself; topics, languages and skills are those that the edition's rules offer."""

    name: str
    idea: str = ""
    sdgs: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills_wanted: tuple[str, ...] = ()
    discord_channel: str = ""
    on_board: bool = False

    @classmethod
    def of(cls, team: Team) -> "TeamDetails":
        """What ``team`` says now."""
        return cls(
            name=team.name,
            idea=team.idea,
            sdgs=tuple(team.sdgs),
            topics=tuple(team.topics),
            languages=tuple(team.languages),
            skills_wanted=tuple(team.skills_wanted),
            discord_channel=team.discord_channel,
            on_board=team.on_board,
        )

    def but(self, **changes: Any) -> "TeamDetails":
        """The same but for ``changes``."""
        return replace(self, **changes)


def update_team(*, team: Team, details: TeamDetails, by: User, at: datetime) -> Team:
    """Change what the team says of itself: any of its people, or who runs the edition. The name, by which the jury knows
    a team, only its own people change here, and only while teams may change: organisers have ``rename_team``.

    Raises NotAMember, WindowClosed, ReasonMissing, NameTaken; ValidationError by field for what the rules do not offer.
    """
    values = clean_details(details, team)
    with transaction.atomic():
        found = door.hold_existing(team)
        if not (queries.is_member(user=by, team=found) or roles.is_organiser(by, found.edition)):
            raise NotAMember
        changed = [name for name, value in values.items() if getattr(found, name) != value]
        if "name" in changed and not queries.may_rename(user=by, team=found, at=at):
            if queries.is_member(user=by, team=found):
                door.refuse_change(found.edition, at=at)
            raise ReasonMissing
        if changed:
            save_changes(found, values, changed)
            trail.record(edition=found.edition, by=by, at=at, verb="team.changed", target=found, fields=changed)
    return found


def set_role(*, membership: Membership, role: str, by: User, at: datetime) -> Membership:
    """Say in a few words what somebody does in the team: they themselves, or the captain.

    Raises NotAMember, NotTheCaptain; ValidationError.
    """
    role = validators.clean_role(role)
    with transaction.atomic():
        team = hold_own(membership.team, by=by)
        found = team.memberships.select_related("user").filter(pk=membership.pk).first()
        if found is None:
            raise NotAMember
        if by.pk not in (found.user_id, team.captain_id):
            raise NotTheCaptain
        if found.role != role:
            found.role = role
            found.save(update_fields=["role"])
            trail.record(
                edition=team.edition, by=by, at=at, verb="team.role_set", target=team, **door.about(found.user, by)
            )
    return found


def clean_details(details: TeamDetails, team: Team) -> dict[str, Any]:
    """The fields as they are kept. What the team has and the rules no longer offer may stay.

    Raises one ValidationError for all that are wrong, by field.
    """
    asked = team.edition.parsed_rules.registration
    cleaners: dict[str, Callable[[], Any]] = {
        "name": lambda: validators.clean_name(details.name),
        "idea": lambda: validators.clean_idea(details.idea),
        "sdgs": lambda: clean_keys(details.sdgs, tuple(SDGS)),
        "topics": lambda: clean_keys(details.topics, _either(_keys(asked.topics), team.topics)),
        "languages": lambda: clean_keys(details.languages, _either(asked.languages, team.languages)),
        "skills_wanted": lambda: clean_keys(details.skills_wanted, _either(_keys(asked.skills), team.skills_wanted)),
        "discord_channel": lambda: validators.clean_discord_channel(details.discord_channel),
        "on_board": lambda: details.on_board,
    }
    return clean_all(cleaners)


def save_changes(team: Team, values: dict[str, Any], changed: list[str]) -> None:
    """Keep those of ``values`` that are ``changed``; the team is held. Raises NameTaken."""
    for name in changed:
        setattr(team, name, values[name])
    team.name_key = validators.name_key(team.name)
    try:
        with transaction.atomic():
            team.save(update_fields=[*changed, "name_key"])
    except IntegrityError as error:
        raise NameTaken from error


def _either(offered: Iterable[str], kept: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*offered, *kept)))


def _keys(offered: Iterable[Any]) -> tuple[str, ...]:
    return tuple(choice.key for choice in offered)

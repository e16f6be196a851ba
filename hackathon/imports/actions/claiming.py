"""People who arrive and are on a list already: they get their registration, and the seat that the list gave them."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.accounts.models import User
from hackathon.accounts.queries import held
from hackathon.editions import trail
from hackathon.imports import queries
from hackathon.registration.actions import claim
from hackathon.registration.attendees import waiting_for
from hackathon.registration.models import Registration
from teams import actions as teams
from teams.models import Team
from teams.queries import team_of
from teams.validators import name_key

SEATS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Claimed:
    """A registration that is the person's now. ``team`` is where they sit, if the list named a team; None: that one was
    full."""

    registration: Registration
    team: Team | None = None


def welcome(*, user: User, at: datetime) -> list[Claimed]:
    """What lists hold for an e-mail that ``user`` confirmed becomes theirs, with the seat in the team of the list.

    Who finds that team full stays without one, and who has a team stays in it; the trail says so. May run at every
    sign-in.
    """
    if not waiting_for(user).exists():
        return []
    with transaction.atomic():
        return [Claimed(registration, _seat(registration, user, at)) for registration in claim(user=user, at=at)]


def seat_claimed(*, at: datetime) -> int:
    """Try the seats of whoever claimed their registration elsewhere, by sending the form; how many were tried.

    Each is tried once: who leaves a team afterwards is left in peace. May run at any time, and twice at once.
    """
    tried = 0
    for registration in queries.to_be_seated().select_related("user", "edition").order_by("pk")[:SEATS_AT_ONCE]:
        _seat(registration, registration.user, at)
        tried += 1
    return tried


@transaction.atomic
def _seat(registration: Registration, user: User, at: datetime) -> Team | None:
    """Through the same door as everybody else; the list's own word stands for an organiser's."""
    held(user)  # as the door does, before any team
    if not queries.to_be_seated().filter(pk=registration.pk).exists():
        return team_of(user=user, edition=registration.edition)
    try:
        with transaction.atomic():
            team = _seat_by_name(registration, user, at)
    except (teams.TeamError, ValidationError) as refused:
        _note(registration, queries.UNSEATED, at, why=type(refused).__name__)
        return refused.team if isinstance(refused, teams.AlreadyInTeam) else None
    _note(registration, queries.SEATED, at)
    return team


def _note(registration: Registration, verb: str, at: datetime, **why: str) -> None:
    trail.record(
        edition=registration.edition,
        by=None,
        at=at,
        verb=verb,
        target=registration,
        team=registration.team_wanted,
        **why,
    )


def _seat_by_name(registration: Registration, user: User, at: datetime) -> Team:
    deed = {"person": user, "by": None, "at": at, "reason": _reason()}
    team = _team(registration)
    if team is None:
        try:
            return teams.create_team_for(edition=registration.edition, name=registration.team_wanted, **deed)
        except teams.NameTaken:
            team = _team(registration)  # somebody of the same list was faster
            if team is None:
                raise
    return teams.seat_person(team=team, **deed)


def _team(registration: Registration) -> Team | None:
    key = name_key(registration.team_wanted)
    return Team.objects.filter(edition=registration.edition_id, name_key=key).select_related("edition").first()


def _reason() -> str:
    """In the site's own language: the trail is everybody's, whoever signs in."""
    with override(settings.LANGUAGE_CODE):
        return _("Estaba en la lista de asistentes")

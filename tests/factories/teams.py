"""Teams for tests, whatever the edition's windows say."""

from itertools import count

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition
from teams import validators
from teams.models import Membership, Team
from tests.factories.editions import NOW
from tests.factories.people import make_person

_numbers = count(1)


def make_team(edition: Edition, *people: User, name: str = "") -> Team:
    """A team of ``people`` (the first is its captain); of a new Alicia where none are given."""
    members = people or (make_person("Alicia"),)
    name = name or f"Los Ñandúes {next(_numbers)}"
    team = Team.objects.create(
        edition=edition,
        name=name,
        name_key=validators.name_key(name),
        captain=members[0],
        created_at=NOW,
    )
    for seat, user in enumerate(members, start=1):
        add_member(team, user, seat=seat)
    return team


def add_member(team: Team, user: User, *, seat: int) -> Membership:
    """Seats ``user`` in ``team`` and makes them a participant."""
    roles.grant(user=user, edition=team.edition, kind=Role.Kind.PARTICIPANT, by=user, at=NOW)
    return Membership.objects.create(team=team, edition=team.edition, user=user, seat=seat, joined_at=NOW)

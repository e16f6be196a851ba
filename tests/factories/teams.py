"""Teams for tests, whatever the edition's windows say."""

from itertools import count

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition
from teams import validators
from teams.models import Membership, Team
from tests.factories.editions import NOW
from tests.factories.people import make_person
from tests.factories.registration import make_registration

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


def make_looking_team(edition: Edition, *people: User, name: str = "", **fields: object) -> Team:
    """A team on the board; ``fields`` are set on the row as they are (``topics=["law"]``)."""
    team = make_team(edition, *people, name=name)
    for field, value in {"on_board": True, **fields}.items():
        setattr(team, field, value)
    team.save()
    return team


def make_seeker(edition: Edition, name: str = "Bruno", /, **fields: object) -> User:
    """Somebody on the board, without a team; ``fields`` are of their registration."""
    person = make_person(name)
    make_registration(edition, person, **{"on_board": True, **fields})
    return person


def add_member(team: Team, user: User, *, seat: int) -> Membership:
    """Seats ``user`` in ``team`` and makes them a participant."""
    roles.grant(user=user, edition=team.edition, kind=Role.Kind.PARTICIPANT, by=user, at=NOW)
    return Membership.objects.create(team=team, edition=team.edition, user=user, seat=seat, joined_at=NOW)

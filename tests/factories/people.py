"""People for tests. Each has a confirmed e-mail and an account on the Hub."""

from itertools import count

from django.test import Client

from hackathon.accounts import actions, roles
from hackathon.accounts.actions import HubIdentity
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition
from tests.factories.editions import NOW

PASSWORD = "una-contraseña-larga"
_numbers = count(1)


def make_person(name: str = "Alicia", **fields: object) -> User:
    """A person called ``name``; ``fields`` are set on the row as they are (``hub_sub=None``: never on the Hub)."""
    number = next(_numbers)
    user = actions.create_person(
        email=str(fields.pop("email", f"{name.lower()}{number}@example.org")),
        name=name,
        password=PASSWORD,
        identity=HubIdentity(sub=f"sub-{number}", username=f"{name.lower()}-{number}", name=name),
    )
    for field, value in fields.items():
        setattr(user, field, value)
    user.save()
    return user


def make_judge(edition: Edition, name: str = "Julia", **fields: object) -> User:
    """Somebody on the jury of ``edition``."""
    return _with_role(edition, Role.Kind.JUDGE, make_person(name, **fields))


def make_organiser(edition: Edition, name: str = "Olga", **fields: object) -> User:
    """Somebody who runs ``edition``."""
    return _with_role(edition, Role.Kind.ORGANISER, make_person(name, **fields))


def signed_in(person: User) -> Client:
    """A browser in which ``person`` has signed in."""
    client = Client()
    client.force_login(person)
    return client


def _with_role(edition: Edition, kind: str, user: User) -> User:
    roles.grant(user=user, edition=edition, kind=kind, by=None, at=NOW)
    return user

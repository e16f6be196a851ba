"""What is asked about people."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.db.models import Model, Q, QuerySet

from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition


@dataclass(slots=True)
class Place:
    """What a person is in an edition. ``team`` is theirs, if any."""

    edition: Edition
    roles: list[Role] = field(default_factory=list)
    team: Model | None = None


def places(user: User) -> Sequence[Place]:
    """Every edition in which the person is something, by its address. Two queries."""
    found: dict[int, Place] = {}
    for role in user.roles.select_related("edition").order_by("kind"):
        found.setdefault(role.edition_id, Place(role.edition)).roles.append(role)
    # ``memberships`` hangs on User by the teams' model: nothing of theirs is imported here.
    for membership in user.memberships.select_related("team", "edition"):
        found.setdefault(membership.edition_id, Place(membership.edition)).team = membership.team
    return sorted(found.values(), key=lambda place: place.edition.slug)


def person_by_sub(sub: str) -> User | None:
    """Who that is on the Hub."""
    return User.objects.filter(hub_sub=sub).first()


def email_is_taken(email: str) -> bool:
    """True when an account has this address, confirmed or not."""
    return (
        User.objects.filter(email__iexact=email).exists() or EmailAddress.objects.filter(email__iexact=email).exists()
    )


def never_confirmed(email: str) -> QuerySet[User]:
    """Accounts that somebody began with this address, and nobody ever proved to own or used."""
    confirmed = EmailAddress.objects.filter(verified=True).values("user")
    begun = User.objects.filter(email__iexact=email, last_login=None, is_superuser=False, roles=None)
    return begun.exclude(pk__in=confirmed)


def person_named(text: str) -> User | None:
    """The one person with that e-mail or that account on the Hub; None when there is none, or more than one."""
    by_email = User.objects.filter(email__iexact=text.strip()).first()
    if by_email is not None:
        return by_email
    # A name on the Hub can pass from one person to another; what two people answer to names nobody.
    found = list(User.objects.filter(hub_username__iexact=text.strip().removeprefix("@")).exclude(hub_username="")[:2])
    return found[0] if len(found) == 1 else None


def people_of(editions: QuerySet[Edition]) -> QuerySet[User]:
    """Who has a role or a team in any of ``editions``."""
    concerned = Q(pk__in=Role.objects.filter(edition__in=editions).values("user"))
    return User.objects.filter(concerned | Q(memberships__edition__in=editions)).distinct()

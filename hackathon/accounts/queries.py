"""What is asked about people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.db.models import Model, Q, QuerySet

from hackathon.accounts.models import ApiToken, Role, User
from hackathon.editions.models import Edition

LONGEST_NAME = 300
"""Longer than any address or account; SQLite refuses to compare with a text of 50,000 characters."""


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


def is_others_discord(discord_id: str, *, user: User) -> bool:
    """True when that account on Discord is somebody's here, and not ``user``'s."""
    return User.objects.filter(discord_id=discord_id).exclude(pk=user.pk).exists()


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
    if len(text) > LONGEST_NAME:
        return None
    by_email = User.objects.filter(email__iexact=text.strip()).first()
    if by_email is not None:
        return by_email
    # A name on the Hub can pass from one person to another; what two people answer to names nobody.
    found = list(User.objects.filter(hub_username__iexact=text.strip().removeprefix("@")).exclude(hub_username="")[:2])
    return found[0] if len(found) == 1 else None


def people_of(editions: QuerySet[Edition]) -> QuerySet[User]:
    """Who has a role, a registration or a team in any of ``editions``."""
    # The last two hang on User by models of apps above. One list of keys is cheaper to look up than three conditions.
    relations = (User._meta.get_field(name).related_model for name in ("roles", "registrations", "memberships"))
    first, *others = (each.objects.filter(edition__in=editions).order_by().values("user") for each in relations)
    return User.objects.filter(pk__in=first.union(*others, all=True))


def held(user: User) -> User:
    """The person's row, held until the transaction ends: whoever seats, registers or deletes them waits for each other.

    Hold the person before a team, never after: everybody takes the two in this order.
    """
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def held_all(pks: Collection[int]) -> list[User]:
    """Several people's rows, held in the order of their keys."""
    return list(User.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))


def editions_of(*people: User) -> list[Edition]:
    """The editions that these people have to do with: a role, a registration or a seat in a team."""
    editions = Edition.objects.filter(
        Q(pk__in=Role.objects.filter(user__in=people).values("edition"))
        # These hang on User by models of apps above.
        | Q(pk__in=User.objects.filter(pk__in=[each.pk for each in people]).values("registrations__edition"))
        | Q(pk__in=User.objects.filter(pk__in=[each.pk for each in people]).values("memberships__edition"))
    )
    return list(editions)


def editions_run_alone(user: User) -> list[Edition]:
    """The editions that nobody else organises whose account is open."""
    others = Role.objects.filter(kind=Role.Kind.ORGANISER, user__is_active=True).exclude(user=user)
    mine = Edition.objects.filter(roles__user=user, roles__kind=Role.Kind.ORGANISER)
    return list(mine.exclude(pk__in=others.values("edition")))


def may_merge(*, by: User, keep: User, gone: User) -> bool:
    """Who merges gets what both accounts may do, into their hands: it takes to run every edition that either is in."""
    if by.is_superuser:
        return True
    if any(each.is_superuser or each.is_staff for each in (keep, gone)):
        return False
    own = set(Edition.objects.filter(roles__user=by, roles__kind=Role.Kind.ORGANISER).values_list("pk", flat=True))
    theirs = {edition.pk for edition in editions_of(keep, gone)}
    return bool(theirs) and theirs <= own


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The person's tokens for the API, newest first."""
    return ApiToken.objects.filter(user=user)

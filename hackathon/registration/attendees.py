"""People on a list: what of their row can be kept, and which of them are here already."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.registration.models import Registration

MAX_EMAIL = Registration._meta.get_field("email").max_length
MAX_NAME = Registration._meta.get_field("name").max_length
MAX_TEAM = Registration._meta.get_field("team_wanted").max_length
MAX_EXTERNAL_ID = Registration._meta.get_field("external_id").max_length
COUNTRY = re.compile(r"[A-Z]{2}|")
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # Persian spells with one, emoji are glued with the other
UPDATABLE = ("name", "country", "external_id", "team_wanted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody on a list. ``country`` is an ISO code of two letters; what is empty is not known."""

    email: str
    name: str
    country: str = ""
    external_id: str = ""
    team_wanted: str = ""


class Outcome(StrEnum):
    """What became, or would become, of somebody on a list."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REGISTERED = "registered"
    """The person has a registration of their own, which no list touches."""


@dataclass(frozen=True, slots=True)
class Step:
    """One person's outcome and their registration (not saved yet where it is to be created). ``changed`` names fields."""

    outcome: Outcome
    registration: Registration
    changed: tuple[str, ...] = ()


def visible(text: str) -> str:
    """The text as it is kept: composed characters, single spaces, nothing that cannot be seen.

    >>> visible("  Jose\\u0301 \\u200f  Díaz\\x00 ")
    'José Díaz'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (
        character
        for character in unicodedata.normalize("NFC", text)
        if character in JOINERS or character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )
    return " ".join("".join(kept).split())


def clean_attendee(attendee: Attendee) -> Attendee:
    """The attendee as they are kept. Raises ValidationError, whose ``code`` says what is wrong."""
    email, name = visible(attendee.email).lower(), visible(attendee.name)
    if not email:
        raise ValidationError(_("Falta el correo electrónico."), code="email_missing")
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(_("El correo electrónico no está bien escrito."), code="email_wrong") from None
    if len(email) > MAX_EMAIL:
        raise ValidationError(_("El correo electrónico es demasiado largo."), code="email_long")
    if not name.strip(JOINERS):
        raise ValidationError(_("Falta el nombre."), code="name_missing")
    if len(name) > MAX_NAME:
        raise ValidationError(_("El nombre es demasiado largo."), code="name_long", params={"max": MAX_NAME})
    if not COUNTRY.fullmatch(attendee.country):
        raise ValidationError(_("El país no es un código de dos letras."), code="country_wrong")
    return replace(
        attendee,
        email=email,
        name=name,
        external_id=visible(attendee.external_id)[:MAX_EXTERNAL_ID],
        team_wanted=visible(attendee.team_wanted)[:MAX_TEAM],
    )


def plan(*, edition: Edition, attendees: Sequence[Attendee], lock: bool = False) -> list[Step]:
    """What adding these people means, one step each, in their order. Three queries, however many they are.

    A person is who has the e-mail, or an account that confirmed it. With ``lock`` the rows that may change are held until
    the transaction ends.
    """
    known = _look_up(edition, {attendee.email for attendee in attendees}, lock=lock)
    return [_step(edition, known, attendee) for attendee in attendees]


def waiting_for(user: User) -> QuerySet[Registration]:
    """What lists hold, of any edition, for an e-mail that ``user`` confirmed."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list(Lower("email"), flat=True)
    return Registration.objects.filter(user=None).annotate(key=Lower("email")).filter(key__in=confirmed)


@dataclass(slots=True)
class _Known:
    """Who is here already. ``waiting`` and ``registered`` are rows by e-mail, ``own`` by account."""

    owners: dict[str, int] = field(default_factory=dict)
    addresses: dict[int, list[str]] = field(default_factory=dict)
    waiting: dict[str, Registration] = field(default_factory=dict)
    registered: dict[str, Registration] = field(default_factory=dict)
    own: dict[int, Registration] = field(default_factory=dict)

    def registration_of(self, email: str) -> Registration | None:
        """What the person with this address registered with, or claimed."""
        owner = self.owners.get(email)
        return (self.own.get(owner) if owner else None) or self.registered.get(email)

    def waiting_for(self, email: str) -> Registration | None:
        """The row that waits for this person, under this or another address of theirs."""
        others = self.addresses.get(self.owners.get(email, 0), [])
        return next((self.waiting[each] for each in (email, *others) if each in self.waiting), None)


def _look_up(edition: Edition, emails: Collection[str], *, lock: bool) -> _Known:
    known = _Known()
    for owner, email in _confirmed(emails):
        known.owners[email] = owner
        known.addresses.setdefault(owner, []).append(email)
    registrations = Registration.objects.filter(edition=edition).annotate(key=Lower("email")).order_by("pk")
    waiting = registrations.filter(user=None, key__in={*emails, *known.owners})
    # Those that wait are read first: one that is claimed meanwhile is found among the others, which are read after.
    known.waiting = {row.key: row for row in (waiting.select_for_update() if lock else waiting)}
    for row in registrations.exclude(user=None).filter(Q(key__in=emails) | Q(user__in=known.addresses)):
        known.registered[row.key] = known.own[row.user_id] = row
    return known


def _confirmed(emails: Collection[str]) -> Iterable[tuple[int, str]]:
    """Every confirmed address of everybody who confirmed one of ``emails``, with the account that it belongs to."""
    confirmed: QuerySet[EmailAddress] = EmailAddress.objects.filter(verified=True).annotate(key=Lower("email"))
    owners = confirmed.filter(key__in=emails).values("user")
    return confirmed.filter(user__in=owners).order_by("pk").values_list("user", "key")


def _step(edition: Edition, known: _Known, attendee: Attendee) -> Step:
    own = known.registration_of(attendee.email)
    if own is not None:
        return Step(Outcome.REGISTERED, own)
    waiting = known.waiting_for(attendee.email)
    if waiting is None:
        known.waiting[attendee.email] = new = _new(edition, attendee)
        return Step(Outcome.CREATED, new)
    changed = _changed(waiting, attendee)
    for name in changed:
        setattr(waiting, name, getattr(attendee, name))
    return Step(Outcome.UPDATED if changed else Outcome.UNCHANGED, waiting, changed)


def _changed(waiting: Registration, attendee: Attendee) -> tuple[str, ...]:
    """The fields of which the list knows better; a list without a column takes nothing away."""
    if waiting.pk is None or waiting.email.lower() != attendee.email:
        return ()  # the same person twice on one list, or under two addresses: the first row counts
    return tuple(name for name in UPDATABLE if getattr(attendee, name) not in ("", getattr(waiting, name)))


def _new(edition: Edition, attendee: Attendee) -> Registration:
    return Registration(
        edition=edition,
        email=attendee.email,
        name=attendee.name,
        country=attendee.country,
        external_id=attendee.external_id,
        team_wanted=attendee.team_wanted,
        source=Registration.Source.IMPORT,
    )

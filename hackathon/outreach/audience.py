"""Who is meant: a filter over an edition's registrations, as a value that lists, exports and mail all share.

It is read strictly. A filter that is not understood is refused, never ignored: mail for a few must not go to everybody.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, StrIndex
from django.http import QueryDict
from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.outreach.phrases import phrases
from hackathon.registration.models import Registration
from hackathon.registration.queries import COMPLETE
from submissions.models import Submission
from teams.models import Membership, Team
from teams.queries import counted, has_room

FLAGS = frozenset({"captain", "claimed", "complete", "in_team", "on_board", "open_seats", "submitted"})
FLAG_WORDS = {"yes": True, "no": False}
CHOICES = {"organisation": Registration.Organisation.values, "source": Registration.Source.values}
CODE = re.compile(r"[A-Za-z0-9_-]{1,60}")
LONGEST_SEARCH = 100


class BadFilter(ValueError):
    """A filter that is unknown, or whose value is none of its own. ``name`` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """All registrations of an edition of which everything that is not None holds.

    ``claimed``: somebody's account has it. ``complete``: claimed, and that person consented to the rules.
    ``open_seats``: the person's team has fewer people than it may. ``language`` is one of the codes that the person gave.
    ``search`` is part of a name, an address, or an account's name on the Hub or on Discord.
    """

    country: str | None = None
    language: str | None = None
    experience: str | None = None
    in_team: bool | None = None
    captain: bool | None = None
    open_seats: bool | None = None
    submitted: bool | None = None
    on_board: bool | None = None
    organisation: str | None = None
    claimed: bool | None = None
    complete: bool | None = None
    source: str | None = None
    search: str | None = None

    def __post_init__(self) -> None:
        for name, value in self.to_dict().items():
            if not _is_good(name, value):
                raise BadFilter(name)

    @classmethod
    def from_dict(cls, raw: Any) -> "Audience":
        """From what ``to_dict`` gave. Raises BadFilter for anything else."""
        if not isinstance(raw, Mapping):
            raise BadFilter("")
        for name, value in raw.items():
            if name not in cls.__dataclass_fields__ or value is None:
                raise BadFilter(str(name))
        return cls(**raw)

    @classmethod
    def from_query(cls, query: QueryDict, *, also: Collection[str] = ()) -> "Audience":
        """From an address's query or a form; blank is any. ``also`` are names that the page has other uses for.

        Raises BadFilter, for a filter that is there twice too.
        """
        raw: dict[str, Any] = {}
        for name, values in query.lists():
            if name in also or (len(values) == 1 and not values[0].strip()):
                continue
            if len(values) != 1 or (name in FLAGS and values[0] not in FLAG_WORDS):
                raise BadFilter(name)
            raw[name] = FLAG_WORDS[values[0]] if name in FLAGS else values[0]
        return cls.from_dict(raw)

    def to_dict(self) -> dict[str, str | bool]:
        """JSON values, only of what is filtered."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def to_query(self) -> str:
        """``country=MX&in_team=no``, for an address; empty when everybody is meant."""
        return urlencode(self.as_typed())

    def as_typed(self) -> dict[str, str]:
        """What a form shows for it."""
        words = {value: word for word, value in FLAG_WORDS.items()}
        return {name: words[value] if isinstance(value, bool) else value for name, value in self.to_dict().items()}


def matching(edition: Edition, audience: Audience) -> QuerySet[Registration]:
    """The edition's registrations that ``audience`` means, oldest first. One query, however many filters."""
    found = Registration.objects.filter(_own_columns(audience), edition=edition, user__erased_at=None)
    conditions = _team_conditions(edition)
    for name, condition in conditions.items():
        wanted = getattr(audience, name)
        if wanted is not None:
            found = found.filter(condition if wanted else ~condition)
    if audience.open_seats is False:
        found = found.filter(conditions["in_team"])  # a full team, not none at all
    if audience.language is not None:
        # A code in quotes is in the list's JSON exactly when it is in the list: codes need no escaping.
        listed = StrIndex(Cast("languages", TextField()), Value(f'"{audience.language}"'))
        found = found.alias(language_at=listed).filter(language_at__gt=0)
    return found.order_by("registered_at", "pk")


def describe(audience: Audience, edition: Edition) -> str:
    """Who is meant, as a sentence: "Personas de México, sin equipo"."""
    said = phrases(audience, edition.parsed_rules.registration)
    return _("Personas %(which)s") % {"which": ", ".join(said)} if said else _("Todas las personas inscritas")


def _is_good(name: str, value: Any) -> bool:
    if name in FLAGS:
        return isinstance(value, bool)
    if not isinstance(value, str):
        return False
    if name == "search":
        return bool(value.split()) and len(value) <= LONGEST_SEARCH and "\x00" not in value
    return value in CHOICES[name] if name in CHOICES else CODE.fullmatch(value) is not None


def _own_columns(audience: Audience) -> Q:
    """What the registration itself says."""
    condition = Q()
    for name in ("country", "experience", "organisation", "source", "on_board"):
        if (value := getattr(audience, name)) is not None:
            condition &= Q(**{name: value})
    if audience.claimed is not None:
        condition &= Q(user__isnull=not audience.claimed)
    if audience.complete is not None:
        condition &= COMPLETE if audience.complete else ~COMPLETE
    if audience.search is not None:
        columns = ("name", "email", "discord", "user__name", "user__email", "user__hub_username")
        for word in audience.search.split():
            condition &= Q(*((f"{column}__icontains", word) for column in columns), _connector=Q.OR)
    return condition


def _team_conditions(edition: Edition) -> dict[str, Exists]:
    """What the person's seat says, by the name of the filter."""
    seats = Membership.objects.filter(edition=edition, user=OuterRef("user"))
    with_room = counted(Team.objects.filter(edition=edition)).filter(has_room(edition))
    return {
        "in_team": Exists(seats),
        "captain": Exists(Team.objects.filter(edition=edition, captain=OuterRef("user"))),
        "open_seats": Exists(seats.filter(team__in=with_room.values("pk"))),
        "submitted": Exists(seats.filter(team__submission__in=Submission.objects.delivered())),
    }

"""Who is on the board: teams that look for people, people who look for a team, and who looks at them. Filters are SQL."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, StrIndex

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.registration.models import Registration
from hackathon.registration.queries import complete, registration_of
from teams import matching, queries
from teams.matching import Side, Stretch
from teams.models import JoinRequest, Membership, Team
from teams.sides import people_of, person_side, team_sides

ACCENTS = {"a": "aáàâäãå", "e": "eéèêë", "i": "iíìîï", "o": "oóòôöõ", "u": "uúùûü", "n": "nñ", "c": "cç"}

Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader looks for. Empty: anything. ``seats`` and ``hours`` are at least."""

    topic: str = ""
    language: str = ""
    skill: str = ""
    search: str = ""
    seats: int = 0
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the board. ``side``: the reader's team, for whom they look for people, or the reader where they have none.
    ``requests`` are open ones: with teams of a person without one, by team, with people of their team, by person."""

    user: User
    edition: Edition
    registration: Registration | None
    team: Team | None
    side: Side
    requests: Mapping[int, JoinRequest]
    on: date

    @property
    def is_registered(self) -> bool:
        """True when they have registered themselves."""
        return self.registration is not None and self.registration.is_complete


def reader(*, user: User, edition: Edition, on: date) -> Reader:
    """Who ``user`` is on the board. Three queries, one more for who has a team."""
    team, registration = queries.team_of(user=user, edition=edition), registration_of(user=user, edition=edition)
    waiting = JoinRequest.objects.filter(state=JoinRequest.State.OPEN)
    if team is None:
        side = person_side(registration)
        requests = {request.team_id: request for request in waiting.filter(user=user, team__edition=edition)}
    else:
        side = team_sides([team])[team.pk]
        requests = {request.user_id: request for request in waiting.filter(team=team)}
    return Reader(user, edition, registration, team, side, requests, on)


def may_look(*, user: User, edition: Edition, registered: bool) -> bool:
    """True for who has registered themselves, and for who runs the edition."""
    return registered or roles.is_organiser(user, edition)


def teams_looking(reader: Reader, filters: Filters) -> QuerySet[Team]:
    """Teams on the board with a seat free, the newest first; not the reader's own, and none that they are in talks with."""
    teams = Team.objects.filter(edition=reader.edition, on_board=True).select_related("captain")
    teams = teams.exclude(pk__in=[reader.team.pk] if reader.team else list(reader.requests))
    teams = queries.counted(teams).filter(queries.has_room(reader.edition, seats=max(1, filters.seats)))
    teams = listing(teams, topics=filters.topic, languages=filters.language, skills_wanted=filters.skill)
    if filters.search:
        pattern = accent_free_pattern(filters.search)
        teams = teams.filter(Q(name__iregex=pattern) | Q(idea__iregex=pattern))
    if filters.hours:
        teams = teams.filter(pk__in=_teams_free_together(reader, teams, filters.hours))
    return teams.order_by("-created_at", "-pk")


def people_looking(reader: Reader, filters: Filters) -> QuerySet[Registration]:
    """People on the board without a team, but the reader, the newest first."""
    seats = Membership.objects.filter(edition=reader.edition, user=OuterRef("user"))
    people = complete(reader.edition).filter(~Exists(seats), on_board=True, user__is_active=True, user__erased_at=None)
    people = people.exclude(user=reader.user).select_related("user")
    people = listing(people, topics=filters.topic, languages=filters.language, skills=filters.skill)
    if filters.search:
        pattern = accent_free_pattern(filters.search)
        people = people.filter(Q(user__name__iregex=pattern) | Q(looking_for__iregex=pattern))
    if filters.hours:
        people = people.filter(_free_together(reader, people, filters.hours))
    return people.order_by("-registered_at", "-pk")


def accent_free_pattern(text: str) -> str:
    """A regular expression that finds ``text`` with or without its accents, with any space between its words.

    >>> re.search(accent_free_pattern("cancion"), "Una canción") is not None
    True
    """
    decomposed = unicodedata.normalize("NFD", text.lower())
    letters = [letter for letter in decomposed if not unicodedata.combining(letter)]
    return r"\s+".join(
        "".join(f"[{ACCENTS[letter]}]" if letter in ACCENTS else re.escape(letter) for letter in word)
        for word in "".join(letters).split()
    )


def listing(rows: Rows, **wanted: str) -> Rows:
    """The rows whose lists have those keys; an empty key is no filter."""
    for column, key in wanted.items():
        if key:
            rows = rows.alias(**{f"{column}_at": position(column, key)}).filter(**{f"{column}_at__gt": 0})
    return rows


def position(column: str, key: str) -> Combinable:
    # A key in quotes is in the list's JSON exactly when it is in the list: keys need no escaping.
    return StrIndex(Cast(column, TextField()), Value(f'"{key}"'))


def _teams_free_together(reader: Reader, teams: QuerySet[Team], hours: int) -> list[int]:
    """Of ``teams``, those whose people all share at least ``hours`` with the reader."""
    mine = person_side(reader.registration).stretches
    if not mine:
        return []
    people = people_of(Membership.objects.filter(team__in=teams.order_by().values("pk")))
    return [
        team
        for team, said in people.items()
        if said.stretches and (matching.hours_in_common((*mine, *said.stretches), on=reader.on) or 0) >= hours
    ]


def _free_together(reader: Reader, people: QuerySet[Registration], hours: int) -> Q:
    """Who shares at least ``hours`` with the reader's side: the stretches that do, of those that ``people`` told."""
    mine = reader.side.stretches
    told = people.exclude(timezone="").order_by().values_list("timezone", "hours_from", "hours_to").distinct()
    good: dict[str, list[Q]] = defaultdict(list)
    for timezone, hours_from, hours_to in told if mine else ():
        theirs = Stretch(timezone, hours_from, hours_to)
        if (matching.hours_in_common((*mine, theirs), on=reader.on) or 0) >= hours:
            good[timezone].append(Q(hours_from=hours_from, hours_to=hours_to))
    # One branch a zone: SQLite takes no expression that is a thousand deep.
    conditions = [Q(Q(*stretches, _connector=Q.OR), timezone=timezone) for timezone, stretches in good.items()]
    return Q(*conditions, _connector=Q.OR) if conditions else Q(pk__in=())

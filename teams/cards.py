"""The board as its reader sees it: cards, each with what speaks for it, and suggestions.

How well two sides go together is ``matching``'s to say, in Python: of what a page shows, and of a bounded number of
candidates that SQL ranks roughly. It costs the same number of queries however many people and teams there are.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Case, IntegerField, Value, When
from django.db.models.lookups import GreaterThan

from hackathon.registration.models import Registration
from teams import joining, matching, queries
from teams.board import Filters, Reader, Rows, people_looking, position, teams_looking
from teams.matching import Match, Reason, Side
from teams.models import JoinRequest, Team
from teams.sides import person_side, team_sides

CANDIDATES = 24
SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class TeamCard:
    """A team that looks for people."""

    team: Team
    free_seats: int
    match: Match
    request: JoinRequest | None = None

    @property
    def key(self) -> int:
        """Which team it is."""
        return self.team.pk

    @property
    def reasons(self) -> Sequence[Reason]:
        """What speaks for it."""
        return self.match.reasons


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person who looks for a team: what they chose to tell, and never their e-mail."""

    registration: Registration
    match: Match
    request: JoinRequest | None = None

    @property
    def name(self) -> str:
        """What the person is called here; where they chose nothing, the name that they registered with."""
        user = self.registration.user
        chosen = user.name or user.hub_name or user.hub_username
        return user.display_name if chosen else self.registration.name

    @property
    def key(self) -> int:
        """Which registration it is."""
        return self.registration.pk

    @property
    def reasons(self) -> Sequence[Reason]:
        """What speaks for it."""
        return self.match.reasons


Card = TypeVar("Card", TeamCard, PersonCard)


def team_cards(reader: Reader, teams: Iterable[Team]) -> list[TeamCard]:
    """Those teams as the reader sees them. One query."""
    teams = list(teams)
    mine, rules = person_side(reader.registration), reader.edition.parsed_rules
    sides = team_sides(teams)
    return [
        TeamCard(
            team,
            joining.free_seats(rules, taken=team.people),
            matching.match(mine, sides[team.pk], on=reader.on),
            None if reader.team else reader.requests.get(team.pk),
        )
        for team in teams
    ]


def person_cards(reader: Reader, people: Iterable[Registration]) -> list[PersonCard]:
    """Those people as the reader sees them. No query but for the people themselves."""
    return [
        PersonCard(
            person,
            matching.match(reader.side, person_side(person), on=reader.on),
            reader.requests.get(person.user_id) if reader.team else None,
        )
        for person in people
    ]


def own_requests(reader: Reader) -> list[TeamCard]:
    """The teams that the reader has asked or that have invited them. Two queries."""
    keys = list(reader.requests)
    teams = Team.objects.filter(pk__in=keys).select_related("captain")
    return team_cards(reader, queries.counted(teams).order_by("name_key")) if keys else []


def waiting_for(team: Team, *, on: date) -> list[PersonCard]:
    """Who has asked the team for a seat or was invited to one, and why they suit it. Three queries."""
    waiting = (
        team.join_requests.filter(state=JoinRequest.State.OPEN).select_related("user").order_by("created_at", "pk")
    )
    requests = list(waiting)
    if not requests:
        return []
    registrations = Registration.objects.filter(edition=team.edition, user__in=[each.user_id for each in requests])
    told = {registration.user_id: registration for registration in registrations}
    mine = team_sides([team])[team.pk]
    cards = []
    for request in requests:
        registration = told.get(request.user_id) or Registration(name=request.user.display_name)
        registration.user = request.user
        cards.append(PersonCard(registration, matching.match(mine, person_side(registration), on=on), request))
    return cards


def suggested_teams(reader: Reader) -> list[TeamCard]:
    """The teams that suit the reader best, with a reason each. Two queries."""
    terms = _terms(person_side(reader.registration), skills="skills_wanted")
    return _best(team_cards(reader, _candidates(teams_looking(reader, Filters()), terms)))


def suggested_people(reader: Reader) -> list[PersonCard]:
    """The people who suit the reader's team best, or the reader where they have none. One query."""
    terms = _terms(reader.side, skills="skills")
    return _best(person_cards(reader, _candidates(people_looking(reader, Filters()), terms)))


def _terms(side: Side, *, skills: str) -> list[tuple[str, str, int]]:
    """By which columns and keys candidates are ranked, and what each weighs: what the side speaks, likes, and can do or
    looks for."""
    sought = side.wanted if skills == "skills" else side.skills
    return [
        *(("languages", key, matching.VARIETY) for key in sorted(side.languages)),
        *(("topics", key, matching.TOPIC) for key in sorted(side.topics)),
        *((skills, key, matching.SKILL) for key in sorted(sought)),
    ]


def _candidates(rows: Rows, terms: Collection[tuple[str, str, int]]) -> Rows:
    """The rows that come out best by ``terms``, as many as are worth a closer look."""
    if not terms:
        return rows[:CANDIDATES]
    hits = [
        Case(When(GreaterThan(position(column, key), 0), then=Value(weight)), default=0, output_field=IntegerField())
        for column, key, weight in terms
    ]
    return rows.annotate(hits=sum(hits[1:], hits[0])).order_by("-hits", "-pk")[:CANDIDATES]


def _best(cards: Sequence[Card]) -> list[Card]:
    """Those that something speaks for and that are not talked with already."""
    good = (card for card in cards if card.reasons and card.request is None)
    return sorted(good, key=lambda card: -card.match.score)[:SUGGESTED]

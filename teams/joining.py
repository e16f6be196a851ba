"""Who may have a seat in a team, and when. The one place that knows: deeds refuse by it, pages and the API ask it.

Pure: an edition's rules and plain facts go in; out comes what stands in the way, or None.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hackathon.editions.rules import EditionRules, Requirement, Window


class Kind(StrEnum):
    """What can stand between a person and a seat."""

    HAS_TEAM = "has_team"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    MISSING = "missing"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way, with the facts that a sentence about it needs: the ``window`` of NOT_YET and CLOSED, the
    ``requirement`` that is MISSING, the ``max_size`` of a FULL team."""

    kind: Kind
    window: Window | None = None
    requirement: Requirement | None = None
    max_size: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person in an edition. ``in_organisation`` None: the Hub has not said."""

    has_team: bool = False
    registered: bool = False
    hub_account: bool = False
    in_organisation: bool | None = None


def obstacle_to_change(rules: EditionRules, *, at: datetime) -> Obstacle | None:
    """Why teams cannot change at ``at``: their window is not open."""
    window = rules.windows.teams
    if window.is_open(at):
        return None
    return Obstacle(Kind.NOT_YET if at < window.opens_at else Kind.CLOSED, window=window)


def is_over(rules: EditionRules, *, at: datetime) -> bool:
    """True once teams cannot change any more. An invitation lasts as long as they can: when the rules move that deadline,
    it moves with it."""
    obstacle = obstacle_to_change(rules, at=at)
    return obstacle is not None and obstacle.kind == Kind.CLOSED


def obstacle_to_seat(rules: EditionRules, *, person: Person, taken: int, at: datetime) -> Obstacle | None:
    """Why ``person`` cannot have a seat at ``at`` in a team in which ``taken`` are taken (0: a team of their own).

    First what the person can do nothing about here, then what they can:

    a team of one's own > the window > what the edition asks of people first > the team's size.
    """
    return (
        _second_team(person) or obstacle_to_change(rules, at=at) or _missing(rules, person) or _full(rules, taken=taken)
    )


def obstacle_to_be_seated(rules: EditionRules, *, person: Person, taken: int) -> Obstacle | None:
    """Why not even who runs the edition can seat ``person``: one team a person, and the team's size. No window, and
    nothing that the person would have to bring."""
    return _second_team(person) or _full(rules, taken=taken)


def free_seats(rules: EditionRules, *, taken: int) -> int:
    """How many more people fit; never below zero, even where the rules came to allow fewer than there are.

    In teams of up to five: three taken leave 2, six taken leave 0.
    """
    return max(0, rules.team.max_size - taken)


def unmet(rules: EditionRules, *, person: Person) -> tuple[Requirement, ...]:
    """What the edition asks for before a seat and the person lacks, in the order in which one gets it. What the Hub has
    not said counts as given: its silence costs nobody a seat."""
    has = {
        Requirement.REGISTRATION: person.registered,
        Requirement.HUB_ACCOUNT: person.hub_account,
        Requirement.ORGANISATION: person.in_organisation is not False,
    }
    return tuple(requirement for requirement, met in has.items() if requirement in rules.team.requires and not met)


def _second_team(person: Person) -> Obstacle | None:
    return Obstacle(Kind.HAS_TEAM) if person.has_team else None


def _missing(rules: EditionRules, person: Person) -> Obstacle | None:
    lacking = unmet(rules, person=person)
    return Obstacle(Kind.MISSING, requirement=lacking[0]) if lacking else None


def _full(rules: EditionRules, *, taken: int) -> Obstacle | None:
    if free_seats(rules, taken=taken):
        return None
    return Obstacle(Kind.FULL, max_size=rules.team.max_size)

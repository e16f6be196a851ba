"""Who may have which benefit, from the rules and from what people did. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hackathon.editions.rules import Audience, Benefit, Prize, Share

Person = int
TeamKey = int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFacts:
    """A team: its people in the order of their seats, whether its project takes part, the boxes it ticked, what it won."""

    key: TeamKey
    people: Sequence[Person]
    delivered: bool = False
    opt_ins: frozenset[str] = frozenset()
    won: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """An edition's people. ``registered``: who registered and consented to the rules."""

    registered: Sequence[Person] = ()
    teams: Sequence[TeamFacts] = ()


@dataclass(frozen=True, slots=True)
class Entitled:
    """Somebody may have a benefit: a person (``team`` is then the one that they got it with), or with ``person`` None a team."""

    prize: str
    benefit: str
    person: Person | None
    team: TeamKey | None


@dataclass(slots=True)
class _Seen:
    keys: set[tuple[str, str, Person | None, TeamKey | None]] = field(default_factory=set)

    def is_new(self, each: Entitled) -> bool:
        """Whether it is the first of its kind; a person's is theirs whatever the team."""
        key = (each.prize, each.benefit, each.person, each.team if each.person is None else None)
        return key not in self.keys and not self.keys.add(key)


def entitled(prizes: Sequence[Prize], facts: Facts, *, most: int) -> tuple[Entitled, ...]:
    """Each benefit with a key, for everybody who may have it, once; of a team the first ``most`` people.

    A prize for participants goes to whoever registered or has a seat in a team; one for submitters to the teams whose project
    takes part; places and mentions to the teams that won them. A benefit with an opt-in only to teams that ticked its box.

    >>> from hackathon.editions.rules import Text
    >>> title = Text((("es", "…"),))
    >>> first = Prize("first", title, "place", 1, (Benefit(title, key="credits"), Benefit(title, key="cup", per=Share.TEAM)))
    >>> team = TeamFacts(key=7, people=(1, 2, 3), delivered=True, won=frozenset({"first"}))
    >>> [(e.benefit, e.person, e.team) for e in entitled([first], Facts(teams=[team]), most=2)]
    [('credits', 1, 7), ('credits', 2, 7), ('cup', None, 7)]
    """
    seen = _Seen()
    found = (
        each
        for prize in prizes
        for benefit in prize.benefits
        if benefit.key
        for each in _of_benefit(prize, benefit, facts, most)
    )
    return tuple(each for each in found if seen.is_new(each))


def _of_benefit(prize: Prize, benefit: Benefit, facts: Facts, most: int) -> Iterator[Entitled]:
    for team in facts.teams:
        if _is_for(prize, team) and (not benefit.opt_in or benefit.opt_in in team.opt_ins):
            people = [None] if benefit.per is Share.TEAM else team.people[:most]
            yield from (Entitled(prize.key, benefit.key or "", person, team.key) for person in people)
    if prize.audience == Audience.PARTICIPANTS and benefit.per is Share.PERSON and not benefit.opt_in:
        yield from (Entitled(prize.key, benefit.key or "", person, None) for person in facts.registered)


def _is_for(prize: Prize, team: TeamFacts) -> bool:
    if prize.audience == Audience.PARTICIPANTS:
        return True
    return team.delivered and (prize.audience == Audience.SUBMITTERS or prize.key in team.won)

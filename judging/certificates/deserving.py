"""Who deserves which certificate. Pure."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Project = int
Person = int


class Kind(StrEnum):
    """What a certificate is for. The words are those of ``Certificate.Kind``."""

    PARTICIPANT = "participant"
    DELIVERED = "delivered"
    WINNER = "winner"
    MENTION = "mention"
    JURY = "jury"
    MENTOR = "mentor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an edition's people did. ``members``: who made each project that was delivered. ``winners`` and ``mentions``:
    which prize went to which project, once that is public. ``jury``: who sent reviews. ``mentors``: who helped a team."""

    participants: Sequence[Person] = ()
    members: Mapping[Project, Sequence[Person]] = field(default_factory=dict)
    winners: Sequence[tuple[str, Project]] = ()
    mentions: Sequence[tuple[str, Project]] = ()
    jury: Sequence[Person] = ()
    mentors: Sequence[Person] = ()


@dataclass(frozen=True, slots=True)
class Deserved:
    """A certificate that somebody deserves. ``prize`` only for winners and mentions, ``project`` where one is told."""

    kind: Kind
    person: Person
    prize: str = ""
    project: Project | None = None


def deserved(facts: Facts, *, kinds: Container[str]) -> tuple[Deserved, ...]:
    """The certificates of these ``kinds``, one for each person, kind and prize; whoever did several things deserves several.

    >>> facts = Facts(participants=[1, 2, 3], members={7: [1, 2]}, winners=[("first", 7)], jury=[9])
    >>> [(each.kind.value, each.person) for each in deserved(facts, kinds={"participant", "delivered", "jury"})]
    [('participant', 1), ('participant', 2), ('participant', 3), ('delivered', 1), ('delivered', 2), ('jury', 9)]
    >>> deserved(facts, kinds={"winner"})[0]
    Deserved(kind=<Kind.WINNER: 'winner'>, person=1, prize='first', project=7)
    """
    found: dict[tuple[Kind, Person, str], Deserved] = {}
    for each in _all(facts):
        if each.kind in kinds:
            found.setdefault((each.kind, each.person, each.prize), each)
    return tuple(found.values())


def _all(facts: Facts) -> Iterator[Deserved]:
    for person in facts.participants:
        yield Deserved(Kind.PARTICIPANT, person)
    for project, people in facts.members.items():
        for person in people:
            yield Deserved(Kind.DELIVERED, person, project=project)
    for kind, awards in ((Kind.WINNER, facts.winners), (Kind.MENTION, facts.mentions)):
        for prize, project in awards:
            for person in facts.members.get(project, ()):
                yield Deserved(kind, person, prize, project)
    for person in facts.jury:
        yield Deserved(Kind.JURY, person)
    for person in facts.mentors:
        yield Deserved(Kind.MENTOR, person)

"""What the jury scores, and what can be won. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from hackathon.editions.rules.artefacts import ArtefactKind
from hackathon.editions.rules.texts import Text


class AbsentGroup(StrEnum):
    """What a rubric group is worth for a project that has none of its artefact."""

    ZERO = "zero"
    RESCALE = "rescale"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a judge scores. ``weight`` is its share within its group. ``checks``: what the audit can say about it, by id."""

    key: str
    title: Text
    weight: int = 1
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RubricGroup:
    """Criteria that share ``points``. ``artefact`` names the part it judges; None: it applies to every project."""

    key: str
    title: Text
    points: float
    artefact: ArtefactKind | None
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """A project made of only ``artefacts`` gets at most ``points``."""

    artefacts: frozenset[ArtefactKind]
    points: float


@dataclass(frozen=True, slots=True)
class Rubric:
    """Each criterion is scored in whole steps from ``scale_min`` to ``scale_max``; a total is in points, at most ``max_points``.

    ``juror_point``: extra points that each juror may give to one project (0: none).
    """

    scale_min: int
    scale_max: int
    groups: tuple[RubricGroup, ...]
    absent_group: AbsentGroup
    caps: tuple[Cap, ...] = ()
    juror_point: float = 0.0

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    @property
    def max_points(self) -> float:
        return sum(group.points for group in self.groups)


@dataclass(frozen=True, slots=True)
class Presentation:
    """A talk that a team gives, of at most ``minutes``. ``format`` is live or video."""

    key: str
    title: Text
    minutes: int
    format: str


@dataclass(frozen=True, slots=True)
class Prize:
    """``place`` None: not for a place on the ranking. ``audience`` is one of participants, submitters, place, mention."""

    key: str
    title: Text
    audience: str
    place: int | None
    benefits: tuple[Text, ...]

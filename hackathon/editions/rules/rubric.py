"""What the jury scores. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from hackathon.editions.rules.artefacts import ArtefactKind
from hackathon.editions.rules.texts import Text


class AbsentGroup(StrEnum):
    """What a rubric group is worth for a project that has none of its artefact."""

    ZERO = "zero"
    RESCALE = "rescale"


@dataclass(frozen=True, slots=True)
class Level:
    """What a project looks like that deserves ``value``: the anchor by which all judges mean the same by a number."""

    value: int
    text: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a judge scores. ``weight`` is its share within its group. ``checks``: what the audit can say about it, by id.

    ``scale_max``: where this criterion has a scale of its own, which begins where the rubric's does; None: the rubric's.
    ``levels`` are anchored descriptions, lowest first; not every step needs one.
    """

    key: str
    title: Text
    weight: int = 1
    checks: tuple[str, ...] = ()
    description: Text | None = None
    scale_max: int | None = None
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class RubricGroup:
    """Criteria that share ``points``. ``artefact`` names the part it judges; None: it applies to every project.

    ``tracks``: only projects of these tracks are judged by it (empty: of any). ``in_total`` False: it stands beside the
    total, for a mention of its own.
    """

    key: str
    title: Text
    points: float
    artefact: ArtefactKind | None
    criteria: tuple[Criterion, ...]
    tracks: frozenset[str] = frozenset()
    in_total: bool = True


@dataclass(frozen=True, slots=True)
class Cap:
    """A project made of only ``artefacts`` gets at most ``points``."""

    artefacts: frozenset[ArtefactKind]
    points: float


@dataclass(frozen=True, slots=True)
class Activity:
    """What a team earns points with outside the jury: ``points`` for every whole ``step`` of what is counted, ``most`` in all.

    Fifty prompts are worth half a point, up to two: ``step`` 50, ``points`` 0.5, ``most`` 2.
    """

    key: str
    title: Text
    step: int
    points: float
    most: float


@dataclass(frozen=True, slots=True)
class Rubric:
    """Each criterion is scored in whole steps from ``scale_min`` to its ``scale_max``; a total is in points.

    ``juror_point``: extra points that each juror may give to one project (0: none). ``maximum``: the most that a total
    can be where the parts add up to more (None: what they add up to).
    """

    scale_min: int
    scale_max: int
    groups: tuple[RubricGroup, ...]
    absent_group: AbsentGroup
    caps: tuple[Cap, ...] = ()
    juror_point: float = 0.0
    activities: tuple[Activity, ...] = ()
    maximum: float | None = None

    def top(self, criterion: Criterion) -> int:
        """The highest step of the criterion's scale."""
        return self.scale_max if criterion.scale_max is None else criterion.scale_max

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    def most(self, track: str = "") -> float:
        """What the groups of the total add up to for projects of ``track``; the stated maximum where there is one."""
        if self.maximum is not None:
            return self.maximum
        return sum(
            group.points for group in self.groups if group.in_total and (not group.tracks or track in group.tracks)
        )

    @property
    def max_points(self) -> float:
        """The same, of the track that can have most."""
        return max(self.most(track) for track in {"", *(track for group in self.groups for track in group.tracks)})

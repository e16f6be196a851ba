"""What comes of an assignment. Pure: sentences are spoken elsewhere; here are facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from judging.assignment.problem import Hold, Id, Pair


class Gave(StrEnum):
    """What could not be kept.

    FEW_JUDGES: one project has too few judges who may review it. CROWDED: some projects need more reviews than those who may
    review them take. CAPACITY: the whole jury takes fewer than are needed. UNEVEN: loads differ by more than one. NO_EXPERT:
    a project without an expert although there is one. DISCONNECTED: parts of the jury share no project. HELD: a pair that
    stays although it should not be.
    """

    FEW_JUDGES = "few_judges"
    CROWDED = "crowded"
    CAPACITY = "capacity"
    UNEVEN = "uneven"
    NO_EXPERT = "no_expert"
    DISCONNECTED = "disconnected"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Given:
    """A constraint that gave, and by how much: ``short`` = ``needed`` − ``available``, in reviews where it is about reviews.

    UNEVEN: ``needed`` is the smallest load, ``available`` the largest. DISCONNECTED: ``available`` is the number of parts.
    ``languages``: those that the projects have in common and that are read by the judges named and by nobody else.
    """

    what: Gave
    projects: tuple[Id, ...] = ()
    judges: tuple[Id, ...] = ()
    languages: tuple[str, ...] = ()
    needed: int = 0
    available: int = 0

    @property
    def short(self) -> int:
        return max(0, self.needed - self.available)


@dataclass(frozen=True, slots=True)
class Why:
    """Why a pair is in the assignment. ``known``: what the judge knows of what the project needs. ``languages``: what both have."""

    affinity: int
    expert: bool
    known: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    held: Hold | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A pair of the assignment that stood which is no more, and why: ``forbidden``, ``gone`` (project or judge), ``moved``."""

    pair: Pair
    why: str


@dataclass(frozen=True, slots=True)
class Solution:
    """Who reviews what: ``pairs`` of project and judge, sorted. ``gave`` is empty when every constraint was kept.

    ``loads``: judge → reviews. ``overlaps``: two judges → projects that both review (never those of everybody). ``components``:
    groups of judges who are connected through projects; one when scores can be compared. ``affinity``: the mean, 0 to 1000.
    ``dropped``: pairs of the assignment that stood which went; ``added``: new ones.
    """

    pairs: tuple[Pair, ...]
    loads: Mapping[Id, int]
    overlaps: Mapping[Pair, int]
    components: tuple[tuple[Id, ...], ...]
    affinity: float
    why: Mapping[Pair, Why]
    gave: tuple[Given, ...]
    added: tuple[Pair, ...] = ()
    dropped: tuple[Change, ...] = ()

    @property
    def spread(self) -> int:
        """The largest load minus the smallest."""
        return max(self.loads.values(), default=0) - min(self.loads.values(), default=0)

    @property
    def feasible(self) -> bool:
        """Whether every project has all its reviews."""
        return not any(given.what in (Gave.FEW_JUDGES, Gave.CROWDED, Gave.CAPACITY) for given in self.gave)

"""What a fair assignment is asked for: projects, judges, and which pairs may be. Pure.

Identifiers are whole numbers or texts. The order in which projects and judges are given never matters: the solver sorts them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Id = int | str
Pair = tuple[Id, Id]

# Affinity runs from 0 to 1000. Who said nothing about what they know is in the middle; from EXPERT on somebody knows the project's
# matter and reads it.
NEUTRAL, EXPERT, BEST = 500, 600, 1000


class Hold(StrEnum):
    """Why a pair stays whatever else moves: its review was begun, an organiser pinned it, or everybody scores the project."""

    BEGUN = "begun"
    PINNED = "pinned"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Project:
    """A project to be reviewed. ``languages`` are what it is written in (empty: anybody can read it), ``needs`` the keys of what a
    judge should know, among them ``track``. ``reviews``: how many it needs in all; None: as many as the problem says."""

    id: Id
    languages: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    track: str = ""
    reviews: int | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """Somebody on the jury. Empty ``languages`` and ``expertise``: they said nothing, so anything. ``most``: reviews at most."""

    id: Id
    languages: frozenset[str] = frozenset()
    expertise: frozenset[str] = frozenset()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Who can review what. ``forbidden`` says why a pair may not be, ``held`` why one has to stay.

    ``previous`` are pairs of an assignment that stands: they are given up only where it cannot be helped. ``anchors`` are projects
    that everybody scores who may. ``affinity`` overrides what follows from languages and expertise, pair by pair.
    """

    projects: tuple[Project, ...]
    judges: tuple[Judge, ...]
    reviews: int = 3
    forbidden: Mapping[Pair, str] = field(default_factory=dict)
    held: Mapping[Pair, Hold] = field(default_factory=dict)
    previous: frozenset[Pair] = frozenset()
    anchors: frozenset[Id] = frozenset()
    affinity: Mapping[Pair, int] = field(default_factory=dict)
    seed: int = 0

    def wanted(self, project: Project) -> int:
        """How many reviews the project needs in all."""
        return self.reviews if project.reviews is None else project.reviews


def reads(judge: Judge, project: Project) -> bool:
    """Whether the judge reads at least one of the project's languages.

    >>> reads(Judge(1, languages=frozenset({"es"})), Project(1, languages=frozenset({"es", "qu"})))
    True
    >>> reads(Judge(1, languages=frozenset({"es"})), Project(1, languages=frozenset({"qu"})))
    False
    """
    return not judge.languages or not project.languages or bool(judge.languages & project.languages)


def affinity(judge: Judge, project: Project) -> int:
    """How well the judge fits, 0 to 1000: what they know of what the project needs, times the share of its languages they read.

    The project's track known: 1000. One of the parts known: 600, all of them 1000, and evenly in between. Nothing said: 500.

    >>> parts = frozenset({"corpus", "model", "demo"})
    >>> affinity(Judge(1, expertise=frozenset({"model"})), Project(1, needs=parts))
    600
    >>> affinity(Judge(1, expertise=frozenset({"model", "demo"})), Project(1, needs=parts))
    800
    >>> affinity(Judge(1, frozenset({"es"}), parts), Project(1, languages=frozenset({"es", "qu"}), needs=parts))
    500
    """
    return _knows(judge, project) * _languages_read(judge, project)[0] // _languages_read(judge, project)[1]


def _knows(judge: Judge, project: Project) -> int:
    if not judge.expertise or not project.needs:
        return NEUTRAL
    known = judge.expertise & project.needs
    if not known:
        return 0
    if project.track in known:
        return BEST
    return EXPERT + (BEST - EXPERT) * (len(known) - 1) // max(1, len(project.needs - {project.track}) - 1)


def _languages_read(judge: Judge, project: Project) -> tuple[int, int]:
    if not judge.languages or not project.languages:
        return 1, 1
    return len(judge.languages & project.languages), len(project.languages)

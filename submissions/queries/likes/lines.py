"""What a board of likes consists of, for pages and files alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions.evaluation.likes import Moment, Tally
from submissions.evaluation.likes_states import LeftOut
from submissions.models import LikesCount
from submissions.queries.likes.material import Source

MINUTE: Final = timedelta(minutes=1)


class Stage(StrEnum):
    """PROVISIONAL: likes may still be given. CHECKING: they are counted, and we ask which came late. FINAL: nothing changes."""

    PROVISIONAL = "provisional"
    CHECKING = "checking"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Standing:
    """How something stands. ``score``: likes that count for its place; ``likes``: all of them, ``own`` the team's among them.

    ``growth``: how many more than a week before (None: not known). ``unsure``: who likes some of it was not told.
    """

    rank: int | None
    score: int
    likes: int
    own: int
    unsure: bool
    growth: int | None
    mentioned: bool = False


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project. ``title`` and ``team`` are empty where it may not be published. ``kinds``: its likes by part."""

    key: int
    title: str
    team: str
    standing: Standing
    kinds: Mapping[ArtefactKind, int]
    trend: Sequence[Moment]


@dataclass(frozen=True, slots=True)
class RepoLine:
    """A repo. ``projects``: the titles of those that deliver it."""

    tally: Tally
    source: Source
    kind: ArtefactKind
    standing: Standing
    projects: Sequence[str]
    delivered: bool
    trend: Sequence[Moment]

    @property
    def repo_id(self) -> str:
        """The name by which the Hub calls it now."""
        return self.source.liked.repo_id

    @property
    def repo_type(self) -> RepoType:
        return RepoType(self.source.liked.repo_type)


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """A repo that is not counted. ``original``: the Space of which it is a copy."""

    repo_type: RepoType
    repo_id: str
    why: LeftOut
    original: str
    projects: Sequence[str]


@dataclass(frozen=True, slots=True)
class Board:
    """The board. ``looked_at`` None: nobody has looked yet. ``earlier``: repos of the organisation from before this edition."""

    edition: Edition
    stage: Stage
    moment: datetime | None
    count: LikesCount | None
    looked_at: datetime | None
    silent_since: datetime | None
    projects: Sequence[ProjectLine]
    repos: Sequence[RepoLine]
    left_out: Sequence[LeftOutLine]
    earlier: int
    own_count: bool

    @property
    def counted_late(self) -> bool:
        """Whether the Hub's lists for the count came more than a minute after its moment."""
        return self.count is not None and self.count.taken_at - self.count.moment >= MINUTE

    @property
    def undated(self) -> int:
        """How many likes count although we could not learn whether they were given in time."""
        return sum(line.source.undated for line in self.repos)

    @property
    def late(self) -> int:
        """How many were given after the moment, and do not count."""
        return sum(line.source.late for line in self.repos)

"""What likes are counted from. Pure."""

from dataclasses import dataclass
from datetime import datetime

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType


@dataclass(frozen=True, slots=True)
class LikedRepo:
    """A repo as the Hub tells of it; ``key`` is what the caller knows it by.

    ``likers``: the names of the accounts that like it, None where the Hub did not say. ``duplicated_from``: the Space of which its
    card, or the title of its first commit, says that it is a copy; the Hub's API has no word on it. ``content``: the digest of
    its files, by which equal ones are found. Both are empty where nothing is known.
    """

    key: int
    repo_type: RepoType
    repo_id: str
    likes: int
    likers: frozenset[str] | None = None
    duplicated_from: str = ""
    content: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LikedProject:
    """A project: the keys of its repos by the part that they are, and its team's accounts on the Hub."""

    key: int
    repos: tuple[tuple[ArtefactKind, int], ...]
    members: frozenset[str] = frozenset()

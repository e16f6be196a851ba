"""What the organisations' lists say of likes: three requests for each organisation, and all of them or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hackathon.editions.rules import EditionRules
from hackathon.hub.types import Like, ListedRepo, RepoListing, RepoType


class Hub(Protocol):
    """What is asked of ``hackathon.hub.client.HubClient``."""

    def list_repos(self, repo_type: RepoType, *, author: str, cards: bool = False) -> RepoListing: ...
    def likers(self, repo_id: str, repo_type: RepoType) -> tuple[str, ...]: ...
    def user_likes(self, username: str) -> tuple[Like, ...]: ...


@dataclass(frozen=True, slots=True)
class Listing:
    """The public repos of all lists, by the Hub's own id. ``at``: when we began to ask; ``until``: when we had the answers."""

    at: datetime
    until: datetime
    repos: Mapping[str, ListedRepo]


def ask_lists(hub: Hub, rules: EditionRules, *, now: Callable[[], datetime]) -> Listing:
    """Ask the lists of the edition's organisations. Only Spaces can be copies, so only their cards are asked for.

    What is private is left out, whatever our token may see.
    """
    at = now()
    repos: dict[str, ListedRepo] = {}
    for organisation in rules.hub.organisations:
        for repo_type in RepoType:
            listing = hub.list_repos(repo_type, author=organisation, cards=repo_type == RepoType.SPACE)
            repos |= {repo.hub_id: repo for repo in listing.repos if not repo.private}
    return Listing(at, now(), repos)

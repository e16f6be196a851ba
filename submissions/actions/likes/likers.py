"""Who likes a repo, and since when: asked of the Hub, counted, and forgotten. So much at a time, and the rest another time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from hackathon.hub.errors import PersonMissing
from hackathon.hub.types import RepoType
from submissions.actions.likes.listing import Hub
from submissions.models import LikedRepo
from teams.models import Membership

MOST_CALLS: Final = 150
"""So many questions a turn: our quota on the Hub is for all that we do."""
LONGEST: Final = timedelta(seconds=90)


class Exhausted(Exception):
    """There is no more time, or no more questions to ask, in this turn."""


class Likers:
    """Asks the Hub, within what a turn may cost. What a person likes is asked once a turn."""

    def __init__(self, hub: Hub, *, now: Callable[[], datetime], calls: int = MOST_CALLS) -> None:
        self._hub = hub
        self._now = now
        self._until = now() + LONGEST
        self._left = calls
        self._dates: dict[str, Mapping[tuple[str, str], datetime]] = {}

    def of(self, repo: LikedRepo) -> frozenset[str]:
        """The names, in small letters, of those who like it. Raises Exhausted and errors of the Hub."""
        self._spend()
        return frozenset(name.lower() for name in self._hub.likers(repo.repo_id, RepoType(repo.repo_type)))

    def dates(self, repo: LikedRepo, names: Collection[str]) -> dict[str, datetime | None]:
        """Since when each of them does; None where the Hub does not tell. Raises Exhausted before asking for a part only."""
        if sum(name not in self._dates for name in names) > self._left:
            raise Exhausted
        key = (repo.repo_type, repo.repo_id.lower())
        return {name: self._liked_by(name).get(key) for name in names}

    def _liked_by(self, name: str) -> Mapping[tuple[str, str], datetime]:
        if name not in self._dates:
            self._spend()
            try:
                found = self._hub.user_likes(name)
            except PersonMissing:
                found = ()
            self._dates[name] = {(like.repo_type.value, like.repo_id.lower()): like.at for like in found}
        return self._dates[name]

    def _spend(self) -> None:
        if self._left < 1 or self._now() > self._until:
            raise Exhausted
        self._left -= 1


def members_of(submissions: Iterable[int]) -> Mapping[int, frozenset[str]]:
    """The names on the Hub, in small letters, of the people of each project's team. One query."""
    found: dict[int, set[str]] = defaultdict(set)
    seats = Membership.objects.filter(team__submission__in=set(submissions)).exclude(user__hub_username="")
    for submission, name in seats.values_list("team__submission", "user__hub_username"):
        found[submission].add(name.lower())
    return {submission: frozenset(names) for submission, names in found.items()}

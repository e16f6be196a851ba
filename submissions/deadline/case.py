"""Everything that a verdict on one repo is drawn from, put in order once. Pure."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from submissions.deadline.freezing import Gap
from submissions.deadline.history import History
from submissions.deadline.looks import MAIN, Around, around
from submissions.deadline.record import RepoRecord, SeenCommit, Snapshot, Standing
from submissions.deadline.states import Whose

PULL_REQUEST = "refs/pr/"


class Case:
    """The record of a repo, read with the close in mind."""

    def __init__(
        self, record: RepoRecord, *, closes_at: datetime, bots: Iterable[str] = (), organisers: Iterable[str] = ()
    ) -> None:
        self.record = record
        self.closes_at = closes_at
        self._bots = frozenset(name.casefold() for name in bots)
        self._helpers = self._bots | {name.casefold() for name in organisers}

    @cached_property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The snapshots that found the repo itself, in order of time."""
        found = [snapshot for snapshot in self.record.snapshots if self._is_it(snapshot)]
        return tuple(sorted(found, key=lambda snapshot: snapshot.at))

    @cached_property
    def history(self) -> History:
        return History(self.snapshots)

    @cached_property
    def around(self) -> Around:
        return around(self.record, self.closes_at)

    @cached_property
    def gap(self) -> Gap:
        return Gap(
            around=self.around,
            history=self.history,
            closes_at=self.closes_at,
            others=frozenset(self.seen_elsewhere),
            merged=self._tips_of_pull_requests(),
            helpers=self._commits_of_helpers(),
            moves=tuple((push.old, push.new) for push in self.record.pushes if push.ref == MAIN),
        )

    @cached_property
    def seen_elsewhere(self) -> dict[str, str]:
        """The commits at the tips of other refs before the close, and on which ref."""
        found = {
            seen.sha: seen.ref
            for snapshot in self.snapshots
            if snapshot.at < self.closes_at
            for seen in snapshot.refs or ()
            if seen.ref != MAIN
        }
        told = {
            push.new: push.ref
            for push in self.record.pushes
            if push.at < self.closes_at and push.new and push.ref != MAIN
        }
        return told | found

    @property
    def head(self) -> str | None:
        """The newest head that we know of."""
        return self.around.newest.head if self.around.newest else None

    @property
    def is_explained(self) -> bool:
        """Whether we know on what the newest head stands, and have looked ourselves since the Hub told of it."""
        return self.head is None or (self.history.knows(self.head) and self.head in self.around.heads_after())

    @property
    def lost_before(self) -> bool:
        """Whether what we saw last before the close is not in the history at our first look after it."""
        last, after = self.gap.last_before, self.around.after
        return bool(last and after and after.head and self.history.lacks(after.head, last))

    @property
    def newest_snapshot(self) -> Snapshot | None:
        """The newest snapshot under the repo's name that found anything, the repo itself or another."""
        found = [snapshot for snapshot in self.record.snapshots if snapshot.standing == Standing.FOUND]
        return max(found, key=lambda snapshot: snapshot.at, default=None)

    @property
    def created_at(self) -> datetime | None:
        """When the Hub says that what is under its name now was created."""
        return self.newest_snapshot.created_at if self.newest_snapshot else None

    @property
    def is_younger_than_the_close(self) -> bool:
        """Whether the Hub dates its creation to the close or later, and no look of ours says otherwise."""
        created_at = next((snapshot.created_at for snapshot in self.snapshots if snapshot.created_at), None)
        return created_at is not None and created_at >= self.closes_at and not self.around.before

    @property
    def is_closed_to_readers(self) -> bool:
        """Whether it is there, and private or disabled."""
        return bool(self.snapshots) and (self.snapshots[-1].private or self.snapshots[-1].disabled)

    @property
    def renamed_to(self) -> str | None:
        """The name that it has now, if it had another at our last snapshot before the close, or at our first."""
        names = [(snapshot.at, snapshot.repo_id) for snapshot in self.snapshots if snapshot.repo_id]
        if not names:
            return None
        before = [name for at, name in names if at < self.closes_at]
        known, now = before[-1] if before else names[0][1], names[-1][1]
        return now if now != known else None

    def whose(self, commit: SeenCommit) -> Whose:
        """A bot's if bots alone wrote it, an organiser's if nobody but organisers and bots did, else the team's."""
        authors = {author.casefold() for author in commit.authors}
        if not authors or not authors <= self._helpers:
            return Whose.TEAM
        return Whose.BOT if authors <= self._bots else Whose.ORGANISER

    def _is_it(self, snapshot: Snapshot) -> bool:
        known = snapshot.hub_id and self.record.hub_id
        return (not known or snapshot.hub_id == self.record.hub_id) and snapshot.standing == Standing.FOUND

    def _tips_of_pull_requests(self) -> frozenset[str]:
        seen = {
            ref.sha for snapshot in self.snapshots for ref in snapshot.refs or () if ref.ref.startswith(PULL_REQUEST)
        }
        told = {push.new for push in self.record.pushes if push.new and push.ref.startswith(PULL_REQUEST)}
        return frozenset(seen | told)

    def _commits_of_helpers(self) -> frozenset[str]:
        commits = (commit for snapshot in self.snapshots for commit in snapshot.commits or ())
        return frozenset(commit.sha for commit in commits if self.whose(commit) != Whose.TEAM)

"""A repo's life around the close as it really was, and what we got to see of it: so that a verdict can be held to the truth."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from submissions.deadline.record import SeenCommit
from tests.factories.records import Told, commit


@dataclass(frozen=True)
class Event:
    """At a minute. ``push``: a commit by ``whose``, dated ``off`` minutes from then, on top of the head or, ``back`` that
    many commits from it, over what was there. ``look``, ``head``, ``sweep``: ours. ``told``: the Hub's word of the head."""

    at: int
    what: str
    whose: str = "alicia"
    off: int = 0
    back: int = 0


@dataclass
class World:
    """What really was: each commit's parent and moment, and the heads of the main branch in order."""

    told: Told = field(default_factory=Told)
    parents: dict[str, str | None] = field(default_factory=dict)
    pushed_at: dict[str, int] = field(default_factory=dict)
    commits: dict[str, SeenCommit] = field(default_factory=dict)
    heads: list[tuple[int, str]] = field(default_factory=list)
    looked_at: list[int] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    in_list: str | None = None

    def live(self, events: Sequence[Event]) -> "World":
        for number, event in enumerate(events):
            getattr(self, event.what)(event, number)
        return self

    @property
    def head(self) -> str | None:
        return self.heads[-1][1] if self.heads else None

    @property
    def head_at_close(self) -> str | None:
        return next((sha for at, sha in reversed(self.heads) if at < 0), None)

    def line(self, sha: str | None) -> list[str]:
        """A commit and all that it stands on, newest first."""
        found = []
        while sha is not None:
            found.append(sha)
            sha = self.parents[sha]
        return found

    def push(self, event: Event, number: int) -> None:
        line = self.line(self.head)
        sha = f"c{number}"
        self.parents[sha] = line[event.back] if event.back < len(line) else None
        self.pushed_at[sha] = event.at
        self.commits[sha] = commit(sha, event.at + event.off, event.whose)
        self.heads.append((event.at, sha))

    def look(self, event: Event, number: int) -> None:
        """A full look, which reads down to the first commit that we know."""
        if self.head is None:
            self.told.missing(event.at)
        else:
            line = self.line(self.head)
            since = next((sha for sha in line if sha in self.read), None)
            new = line[: line.index(since)] if since else line
            self.read.update(line)
            self.told.snapshot(event.at, self.head, *(self.commits[sha] for sha in new), since=since)
        self._looked(event)

    def glance(self, event: Event, number: int) -> None:
        """A look at the head alone."""
        if self.head is not None:
            self.told.head(event.at, self.head)
            self._looked(event)

    def sweep(self, event: Event, number: int) -> None:
        if self.head is not None:
            named = {"changed": {"65f0aa": self.head}} if self.head != self.in_list else {}
            self.told.sweep(event.at, **named)
            self._looked(event)

    def hear(self, event: Event, number: int) -> None:
        """The Hub tells of the newest push, or of the one before."""
        if len(self.heads) > event.back:
            sha = self.heads[-1 - event.back][1]
            self.told.push(event.at, self.parents[sha], sha)
            self.in_list = sha

    def silence(self, event: Event, number: int) -> None:
        self.told.silence(event.at)

    def _looked(self, event: Event) -> None:
        self.in_list = self.head
        self.looked_at.append(event.at)


def lives(*, honest: bool, rewrites: bool, bots: bool = True, last_push: int = 30) -> st.SearchStrategy[list[Event]]:
    """Events within half an hour of the close, the first of them a push, the last a full look."""
    minutes = st.integers(-30, 30)
    pushes = st.builds(
        Event,
        st.integers(-30, last_push),
        st.just("push"),
        whose=st.sampled_from(["alicia", "librarian-bot"] if bots else ["alicia"]),
        off=st.just(0) if honest else st.integers(-60, 60),
        back=st.integers(0, 2) if rewrites else st.just(0),
    )
    ours = st.builds(Event, minutes, st.sampled_from(["look", "glance", "sweep", "silence"]))
    heard = st.builds(Event, minutes, st.just("hear"), back=st.integers(0, 1))
    some = st.lists(pushes | ours | heard, max_size=14)
    return some.map(lambda events: [Event(-40, "push"), *sorted(events, key=lambda one: one.at), Event(60, "look")])

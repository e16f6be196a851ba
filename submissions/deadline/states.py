"""What a verdict can say of a repo: its states, how strong the evidence is, and the facts that pages show. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self

from submissions.audit.wire import from_wire, storable, to_wire
from submissions.deadline.record import SeenCommit, iso

LISTED_COMMITS: Final = 50
LISTED_FILES: Final = 200


class VerdictState(StrEnum):
    """What became of a repo after the close.

    NOT_YET: the close lies ahead. UNKNOWN: the Hub has not answered, so nothing is known yet; it is never "late".
    UNCHANGED: the revision of the close is still the head, or only bots' and organisers' commits came after it.
    CHANGED_AFTER: the team's commits came after it. SEEN_AFTER: all that we first saw after the close is dated before it.
    REWRITTEN: the revision of the close is no longer in the history. CREATED_AFTER: the repo itself is younger than the close.
    REPLACED: under its name there is another repo now. PRIVATE: it is there and no longer public. GONE: it is not to be seen,
    deleted or private. DATES_ONLY: we had no look at it before the close, and no commit is dated after it.
    """

    NOT_YET = "not_yet"
    UNKNOWN = "unknown"
    UNCHANGED = "unchanged"
    CHANGED_AFTER = "changed_after"
    SEEN_AFTER = "seen_after"
    REWRITTEN = "rewritten"
    CREATED_AFTER = "created_after"
    REPLACED = "replaced"
    PRIVATE = "private"
    GONE = "gone"
    DATES_ONLY = "dates_only"


WORST_FIRST: Final = (
    VerdictState.REPLACED,
    VerdictState.CREATED_AFTER,
    VerdictState.GONE,
    VerdictState.PRIVATE,
    VerdictState.REWRITTEN,
    VerdictState.CHANGED_AFTER,
    VerdictState.SEEN_AFTER,
    VerdictState.UNKNOWN,
    VerdictState.DATES_ONLY,
    VerdictState.NOT_YET,
    VerdictState.UNCHANGED,
)
"""A project stands as its worst repo does."""


class Level(StrEnum):
    """How strong the evidence for the revision that counts is.

    NONE: there is none. DATES: the commits' own dates, which the pusher sets. SNAPSHOTS: our own looks before and after the
    close. PUSH: the Hub told us of the push itself before the close.
    """

    NONE = "none"
    DATES = "dates"
    SNAPSHOTS = "snapshots"
    PUSH = "push"


class Basis(StrEnum):
    """Why a revision counts.

    SEEN: we saw it before the close. PUSHED: only the Hub's own word reached us before the close. DATED: we first saw it after
    the close, and it and all it stands on since our last look is dated before it. OVERRULED is an organiser's choice and never
    a verdict's.
    """

    SEEN = "seen"
    PUSHED = "pushed"
    DATED = "dated"
    OVERRULED = "overruled"


class Whose(StrEnum):
    """Who wrote a commit, as far as its names tell."""

    TEAM = "team"
    BOT = "bot"
    ORGANISER = "organiser"


class Sort(StrEnum):
    """What sort of file changed."""

    DOCUMENTS = "documents"
    DATA = "data"
    WEIGHTS = "weights"
    CODE = "code"
    OTHER = "other"


class Change(StrEnum):
    """What happened to a file between the revision that counts and the newest one that we saw."""

    ADDED = "added"
    REMOVED = "removed"
    MODIFIED = "modified"


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCommit:
    """A commit that came after the close, or that we first saw after it.

    It came between ``absent_at``, our last look at which it was not there (None: we never looked before), and
    ``first_seen_at``. ``dated_after`` is how long after the close its own date is; negative: it says that it is older.
    ``counts``: it belongs to the revision that counts, by the benefit of the doubt. ``seen_in``: the other ref, such as
    ``refs/pr/3``, at whose tip we saw it before the close.
    """

    commit: SeenCommit
    whose: Whose
    first_seen_at: datetime
    dated_after: timedelta
    absent_at: datetime | None = None
    counts: bool = False
    seen_in: str | None = None

    def facts(self) -> dict[str, Any]:
        """As JSON, with ``dated_after`` in whole seconds."""
        return {
            "sha": self.commit.sha,
            "title": storable(self.commit.title[:200]),
            "date": iso(self.commit.date),
            "authors": [storable(author[:100]) for author in self.commit.authors[:10]],
            "whose": self.whose.value,
            "first_seen_at": iso(self.first_seen_at),
            "dated_after": self.dated_after // timedelta(seconds=1),
            "absent_at": iso(self.absent_at) if self.absent_at else None,
            "counts": self.counts,
            "seen_in": self.seen_in,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """What ``facts`` told."""
        absent_at = facts.get("absent_at")
        return cls(
            commit=from_wire(SeenCommit, facts),
            whose=Whose(facts["whose"]),
            first_seen_at=datetime.fromisoformat(facts["first_seen_at"]),
            dated_after=timedelta(seconds=facts["dated_after"]),
            absent_at=datetime.fromisoformat(absent_at) if absent_at else None,
            counts=facts.get("counts", False),
            seen_in=facts.get("seen_in"),
        )


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that differs."""

    path: str
    change: Change
    sort: Sort


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are of something in all, where a list has only the first of them."""

    of: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the evidence says of one repo.

    ``frozen`` is the revision that counts and ``basis`` why; None: nothing counts, or it is not known yet. ``head`` is the
    newest head that we know of. ``seen_before`` and ``seen_after`` are the looks of ours that lie closest to the close, and
    ``head_before`` and ``head_after`` what was the head then (``seen_before`` may be the Hub's word instead of a look).
    ``lost_before``: ``head_before`` is not in the history of ``head_after``, so somebody wrote that anew around the close.
    ``late`` has the commits first seen after the close, newest first, at most 50 of the ``late_total``, the team's before
    others'; ``late_by`` counts them all by ``Whose``. ``files`` is what differs between ``frozen`` and ``head``, where we
    have both trees, at most 200 of ``files_total``; ``files_by`` counts them all by ``Sort``. ``same_content``: whether the
    two trees are the same (None: not known). ``out_of_order``: dates contradict the order of commits or our own looks.
    ``renamed_to``: the name that the repo has now, where it is another than at the close. ``away_at``: it is to be seen now,
    and at that look after the close it was not. ``created_at``: when the Hub says that what is there now was created.
    """

    state: VerdictState
    level: Level
    closes_at: datetime
    frozen: str | None = None
    basis: Basis | None = None
    head: str | None = None
    head_seen_at: datetime | None = None
    seen_before: datetime | None = None
    head_before: str | None = None
    seen_after: datetime | None = None
    head_after: str | None = None
    lost_before: bool = False
    late: tuple[LateCommit, ...] = ()
    late_total: int = 0
    late_by: tuple[Tally, ...] = ()
    files: tuple[ChangedFile, ...] = ()
    files_total: int = 0
    files_by: tuple[Tally, ...] = ()
    same_content: bool | None = None
    out_of_order: bool = False
    renamed_to: str | None = None
    away_at: datetime | None = None
    created_at: datetime | None = None

    def facts(self) -> dict[str, Any]:
        """The verdict as JSON, without what ``RepoVerdict`` keeps in columns: state, level, close and ``frozen``."""
        told = {name: to_wire(getattr(self, name)) for name in _PLAIN}
        moments = {name: iso(moment) if (moment := getattr(self, name)) else None for name in _MOMENTS}
        return told | moments | {"late": [late.facts() for late in self.late]}

    @classmethod
    def from_facts(
        cls, facts: Mapping[str, Any], *, state: str, level: str, closes_at: datetime, frozen: str | None
    ) -> Self:
        """The verdict that a ``RepoVerdict`` keeps: its columns, and its facts, of which older ones may lack some."""
        columns = {"state": state, "level": level, "closes_at": iso(closes_at), "frozen": frozen or None}
        known = {name: facts[name] for name in (*_PLAIN, *_MOMENTS) if facts.get(name) is not None}
        late = tuple(LateCommit.from_facts(late) for late in facts.get("late", ()))
        return replace(from_wire(cls, columns | known), late=late)


_MOMENTS: Final = ("head_seen_at", "seen_before", "seen_after", "away_at", "created_at")
_PLAIN: Final = (
    "basis",
    "head",
    "head_before",
    "head_after",
    "lost_before",
    "late_total",
    "late_by",
    "files",
    "files_total",
    "files_by",
    "same_content",
    "out_of_order",
    "renamed_to",
)

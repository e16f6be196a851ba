"""Whether a repo stood still after the close, from the evidence that we have of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from submissions.deadline.record import RepoRecord, SeenCommit


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
    """How strong the evidence is. NONE: there is none. DATES: the commits' own dates, which the pusher sets. SNAPSHOTS: our own
    looks before and after the close. PUSH: the Hub told us of the push itself."""

    NONE = "none"
    DATES = "dates"
    SNAPSHOTS = "snapshots"
    PUSH = "push"


class Basis(StrEnum):
    """Why a revision counts.

    SEEN: we saw it as the head before the close, and nothing of the team's came between that look and the close.
    PUSHED: the Hub told us of it before the close. DATED: we first saw it after the close, and it and all it stands on since
    our last look is dated before it. OVERRULED is an organiser's choice and never a verdict's.
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


@dataclass(frozen=True, slots=True)
class LateCommit:
    """A commit that we first saw after the close. ``dated_after`` is how long after the close its date is; negative: before."""

    commit: SeenCommit
    whose: Whose
    first_seen_at: datetime
    dated_after: timedelta


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that differs."""

    path: str
    change: Change
    sort: Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the evidence says of one repo.

    ``frozen`` is the revision that counts and ``basis`` why; None: nothing counts, or it is not known yet. ``seen_before`` and
    ``seen_after`` are the looks of ours that lie closest to the close. ``late`` has the commits first seen after the close,
    newest first; ``files`` what differs between ``frozen`` and ``head``, where we have both trees; ``same_content``: whether
    the two are the same (None: not known). ``out_of_order``: dates contradict the order of commits or our own looks.
    ``renamed_to``: the name that the repo has now, where it is another.
    """

    state: VerdictState
    level: Level
    closes_at: datetime
    frozen: str | None = None
    basis: Basis | None = None
    head: str | None = None
    head_seen_at: datetime | None = None
    seen_before: datetime | None = None
    seen_after: datetime | None = None
    late: tuple[LateCommit, ...] = ()
    late_total: int = 0
    files: tuple[ChangedFile, ...] = ()
    files_total: int = 0
    same_content: bool | None = None
    out_of_order: bool = False
    renamed_to: str | None = None

    def facts(self) -> dict[str, Any]:
        """The verdict as JSON, without what ``RepoVerdict`` keeps in columns."""
        raise NotImplementedError


def judge(
    record: RepoRecord,
    *,
    closes_at: datetime,
    at: datetime,
    bots: Sequence[str] = (),
    organisers: Sequence[str] = (),
) -> Verdict:
    """The verdict on a repo at ``at``, from everything that the log has about it."""
    raise NotImplementedError

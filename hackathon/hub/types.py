"""What the Hub tells us, as frozen dataclasses. Words are the Hub's own: repo_id, repo_type, revision, sha."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class RepoType(StrEnum):
    """The Hub's three kinds of repo."""

    DATASET = "dataset"
    MODEL = "model"
    SPACE = "space"


@dataclass(frozen=True, slots=True)
class RepoFile:
    """One file of a revision. ``size`` in bytes; ``lfs_sha256`` only for files kept in LFS."""

    path: str
    size: int | None = None
    blob_id: str | None = None
    lfs_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class RepoInfo:
    """A repo at one revision.

    ``hub_id`` is the Hub's own ``_id``: it outlives renames, ``repo_id`` does not.
    ``parameters`` is the number of model weights (from safetensors headers), None when the Hub does not know it; ``dtypes`` tells
    them by type, which shows those that are packed. ``config`` is what the Hub tells of a model's own settings: architectures,
    quantization_config, tokenizer_config and the like. ``chat_template``: its tokenizer has one (None: not told).
    ``runtime`` and ``host``, the address of its own page, only for a Space.
    ``server_date`` is when the Hub gave this answer, by its own clock; None when it did not say.
    """

    hub_id: str
    repo_id: str
    repo_type: RepoType
    sha: str
    private: bool
    gated: bool
    disabled: bool
    created_at: datetime | None
    last_modified: datetime | None
    files: tuple[RepoFile, ...] = ()
    tags: tuple[str, ...] = ()
    likes: int = 0
    card_data: Mapping[str, Any] | None = None
    parameters: int | None = None
    sdk: str | None = None
    server_date: datetime | None = None
    library: str | None = None
    config: Mapping[str, Any] | None = None
    chat_template: bool | None = None
    dtypes: Mapping[str, int] = field(default_factory=dict)
    runtime: "SpaceRuntime | None" = None
    host: str | None = None


@dataclass(frozen=True, slots=True)
class ListedRepo:
    """A repo as the lists tell of it: enough to see that it moved.

    ``sha`` is the head of main, None for a repo that has no commit. ``last_modified`` is that commit's date, which is its
    author's word. ``server_date`` is when the Hub gave the answer, by its own clock; None when it did not say.
    ``duplicated_from``: the Space of which its card says that it is a copy (empty: it says nothing, or was not asked for).
    """

    hub_id: str
    repo_id: str
    repo_type: RepoType
    sha: str | None
    last_modified: datetime | None = None
    created_at: datetime | None = None
    likes: int = 0
    private: bool = False
    server_date: datetime | None = None
    duplicated_from: str = ""


@dataclass(frozen=True, slots=True)
class RepoListing:
    """All repos of one kind and one owner, each once. ``server_date`` is that of the last page: all were seen by then."""

    repos: tuple[ListedRepo, ...]
    server_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit, newest first in lists. ``date`` is the committer's word, not the Hub's: see ``submissions.deadline``."""

    sha: str
    title: str
    date: datetime
    authors: tuple[str, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class CommitRun:
    """Commits newest first, down to one that was known (``reached``, not among them) or to the root (``complete``).

    Neither: the limit came first, and there are older ones. ``beside``: what the page with ``reached`` lists beneath it and
    was not known either, such as the commits of a branch that was merged, which are older than what they were merged into.
    """

    commits: tuple[Commit, ...]
    reached: str | None = None
    complete: bool = False
    beside: tuple[Commit, ...] = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A branch, tag, pull request or converted copy, and the commit that it points to."""

    name: str
    ref: str
    sha: str


@dataclass(frozen=True, slots=True)
class Like:
    """A repo that somebody likes, and since when, by the Hub's clock."""

    repo_id: str
    repo_type: RepoType
    at: datetime


@dataclass(frozen=True, slots=True)
class SpaceRuntime:
    """How a Space is doing. ``stage`` is the Hub's word: RUNNING, SLEEPING, BUILDING, RUNTIME_ERROR, PAUSED, …"""

    stage: str
    hardware: str | None = None
    requested_hardware: str | None = None


@dataclass(frozen=True, slots=True)
class SpaceAnswer:
    """What came when a Space's own page was asked for. ``status`` None: nothing; ``why`` then says why. ``seconds``: how long it took.

    ``why``: timeout, unreachable, garbled, no_host (the Hub names no page that we may visit), or, beside a status, elsewhere
    (it sends its visitors to another site) and loop (it sends them round in circles).
    """

    status: int | None
    seconds: float = 0.0
    why: str = ""

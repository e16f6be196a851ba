"""What the Hub tells us, as frozen dataclasses. Words are the Hub's own: repo_id, repo_type, revision, sha."""

from collections.abc import Mapping
from dataclasses import dataclass
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
    ``parameters`` is the number of model weights (from safetensors headers), None when the Hub does not know it.
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


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit, newest first in lists. ``date`` is the committer's word, not the Hub's: see ``submissions.deadline``."""

    sha: str
    title: str
    date: datetime
    authors: tuple[str, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """A branch, tag, pull request or converted copy, and the commit that it points to."""

    name: str
    ref: str
    sha: str


@dataclass(frozen=True, slots=True)
class SpaceRuntime:
    """How a Space is doing. ``stage`` is the Hub's word: RUNNING, SLEEPING, BUILDING, RUNTIME_ERROR, PAUSED, …"""

    stage: str
    hardware: str | None = None
    requested_hardware: str | None = None

"""What the Hub knows about a repo and git does not: one small JSON file beside each bare repo."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hackathon.hub.types import RepoType

EPOCH = datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC)  # the Hub gives no older creation dates
REPO_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}")


class SandboxError(Exception):
    """The sandbox was asked for something that it cannot do. The message says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoRecord:
    """One repo. ``hub_id`` is the Hub's ``_id`` and survives renames.

    ``parameters`` overrides what the safetensors headers say: a mapping from dtype to a number of weights.
    ``likers`` maps a username to the moment of the like (ISO); ``likes`` counts at least those.
    """

    repo_type: RepoType
    repo_id: str
    hub_id: str
    created_at: datetime
    private: bool = False
    gated: bool | str = False
    disabled: bool = False
    likes: int = 0
    downloads: int = 0
    likers: Mapping[str, str] = field(default_factory=dict)
    stage: str = "RUNNING"
    hardware: str | None = "cpu-basic"
    requested_hardware: str | None = "cpu-basic"
    parameters: Mapping[str, int] | None = None

    @property
    def namespace(self) -> str:
        """The person or organisation that owns the repo."""
        return self.repo_id.split("/")[0]

    @property
    def total_likes(self) -> int:
        return max(self.likes, len(self.likers))


def checked_repo_id(repo_id: str) -> str:
    """``repo_id`` itself; SandboxError unless it is ``namespace/name`` in the Hub's letters (so it is safe as a path)."""
    if not REPO_ID.fullmatch(repo_id) or ".." in repo_id or repo_id.endswith(".git"):
        raise SandboxError(f"not a repo id: {repo_id!r}")
    return repo_id


def hub_id_for(key: str, created_at: datetime) -> str:
    """A Mongo-like ``_id``: the second of creation in eight hex digits, then sixteen that depend on ``key`` alone."""
    return f"{int(created_at.timestamp()):08x}" + hashlib.sha256(key.encode()).hexdigest()[:16]


def as_iso(moment: datetime) -> str:
    """``2024-03-29T11:59:00.000Z``, as the Hub writes times."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def from_iso(text: str) -> datetime:
    """An aware datetime; SandboxError when ``text`` is no ISO time or names no zone."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise SandboxError(f"not an ISO time: {text!r}") from error
    if moment.tzinfo is None:
        raise SandboxError(f"a time needs a zone: {text!r}")
    return moment


def write_json(path: Path, content: Any) -> None:
    """Write in one step: a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    draft.replace(path)


def write_record(path: Path, record: RepoRecord) -> None:
    """Keep ``record`` as JSON at ``path``."""
    content = asdict(record) | {"repo_type": record.repo_type.value, "created_at": as_iso(record.created_at)}
    write_json(path, content)


def read_record(path: Path) -> RepoRecord:
    """The record kept at ``path``."""
    content = json.loads(path.read_text(encoding="utf-8"))
    content["repo_type"] = RepoType(content["repo_type"])
    content["created_at"] = from_iso(content["created_at"])
    return RepoRecord(**content)

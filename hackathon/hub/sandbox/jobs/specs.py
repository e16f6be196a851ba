"""What is asked of a Job, read from the body of the request: as particular as the Hub about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hackathon.hub.sandbox.jobs.hardware import DEFAULT_FLAVOR, FLAVORS
from hackathon.hub.sandbox.records import SandboxError
from hackathon.hub.types import RepoType

DEFAULT_TIMEOUT = 30 * 60
LABEL = re.compile(r"[A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeSpec:
    """A repo and where the Job looks for it."""

    repo_type: RepoType
    source: str
    mount_path: str
    revision: str = "main"
    path: str = ""

    def told(self) -> dict[str, Any]:
        """As the Hub tells of it."""
        return {
            "type": self.repo_type.value,
            "source": self.source,
            "mountPath": self.mount_path,
            "revision": self.revision,
            "readOnly": True,
        } | ({"path": self.path} if self.path else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSpec:
    """A Job as it was asked for. ``secrets`` reach it like ``environment``, and are never told again."""

    image: str
    command: tuple[str, ...]
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    secrets: Mapping[str, str]
    flavor: str
    timeout_seconds: float
    labels: Mapping[str, str]
    volumes: tuple[VolumeSpec, ...]


def parse_spec(content: Any) -> JobSpec:
    """The Job that a body asks for; SandboxError says what is wrong with it.

    >>> parse_spec({"dockerImage": "python:3.12", "command": ["python"], "flavor": "l4x1"}).timeout_seconds
    1800
    """
    if not isinstance(content, dict):
        raise SandboxError("send a JSON object")
    flavor = content.get("flavor") or DEFAULT_FLAVOR
    if flavor not in FLAVORS:
        raise SandboxError(f"Invalid flavor {flavor!r}: expected one of {', '.join(FLAVORS)}")
    spec = JobSpec(
        image=_text(content, "dockerImage"),
        command=_texts(content, "command"),
        arguments=_texts(content, "arguments"),
        environment=_pairs(content, "environment"),
        secrets=_pairs(content, "secrets"),
        flavor=flavor,
        timeout_seconds=_timeout(content.get("timeoutSeconds")),
        labels=_labels(content),
        volumes=tuple(_volume(item) for item in content.get("volumes") or ()),
    )
    if not spec.image or not (spec.command or spec.arguments):
        raise SandboxError("a Job needs a dockerImage and a command")
    return spec


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key) or ""
    if not isinstance(value, str) or "\0" in value:
        raise SandboxError(f"{key} must be a text")
    return value


def _texts(content: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = content.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str) and "\0" not in item for item in value):
        raise SandboxError(f"{key} must be a list of texts")
    return tuple(value)


def _pairs(content: Mapping[str, Any], key: str) -> dict[str, str]:
    value = content.get(key) or {}
    if not isinstance(value, dict) or not all(isinstance(item, str) and "\0" not in item for item in value.values()):
        raise SandboxError(f"{key} must map names to texts")
    if any(not name or "=" in name or "\0" in name for name in value):
        raise SandboxError(f"{key} has a name that no variable can have")
    return dict(value)


def _labels(content: Mapping[str, Any]) -> dict[str, str]:
    labels = _pairs(content, "labels")
    for text in (*labels, *labels.values()):
        if not LABEL.fullmatch(text):
            raise SandboxError(f"Invalid label {text!r}: expected letters, digits, '.', '_' and '-'")
    return labels


def _timeout(value: Any) -> float:
    if value is None:
        return DEFAULT_TIMEOUT
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 10**7:
        raise SandboxError("timeoutSeconds must be a positive number")
    return value


def _volume(item: Any) -> VolumeSpec:
    if not isinstance(item, dict) or item.get("type") not in [repo_type.value for repo_type in RepoType]:
        raise SandboxError("the sandbox mounts models, datasets and spaces")
    mount_path = _text(item, "mountPath")
    if not mount_path.startswith("/") or not mount_path.strip("/"):
        raise SandboxError(f"Invalid mountPath {mount_path!r}: expected an absolute path")
    return VolumeSpec(
        repo_type=RepoType(item["type"]),
        source=_text(item, "source"),
        mount_path=mount_path.rstrip("/"),
        revision=_text(item, "revision") or "main",
        path=_text(item, "path").strip("/"),
    )

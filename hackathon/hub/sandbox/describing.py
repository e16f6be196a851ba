"""What the Hub says about a repo, in its own words: all of it, or what takes no look into its files."""

from collections.abc import Mapping
from typing import Any

from hackathon.hub.sandbox.card import card_data, model_config, safetensors, tags
from hackathon.hub.sandbox.git import GitCommit, GitEntry, GitRepo
from hackathon.hub.sandbox.records import RepoRecord, as_iso
from hackathon.hub.types import RepoType

OUTLINE = frozenset(
    {
        "author",
        "sha",
        "lastModified",
        "createdAt",
        "private",
        "gated",
        "disabled",
        "downloads",
        "likes",
    }
)
"""The properties that ``outline`` tells."""


def outline(record: RepoRecord, head: GitCommit | None) -> dict[str, Any]:
    """What is known of a repo without looking into its files; ``sha`` is null when it has no commit."""
    return {
        "_id": record.hub_id,
        "id": record.repo_id,
        "author": record.namespace,
        "sha": head.sha if head else None,
        "lastModified": as_iso(head.date) if head else None,
        "createdAt": as_iso(record.created_at),
        "private": record.private,
        "gated": record.gated,
        "disabled": record.disabled,
        "downloads": record.downloads,
        "likes": record.total_likes,
    }


def describe(record: RepoRecord, git: GitRepo, commit: GitCommit, *, blobs: bool = False) -> dict[str, Any]:
    """Everything that the Hub says about a repo at ``commit``, in its own words."""
    files = [entry for entry in git.entries(commit.tree) or [] if not entry.is_folder]
    readme = next((entry for entry in files if entry.path == "README.md" and not entry.lfs), None)
    card = card_data(git.read(readme)) if readme else None
    info = outline(record, commit) | {
        "tags": tags(record.repo_type, card),
        "usedStorage": sum(entry.size for entry in files),
        "siblings": [_sibling(entry, blobs=blobs) for entry in files],
    }
    if card is not None:
        info["cardData"] = card
    return info | _of_type(record, git, files, card or {})


def _of_type(record: RepoRecord, git: GitRepo, files: list[GitEntry], card: Mapping[str, Any]) -> dict[str, Any]:
    if record.repo_type is RepoType.MODEL:
        weights = safetensors(git, files, record.parameters)
        asked = {key: card[key] for key in ("library_name", "pipeline_tag") if isinstance(card.get(key), str)}
        config = model_config(git, files)
        told = asked | ({"safetensors": weights} if weights else {}) | ({"config": config} if config else {})
        return {"modelId": record.repo_id} | told
    if record.repo_type is RepoType.SPACE:
        subdomain = record.repo_id.lower().replace("/", "-").replace(".", "-").replace("_", "-")
        space = {"sdk": card.get("sdk"), "subdomain": subdomain, "runtime": space_runtime(record)}
        return space | {key: card[key] for key in ("models", "datasets") if isinstance(card.get(key), list)}
    return {}


def space_runtime(record: RepoRecord) -> dict[str, Any]:
    """How a Space is doing."""
    hardware = {"current": record.hardware, "requested": record.requested_hardware}
    return {"stage": record.stage, "hardware": hardware, "storage": None, "gcTimeout": 172800, "replicas": None}


def _sibling(entry: GitEntry, *, blobs: bool) -> dict[str, Any]:
    if not blobs:
        return {"rfilename": entry.path}
    found: dict[str, Any] = {"rfilename": entry.path, "size": entry.size, "blobId": entry.sha}
    if entry.lfs:
        found["lfs"] = {"sha256": entry.lfs.sha256, "size": entry.size, "pointerSize": entry.lfs.pointer_size}
    return found

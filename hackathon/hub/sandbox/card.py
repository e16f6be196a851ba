"""What the Hub reads out of a repo's files: the card's YAML, the tags, the number of weights."""

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import yaml

from hackathon.hub.sandbox.git import GitEntry, GitRepo
from hackathon.hub.types import RepoType

FENCE = "---"
MAX_SETTINGS = 5_000_000
TOKENIZER_KEYS = ("bos_token", "eos_token", "pad_token", "unk_token", "chat_template")


def card_data(readme: bytes) -> dict[str, Any] | None:
    """The YAML block that opens a card, as JSON can carry it; None when there is none or it cannot be read."""
    lines = readme.decode("utf-8-sig", "replace").splitlines()
    if not lines or lines[0].rstrip() != FENCE:
        return None
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), None)
    if end is None:
        return None
    try:
        content = yaml.safe_load("\n".join(lines[1:end]))
    except (yaml.YAMLError, ValueError):  # ValueError: a date such as 2024-13-01
        return None
    return _plain(content) if isinstance(content, dict) else None


def tags(repo_type: RepoType, card: Mapping[str, Any] | None) -> list[str]:
    """The tags that the Hub would give a repo with that card.

    >>> tags(RepoType.DATASET, {"language": "es", "license": ["mit"]})
    ['language:es', 'license:mit']
    """
    card = card or {}
    prefixed = {"license": "license"}
    if repo_type is RepoType.DATASET:
        prefixed |= {"language": "language", "task_categories": "task_categories", "size_categories": "size_categories"}
    else:
        prefixed |= {"datasets": "dataset", "base_model": "base_model"}
    found = [f"{prefix}:{value}" for key, prefix in prefixed.items() for value in _strings(card.get(key))]
    plain = ("tags",) if repo_type is RepoType.DATASET else ("language", "library_name", "pipeline_tag", "sdk", "tags")
    return sorted(set(found) | {value for key in plain for value in _strings(card.get(key))})


def safetensors(git: GitRepo, files: Iterable[GitEntry], override: Mapping[str, int] | None) -> dict[str, Any] | None:
    """``{parameters: {dtype: weights}, total}`` from ``override`` or the files' headers; None without either."""
    counts = dict(override or {})
    if not counts:
        for entry in files:
            if entry.path.endswith(".safetensors"):
                _add_counts(counts, _read_if_there(git, entry))
    return {"parameters": counts, "total": sum(counts.values())} if counts else None


def model_config(git: GitRepo, files: Iterable[GitEntry]) -> dict[str, Any] | None:
    """What the Hub tells of a model's own settings, out of its JSON files; None when it has none of them."""
    found = {entry.path: entry for entry in files if not entry.lfs and entry.size <= MAX_SETTINGS}
    own, adapter = _settings(git, found.get("config.json")), _settings(git, found.get("adapter_config.json"))
    told = {key: own[key] for key in ("architectures", "model_type", "auto_map", "quantization_config") if key in own}
    if "base_model_name_or_path" in adapter:
        told["peft"] = {key: adapter[key] for key in ("base_model_name_or_path", "task_type") if key in adapter}
    if "tokenizer_config.json" in found:
        tokenizer = _settings(git, found["tokenizer_config.json"])
        told["tokenizer_config"] = {key: tokenizer[key] for key in TOKENIZER_KEYS if key in tokenizer}
    if "chat_template.jinja" in found:
        told["chat_template_jinja"] = git.read(found["chat_template.jinja"]).decode("utf-8", "replace")
    return _plain(told) or None


def _settings(git: GitRepo, entry: GitEntry | None) -> dict[str, Any]:
    try:
        content = json.loads(git.read(entry)) if entry else {}
    except (ValueError, RecursionError):
        content = {}
    return content if isinstance(content, dict) else {}


def _add_counts(counts: dict[str, int], content: bytes) -> None:
    length = int.from_bytes(content[:8], "little")
    try:
        header = json.loads(content[8 : 8 + length])
        tensors = [(item["dtype"], math.prod(item["shape"])) for key, item in header.items() if key != "__metadata__"]
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ):  # not a safetensors file after all: nothing to count
        return
    for dtype, weights in tensors:
        counts[dtype] = counts.get(dtype, 0) + weights


def _read_if_there(git: GitRepo, entry: GitEntry) -> bytes:
    try:
        return git.read(entry)
    except FileNotFoundError:
        return b""


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str) and item]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if isinstance(value, date):  # datetime too
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)

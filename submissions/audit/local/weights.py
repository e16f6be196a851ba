"""How many weights the files of a model's folder hold, read from their headers alone."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from submissions.audit.models import safetensors

INDEX = "model.safetensors.index.json"
WHOLE = "model.safetensors"
MAX_INDEX_BYTES = 10_000_000
MAX_SHARDS = 400


def dtypes(files: Mapping[str, Path]) -> dict[str, int]:
    """The number of weights of each type ({"BF16": 2506172416}) in a model's folder; empty where nothing can be counted.

    A file that is broken counts for nothing. An adapter's weights are not the model's.
    """
    found: Counter[str] = Counter()
    for path in _shards(files)[:MAX_SHARDS]:
        found.update(_counted(files[path]))
    return dict(sorted(found.items()))


def _shards(files: Mapping[str, Path]) -> list[str]:
    """The files that hold the weights once: the same are often there twice, in one file and in pieces."""
    if WHOLE in files:
        return [WHOLE]
    named = _indexed(files[INDEX]) if INDEX in files else set()
    every = sorted(path for path in files if path.endswith(".safetensors") and "adapter" not in path)
    return [path for path in every if path in named] if named else every


def _indexed(path: Path) -> set[str]:
    try:
        with path.open("rb") as file:
            weights = json.loads(file.read(MAX_INDEX_BYTES))["weight_map"]
        return {str(name) for name in weights.values()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return set()


def _counted(path: Path) -> Mapping[str, int]:
    try:
        with path.open("rb") as file:
            return safetensors.count(file, path.stat().st_size).dtypes
    except OSError:
        return {}

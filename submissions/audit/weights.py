"""How many weights files in safetensors hold, read from their headers alone. The format: huggingface.co/docs/safetensors."""

import json
import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

INDEX = "model.safetensors.index.json"
WHOLE = "model.safetensors"
MAX_HEADER_BYTES = 30_000_000
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


def _counted(path: Path) -> Counter[str]:
    """Eight bytes say how long the header is; it is JSON: {"name": {"dtype": "F16", "shape": [2, 3], …}}."""
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(length)) if 0 < length <= MAX_HEADER_BYTES else {}
        found: Counter[str] = Counter()
        for name, tensor in header.items():
            if name != "__metadata__":
                found[str(tensor["dtype"])[:10]] += math.prod(_sizes(tensor["shape"]))
        return found
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Counter()


def _sizes(shape: object) -> list[int]:
    if (
        not isinstance(shape, list)
        or len(shape) > 10
        or not all(type(size) is int and 0 <= size < 2**40 for size in shape)
    ):
        raise ValueError("no shape of a tensor")
    return shape

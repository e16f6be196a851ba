"""How many weights the files of a model's folder hold, read from their headers alone."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from submissions.audit.models import safetensors
from submissions.audit.models.weightfiles import INDEX, MAX_INDEX_BYTES, weight_files

MAX_SHARDS = 400


def dtypes(files: Mapping[str, Path]) -> dict[str, int]:
    """The number of weights of each type ({"BF16": 2506172416}) in a model's folder; empty where nothing can be counted.

    A file that is broken counts for nothing. An adapter's weights are not the model's.
    """
    found: Counter[str] = Counter()
    for path in weight_files(files, lambda: _beginning(files[INDEX]))[:MAX_SHARDS]:
        found.update(_counted(files[path]))
    return dict(sorted(found.items()))


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_INDEX_BYTES)
    except OSError:
        return b""


def _counted(path: Path) -> Mapping[str, int]:
    try:
        with path.open("rb") as file:
            return safetensors.count(file, path.stat().st_size).dtypes
    except OSError:
        return {}

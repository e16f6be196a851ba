"""Which files of a model hold its weights once: the same are often there twice, in one file and in pieces. Pure."""

import json
from collections.abc import Callable, Collection
from typing import Final

INDEX: Final = "model.safetensors.index.json"
WHOLE: Final = "model.safetensors"
MAX_INDEX_BYTES: Final = 10_000_000


def weight_files(paths: Collection[str], index: Callable[[], bytes]) -> list[str]:
    """The ``.safetensors`` among ``paths`` that hold the model's weights, by name: the whole one, else those that the index
    names, else all. An adapter's are not the model's. ``index()`` gives the beginning of the index file, and is asked at most once.
    """
    if WHOLE in paths:
        return [WHOLE]
    named = indexed(index()) if INDEX in paths else frozenset()
    every = sorted(path for path in paths if path.endswith(".safetensors") and "adapter" not in path)
    return [path for path in every if path in named] or every


def indexed(raw: bytes) -> frozenset[str]:
    """The files that an index names; none where it is broken.

    >>> sorted(indexed(b'{"weight_map": {"a": "1.safetensors", "b": "2.safetensors", "c": "1.safetensors"}}'))
    ['1.safetensors', '2.safetensors']
    >>> indexed(b'{"weight_map": [1]}'), indexed(b"{")
    (frozenset(), frozenset())
    """
    try:
        return frozenset(str(name) for name in json.loads(raw)["weight_map"].values())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return frozenset()

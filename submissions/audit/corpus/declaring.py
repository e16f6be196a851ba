"""What a card's ``dataset_info`` says of splits and their sizes. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from submissions.audit.corpus.evidence import DeclaredSplit

MAX_SPLITS = 200


def declared_splits(card: Mapping[str, Any] | None) -> tuple[DeclaredSplit, ...]:
    """The splits of every config, as far as the YAML can be understood.

    >>> declared_splits({"dataset_info": {"splits": [{"name": "train", "num_examples": 9}]}})
    (DeclaredSplit(config='default', split='train', rows=9, size=None),)
    """
    return tuple(_splits(card or {}))[:MAX_SPLITS]


def _splits(card: Mapping[str, Any]) -> Iterator[DeclaredSplit]:
    info = card.get("dataset_info")
    for config in (info if isinstance(info, list) else [info])[:MAX_SPLITS]:
        splits = config.get("splits") if isinstance(config, Mapping) else None
        for split in (splits if isinstance(splits, list) else [])[:MAX_SPLITS]:
            if isinstance(split, Mapping):
                name = str(config.get("config_name", "default"))[:100]
                yield DeclaredSplit(
                    name,
                    str(split.get("name", ""))[:100],
                    _count(split.get("num_examples")),
                    _count(split.get("num_bytes")),
                )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15 else None

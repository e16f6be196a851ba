"""Which files of a corpus hold its rows, and to which config and split each belongs. Pure."""

import fnmatch
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, takewhile
from pathlib import PurePosixPath
from typing import Any

from submissions.audit.cards.mentions import texts_of
from submissions.audit.corpus.evidence import OfSplits, Split
from submissions.audit.corpus.formats import format_of
from submissions.audit.evidence import FileEvidence

OTHER_SUFFIXES = (
    ".zip",
    ".gz",
    ".xlsx",
    ".xls",
    ".arrow",
    ".txt",
    ".xml",
    ".tar",
    ".rar",
    ".7z",
    ".sqlite",
    ".db",
    ".pkl",
)
MAX_FILES = 10_000
MAX_PATTERNS = 500
MAX_SPLITS = 20  # that one file belongs to
_WILDCARD = re.compile(r"[*?\[]")
_SPLITS = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val", "dev"),
    "test": ("test", "testing", "eval", "evaluation"),
}
_SPLIT_WORD = re.compile(
    rf"(?<![^-._ 0-9/])({'|'.join(name for names in _SPLITS.values() for name in names)})(?![^-._ 0-9/])"
)

_NOT_DATA = frozenset(
    (
        "config.json",
        "dataset_dict.json",
        "dataset_info.json",
        "dataset_infos.json",
        "index.json",
        "package-lock.json",
        "package.json",
        "requirements.json",
        "special_tokens_map.json",
        "state.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "vocab.json",
    )
)


@dataclass(frozen=True, slots=True)
class DataFile(OfSplits):
    """A file to look into, with the config and split that it belongs to as far as one can tell, and others that it belongs to
    ``also``."""

    path: str
    size: int | None
    config: str
    split: str
    also: tuple[Split, ...] = ()


def data_files(files: Sequence[FileEvidence]) -> tuple[FileEvidence, ...]:
    """The files that look like rows of a corpus."""
    return tuple(file for file in files if is_data(file.path))


def is_data(path: str) -> bool:
    """True for a table in a format that we read, outside hidden folders.

    >>> [is_data(path) for path in ("data/train.csv", "dataset_infos.json", ".venv/x.csv", "notas.txt")]
    [True, False, False, False]
    """
    parts = PurePosixPath(path).parts
    hidden = any(part.startswith((".", "_")) for part in parts)
    return format_of(path) is not None and not hidden and parts[-1].lower() not in _NOT_DATA


def packed_files(files: Sequence[FileEvidence]) -> tuple[str, ...]:
    """Files that may hold rows in a format that we cannot read, ``requirements.txt`` and the like left out."""
    return tuple(
        file.path
        for file in files
        if file.path.lower().endswith(OTHER_SUFFIXES)
        and format_of(file.path) is None
        and PurePosixPath(file.path).name.lower() not in ("requirements.txt", "packages.txt", "license.txt")
    )


def choose(files: Sequence[FileEvidence], metadata: Mapping[str, Any] | None) -> tuple[DataFile, ...]:
    """Every file with rows, once, with all configs and splits that it belongs to: those that the card's ``configs`` name, or where they
    name none all, by where they lie.

    In the order in which they should be read: training splits first, and every config's first file before any config's second.
    """
    candidates = data_files(files)[:MAX_FILES]
    declared = _declared(candidates, metadata or {})
    found = declared or [DataFile(file.path, file.size, _folder(file.path), _split(file.path)) for file in candidates]
    ordered = sorted(found, key=lambda file: (file.split != "train", file.config, file.split, file.path))
    every: dict[str, list[DataFile]] = {}
    for file in ordered:
        every.setdefault(file.path, []).append(file)
    return _spread([replace(first, also=_also(first, rest)) for first, *rest in every.values()])


def _also(first: DataFile, rest: Sequence[DataFile]) -> tuple[Split, ...]:
    others = dict.fromkeys(Split(file.config, file.split) for file in rest)
    others.pop(Split(first.config, first.split), None)
    return tuple(others)


def _spread(files: list[DataFile]) -> tuple[DataFile, ...]:
    """Every config's first file of a split before any config's second."""
    seen: dict[tuple[str, str], int] = {}
    ranked = []
    for file in files:
        part = (file.config, file.split)
        seen[part] = seen.get(part, 0) + 1
        ranked.append((seen[part], file))
    return tuple(file for _, file in sorted(ranked, key=lambda pair: pair[0]))


def _declared(files: Sequence[FileEvidence], metadata: Mapping[str, Any]) -> list[DataFile]:
    configs = metadata.get("configs")
    asked = []
    for config in (configs if isinstance(configs, list) else [])[:MAX_PATTERNS]:
        if isinstance(config, Mapping):
            name = str(config.get("config_name", "default"))[:100]
            asked += [(name, split, pattern) for split, pattern in _patterns(config)]
    found: dict[str, list[DataFile]] = {}
    ordered = sorted(files, key=lambda file: file.path)
    for name, split, pattern in dict.fromkeys(asked[:MAX_PATTERNS]):
        for file in _matching(ordered, pattern):
            of_file = found.setdefault(file.path, [])
            if len(of_file) < MAX_SPLITS:
                of_file.append(DataFile(file.path, file.size, name, split))
    return list(chain.from_iterable(found.values()))


def _patterns(config: Mapping[str, Any]) -> list[tuple[str, str]]:
    folder = "/".join(texts_of(config.get("data_dir"))[:1]).strip("/")
    entries = config.get("data_files")
    if entries is None:
        return [("train", f"{folder}/*")] if folder else []
    patterns = []
    for entry in (entries if isinstance(entries, list) else [entries])[:50]:
        if isinstance(entry, Mapping):
            named = entry.get("split")
            split = str(named) if named is not None else "train"
            patterns += [(split[:100], path) for path in texts_of(entry.get("path"))]
        else:
            patterns += [("train", path) for path in texts_of(entry)]  # whatever it is called, to the Hub
    return [(split, f"{folder}/{path}" if folder else path) for split, path in patterns]


def _matching(ordered: Sequence[FileEvidence], pattern: str) -> Iterator[FileEvidence]:
    """Those of the files, in the order of their paths, that a pattern means."""
    pattern = pattern.removeprefix("./")[:300]
    literal = _WILDCARD.split(pattern, maxsplit=1)[0]
    shorter = pattern.replace("**/", "")
    begin = bisect_left(ordered, literal, key=lambda file: file.path)
    for file in takewhile(lambda file: file.path.startswith(literal), islice(ordered, begin, None)):
        if fnmatch.fnmatchcase(file.path, pattern) or fnmatch.fnmatchcase(file.path, shorter):
            yield file


def _folder(path: str) -> str:
    """Rows in different folders are different configs, except under the usual names for all of a corpus."""
    folders = [
        part for part in PurePosixPath(path).parts[:-1] if part.lower() not in ("data", "train", "test", "validation")
    ]
    return "/".join(folders) or "default"


def _split(path: str) -> str:
    """The split that the Hub sees in a path: by a whole word of its own, the nearest to the end."""
    words = _SPLIT_WORD.findall(path.lower())
    return next((split for split, names in _SPLITS.items() if words and words[-1] in names), "train")

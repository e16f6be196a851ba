"""Which files of a corpus hold its rows, and which few of them to look into. Pure."""

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from submissions.audit.evidence import FileEvidence
from submissions.audit.mentions import texts_of

SUFFIXES = (".parquet", ".csv", ".tsv", ".jsonl", ".ndjson", ".json")
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
MAX_FILES = 6

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
class DataFile:
    """A file to look into, with the config and split that it belongs to as far as one can tell."""

    path: str
    size: int | None
    config: str
    split: str


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
    return path.lower().endswith(SUFFIXES) and not hidden and parts[-1].lower() not in _NOT_DATA


def packed_files(files: Sequence[FileEvidence]) -> tuple[str, ...]:
    """Files that may hold rows in a format that we cannot read, ``requirements.txt`` and the like left out."""
    return tuple(
        file.path
        for file in files
        if file.path.lower().endswith(OTHER_SUFFIXES)
        and PurePosixPath(file.path).name.lower() not in ("requirements.txt", "packages.txt", "license.txt")
    )


def choose(files: Sequence[FileEvidence], metadata: Mapping[str, Any] | None) -> tuple[DataFile, ...]:
    """At most six files, one for each config and split: those that the card's ``configs`` name, else by where they lie.

    Training splits and small files come first.
    """
    candidates = data_files(files)
    declared = _declared(candidates, metadata or {})
    found = declared or [DataFile(file.path, file.size, _folder(file.path), _split(file.path)) for file in candidates]
    first: dict[tuple[str, str], DataFile] = {}
    for file in sorted(found, key=lambda file: (file.split != "train", file.config, file.split, file.path)):
        first.setdefault((file.config, file.split), file)
    return _spread(list(first.values()))


def _spread(files: list[DataFile]) -> tuple[DataFile, ...]:
    """Every config's first file before any config's second."""
    seen: dict[str, int] = {}
    ranked = []
    for file in files:
        seen[file.config] = seen.get(file.config, 0) + 1
        ranked.append((seen[file.config], file))
    return tuple(file for _, file in sorted(ranked, key=lambda pair: pair[0])[:MAX_FILES])


def _declared(files: Sequence[FileEvidence], metadata: Mapping[str, Any]) -> list[DataFile]:
    configs = metadata.get("configs")
    found = []
    for config in (configs if isinstance(configs, list) else [])[:50]:
        if not isinstance(config, Mapping):
            continue
        name = str(config.get("config_name", "default"))[:100]
        for split, pattern in _patterns(config):
            found += [DataFile(f.path, f.size, name, split) for f in files if _matches(f.path, pattern)]
    return found


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
            patterns += [(_split(path), path) for path in texts_of(entry)]
    return [(split, f"{folder}/{path}" if folder else path) for split, path in patterns]


def _matches(path: str, pattern: str) -> bool:
    pattern = pattern.removeprefix("./")[:300]
    return fnmatch.fnmatchcase(path, pattern) or fnmatch.fnmatchcase(path, pattern.replace("**/", ""))


def _folder(path: str) -> str:
    """Rows in different folders are different configs, except under the usual names for all of a corpus."""
    folders = [
        part for part in PurePosixPath(path).parts[:-1] if part.lower() not in ("data", "train", "test", "validation")
    ]
    return "/".join(folders) or "default"


def _split(path: str) -> str:
    lowered = path.lower()
    for split, words in (("test", ("test",)), ("validation", ("valid", "dev.", "dev-", "eval")), ("train", ("train",))):
        if any(word in lowered for word in words):
            return split
    return "train"

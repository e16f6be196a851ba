"""The repos that a card, its YAML or a demo's code names. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hackathon.hub.types import RepoType
from submissions.audit.evidence import RepoLink

MAX_LINKS = 200

_NAME = r"[A-Za-z0-9][\w.\-]{0,95}"
_ADDRESS = re.compile(
    rf"(?:huggingface\.co|(?<![\w.])hf\.co)/(?:(datasets|spaces|models)/)?({_NAME}/{_NAME})", re.IGNORECASE | re.ASCII
)
_QUOTED = re.compile(rf"[`\"']({_NAME}/{_NAME})[`\"']", re.ASCII)
_NOT_OWNERS = frozenset(
    (
        "api",
        "blog",
        "chat",
        "collections",
        "datasets",
        "docs",
        "inference-endpoints",
        "join",
        "learn",
        "models",
        "new",
        "organizations",
        "papers",
        "posts",
        "pricing",
        "settings",
        "spaces",
        "tasks",
    )
)
_FOLDERS = {"datasets": RepoType.DATASET, "spaces": RepoType.SPACE}
_YAML_KEYS = {
    "datasets": RepoType.DATASET,
    "source_datasets": RepoType.DATASET,
    "models": RepoType.MODEL,
    "base_model": RepoType.MODEL,
}


def links_in_yaml(metadata: Mapping[str, Any] | None) -> tuple[RepoLink, ...]:
    """Repos under ``datasets``, ``models`` and ``base_model``, given as a text or a list, as ids or addresses."""
    found = (
        RepoLink(repo_id, repo_type, "yaml")
        for key, repo_type in _YAML_KEYS.items()
        for text in texts_of((metadata or {}).get(key))
        if (repo_id := _as_id(text))
    )
    return _capped(found)


def links_in_text(text: str) -> tuple[RepoLink, ...]:
    """Repos whose address is in ``text``, or whose id stands there in quotes or as code."""
    return _capped(_in_text(text, "text"))


def links_in_code(text: str) -> tuple[RepoLink, ...]:
    """The same in a demo's source file."""
    return _capped(_in_text(text, "code"))


def texts_of(value: Any) -> tuple[str, ...]:
    """The texts in a YAML value that people write as a text, a list or a mapping. Blanks are left out.

    >>> texts_of(["es", None, {"ca": "pt"}])
    ('es', 'pt')
    """
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    if isinstance(value, bool) or value is None:
        return ()
    if isinstance(value, int | float):
        return (str(value),)
    if isinstance(value, Mapping):
        return tuple(text for item in value.values() for text in texts_of(item))
    if isinstance(value, list | tuple):
        return tuple(text for item in value for text in texts_of(item))
    return ()


def _in_text(text: str, source: str) -> Iterator[RepoLink]:
    for match in _ADDRESS.finditer(text):
        repo_id = match.group(2).rstrip(".-_")
        if repo_id.split("/")[0].lower() not in _NOT_OWNERS and "/" in repo_id:
            yield RepoLink(repo_id, _FOLDERS.get((match.group(1) or "").lower(), RepoType.MODEL), source)
    for match in _QUOTED.finditer(text):
        yield RepoLink(match.group(1), None, source)


def _as_id(text: str) -> str | None:
    address = _ADDRESS.search(text)
    return address.group(2) if address else text[:200]


def _capped(links: Iterable[RepoLink]) -> tuple[RepoLink, ...]:
    unique: dict[RepoLink, None] = {}
    for link in links:
        unique.setdefault(link)
        if len(unique) >= MAX_LINKS:
            break
    return tuple(unique)


def base_models(
    metadata: Mapping[str, Any] | None, *, tags: Iterable[str] = (), adapter_base: str | None = None
) -> tuple[str, ...]:
    """The models that a model says it was made from: by its YAML, else by the Hub's tags, else by its adapter's config.

    >>> base_models(None, tags=["es", "base_model:adapter:google/gemma-2b"])
    ('google/gemma-2b',)
    """
    declared = texts_of((metadata or {}).get("base_model"))
    if declared:
        return tuple(dict.fromkeys(filter(None, map(_as_id, declared))))
    tagged = [tag.rsplit(":", 1)[-1] for tag in tags if tag.startswith("base_model:")]
    return tuple(dict.fromkeys(tagged)) or ((adapter_base,) if adapter_base else ())

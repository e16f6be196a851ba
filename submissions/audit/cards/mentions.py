"""The repos that a card, its YAML or a demo's code names. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from hackathon.hub.types import RepoType
from submissions.audit.evidence import FileMention, RepoLink

MAX_LINKS = 200
MAX_FILES = 100

_NAME = r"[A-Za-z0-9][\w.\-]{0,95}"
_ADDRESS = re.compile(
    rf"(?:huggingface\.co|(?<![\w.])hf\.co)/(?:(datasets|spaces|models)/)?({_NAME}/{_NAME})", re.IGNORECASE | re.ASCII
)
_ROOTED = re.compile(
    rf"(?:\]\(\s?|href=[\"'])/(?:(datasets|spaces|models)/)?({_NAME}/{_NAME})", re.IGNORECASE | re.ASCII
)
_OWN_PAGE = re.compile(r"https?://([a-z0-9][a-z0-9-]{0,90}\.hf\.space)(?![\w.-])", re.IGNORECASE | re.ASCII)
_QUOTED = re.compile(rf"[`\"']({_NAME}/{_NAME})[`\"']", re.ASCII)
_CODE = r"(?:py|ipynb|sh|[rR]|jl|js|ts|Rmd|qmd)"
_FILE = re.compile(rf"(?<![\w./@\-])((?:\./)?(?:[\w.\-]{{1,80}}/){{0,6}}[\w.\-]{{1,100}}\.{_CODE})(?![\w/.]\w)(?!\w)")
_LINKED = re.compile(r"\]\(\s{0,3}<?([^()\s<>]{1,500})|href=[\"']([^\"'\s]{1,500})", re.IGNORECASE)
_URL_CHAR = r"[^\s<>()\[\]\"'`|]"
_ELSEWHERE = re.compile(
    rf"https?://(?:colab\.research{_URL_CHAR}{{1,300}}|[^\s/<>()]{{1,200}}/{_URL_CHAR}{{0,500}}?\.{_CODE}(?!\w))",
    re.IGNORECASE,
)
_IN_REPO = re.compile(
    rf"^https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?:(?:datasets|spaces|models)/)?({_NAME}/{_NAME})/(?:blob|resolve|raw|tree)/[^/?#]+/([^?#]+)",
    re.IGNORECASE | re.ASCII,
)
_ADDRESSES = re.compile(r"https?://[^\s<>()\[\]\"'`|]{1,2000}")
_SUFFIX = re.compile(rf"\.{_CODE}(?!\w)")
_IS_CODE = re.compile(rf"\.{_CODE}$")
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


def files_in_text(text: str, *, first_line: int = 1) -> tuple[FileMention, ...]:
    """The scripts and notebooks that a card's text names, whether as links or in plain words.

    >>> [(one.path, one.linked, one.elsewhere) for one in files_in_text("[Entrena](./train.py), `eval.ipynb` y https://x.org/a.py")]
    [('train.py', True, False), ('https://x.org/a.py', True, True), ('eval.ipynb', False, False)]
    """
    unique: dict[tuple[str, str], FileMention] = {}
    for number, line in enumerate(text.split("\n"), start=first_line):
        if not _SUFFIX.search(line) and "colab.research" not in line:
            continue
        for one in _files_in(line[:20_000], number):
            unique.setdefault((one.path, one.repo_id), one)
        if len(unique) >= MAX_FILES:
            break
    return tuple(unique.values())[:MAX_FILES]


def _files_in(line: str, number: int) -> Iterator[FileMention]:
    """Links first, so that a file that is linked is known as that."""
    for match in _LINKED.finditer(line):
        target = unquote(match[1] or match[2]).strip()
        if "://" not in target and not target.startswith(("#", "mailto:")) and _IS_CODE.search(_path(target)):
            yield FileMention(_path(target), number, linked=True)
    for match in _ELSEWHERE.finditer(line):
        inside = _IN_REPO.match(unquote(match[0]))
        if inside:
            yield FileMention(_path(inside[2]), number, linked=True, repo_id=inside[1])
        else:
            yield FileMention(match[0][:300], number, linked=True, elsewhere=True)
    for match in _FILE.finditer(_ADDRESSES.sub(" ", _LINKED.sub(" ", line))):
        yield FileMention(_path(match[1]), number)


def _path(target: str) -> str:
    return target.partition("#")[0].partition("?")[0].removeprefix("./").lstrip("/")[:300]


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
    for match in (*_ADDRESS.finditer(text), *_ROOTED.finditer(text)):
        repo_id = match.group(2).rstrip(".-_")
        if repo_id.split("/")[0].lower() not in _NOT_OWNERS and "/" in repo_id:
            yield RepoLink(repo_id, _FOLDERS.get((match.group(1) or "").lower(), RepoType.MODEL), source)
    for match in _OWN_PAGE.finditer(text):
        yield RepoLink(match.group(1).lower(), RepoType.SPACE, source)
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

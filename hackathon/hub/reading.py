"""The Hub's JSON as our dataclasses. What has not the Hub's shape is told as HubGarbled, and never half read."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from hackathon.hub.addresses import is_repo_id
from hackathon.hub.errors import HubGarbled
from hackathon.hub.types import Commit, Like, ListedRepo, Ref, RepoFile, RepoInfo, RepoType, SpaceRuntime

FIRST_MOMENT = datetime(1000, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(9000, 1, 1, tzinfo=UTC)
LONGEST_ID, LONGEST_NAME = 64, 200
MOST_LIKES = 2**31 - 1

_REPO_TYPES = tuple(RepoType)
_BEYOND = re.compile(
    r"(?:(?P<sign>[+-])\d{6}|0000)-.*"
)  # how JavaScript, and so the Hub, writes years of no four digits


@contextmanager
def as_promised(what: str) -> Iterator[None]:
    """Reading JSON that does not have the Hub's shape raises HubGarbled."""
    try:
        yield
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise HubGarbled(f"{what}: {type(error).__name__} {error}") from error


def repo_info(data: Mapping[str, Any], *, repo_type: RepoType, server_date: datetime | None = None) -> RepoInfo:
    """A repo with its files, of an answer that the Hub dated ``server_date``."""
    card_data = data.get("cardData")
    return RepoInfo(
        hub_id=name(data["_id"], longest=LONGEST_ID),
        repo_id=name(data["id"], longest=LONGEST_NAME),
        repo_type=repo_type,
        sha=name(data["sha"], longest=LONGEST_ID),
        private=bool(data.get("private")),
        gated=bool(data.get("gated")),
        disabled=bool(data.get("disabled")),
        created_at=utc_or_none(data.get("createdAt")),
        last_modified=utc_or_none(data.get("lastModified")),
        files=tuple(_repo_file(item) for item in data.get("siblings") or ()),
        tags=tuple(str(tag) for tag in data.get("tags") or ()),
        likes=_likes(data),
        card_data=card_data if isinstance(card_data, Mapping) else None,
        parameters=parameters(data),
        sdk=data.get("sdk"),
        server_date=server_date,
        library=_text_or_none(data.get("library_name")),
        config=_mapping(data.get("config")) or None,
        chat_template=_chat_template(data),
        dtypes=_dtypes(data),
        runtime=space_runtime(data["runtime"]) if _mapping(data.get("runtime")).get("stage") else None,
        host=_host(data),
    )


def space_runtime(data: Mapping[str, Any]) -> SpaceRuntime:
    """How a Space is doing."""
    hardware = data.get("hardware") or {}
    return SpaceRuntime(
        stage=str(data["stage"]), hardware=hardware.get("current"), requested_hardware=hardware.get("requested")
    )


def _host(data: Mapping[str, Any]) -> str | None:
    """Where a Space's own page is: the Hub tells it in full, or only the first label of its name."""
    host, subdomain = _text_or_none(data.get("host")), _text_or_none(data.get("subdomain"))
    return host or (f"https://{subdomain}.hf.space" if subdomain else None)


def _chat_template(data: Mapping[str, Any]) -> bool | None:
    """Whether a model's tokenizer has a chat template, as text or as a list of named ones; None where nothing is told of it."""
    config, gguf = _mapping(data.get("config")), _mapping(data.get("gguf"))
    tokenizer = config.get("tokenizer_config")
    if _mapping(tokenizer).get("chat_template") or config.get("chat_template_jinja") or gguf.get("chat_template"):
        return True
    return False if isinstance(tokenizer, Mapping) else None


def _dtypes(data: Mapping[str, Any]) -> dict[str, int]:
    counted = _mapping(_mapping(data.get("safetensors")).get("parameters"))
    return {str(dtype): int(number) for dtype, number in counted.items()}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def listed_repo(item: Mapping[str, Any], *, repo_type: RepoType, server_date: datetime | None) -> ListedRepo:
    """A repo as a list tells of it."""
    return ListedRepo(
        hub_id=name(item["_id"], longest=LONGEST_ID),
        repo_id=name(item["id"], longest=LONGEST_NAME),
        repo_type=repo_type,
        sha=None if item.get("sha") is None else name(item["sha"], longest=LONGEST_ID),
        last_modified=utc_or_none(item.get("lastModified")),
        created_at=utc_or_none(item.get("createdAt")),
        likes=_likes(item),
        private=bool(item.get("private")),
        server_date=server_date,
        duplicated_from=_duplicated_from(item),
    )


def _duplicated_from(item: Mapping[str, Any]) -> str:
    """What a card may say is anything; only a name counts."""
    said = _mapping(item.get("cardData")).get("duplicated_from")
    return said.strip() if isinstance(said, str) and len(said) <= LONGEST_NAME and is_repo_id(said.strip()) else ""


def _repo_file(item: Mapping[str, Any]) -> RepoFile:
    lfs = item.get("lfs") or {}
    return RepoFile(
        path=_text(item["rfilename"]),
        size=lfs.get("size", item.get("size")),
        blob_id=item.get("blobId"),
        lfs_sha256=lfs.get("sha256"),
    )


def parameters(data: Mapping[str, Any]) -> int | None:
    """The number of weights, from the headers of the safetensors files, else of the GGUF file."""
    for source in ("safetensors", "gguf"):
        total = (data.get(source) or {}).get("total")
        if total is not None:
            return int(total)
    return None


def commit(item: Mapping[str, Any]) -> Commit:
    """One commit of a history."""
    return Commit(
        sha=name(item["id"], longest=LONGEST_ID),
        title=str(item.get("title") or ""),
        date=_utc(item["date"]),
        authors=tuple(author["user"] for author in item.get("authors") or () if author.get("user")),
        message=str(item.get("message") or ""),
    )


def ref(item: Mapping[str, Any]) -> Ref:
    """One branch, tag, converted copy or pull request."""
    return Ref(name=str(item["name"]), ref=str(item["ref"]), sha=str(item["targetCommit"]))


def like(item: Mapping[str, Any]) -> Like | None:
    """One like; None for one of a kind of thing that is not ours to know."""
    repo = item["repo"]
    if repo["type"] not in _REPO_TYPES:
        return None
    return Like(name(repo["name"], longest=LONGEST_NAME), RepoType(repo["type"]), _utc(item["createdAt"]))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"text expected, not {value!r}")
    return value


def name(value: Any, *, longest: int) -> str:
    """A name that is kept in a column, where what has no room would take everything else of the answer down with it."""
    text = _text(value)
    if len(text) > longest or not text.isprintable():
        raise ValueError(f"a name expected, not {text[:longest]!r}")
    return text


def _likes(data: Mapping[str, Any]) -> int:
    """Nothing hangs on an absurd number: it becomes the nearest that a column holds."""
    return min(max(int(data.get("likes") or 0), 0), MOST_LIKES)


def _utc(value: Any) -> datetime:
    """An ISO date of the Hub as an aware datetime in UTC. Git takes any date; those that no calendar holds in every zone
    become the first or the last that it does, so that one strange commit hides none of the others.

    >>> _utc("2024-04-20T12:00:00.000Z")
    datetime.datetime(2024, 4, 20, 12, 0, tzinfo=datetime.timezone.utc)
    >>> _utc("+010000-01-01T00:00:00.000Z") == LAST_MOMENT
    True
    """
    text = _text(value)
    if far := _BEYOND.fullmatch(text):
        return LAST_MOMENT if far["sign"] == "+" else FIRST_MOMENT
    moment = datetime.fromisoformat(text)
    if not FIRST_MOMENT.year < moment.year < LAST_MOMENT.year:
        return FIRST_MOMENT if moment.year <= FIRST_MOMENT.year else LAST_MOMENT
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def utc_or_none(value: Any) -> datetime | None:
    """A date of the Hub in UTC; None for none."""
    return None if value is None else _utc(value)

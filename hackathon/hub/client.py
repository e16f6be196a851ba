"""The only door to the Hugging Face Hub: questions in the Hub's words, answers as our dataclasses, errors of our own.

Every request has a timeout, is tried again a bounded number of times, and waits no longer than ``max_wait`` seconds in
all; see ``hackathon.hub.transport``. Nothing is read from or written to a local cache: a file is fetched at the
revision that was asked for, or not at all.
"""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BufferedReader
from itertools import islice
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx2
from huggingface_hub.utils import build_hf_headers

from hackathon.hub.addresses import is_repo_id
from hackathon.hub.errors import HubGarbled, OrganisationMissing, RepoMissing
from hackathon.hub.remote_file import open_remote
from hackathon.hub.transport import Answer, Transport
from hackathon.hub.types import Commit, Ref, RepoFile, RepoInfo, RepoType, SpaceRuntime

DEFAULT_TIMEOUT = 10.0
DEFAULT_RETRIES = 3
DEFAULT_MAX_WAIT = 20.0
MAX_FILE_BYTES = 2_000_000
COMMITS_PER_PAGE = 1000

FIRST_MOMENT = datetime(1000, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(9000, 1, 1, tzinfo=UTC)

_BEYOND = re.compile(
    r"(?:(?P<sign>[+-])\d{6}|0000)-.*"
)  # how JavaScript, and so the Hub, writes years of no four digits
_SHA = re.compile(r"[0-9a-f]{40}")
_FILE_PREFIXES = {
    RepoType.DATASET: "/datasets",
    RepoType.MODEL: "",
    RepoType.SPACE: "/spaces",
}
_clients: dict[tuple[object, ...], "HubClient"] = {}
_clients_lock = threading.Lock()
_REF_KINDS = ("branches", "converts", "tags", "pullRequests")


class HubClient:
    """Asks one Hub. Threads may share it; clients of different endpoints may live side by side.

    ``timeout`` (seconds) holds for connecting and for each silence of the server; a whole answer may take three times
    as long. ``retries`` is how often a failed request is tried again, ``max_wait`` how many seconds the pauses between
    may take together: a rate limit that lasts longer raises HubRateLimited at once.

    All methods raise errors of ``hackathon.hub.errors`` and no others: the HubMissing that fits, HubForbidden,
    HubRateLimited, HubUnreachable, HubGarbled or HubRefused.
    """

    def __init__(
        self,
        *,
        endpoint: str,
        token: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        retries: int = DEFAULT_RETRIES,
        sleep: Callable[[float], None] = time.sleep,
        max_wait: float = DEFAULT_MAX_WAIT,
        http: httpx2.BaseTransport | None = None,
    ) -> None:
        self._transport = Transport(
            endpoint=endpoint,
            headers=build_hf_headers(token=_usable_token(token), library_name="hackathon"),
            timeout=timeout,
            retries=retries,
            sleep=sleep,
            max_wait=max_wait,
            http=http,
        )

    @property
    def endpoint(self) -> str:
        """The Hub's address, without a slash at its end."""
        return self._transport.endpoint

    def __repr__(self) -> str:
        return f"HubClient(endpoint={self.endpoint!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up. The client is of no use afterwards."""
        self._transport.close()

    def repo_info(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> RepoInfo:
        """A repo at ``revision`` (default: the head of main), with the sizes of its files, its card and its parameters.

        After a rename the old name still answers: compare ``hub_id``, not ``repo_id``.
        One request; a second one for a model whose weights the Hub has counted but did not mention.
        """
        path = _api(repo_id, repo_type) + (f"/revision/{quote(revision, safe='')}" if revision else "")
        data = self._transport.get_json(path, params={"blobs": "true"}, missing=RepoMissing)
        with _as_promised(path):
            info = _repo_info(data, repo_type=repo_type)
            if info.parameters is None and any(file.path.endswith(".safetensors") for file in info.files):
                counted = self._transport.get_json(path, params={"expand": "safetensors"}, missing=RepoMissing)
                data["safetensors"] = counted.get("safetensors")
                info = _repo_info(data, repo_type=repo_type)
        return info

    def commits(
        self,
        repo_id: str,
        repo_type: RepoType,
        *,
        revision: str = "main",
        limit: int = 1000,
    ) -> tuple[Commit, ...]:
        """The last ``limit`` commits of a revision, newest first. As many as ``limit`` means: there may be older ones."""
        path = f"{_api(repo_id, repo_type)}/commits/{quote(revision, safe='')}"
        params = {"limit": str(min(limit, COMMITS_PER_PAGE))}
        pages = self._transport.get_pages(path, params=params, missing=RepoMissing)
        with _as_promised(path):
            return tuple(_commit(item) for item in islice(pages, limit))

    def refs(self, repo_id: str, repo_type: RepoType) -> tuple[Ref, ...]:
        """All branches, converted copies, tags and pull requests."""
        path = f"{_api(repo_id, repo_type)}/refs"
        data = self._transport.get_json(path, params={"include_prs": "1"}, missing=RepoMissing)
        with _as_promised(path):
            return tuple(
                Ref(
                    name=str(item["name"]),
                    ref=str(item["ref"]),
                    sha=str(item["targetCommit"]),
                )
                for kind in _REF_KINDS
                for item in data.get(kind) or ()
            )

    def read_file(
        self,
        repo_id: str,
        repo_type: RepoType,
        path: str,
        *,
        revision: str,
        max_bytes: int = MAX_FILE_BYTES,
    ) -> bytes:
        """The first ``max_bytes`` bytes of a file. As many as ``max_bytes`` means: there may be more."""
        if max_bytes < 1:
            raise ValueError("max_bytes must be at least 1")
        return self._part(repo_id, repo_type, path, revision=revision, start=0, stop=max_bytes).body

    def open_file(
        self,
        repo_id: str,
        repo_type: RepoType,
        path: str,
        *,
        revision: str,
        size: int | None = None,
    ) -> BufferedReader:
        """A file as a seekable binary file that fetches only what is read; pyarrow takes it. Reading raises our errors.

        Pass ``size`` (from ``repo_info``) to save the request that asks for it, and a sha as ``revision``: parts of a
        branch's head could come from two commits.
        """

        def fetch(start: int, stop: int) -> bytes:
            return self._part(repo_id, repo_type, path, revision=revision, start=start, stop=stop).body

        if size is None:
            size = _whole_size(self._part(repo_id, repo_type, path, revision=revision, start=0, stop=1))
        return open_remote(fetch, size=size)

    def space_runtime(self, repo_id: str) -> SpaceRuntime:
        """How a Space is doing now. SLEEPING is fine for a demo: it wakes up when visited."""
        path = f"{_api(repo_id, RepoType.SPACE)}/runtime"
        data = self._transport.get_json(path, missing=RepoMissing)
        with _as_promised(path):
            hardware = data.get("hardware") or {}
            return SpaceRuntime(
                stage=str(data["stage"]),
                hardware=hardware.get("current"),
                requested_hardware=hardware.get("requested"),
            )

    def organisation_members(self, organisation: str) -> tuple[str, ...]:
        """The user names of an organisation's public members."""
        path = f"/api/organizations/{quote(organisation, safe='')}/members"
        with _as_promised(path):
            members = self._transport.get_pages(path, params={}, missing=OrganisationMissing)
            return tuple(str(member["user"]) for member in members)

    def _part(
        self,
        repo_id: str,
        repo_type: RepoType,
        path: str,
        *,
        revision: str,
        start: int,
        stop: int,
    ) -> Answer:
        _must_be_possible(repo_id)
        where = f"{_FILE_PREFIXES[repo_type]}/{repo_id}/resolve/{quote(revision, safe='')}/{quote(path, safe='/')}"
        answer = self._transport.get_bytes(where, start=start, stop=stop)
        if _SHA.fullmatch(revision) and answer.commit not in (None, revision):
            raise HubGarbled(f"{where}: served from {answer.commit}")
        return answer


def default_client(*, patient: bool = True) -> HubClient:
    """The client for the Hub that the settings name (``HF_ENDPOINT``, ``HF_TOKEN``, ``HF_TIMEOUT``), one per process.

    ``patient=False`` is for when a person waits for the page: one try, no pauses.
    """
    from django.conf import settings

    # One client per process: connections must not be shared with a forked worker.
    key = (settings.HF_ENDPOINT, settings.HF_TOKEN or None, float(settings.HF_TIMEOUT), patient, os.getpid())
    with _clients_lock:
        if key not in _clients:
            endpoint, token, timeout, *_ = key
            pauses = {} if patient else {"retries": 0, "max_wait": 0.0}
            _clients[key] = HubClient(endpoint=endpoint, token=token, timeout=timeout, **pauses)
        return _clients[key]


def hang_up() -> None:
    """Close the clients that ``default_client`` gave; the next call makes new ones."""
    with _clients_lock:
        while _clients:
            _clients.popitem()[1].close()


def _usable_token(token: str | None) -> str | bool:
    """False stands for "anonymous": None would make the library look for a token on this machine."""
    token = (token or "").strip()
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("the Hub's token has characters that no token has")
    return token or False


def _must_be_possible(repo_id: str) -> None:
    """A name that the Hub cannot have needs no request, and must not bend the path of one.

    Old models such as ``gpt2`` have no organisation; cards still name them as base models.
    """
    if not is_repo_id(repo_id if "/" in repo_id else f"none/{repo_id}"):
        raise RepoMissing(f"no repo can be called {repo_id!r}")


def _api(repo_id: str, repo_type: RepoType) -> str:
    _must_be_possible(repo_id)
    return f"/api/{repo_type}s/{repo_id}"


@contextmanager
def _as_promised(what: str) -> Iterator[None]:
    """Reading JSON that does not have the Hub's shape raises HubGarbled."""
    try:
        yield
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise HubGarbled(f"{what}: {type(error).__name__} {error}") from error


def _repo_info(data: Mapping[str, Any], *, repo_type: RepoType) -> RepoInfo:
    card_data = data.get("cardData")
    return RepoInfo(
        hub_id=str(data["_id"]),
        repo_id=str(data["id"]),
        repo_type=repo_type,
        sha=_text(data["sha"]),
        private=bool(data.get("private")),
        gated=bool(data.get("gated")),
        disabled=bool(data.get("disabled")),
        created_at=_utc_or_none(data.get("createdAt")),
        last_modified=_utc_or_none(data.get("lastModified")),
        files=tuple(_repo_file(item) for item in data.get("siblings") or ()),
        tags=tuple(str(tag) for tag in data.get("tags") or ()),
        likes=int(data.get("likes") or 0),
        card_data=card_data if isinstance(card_data, Mapping) else None,
        parameters=_parameters(data),
        sdk=data.get("sdk"),
    )


def _repo_file(item: Mapping[str, Any]) -> RepoFile:
    lfs = item.get("lfs") or {}
    return RepoFile(
        path=_text(item["rfilename"]),
        size=lfs.get("size", item.get("size")),
        blob_id=item.get("blobId"),
        lfs_sha256=lfs.get("sha256"),
    )


def _parameters(data: Mapping[str, Any]) -> int | None:
    """The number of weights, from the headers of the safetensors files, else of the GGUF file."""
    for source in ("safetensors", "gguf"):
        total = (data.get(source) or {}).get("total")
        if total is not None:
            return int(total)
    return None


def _commit(item: Mapping[str, Any]) -> Commit:
    return Commit(
        sha=_text(item["id"]),
        title=str(item.get("title") or ""),
        date=_utc(item["date"]),
        authors=tuple(author["user"] for author in item.get("authors") or () if author.get("user")),
        message=str(item.get("message") or ""),
    )


def _whole_size(answer: Answer) -> int:
    """The size of the whole file, read from an answer to a request for its first byte."""
    found = re.fullmatch(r"bytes (?:\d+-\d+|\*)/(\d+)", answer.headers.get("Content-Range", ""))
    if found:
        return int(found[1])
    if answer.status == 200 and answer.headers.get("Content-Length", "").isdecimal():
        return int(answer.headers["Content-Length"])
    raise HubGarbled("the size of a file was not told")


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"text expected, not {value!r}")
    return value


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


def _utc_or_none(value: Any) -> datetime | None:
    return None if value is None else _utc(value)

"""The only door to the Hugging Face Hub: questions in the Hub's words, answers as our dataclasses, errors of our own.

Every request has a timeout, is tried again a bounded number of times, and waits no longer than ``max_wait`` seconds in
all; see ``hackathon.hub.transport``. Nothing is read from or written to a local cache: a file is fetched at the
revision that was asked for, or not at all.
"""

import os
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx2
from huggingface_hub.utils import build_hf_headers

from hackathon.hub import paths, spaces
from hackathon.hub.dataset_calls import DatasetCalls
from hackathon.hub.errors import OrganisationMissing, RepoMissing
from hackathon.hub.file_calls import FileCalls
from hackathon.hub.job_calls import JobCalls
from hackathon.hub.people_calls import PeopleCalls
from hackathon.hub.reading import as_promised, commit, listed_repo, parameters, ref, repo_info, space_runtime
from hackathon.hub.transport import Transport
from hackathon.hub.types import (
    Commit,
    CommitRun,
    ListedRepo,
    Ref,
    RepoInfo,
    RepoListing,
    RepoType,
    SpaceAnswer,
    SpaceRuntime,
)

DEFAULT_TIMEOUT = 10.0
DEFAULT_RETRIES = 3
DEFAULT_MAX_WAIT = 20.0
COMMITS_PER_PAGE = 1000
REPOS_PER_PAGE = 1000

_clients: dict[tuple[object, ...], "HubClient"] = {}
_clients_lock = threading.Lock()
_REF_KINDS = ("branches", "converts", "tags", "pullRequests")
_LISTED = ["sha", "lastModified", "createdAt", "likes", "private"]


class HubClient(JobCalls, FileCalls, PeopleCalls, DatasetCalls):
    """Asks one Hub. Threads may share it; clients of different endpoints may live side by side.

    ``timeout`` (seconds) holds for connecting and for each silence of the server; a whole answer may take three times
    as long. ``retries`` is how often a failed request is tried again, ``max_wait`` how many seconds the pauses between
    may take together: a rate limit that lasts longer raises HubRateLimited at once.

    All methods raise errors of ``hackathon.hub.errors`` and no others: the HubMissing that fits, HubForbidden,
    HubRateLimited, HubUnreachable, HubGarbled or HubRefused; ``run_job`` HubNoCredit and ``download`` TooLarge as well, and
    OSError for the disk. Jobs are asked for in ``job_calls``, files in ``file_calls``, people in ``people_calls``; datasets are
    written in ``dataset_calls``.
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
        self._http = http
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
        info = self.look(repo_id, repo_type, revision=revision)
        if info.parameters is None and any(file.path.endswith(".safetensors") for file in info.files):
            path = paths.of_repo(repo_id, repo_type, revision)
            counted = self._transport.get_json(path, params={"expand": "safetensors"}, missing=RepoMissing)
            with as_promised(path):
                return replace(info, parameters=parameters(counted.content))
        return info

    def look(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> RepoInfo:
        """As ``repo_info``, in exactly one request: ``parameters`` only when the Hub mentions them.

        Every file comes with its ``blob_id`` and, when it is kept in LFS, its SHA-256.
        """
        path = paths.of_repo(repo_id, repo_type, revision)
        answer = self._transport.get_json(path, params={"blobs": "true"}, missing=RepoMissing)
        with as_promised(path):
            return repo_info(answer.content, repo_type=repo_type, server_date=answer.date)

    def head(self, repo_id: str, repo_type: RepoType) -> ListedRepo:
        """What a list would tell of one repo, in one small request; for repos that no list of ours covers.

        After a rename the old name still answers: compare ``hub_id``, not ``repo_id``.
        """
        path = paths.of_repo(repo_id, repo_type)
        answer = self._transport.get_json(path, params={"expand": _LISTED}, missing=RepoMissing)
        with as_promised(path):
            return listed_repo(answer.content, repo_type=repo_type, server_date=answer.date)

    def list_repos(self, repo_type: RepoType, *, author: str, cards: bool = False) -> RepoListing:
        """All repos of a kind that a person or an organisation owns, those that our token may see; a thousand a request.

        All or nothing: trouble on any page raises, so that whoever is not in the listing was not on the Hub's list.
        ``cards``: with what the repos' cards say, such as ``duplicated_from``.
        """
        path = f"/api/{repo_type}s"
        params = {
            "author": author,
            "limit": str(REPOS_PER_PAGE),
            "expand": [*_LISTED, *(["cardData"] if cards else [])],
        }
        found: dict[str, ListedRepo] = {}  # a repo that moves between pages while we read is told twice
        date = None
        with as_promised(path):
            for page in self._transport.get_pages(path, params=params, missing=OrganisationMissing):
                repos = [listed_repo(item, repo_type=repo_type, server_date=page.date) for item in page.content]
                found |= {repo.hub_id: repo for repo in repos}
                date = page.date
        return RepoListing(tuple(found.values()), date)

    def commits(
        self,
        repo_id: str,
        repo_type: RepoType,
        *,
        revision: str = "main",
        limit: int = 1000,
    ) -> tuple[Commit, ...]:
        """The last ``limit`` commits of a revision, newest first. As many as ``limit`` means: there may be older ones."""
        return self.commits_until(repo_id, repo_type, revision=revision, until=(), limit=limit).commits

    def commits_until(
        self,
        repo_id: str,
        repo_type: RepoType,
        *,
        revision: str,
        until: Collection[str],
        limit: int = 10_000,
    ) -> CommitRun:
        """The commits of a revision, newest first, down to the first whose sha is in ``until``, which is not among them.

        No page is asked for beyond the one that has it, nor more than ``limit`` commits. Pass a sha as ``revision``: a
        branch may move while its pages are read.
        """
        path = f"{paths.of_repo(repo_id, repo_type)}/commits/{quote(revision, safe='')}"
        params = {"limit": str(min(limit, COMMITS_PER_PAGE))}
        known, commits = frozenset(until), []
        with as_promised(path):
            for page in self._transport.get_pages(path, params=params, missing=RepoMissing):
                for place, item in enumerate(page.content, 1):
                    if len(commits) == limit:
                        return CommitRun(tuple(commits))
                    if (next_one := commit(item)).sha in known:
                        older = map(commit, page.content[place:] if commits else ())
                        beside = tuple(one for one in older if one.sha not in known)
                        return CommitRun(tuple(commits), reached=next_one.sha, beside=beside)
                    commits.append(next_one)
                if len(commits) >= limit and not page.is_last:
                    return CommitRun(tuple(commits))
        return CommitRun(tuple(commits), complete=True)

    def refs(self, repo_id: str, repo_type: RepoType) -> tuple[Ref, ...]:
        """All branches, converted copies, tags and pull requests."""
        path = f"{paths.of_repo(repo_id, repo_type)}/refs"
        data = self._transport.get_json(path, params={"include_prs": "1"}, missing=RepoMissing).content
        with as_promised(path):
            return tuple(ref(item) for kind in _REF_KINDS for item in data.get(kind) or ())

    def space_runtime(self, repo_id: str) -> SpaceRuntime:
        """How a Space is doing now. SLEEPING is fine for a demo: it wakes up when visited."""
        path = f"{paths.of_repo(repo_id, RepoType.SPACE)}/runtime"
        data = self._transport.get_json(path, missing=RepoMissing).content
        with as_promised(path):
            return space_runtime(data)

    def space_answers(self, repo_id: str, *, seconds: float, host: str | None = None) -> SpaceAnswer:
        """What a Space's own page answers within ``seconds`` in all. Never raises for what the Space does; see ``hub.spaces``.

        Pass ``host`` (from ``repo_info``) to save the request that asks for it. The page is no part of the Hub: our token is not
        sent, and only an address that the Hub gives to Spaces is visited.
        """
        paths.must_be_possible(repo_id)
        host = host or self.look(repo_id, RepoType.SPACE).host
        return spaces.visit(host, endpoint=self.endpoint, seconds=seconds, http=self._http)


def default_client(
    *, patient: bool = True, timeout: float | None = None, anonymous: bool = False, writing: bool = False
) -> HubClient:
    """The client for the Hub that the settings name (``HF_ENDPOINT``, ``HF_TOKEN``, ``HF_TIMEOUT``), one per process.

    ``patient=False`` is for when a person waits for the page: one try, no pauses. ``timeout``: at most so many seconds.
    ``anonymous``: as anybody may ask, without our token. ``writing``: with ``HF_WRITE_TOKEN``, which may write.
    """
    from django.conf import settings

    longest = min(float(settings.HF_TIMEOUT), timeout or float("inf"))
    # One client per process: connections must not be shared with a forked worker.
    token = None if anonymous else (settings.HF_WRITE_TOKEN if writing else settings.HF_TOKEN) or None
    key = (settings.HF_ENDPOINT, token, longest, patient, os.getpid())
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

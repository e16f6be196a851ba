"""How we speak HTTP with a Hub: requests with a timeout, bounded retries, and nothing but our own errors coming out.

``huggingface_hub.HfApi`` is not used for this. It sends everything through one client per process, without a timeout
unless each call brings one, sleeps up to five minutes inside a call on a 429, and gives 429 no error of its own.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2

from hackathon.hub.answers import (
    LONGEST_REFUSAL,
    Answer,
    JsonAnswer,
    decoded,
    own_errors,
    problem,
    seconds_until_reset,
)
from hackathon.hub.errors import (
    FileMissing,
    HubError,
    HubGarbled,
    HubMissing,
    HubRateLimited,
    HubUnreachable,
    RepoMissing,
)
from hackathon.hub.trust import trust
from hackathon.hub.uploading import Uploads

Params = Mapping[str, str | list[str]]

MAX_JSON_BYTES = 64_000_000
MAX_PAGES = 200
MAX_REDIRECTS = 5

_FIRST_BACKOFF = 0.5
_BODY_TIMEOUTS = 3
_INWARD = frozenset({"local", "localhost", "internal", "intranet", "lan", "home", "arpa"})


@dataclass(frozen=True, slots=True)
class Streamed:
    """An answer whose body is still coming, in ``chunks``; reading them raises our errors. ``commit`` as in Answer."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]
    commit: str | None = None


class Transport(Uploads):
    """Requests to one endpoint. Safe to share between threads; close it, or let it be collected."""

    def __init__(
        self,
        *,
        endpoint: str,
        headers: Mapping[str, str],
        timeout: float,
        retries: int,
        sleep: Callable[[float], None],
        max_wait: float,
        http: httpx2.BaseTransport | None = None,
    ) -> None:
        self.endpoint = endpoint.rstrip("/")
        parts = urlsplit(self.endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"not a Hub's address: {endpoint!r}")
        self.timeout = timeout
        self.retries = retries
        self.sleep = sleep
        self.max_wait = max_wait
        self._client = httpx2.Client(
            headers=dict(headers),
            timeout=httpx2.Timeout(timeout),
            follow_redirects=True,
            max_redirects=MAX_REDIRECTS,
            event_hooks={"request": [self._refuse_detour]},
            transport=http,
            verify=trust(),
        )

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def has_our_token(self, texts: Iterable[str]) -> bool:
        """Whether one of the texts would tell our token to whoever reads it."""
        token = self._client.headers.get("Authorization", "").removeprefix("Bearer ")
        return bool(token) and any(token in text for text in texts)

    def get_json(
        self,
        path: str,
        *,
        params: Params | None = None,
        missing: type[HubMissing],
        denied: type[HubError] = RepoMissing,
    ) -> JsonAnswer:
        """The JSON at ``path``. A 404 that does not say what is missing raises ``missing``, a 401 ``denied``."""
        return decoded(self._get_page(self._url(path, params), missing=missing, denied=denied))

    def post_json(
        self, path: str, *, content: Any = None, missing: type[HubMissing], denied: type[HubError], again: bool
    ) -> Answer:
        """What the Hub answers to a POST of ``content`` as JSON. ``again``: it does no harm twice, so it is tried again as a GET is.

        Without ``again`` it is sent once; HubUnreachable then leaves open whether the Hub did what it was asked.
        """
        return self.send("POST", path, content=content, missing=missing, denied=denied, again=again)

    def send(
        self,
        method: str,
        path: str,
        *,
        content: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        missing: type[HubMissing],
        denied: type[HubError],
        again: bool,
    ) -> Answer:
        """As ``post_json``, with any method; ``body`` is sent as it is, with the ``headers`` that say what it is."""
        return self._send(
            method,
            self._url(path),
            headers=headers,
            content=content,
            body=body,
            missing=missing,
            denied=denied,
            max_bytes=MAX_JSON_BYTES,
            keep=(201, 204),
            retries=self.retries if again else 0,
        )

    @contextmanager
    def stream(
        self,
        path: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str],
        silence: float | None = None,
        missing: type[HubMissing],
        denied: type[HubError] = RepoMissing,
        keep: tuple[int, ...] = (),
    ) -> Iterator[Streamed]:
        """An answer that is read as it comes, sent for once. ``silence``: seconds without a byte that are borne, else the timeout."""
        url = self._url(path, params)
        timeout = httpx2.Timeout(self.timeout, read=silence or self.timeout)
        sent = {"Accept-Encoding": "identity", **headers}
        with own_errors(url), self._client.stream("GET", url, headers=sent, timeout=timeout) as response:
            if response.status_code not in (200, 206, *keep):
                said = self._answer(response, max_bytes=LONGEST_REFUSAL)
                raise problem(said, what=url.path, missing=missing, denied=denied)
            yield Streamed(response.status_code, response.headers, _chunks(response), _commit(response))

    def get_pages(
        self, path: str, *, params: Params, missing: type[HubMissing], denied: type[HubError] = RepoMissing
    ) -> Iterator[JsonAnswer]:
        """A list, page after page while they are asked for; the content of each is a list."""
        url: httpx2.URL | None = self._url(path, params)
        seen: set[str] = set()
        while url is not None:
            if str(url) in seen or len(seen) == MAX_PAGES:
                raise HubGarbled(f"the list at {path} does not end")
            seen.add(str(url))
            answer = self._get_page(url, missing=missing, denied=denied)
            page = decoded(answer)
            if not isinstance(page.content, list):
                raise HubGarbled(f"{path} is not a list")
            yield page
            url = self._at_endpoint(url, answer.next_page)

    def get_bytes(self, path: str, *, start: int, stop: int) -> Answer:
        """Bytes ``start`` to ``stop`` (not included) of a file; fewer where the file ends before, none beyond its end."""
        headers = {"Range": f"bytes={start}-{stop - 1}", "Accept-Encoding": "identity"}
        answer = self._send(
            "GET",
            self._url(path),
            headers=headers,
            missing=FileMissing,
            max_bytes=stop - start,
            keep=(416,),
        )
        if answer.status == 416:
            return Answer(answer.status, answer.headers, b"", answer.commit)
        if answer.status == 200 and start > 0:
            raise HubGarbled(f"{path}: a part was asked for, the whole came")
        return answer

    def _url(self, path: str, params: Params | None = None) -> httpx2.URL:
        return httpx2.URL(f"{self.endpoint}{path}", params=params) if params else httpx2.URL(f"{self.endpoint}{path}")

    def _at_endpoint(self, current: httpx2.URL, link: str | None) -> httpx2.URL | None:
        """The next page, always at our endpoint: the token goes nowhere else, whatever host the link names."""
        if link is None:
            return None
        try:
            following = current.join(link)
        except (httpx2.InvalidURL, ValueError) as error:
            raise HubGarbled(f"{current.path}: no usable link to the next page") from error
        return following.copy_with(scheme=current.scheme, host=current.host, port=current.port)

    def _get_page(self, url: httpx2.URL, *, missing: type[HubMissing], denied: type[HubError]) -> Answer:
        answer = self._send("GET", url, missing=missing, denied=denied, max_bytes=MAX_JSON_BYTES + 1)
        if len(answer.body) > MAX_JSON_BYTES:
            raise HubGarbled(f"{url.path}: more than {MAX_JSON_BYTES} bytes of JSON")
        return answer

    def _send(
        self,
        method: str,
        url: httpx2.URL,
        *,
        headers: Mapping[str, str] | None = None,
        content: Any = None,
        body: bytes | None = None,
        missing: type[HubMissing],
        denied: type[HubError] = RepoMissing,
        max_bytes: int,
        keep: tuple[int, ...] = (),
        retries: int | None = None,
    ) -> Answer:
        """One request, tried again while that may help and waits for no more than ``max_wait`` seconds altogether."""
        waited, retries = 0.0, self.retries if retries is None else retries
        for attempt in range(retries + 1):
            backoff = _FIRST_BACKOFF * 2**attempt
            try:
                answer = self._once(method, url, headers=headers, content=content, body=body, max_bytes=max_bytes)
            except HubUnreachable as error:
                trouble: HubError = error
                wait = backoff
            else:
                if answer.status in (200, 206, *keep):
                    return answer
                trouble = problem(answer, what=url.path, missing=missing, denied=denied)
                wait = max(backoff, seconds_until_reset(answer.headers) or 0.0)
            if isinstance(trouble, HubRateLimited):
                wait = trouble.retry_after
            elif not isinstance(trouble, HubUnreachable):
                raise trouble
            if attempt == retries or waited + wait > self.max_wait:
                raise trouble
            self.sleep(wait)
            waited += wait
        raise AssertionError("the last attempt returns or raises")

    def _once(
        self,
        method: str,
        url: httpx2.URL,
        *,
        headers: Mapping[str, str] | None,
        content: Any,
        body: bytes | None,
        max_bytes: int,
    ) -> Answer:
        sent = dict(headers or {})
        with own_errors(url), self._client.stream(method, url, headers=sent, json=content, content=body) as response:
            return self._answer(response, max_bytes=max_bytes)

    def _answer(self, response: httpx2.Response, *, max_bytes: int) -> Answer:
        return Answer(
            status=response.status_code,
            headers=response.headers,
            body=self._body(response, max_bytes=max_bytes),
            commit=_commit(response),
            next_page=response.links.get("next", {}).get("url"),
        )

    def _refuse_detour(self, request: httpx2.Request) -> None:
        """Every hop passes here. The Hub sends us to its storage, at other names of the public web by https; never to a bare
        number or a name without dots, which is where one's own machines and a cloud's secrets live."""
        ours, host = urlsplit(self.endpoint), request.url.host
        if host == ours.hostname and (request.url.scheme == ours.scheme or request.url.scheme == "https"):
            return
        if ours.scheme == "https" and (request.url.scheme != "https" or not _is_public_name(host)):
            raise HubGarbled(f"{request.url.path}: sent to an address that is no part of the Hub")

    def _body(self, response: httpx2.Response, *, max_bytes: int) -> bytes:
        """At most ``max_bytes``. The timeout of a read starts anew with every drop; so the whole has a limit as well."""
        give_up_at = time.monotonic() + _BODY_TIMEOUTS * self.timeout
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) >= max_bytes:
                break
            if time.monotonic() > give_up_at:
                raise HubUnreachable(f"{response.url.path}: the answer trickles")
        return bytes(body[:max_bytes])


def _commit(response: httpx2.Response) -> str | None:
    """The commit that one of the hops says it served: the storage at the end of a redirect knows of none."""
    hops = [*response.history, response]
    return next((hop.headers["X-Repo-Commit"] for hop in hops if "X-Repo-Commit" in hop.headers), None)


def _chunks(response: httpx2.Response) -> Iterator[bytes]:
    """The body as it comes; here too for those who read it outside of the ``with`` of the stream."""
    with own_errors(response.url):
        yield from response.iter_bytes()


def _is_public_name(host: str) -> bool:
    """Whether a host could be one of the public web's.

    >>> [_is_public_name(host) for host in ("cdn-lfs.hf.co", "169.254.169.254", "[::1]", "redis", "db.internal", "0x7f.1")]
    [True, False, False, False, False, False]
    """
    last = host.rstrip(".").rpartition(".")[2]
    return "." in host.rstrip(".") and last.isalpha() and last.lower() not in _INWARD

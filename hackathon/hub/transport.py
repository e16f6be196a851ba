"""How we speak HTTP with a Hub: one GET with a timeout, bounded retries, and nothing but our own errors coming out.

``huggingface_hub.HfApi`` is not used for this. It sends everything through one client per process, without a timeout
unless each call brings one, sleeps up to five minutes inside a call on a 429, and gives 429 no error of its own.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2

from hackathon.hub.errors import (
    FileMissing,
    HubError,
    HubForbidden,
    HubGarbled,
    HubMissing,
    HubRateLimited,
    HubRefused,
    HubUnreachable,
    RepoMissing,
    RevisionMissing,
)

Params = Mapping[str, str | list[str]]

LONGEST_RESET = 86_400.0
"""Seconds. What a server says beyond that is not believed: nobody plans for longer, and dates cannot."""

RATE_LIMIT_WINDOW = 300.0
"""Seconds. The Hub counts requests in fixed windows of five minutes: the longest that a 429 can last."""

MAX_JSON_BYTES = 64_000_000
MAX_PAGES = 200
MAX_REDIRECTS = 5

_FIRST_BACKOFF = 0.5
_BODY_TIMEOUTS = 3
_RATE_LIMIT = re.compile(r";\s*r\s*=\s*(?P<remaining>\d+)\s*;\s*t\s*=\s*(?P<reset>\d+)")
_BY_ERROR_CODE: dict[str, type[HubError]] = {
    "RepoNotFound": RepoMissing,
    "RevisionNotFound": RevisionMissing,
    "EntryNotFound": FileMissing,
    "GatedRepo": HubForbidden,
}
_INWARD = frozenset({"local", "localhost", "internal", "intranet", "lan", "home", "arpa"})
_BAD_TOKEN = "Invalid credentials in Authorization header"
_DISABLED = "Access to this resource is disabled."


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the Hub after redirects. ``commit`` is the revision that the Hub says it served, if it said so."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    commit: str | None = None
    next_page: str | None = None


@dataclass(frozen=True, slots=True)
class JsonAnswer:
    """The JSON of one answer. ``date`` is when the Hub gave it, by its own clock, None when it did not say; ``is_last``:
    no further page follows."""

    content: Any
    date: datetime | None = None
    is_last: bool = True


class Transport:
    """GETs from one endpoint. Safe to share between threads; close it, or let it be collected."""

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
        self._timeout = timeout
        self._retries = retries
        self._sleep = sleep
        self._max_wait = max_wait
        self._client = httpx2.Client(
            headers=dict(headers),
            timeout=httpx2.Timeout(timeout),
            follow_redirects=True,
            max_redirects=MAX_REDIRECTS,
            event_hooks={"request": [self._refuse_detour]},
            transport=http,
        )

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def get_json(
        self,
        path: str,
        *,
        params: Params | None = None,
        missing: type[HubMissing],
    ) -> JsonAnswer:
        """The JSON at ``path``. A 404 that does not say what is missing raises ``missing``."""
        return _decoded(self._get_page(self._url(path, params), missing=missing))

    def get_pages(self, path: str, *, params: Params, missing: type[HubMissing]) -> Iterator[JsonAnswer]:
        """A list, page after page while they are asked for; the content of each is a list."""
        url: httpx2.URL | None = self._url(path, params)
        seen: set[str] = set()
        while url is not None:
            if str(url) in seen or len(seen) == MAX_PAGES:
                raise HubGarbled(f"the list at {path} does not end")
            seen.add(str(url))
            answer = self._get_page(url, missing=missing)
            page = _decoded(answer)
            if not isinstance(page.content, list):
                raise HubGarbled(f"{path} is not a list")
            yield page
            url = self._at_endpoint(url, answer.next_page)

    def get_bytes(self, path: str, *, start: int, stop: int) -> Answer:
        """Bytes ``start`` to ``stop`` (not included) of a file; fewer where the file ends before, none beyond its end."""
        headers = {"Range": f"bytes={start}-{stop - 1}", "Accept-Encoding": "identity"}
        answer = self._get(
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

    def _get_page(self, url: httpx2.URL, *, missing: type[HubMissing]) -> Answer:
        answer = self._get(url, headers={}, missing=missing, max_bytes=MAX_JSON_BYTES + 1)
        if len(answer.body) > MAX_JSON_BYTES:
            raise HubGarbled(f"{url.path}: more than {MAX_JSON_BYTES} bytes of JSON")
        return answer

    def _get(
        self,
        url: httpx2.URL,
        *,
        headers: Mapping[str, str],
        missing: type[HubMissing],
        max_bytes: int,
        keep: tuple[int, ...] = (),
    ) -> Answer:
        """One GET, tried again while that may help and waits for no more than ``max_wait`` seconds altogether."""
        waited = 0.0
        for attempt in range(self._retries + 1):
            backoff = _FIRST_BACKOFF * 2**attempt
            try:
                answer = self._once(url, headers=headers, max_bytes=max_bytes)
            except HubUnreachable as error:
                problem: HubError = error
                wait = backoff
            else:
                if answer.status in (200, 206, *keep):
                    return answer
                problem = _problem(answer, what=url.path, missing=missing)
                wait = max(backoff, seconds_until_reset(answer.headers) or 0.0)
            if isinstance(problem, HubRateLimited):
                wait = problem.retry_after
            elif not isinstance(problem, HubUnreachable):
                raise problem
            if attempt == self._retries or waited + wait > self._max_wait:
                raise problem
            self._sleep(wait)
            waited += wait
        raise AssertionError("the last attempt returns or raises")

    def _once(self, url: httpx2.URL, *, headers: Mapping[str, str], max_bytes: int) -> Answer:
        with (
            _own_errors(url),
            self._client.stream("GET", url, headers=dict(headers)) as response,
        ):
            hops = [*response.history, response]
            return Answer(
                status=response.status_code,
                headers=response.headers,
                body=self._body(response, max_bytes=max_bytes),
                commit=next(
                    (hop.headers["X-Repo-Commit"] for hop in hops if "X-Repo-Commit" in hop.headers),
                    None,
                ),
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
        give_up_at = time.monotonic() + _BODY_TIMEOUTS * self._timeout
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) >= max_bytes:
                break
            if time.monotonic() > give_up_at:
                raise HubUnreachable(f"{response.url.path}: the answer trickles")
        return bytes(body[:max_bytes])


def _is_public_name(host: str) -> bool:
    """Whether a host could be one of the public web's.

    >>> [_is_public_name(host) for host in ("cdn-lfs.hf.co", "169.254.169.254", "[::1]", "redis", "db.internal", "0x7f.1")]
    [True, False, False, False, False, False]
    """
    last = host.rstrip(".").rpartition(".")[2]
    return "." in host.rstrip(".") and last.isalpha() and last.lower() not in _INWARD


def seconds_until_reset(headers: Mapping[str, str]) -> float | None:
    """How long the Hub asks us to stay away, None when it does not say.

    ``RateLimit`` counts only when nothing remains: the Hub sends it with every answer.

    >>> seconds_until_reset({"RateLimit": '"api";r=0;t=55'}), seconds_until_reset({"RateLimit": '"api";r=9;t=55'})
    (55.0, None)
    >>> seconds_until_reset({"Retry-After": "7"})
    7.0
    >>> seconds_until_reset({"Retry-After": "Sat, 20 Apr 2024 12:00:30 GMT", "Date": "Sat, 20 Apr 2024 12:00:00 GMT"})
    30.0
    """
    resets = [
        min(float(found["reset"]), LONGEST_RESET)
        for found in _RATE_LIMIT.finditer(headers.get("RateLimit", ""))
        if not found["remaining"].strip("0")
    ]
    retry_after = headers.get("Retry-After", "").strip()
    if retry_after.isdecimal():
        resets.append(min(float(retry_after), LONGEST_RESET))
    elif retry_after and "Date" in headers:
        try:
            pause = parsedate_to_datetime(retry_after) - parsedate_to_datetime(headers["Date"])
        except (TypeError, ValueError, OverflowError):
            return max(resets, default=None)
        resets.append(min(max(0.0, pause.total_seconds()), LONGEST_RESET))
    return max(resets, default=None)


def _problem(answer: Answer, *, what: str, missing: type[HubMissing]) -> HubError:
    """Our word for an answer that is no success."""
    status = answer.status
    said = answer.headers.get("X-Error-Message", "")
    message = f"{what}: {status} {said[:200]}".rstrip()
    if status == 429:
        pause = seconds_until_reset(answer.headers)
        return HubRateLimited(message, retry_after=max(1.0, RATE_LIMIT_WINDOW if pause is None else pause))
    if status >= 500 or status == 408:
        return HubUnreachable(message)
    if status < 400:
        return HubGarbled(message)
    if said == _BAD_TOKEN:
        return HubRefused(message)
    if said == _DISABLED:
        return HubForbidden(message)
    by_status = {
        401: RepoMissing,
        403: HubForbidden,
        404: missing,
        410: missing,
        451: HubForbidden,
    }
    return _BY_ERROR_CODE.get(answer.headers.get("X-Error-Code", ""), by_status.get(status, HubRefused))(message)


def server_date(headers: Mapping[str, str]) -> datetime | None:
    """When the Hub gave an answer, by its own clock, in UTC; None when it does not say, or says nonsense.

    >>> server_date({"Date": "Sat, 30 Mar 2024 12:00:00 GMT"})
    datetime.datetime(2024, 3, 30, 12, 0, tzinfo=datetime.timezone.utc)
    >>> server_date({"Date": "mediodía"}), server_date({})
    (None, None)
    """
    try:
        moment = parsedate_to_datetime(headers["Date"])
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _decoded(answer: Answer) -> JsonAnswer:
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise HubGarbled("the answer is not JSON") from error
    return JsonAnswer(content, date=server_date(answer.headers), is_last=answer.next_page is None)


@contextmanager
def _own_errors(url: httpx2.URL) -> Iterator[None]:
    """Turns the HTTP library's exceptions into ours. Their messages stay out: one may quote a header."""
    try:
        yield
    except (httpx2.TooManyRedirects, httpx2.DecodingError, httpx2.InvalidURL) as error:
        raise HubGarbled(f"{url.path}: {type(error).__name__}") from error
    except httpx2.HTTPError as error:
        raise HubUnreachable(f"{url.path}: {type(error).__name__}") from error

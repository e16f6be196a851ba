"""What a Hub's HTTP answers mean: our words for refusals, when to come back, by whose clock. No requests are made here."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from hackathon.hub.errors import (
    FileMissing,
    HubError,
    HubForbidden,
    HubGarbled,
    HubMissing,
    HubNoCredit,
    HubRateLimited,
    HubRefused,
    HubUnreachable,
    RepoMissing,
    RevisionMissing,
)

LONGEST_RESET = 86_400.0
"""Seconds. What a server says beyond that is not believed: nobody plans for longer, and dates cannot."""

RATE_LIMIT_WINDOW = 300.0
"""Seconds. The Hub counts requests in fixed windows of five minutes: the longest that a 429 can last."""

LONGEST_REFUSAL = 10_000
"""Bytes of a refusal's body that are looked at."""

_RATE_LIMIT = re.compile(r";\s*r\s*=\s*(?P<remaining>\d+)\s*;\s*t\s*=\s*(?P<reset>\d+)")
_BY_ERROR_CODE: dict[str, type[HubError]] = {
    "RepoNotFound": RepoMissing,
    "RevisionNotFound": RevisionMissing,
    "EntryNotFound": FileMissing,
    "GatedRepo": HubForbidden,
}
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


def problem(answer: Answer, *, what: str, missing: type[HubMissing], denied: type[HubError] = RepoMissing) -> HubError:
    """Our word for an answer that is no success. A 404 that does not say what is missing is ``missing``; a 401 is ``denied``:
    of a repo it says no more than that it cannot be seen."""
    status = answer.status
    said = answer.headers.get("X-Error-Message", "") or _said_in(answer.body)
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
    by_status: dict[int, type[HubError]] = {
        401: denied,
        402: HubNoCredit,
        403: HubForbidden,
        404: missing,
        410: missing,
        451: HubForbidden,
    }
    return _BY_ERROR_CODE.get(answer.headers.get("X-Error-Code", ""), by_status.get(status, HubRefused))(message)


def _said_in(body: bytes) -> str:
    """What a refusal says in its body, where it says it as the Hub does.

    >>> _said_in(b'{"error": "Pre-paid credit balance is insufficient"}'), _said_in(b"<html>"), _said_in(b"[7]")
    ('Pre-paid credit balance is insufficient', '', '')
    """
    try:
        said = json.loads(body[:LONGEST_REFUSAL])["error"]
    except (KeyError, TypeError, ValueError, RecursionError):
        return ""
    return " ".join(said.split()) if isinstance(said, str) else ""


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


def decoded(answer: Answer) -> JsonAnswer:
    """The answer's JSON; HubGarbled where it has none."""
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise HubGarbled("the answer is not JSON") from error
    return JsonAnswer(content, date=server_date(answer.headers), is_last=answer.next_page is None)


@contextmanager
def own_errors(url: httpx2.URL) -> Iterator[None]:
    """Turns the HTTP library's exceptions into ours. Their messages stay out: one may quote a header."""
    try:
        yield
    except (httpx2.TooManyRedirects, httpx2.DecodingError, httpx2.InvalidURL) as error:
        raise HubGarbled(f"{url.path}: {type(error).__name__}") from error
    except httpx2.HTTPError as error:
        raise HubUnreachable(f"{url.path}: {type(error).__name__}") from error

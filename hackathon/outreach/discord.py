"""The only door to Discord: one message to one webhook. A webhook's address is its password, so nothing here repeats it."""

from dataclasses import dataclass, field
from typing import Protocol

import requests
from django.conf import settings

LIMIT = 2_000
CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 10.0


class DiscordError(Exception):
    """The message is not known to be on Discord. ``reason`` is a short code for people: "timeout", "http_404"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DiscordRefused(DiscordError):
    """Discord does not want this message, now or later: the webhook is gone, or the message is wrong."""


class DiscordBusy(DiscordError):
    """Not now. ``retry_after``: for how many seconds Discord asked us to wait, if it did."""

    def __init__(self, reason: str, *, retry_after: float = 0.0) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Channel(Protocol):
    """Where announcements go."""

    def post(self, content: str) -> None:
        """Say ``content`` once. Raises DiscordError."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A channel of Discord, by its webhook."""

    url: str = field(repr=False)

    def post(self, content: str) -> None:
        """Say ``content``, which mentions nobody whatever it contains. Raises DiscordRefused, DiscordBusy."""
        try:
            with requests.post(
                self.url,
                json={"content": content, "allowed_mentions": {"parse": []}},
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
                stream=True,  # the answer's body is of no interest, however long
            ) as answer:
                status, retry_after = answer.status_code, answer.headers.get("Retry-After", "")
        # The errors of requests quote the address: none of them goes further than here.
        except requests.Timeout:
            raise DiscordBusy("timeout") from None
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema):
            raise DiscordRefused("bad_address") from None
        except (requests.RequestException, OSError, ValueError):
            raise DiscordBusy("unreachable") from None
        _judge(status, retry_after)


def default_channel() -> Channel | None:
    """The channel that the settings name; None where nobody set one up."""
    return Webhook(settings.DISCORD_WEBHOOK_URL) if settings.DISCORD_WEBHOOK_URL else None


def cut(text: str, *, tail: str, limit: int = LIMIT) -> str:
    """``text`` and then ``tail``, in at most ``limit`` characters as Discord may count them; what is too much of ``text`` goes.

    >>> cut("uno dos tres", tail="\\n>", limit=10)
    'uno dos…\\n>'
    >>> cut("uno", tail="\\n>", limit=10)
    'uno\\n>'
    """
    if _units(text) + _units(tail) <= limit:
        return text + tail
    room = limit - _units(tail) - 1
    kept = text.encode("utf-16-le")[: 2 * max(room, 0)].decode("utf-16-le", "ignore")
    return kept.rstrip() + "…" + tail


def _units(text: str) -> int:
    """The length in UTF-16, which is never less than in characters: an emoji counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _judge(status: int, retry_after: str) -> None:
    if 200 <= status < 300:
        return
    if status == requests.codes.too_many_requests:
        raise DiscordBusy("rate_limited", retry_after=_seconds(retry_after))
    if status >= 500 or status == requests.codes.request_timeout:
        raise DiscordBusy(f"http_{status}", retry_after=_seconds(retry_after))
    raise DiscordRefused(f"http_{status}")


def _seconds(text: str) -> float:
    """``Retry-After`` as Discord writes it; 0 for anything else.

    >>> [_seconds(text) for text in ("1.5", "", "-3", "nan", "inf", "Wed, 21 Oct 2015 07:28:00 GMT")]
    [1.5, 0.0, 0.0, 0.0, inf, 0.0]
    """
    try:
        seconds = float(text)
    except ValueError:
        return 0.0
    return seconds if seconds > 0 else 0.0

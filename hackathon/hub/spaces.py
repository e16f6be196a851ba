"""A visit to a Space's own page, as anybody's browser would make it, but bounded in time, bytes and in where it leads.

What answers there is a stranger's program. It gets no token, and its redirects are followed only to other pages of Spaces: never
to a site of its choosing, which might be one of our own machines. Time is bounded as a whole, not between bytes: a page that
trickles its headers for ever is cancelled.
"""

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import SplitResult, urlsplit

import httpx2

from hackathon.hub.trust import trust
from hackathon.hub.types import SpaceAnswer

MAX_HOPS = 5
SPACE_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,80}[a-z0-9])?(?:\.static)?\.hf\.space")


def visit(page: str | None, *, endpoint: str, seconds: float, http: httpx2.BaseTransport | None = None) -> SpaceAnswer:
    """What ``page`` answers within ``seconds``. ``endpoint`` is the Hub's: one that is not the real Hub may serve Spaces itself."""
    if page is None or not may_visit(page, endpoint=endpoint):
        return SpaceAnswer(None, why="no_host")
    # In a thread of its own: whoever calls may have an event loop already.
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="space") as pool:
        return pool.submit(asyncio.run, _in_time(page, endpoint=endpoint, seconds=seconds, http=http)).result()


def may_visit(page: str, *, endpoint: str) -> bool:
    """Whether ``page`` is one that a Space has.

    >>> [may_visit(page, endpoint="https://huggingface.co") for page in (
    ...     "https://ana-demo.hf.space/", "http://ana-demo.hf.space", "https://10.0.0.1/", "https://x.hf.space.evil.org")]
    [True, False, False, False]
    """
    try:
        there, port = urlsplit(page), urlsplit(page).port
    except ValueError:
        return False
    if there.username is not None or there.password is not None:
        return False
    if there.scheme == "https" and port in (None, 443) and SPACE_HOST.fullmatch(there.hostname or ""):
        return True
    return _origin(there) == _origin(urlsplit(endpoint))


def _origin(address: SplitResult) -> tuple[str, str, int]:
    standard = {"http": 80, "https": 443}.get(address.scheme, 0)
    return address.scheme, address.hostname or "", address.port or standard


async def _in_time(page: str, *, endpoint: str, seconds: float, http: httpx2.BaseTransport | None) -> SpaceAnswer:
    started = time.monotonic()
    try:
        async with asyncio.timeout(seconds):
            status, why = await _follow(page, endpoint=endpoint, seconds=seconds, http=http)
    except (TimeoutError, httpx2.ReadTimeout):
        status, why = None, "timeout"
    except (httpx2.ProtocolError, httpx2.DecodingError, httpx2.InvalidURL):
        status, why = None, "garbled"
    except httpx2.HTTPError:
        status, why = None, "unreachable"
    return SpaceAnswer(status, seconds=round(time.monotonic() - started, 3), why=why)


async def _follow(
    page: str, *, endpoint: str, seconds: float, http: httpx2.BaseTransport | None
) -> tuple[int | None, str]:
    transport = http if isinstance(http, httpx2.AsyncBaseTransport) else None
    async with httpx2.AsyncClient(
        timeout=seconds, follow_redirects=False, transport=transport, verify=trust()
    ) as client:
        status = None
        for _ in range(MAX_HOPS + 1):
            status, following = await _first_bytes(client, page)
            if following is None:
                return status, ""
            if not may_visit(following, endpoint=endpoint):
                return status, "elsewhere"
            page = following
        return status, "loop"


async def _first_bytes(client: httpx2.AsyncClient, page: str) -> tuple[int, str | None]:
    """The status, and where a redirect leads. Of the body only what comes first is waited for, and nothing is unpacked."""
    async with client.stream(
        "GET", page, headers={"Accept": "text/html, */*", "Accept-Encoding": "identity"}
    ) as response:
        if response.has_redirect_location:
            return response.status_code, str(response.url.join(response.headers["Location"]))
        async for _chunk in response.aiter_raw():
            break
        return response.status_code, None

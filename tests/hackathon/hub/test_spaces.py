"""Visits to a Space's own page: what it answers, and what it cannot make of us."""

import socket
import time
from collections.abc import Callable

import httpx2
import pytest

from hackathon.hub import spaces
from hackathon.hub.client import HubClient
from hackathon.hub.errors import RepoMissing
from hackathon.hub.types import SpaceAnswer
from tests.hackathon.hub.fakes import INFO, TOKEN, FakeHub, socket_server

REAL = "https://huggingface.co"
PAGE = "https://ana-demo.hf.space"


def visited(*answers: httpx2.Response, at: str | None = PAGE, endpoint: str = REAL) -> tuple[SpaceAnswer, list[str]]:
    """What a visit tells of a Space that gives one answer after the other, and which addresses were asked."""
    remaining, asked = list(answers), []

    def handler(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return remaining.pop(0) if len(remaining) > 1 else remaining[0]

    answer = spaces.visit(at, endpoint=endpoint, seconds=5.0, http=httpx2.MockTransport(handler))
    return answer, asked


def page(status: int = 200, **headers: str) -> httpx2.Response:
    """An answer as it comes over a wire: its body is there to be read."""
    return httpx2.Response(status, headers=headers, stream=httpx2.ByteStream(b"hola"))


def sent_to(address: str) -> httpx2.Response:
    return page(302, Location=address)


@pytest.mark.parametrize("status", [200, 204, 401, 404, 500, 503])
def test_whatever_status_it_answers_is_told(status: int) -> None:
    answer, asked = visited(page(status))
    assert (answer.status, answer.why, asked) == (status, "", [PAGE])


def test_a_redirect_to_another_of_its_pages_is_followed() -> None:
    answer, asked = visited(sent_to("/inicio"), page())
    assert (answer.status, answer.why, asked) == (200, "", [PAGE, f"{PAGE}/inicio"])


@pytest.mark.parametrize(
    "there",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:6379/",
        "https://ana-demo.hf.space.evil.org/",
        "https://ana@ana-demo.hf.space/",
        "https://ana-demo.hf.space:8443/",
        "http://ana-demo.hf.space/",
        "https://huggingface.co.evil.org/",
        "//redis/",
        "file:///etc/passwd",
    ],
)
def test_no_redirect_leads_us_to_a_site_of_its_choosing(there: str) -> None:
    answer, asked = visited(sent_to(there), page())
    assert (answer.status, answer.why, asked) == (302, "elsewhere", [PAGE])


def test_a_redirect_without_end_is_given_up() -> None:
    answer, asked = visited(sent_to("/otra"))
    assert (answer.status, answer.why, len(asked)) == (302, "loop", spaces.MAX_HOPS + 1)


def test_a_redirect_that_leads_to_no_address_at_all_is_garbled() -> None:
    answer, asked = visited(sent_to("https://[::1/"))
    assert (answer.status, answer.why, asked) == (None, "garbled", [PAGE])


@pytest.mark.parametrize(
    "address", [None, "", "http://10.0.0.1/", "https://ana.example.org/", "https://[x", "ftp://a.hf.space"]
)
def test_what_the_hub_may_not_call_a_space_s_page_is_not_visited(address: str | None) -> None:
    assert visited(page(), at=address) == (SpaceAnswer(None, why="no_host"), [])


def test_a_hub_that_is_not_the_real_one_may_serve_spaces_itself() -> None:
    answer, asked = visited(page(), at="http://hub.test:80/_spaces/a/b", endpoint="http://hub.test")
    assert (answer.status, len(asked)) == (200, 1)


def test_a_large_page_is_not_fetched_whole() -> None:
    sent = []

    async def body():
        while True:
            sent.append(1)
            yield b"x" * 65_536

    answer, _ = visited(httpx2.Response(200, content=body()))
    assert (answer.status, len(sent)) == (200, 1)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (httpx2.ConnectError("no"), "unreachable"),
        (httpx2.ConnectTimeout("no"), "unreachable"),
        (httpx2.ReadTimeout("no"), "timeout"),
        (httpx2.RemoteProtocolError("no"), "garbled"),
    ],
)
def test_what_goes_wrong_on_the_way_has_a_word(error: Exception, why: str) -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        raise error

    answer = spaces.visit(PAGE, endpoint=REAL, seconds=5.0, http=httpx2.MockTransport(handler))
    assert (answer.status, answer.why) == (None, why)


def silence(connection: socket.socket) -> None:
    """Takes the request and never says a word."""


def trickle(connection: socket.socket) -> None:
    """A header that never ends, a letter at a time."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(100):
        connection.sendall(b"a")
        time.sleep(0.05)


def empty_promise(connection: socket.socket) -> None:
    """Says that all is well, and then nothing."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")


@pytest.mark.parametrize("serve", [silence, trickle, empty_promise])
def test_a_space_that_never_answers_ends_in_time(serve: Callable[[socket.socket], None]) -> None:
    with socket_server(serve) as endpoint:
        started = time.monotonic()
        answer = spaces.visit(endpoint, endpoint=endpoint, seconds=0.2)
        assert (answer.status, answer.why) == (None, "timeout")
        assert time.monotonic() - started < 2


def test_the_token_stays_with_the_hub() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.url.host == "hub.test":
            return httpx2.Response(200, json={**INFO, "subdomain": "ana-recetas"})
        return page()

    hub = FakeHub(handler, token=TOKEN)
    assert hub.client.space_answers("ana/recetas", seconds=5.0).status == 200
    assert [(request.url.host, TOKEN in str(request.headers.raw)) for request in hub.requests] == [
        ("hub.test", True),
        ("ana-recetas.hf.space", False),
    ]


def test_a_known_page_saves_the_question_where_it_is() -> None:
    hub = FakeHub(lambda request: page())
    assert hub.client.space_answers("ana/recetas", seconds=5.0, host=PAGE).status == 200
    assert [request.url.host for request in hub.requests] == ["ana-demo.hf.space"]


def test_an_impossible_name_has_no_page() -> None:
    with pytest.raises(RepoMissing):
        HubClient(endpoint=REAL).space_answers("../etc", seconds=1.0, host=PAGE)

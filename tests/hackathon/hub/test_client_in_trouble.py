"""A Hub that refuses, limits, babbles, trickles or says nothing: one error each, in bounded time."""

import socket
import time
from collections.abc import Callable

import httpx2
import pytest

from hackathon.hub.client import HubClient
from hackathon.hub.errors import (
    FileMissing,
    HubError,
    HubForbidden,
    HubGarbled,
    HubRateLimited,
    HubRefused,
    HubUnreachable,
    OrganisationMissing,
    RepoMissing,
    RevisionMissing,
)
from hackathon.hub.types import RepoType
from tests.hackathon.hub.fakes import (
    CALLS,
    FILE_CALLS,
    INFO,
    FakeHub,
    answering,
    commit_json,
    json_answer,
    paged,
    serving,
    socket_server,
)

# What goes wrong

REFUSALS = [
    (401, {}, RepoMissing),
    (401, {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"}, RepoMissing),
    (404, {"X-Error-Code": "RepoNotFound"}, RepoMissing),
    (404, {"X-Error-Code": "RevisionNotFound"}, RevisionMissing),
    (404, {"X-Error-Code": "EntryNotFound"}, FileMissing),
    (401, {"X-Error-Code": "GatedRepo"}, HubForbidden),
    (403, {"X-Error-Code": "GatedRepo"}, HubForbidden),
    (403, {"X-Error-Message": "Access to this resource is disabled."}, HubForbidden),
    (403, {}, HubForbidden),
    (451, {}, HubForbidden),
    (401, {"X-Error-Message": "Invalid credentials in Authorization header"}, HubRefused),
    (400, {}, HubRefused),
    (405, {}, HubRefused),
    (418, {}, HubRefused),
    (422, {"X-Error-Code": "Novelty"}, HubRefused),
    (429, {"RateLimit": '"api";r=0;t=200'}, HubRateLimited),
    (429, {"Retry-After": "200"}, HubRateLimited),
    (429, {}, HubRateLimited),
    (408, {}, HubUnreachable),
    (500, {}, HubUnreachable),
    (502, {}, HubUnreachable),
    (503, {"Retry-After": "3600"}, HubUnreachable),
    (504, {"X-Error-Code": "RepoNotFound"}, HubUnreachable),
    (204, {}, HubGarbled),
    (300, {}, HubGarbled),
    (304, {}, HubGarbled),
    (302, {"Location": "http://hub.test/turn/around"}, HubGarbled),
    (302, {"Location": "https://hub.test:puerto/"}, HubUnreachable),
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(("status", "headers", "error"), REFUSALS)
def test_every_refusal_has_one_error_whoever_asked(
    call: str, status: int, headers: dict[str, str], error: type[HubError]
) -> None:
    hub = answering(httpx2.Response(status, headers=headers, content=b"<html>No</html>"))
    with pytest.raises(HubError) as problem:
        CALLS[call](hub.client)
    assert type(problem.value) is error
    assert len(hub.requests) <= 6
    assert sum(hub.naps) <= 20


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("repo_info", RepoMissing),
        ("look", RepoMissing),
        ("head", RepoMissing),
        ("list_repos", OrganisationMissing),
        ("commits", RepoMissing),
        ("commits_until", RepoMissing),
        ("refs", RepoMissing),
        ("space_runtime", RepoMissing),
        ("read_file", FileMissing),
        ("open_file", FileMissing),
        ("organisation_members", OrganisationMissing),
    ],
)
@pytest.mark.parametrize("status", [404, 410])
def test_a_404_that_does_not_say_what_is_missing_means_what_was_asked_for(
    call: str, error: type[HubError], status: int
) -> None:
    with pytest.raises(HubError) as problem:
        CALLS[call](answering(httpx2.Response(status)).client)
    assert type(problem.value) is error


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("exception", "error"),
    [
        (httpx2.ConnectError("no route"), HubUnreachable),
        (httpx2.ConnectTimeout("slow"), HubUnreachable),
        (httpx2.ReadTimeout("slow"), HubUnreachable),
        (httpx2.ReadError("cut"), HubUnreachable),
        (httpx2.RemoteProtocolError("nonsense"), HubUnreachable),
        (httpx2.ProxyError("proxy"), HubUnreachable),
        (httpx2.PoolTimeout("busy"), HubUnreachable),
        (httpx2.DecodingError("not gzip"), HubGarbled),
    ],
)
def test_no_exception_of_the_network_comes_through(call: str, exception: Exception, error: type[HubError]) -> None:
    with pytest.raises(HubError) as problem:
        CALLS[call](answering(exception).client)
    assert type(problem.value) is error


@pytest.mark.parametrize("call", [name for name in CALLS if name not in FILE_CALLS])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Mantenimiento</html>",
        b'{"_id": ',
        b"\xff\xfe\x00",
        b"null",
        b"7",
        b'"text"',
        b"[7]",
        b"[null]",
        b"[" * 100_000,
        b'{"branches": [{"name": "main"}]}',
        b'{"_id": "1", "id": "ana/recetas", "sha": null}',
        b'{"_id": "1", "id": "ana/recetas", "sha": "a", "createdAt": "ayer"}',
        b'{"_id": "1", "id": "ana/recetas", "sha": "a", "siblings": [1]}',
        b'[{"id": "a", "date": "ayer", "user": 7, "authors": [1]}]',
        b'[{"id": "a", "date": null}]',
    ],
)
def test_an_answer_of_another_shape_is_garbled_and_never_half_read(call: str, body: bytes) -> None:
    hub = answering(httpx2.Response(200, content=body))
    try:
        CALLS[call](hub.client)
    except HubGarbled:
        return
    # Some of these are another method's good answer with nothing in it; then nothing may be claimed.
    assert (call, body[:1]) in {("refs", b"{"), ("organisation_members", b"["), ("head", b"{")}


@pytest.mark.parametrize("call", FILE_CALLS)
def test_json_of_a_file_is_just_bytes(call: str) -> None:
    assert CALLS[call](FakeHub(serving(b'{"_id": ')).client) == b'{"_id": '


@pytest.mark.parametrize("repo_id", ["", "ana/../../etc", "ana/b c", "ana/b?c=1", "ana/b#c", "a/b/c", "ana/", "../x"])
def test_an_impossible_name_is_missing_without_a_request(repo_id: str) -> None:
    hub = answering(json_answer(INFO))
    for ask in (
        lambda: hub.client.repo_info(repo_id, RepoType.DATASET),
        lambda: hub.client.look(repo_id, RepoType.DATASET),
        lambda: hub.client.head(repo_id, RepoType.DATASET),
        lambda: hub.client.commits_until(repo_id, RepoType.DATASET, revision="main", until=()),
        lambda: hub.client.read_file(repo_id, RepoType.DATASET, "README.md", revision="main"),
        lambda: hub.client.space_runtime(repo_id),
    ):
        with pytest.raises(RepoMissing):
            ask()
    assert hub.asked == []


# Patience, and its end


@pytest.mark.parametrize("call", CALLS)
def test_a_short_trouble_is_waited_out(call: str) -> None:
    good = CALLS_ANSWERED[call]
    hub = answering(httpx2.Response(503), httpx2.ConnectError("no route"), good)
    CALLS[call](hub.client)
    assert hub.naps == [0.5, 1.0]


CALLS_ANSWERED = {
    "repo_info": json_answer(INFO),
    "look": json_answer(INFO),
    "head": json_answer(INFO),
    "list_repos": json_answer([INFO]),
    "commits": json_answer([commit_json(1)]),
    "commits_until": json_answer([commit_json(1)]),
    "refs": json_answer({"branches": []}),
    "read_file": httpx2.Response(206, content=b"a"),
    "open_file": httpx2.Response(206, content=b"a", headers={"Content-Range": "bytes 0-0/1"}),
    "space_runtime": json_answer({"stage": "RUNNING"}),
    "space_answers": json_answer(INFO),
    "organisation_members": json_answer([{"user": "ana"}]),
}


@pytest.mark.parametrize("call", CALLS)
def test_every_request_carries_a_timeout(call: str) -> None:
    hub = answering(CALLS_ANSWERED[call], timeout=2.5)
    CALLS[call](hub.client)
    assert [request.extensions["timeout"] for request in hub.requests] == [
        {"connect": 2.5, "read": 2.5, "write": 2.5, "pool": 2.5}
    ] * len(hub.requests)


def test_every_page_and_every_redirect_carries_a_timeout() -> None:
    hub = FakeHub(paged, timeout=2.5)
    hub.client.commits("ana/recetas", RepoType.DATASET)
    moved = answering(httpx2.Response(307, headers={"Location": "/api/models/ana/b"}), json_answer(INFO), timeout=2.5)
    moved.client.repo_info("ana/a", RepoType.MODEL)
    requests = hub.requests + moved.requests
    assert [request.extensions["timeout"]["read"] for request in requests] == [2.5] * 5


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_retries_are_counted(retries: int) -> None:
    hub = answering(httpx2.Response(500), retries=retries)
    with pytest.raises(HubUnreachable):
        hub.client.refs("ana/recetas", RepoType.DATASET)
    assert (len(hub.requests), hub.naps) == (retries + 1, [0.5, 1.0, 2.0][:retries])


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"RateLimit": '"api";r=0;t=7', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}, 7.0),
        ({"Retry-After": "5"}, 5.0),
        ({"RateLimit": '"api";r=0;t=7', "Retry-After": "9"}, 9.0),
        ({"RateLimit": '"api";r=400;t=250', "Retry-After": "3"}, 3.0),
        ({"RateLimit": '"api";r=0;t=0'}, 1.0),
        ({"Retry-After": "Sat, 20 Apr 2024 12:00:12 GMT", "Date": "Sat, 20 Apr 2024 12:00:00 GMT"}, 12.0),
    ],
)
def test_a_rate_limit_that_ends_soon_is_waited_out(headers: dict[str, str], pause: float) -> None:
    hub = answering(httpx2.Response(429, headers=headers), json_answer({"stage": "RUNNING"}))
    assert hub.client.space_runtime("ana/recetas").stage == "RUNNING"
    assert hub.naps == [pause]


@pytest.mark.parametrize(
    ("headers", "retry_after"),
    [
        ({"RateLimit": '"api";r=0;t=21'}, 21.0),
        ({"Retry-After": "290"}, 290.0),
        ({}, 300.0),
        ({"Retry-After": "whenever", "Date": "today"}, 300.0),
        ({"RateLimit": "gibberish"}, 300.0),
    ],
)
def test_a_rate_limit_that_lasts_is_raised_at_once_with_its_end(headers: dict[str, str], retry_after: float) -> None:
    hub = answering(httpx2.Response(429, headers=headers))
    with pytest.raises(HubRateLimited) as limit:
        hub.client.commits("ana/recetas", RepoType.DATASET)
    assert (limit.value.retry_after, hub.naps, len(hub.requests)) == (retry_after, [], 1)


def test_pauses_together_never_exceed_the_longest_wait() -> None:
    hub = answering(httpx2.Response(429, headers={"Retry-After": "9"}), max_wait=20.0, retries=5)
    with pytest.raises(HubRateLimited):
        hub.client.refs("ana/recetas", RepoType.DATASET)
    assert hub.naps == [9.0, 9.0]


def silence(connection: socket.socket) -> None:
    """Takes the request and never says a word."""


def trickle(connection: socket.socket) -> None:
    """One byte at a time, always within the timeout of a read."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(200):
        connection.sendall(b" ")
        time.sleep(0.03)


def cut_short(connection: socket.socket) -> None:
    """Promises more than it sends."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{")
    connection.shutdown(socket.SHUT_RDWR)


def babble(connection: socket.socket) -> None:
    """Not HTTP at all."""
    connection.sendall(b"\x00\x01hola\r\n\r\n" * 10)
    connection.shutdown(socket.SHUT_RDWR)


def hurried(endpoint: str) -> HubClient:
    """A client that tries twice without a pause between."""
    return HubClient(endpoint=endpoint, timeout=0.08, retries=1, sleep=lambda seconds: None)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("serve", [silence, trickle, cut_short, babble])
def test_no_real_server_can_hold_us_for_long(call: str, serve: Callable[[socket.socket], None]) -> None:
    with socket_server(serve) as endpoint, hurried(endpoint) as hub:
        started = time.monotonic()
        with pytest.raises(HubUnreachable):
            CALLS[call](hub)
        assert time.monotonic() - started < 4


def test_nobody_at_the_door_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with HubClient(endpoint=f"http://127.0.0.1:{port}", retries=0) as hub, pytest.raises(HubUnreachable):
        hub.refs("ana/recetas", RepoType.DATASET)


# Secrets, threads, settings

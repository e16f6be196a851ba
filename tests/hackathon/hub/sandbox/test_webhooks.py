"""What arrives at an address that was registered for webhooks."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hackathon.hub.sandbox.records import SandboxError
from hackathon.hub.sandbox.server import RunningHub
from hackathon.hub.types import RepoType
from tests.hackathon.hub.sandbox.conftest import CREATED

SECRET = "muy-secreto"
MODEL = (RepoType.MODEL, "somos/m")
BY_ALICIA = {"author": "alicia", "at": CREATED, "message": "m"}


class Listener:
    """A server that keeps what is posted to it and answers with ``status``."""

    def __init__(self) -> None:
        self.status = 200
        self.received: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.arrived = threading.Event()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.received.append((dict(self.headers.items()), json.loads(body)))
                listener.arrived.set()
                self.send_response(listener.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hub/webhook/"

    @property
    def payloads(self) -> list[dict[str, Any]]:
        return [payload for _, payload in self.received]

    @property
    def events(self) -> list[tuple[str, str]]:
        return [(payload["event"]["action"], payload["event"]["scope"]) for payload in self.payloads]


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()
    thread = threading.Thread(target=listener.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield listener
    finally:
        listener.server.shutdown()
        listener.server.server_close()
        thread.join()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as started:
        yield started


@pytest.fixture
def told(hub: RunningHub, listener: Listener) -> RunningHub:
    """A sandbox with one model, whose changes the listener is told of."""
    hub.storage.create_repo(*MODEL, {"a": "1"}, author="alicia", at=CREATED)
    hub.webhooks.register(listener.url, secret=SECRET)
    return hub


def head(hub: RunningHub) -> str:
    return hub.storage.head(hub.storage.get(*MODEL)).sha


def test_a_commit_is_told_with_old_and_new_head_and_the_secret(told: RunningHub, listener: Listener) -> None:
    old = head(told)
    new = told.storage.commit(*MODEL, {"b": "2"}, **BY_ALICIA)
    assert listener.received == []
    [delivery] = told.webhooks.deliver()
    [(headers, payload)] = listener.received
    assert (delivery.status, headers["X-Webhook-Secret"], headers["Content-Type"]) == (200, SECRET, "application/json")
    hook = told.webhooks.all()[0]
    record = told.storage.get(*MODEL)
    assert payload == {
        "event": {"action": "update", "scope": "repo.content"},
        "repo": {
            "type": "model",
            "name": "somos/m",
            "id": record.hub_id,
            "private": False,
            "url": {"web": f"{told.url}/somos/m", "api": f"{told.url}/api/models/somos/m"},
            "owner": payload["repo"]["owner"],
            "headSha": new,
        },
        "updatedRefs": [{"ref": "refs/heads/main", "oldSha": old, "newSha": new}],
        "webhook": {"id": hook.id, "version": 3},
    }
    assert told.webhooks.deliver() == []


def test_the_owner_is_the_organisation_or_the_person_of_that_name(told: RunningHub, http, listener: Listener) -> None:
    person = told.storage.add_person("carla", orgs={"somos": "write"})
    told.storage.commit(*MODEL, {"b": "2"}, **BY_ALICIA)
    told.storage.create_repo(RepoType.SPACE, "carla/demo", {}, author="carla", at=CREATED)
    told.webhooks.deliver()
    me = http.get(f"{told.url}/api/whoami-v2", headers={"Authorization": "Bearer hf_carla"}).json()
    owners = [payload["repo"]["owner"]["id"] for payload in listener.payloads]
    assert owners == [me["orgs"][0]["id"], person.sub, person.sub]


def test_a_repo_s_life_is_told_in_order(told: RunningHub, listener: Listener) -> None:
    storage, corpus = told.storage, (RepoType.DATASET, "somos/c")
    made = storage.create_repo(*corpus, {"a": "1"}, author="alicia", at=CREATED)
    storage.set_meta(*corpus, private=True)
    storage.set_meta(*corpus, gated="auto")
    storage.set_meta(*corpus, likes=7)
    storage.rename(*corpus, "otra/c")
    storage.delete_repo(RepoType.DATASET, "otra/c")
    told.webhooks.deliver()
    assert listener.events == [
        ("create", "repo"),
        ("update", "repo.content"),
        ("update", "repo.config"),
        ("update", "repo.config"),
        ("move", "repo"),
        ("delete", "repo"),
    ]
    create, content, private, gated, move, delete = listener.payloads
    assert {payload["repo"]["id"] for payload in listener.payloads} == {made.hub_id}
    assert "headSha" not in create["repo"]
    assert content["updatedRefs"][0]["oldSha"] is None
    assert (private["updatedConfig"], private["repo"]["private"]) == ({"private": True}, True)
    assert gated["updatedConfig"] == {}
    assert (move["repo"]["name"], move["movedTo"]["name"]) == ("somos/c", "otra/c")
    assert move["movedTo"]["owner"]["id"] != move["repo"]["owner"]["id"]
    assert delete["repo"]["name"] == "otra/c"


def test_every_ref_that_moves_is_told(told: RunningHub, listener: Listener) -> None:
    storage, first = told.storage, head(told)
    proposal = storage.open_pull_request(*MODEL, {"p": "1"}, number=1, **BY_ALICIA)
    storage.set_ref(*MODEL, "refs/tags/v1", first)
    storage.set_ref(*MODEL, "refs/tags/v1", first)
    storage.set_ref(*MODEL, "refs/tags/v1", None)
    merge = storage.merge_pull_request(*MODEL, number=1, by="alicia", at=CREATED)
    forced = storage.rewrite(*MODEL, {"z": "1"}, onto=first, **BY_ALICIA)
    told.webhooks.deliver()
    moved = [tuple(ref.values()) for payload in listener.payloads for ref in payload["updatedRefs"]]
    assert moved == [
        ("refs/pr/1", None, proposal),
        ("refs/tags/v1", None, first),
        ("refs/tags/v1", first, None),
        ("refs/heads/main", first, merge),
        ("refs/heads/main", merge, forced),
    ]
    assert [payload["repo"]["headSha"] for payload in listener.payloads] == [first, first, first, merge, forced]


@pytest.mark.parametrize(
    ("watched", "told_of"),
    [
        ((), ["somos/m", "otra/x"]),
        (("SOMOS",), ["somos/m"]),
        (("somos/m",), ["somos/m"]),
        (("somos/otro", "otra"), ["otra/x"]),
        (("nadie",), []),
    ],
)
def test_only_what_is_watched_is_told(
    hub: RunningHub, listener: Listener, watched: tuple[str, ...], told_of: list[str]
) -> None:
    for repo_id in ("somos/m", "otra/x"):
        hub.storage.create_repo(RepoType.MODEL, repo_id, {}, author="alicia", at=CREATED)
    hub.webhooks.register(listener.url, watched=watched)
    for repo_id in ("somos/m", "otra/x"):
        hub.storage.commit(RepoType.MODEL, repo_id, {"b": "2"}, **BY_ALICIA)
    hub.webhooks.deliver()
    assert [payload["repo"]["name"] for payload in listener.payloads] == told_of
    assert all("X-Webhook-Secret" not in headers for headers, _ in listener.received)


def test_a_repo_that_arrives_from_another_organisation_is_told_to_the_new_one(
    told: RunningHub, listener: Listener
) -> None:
    told.webhooks.clear()
    told.webhooks.register(listener.url, watched=("otra",))
    told.storage.rename(*MODEL, "otra/m")
    told.webhooks.deliver()
    assert listener.events == [("move", "repo")]


def test_an_address_that_fails_is_tried_once_and_hides_nothing_from_the_others(
    told: RunningHub, listener: Listener
) -> None:
    with listening() as other:
        gone = other.url
    told.webhooks.register(gone)
    listener.status = 503
    told.storage.commit(*MODEL, {"b": "2"}, **BY_ALICIA)
    assert [delivery.status for delivery in told.webhooks.deliver()] == [503, None]
    assert (told.webhooks.deliver(), len(listener.received), len(told.webhooks.sent)) == ([], 1, 2)


def test_messages_can_be_brought_another_way_and_twice(told: RunningHub, listener: Listener) -> None:
    told.storage.commit(*MODEL, {"b": "2"}, **BY_ALICIA)
    brought = []

    def bring(message: Any) -> int:
        brought.append((message.headers["X-Webhook-Secret"], json.loads(message.body)["event"]["scope"]))
        return 204

    [delivery] = told.webhooks.deliver(bring)
    assert (delivery.status, brought, listener.received) == (204, [(SECRET, "repo.content")], [])
    assert bring(delivery.message) == 204
    assert brought == [(SECRET, "repo.content")] * 2


def test_a_thread_delivers_as_things_happen(told: RunningHub, listener: Listener) -> None:
    told.webhooks.start()
    told.storage.commit(*MODEL, {"b": "2"}, **BY_ALICIA)
    assert listener.arrived.wait(timeout=5)
    storm = {"commits": 1, "author": "alicia", "every": timedelta(seconds=1)}
    shas = [told.storage.lengthen(*MODEL, at=CREATED + timedelta(hours=number), **storm) for number in range(20)]
    told.webhooks.stop()
    assert [payload["repo"]["headSha"] for payload in listener.payloads][1:] == shas


@pytest.mark.parametrize(
    ("url", "secret"),
    [("", "x"), ("ftp://a.test/", "x"), ("https://", "x"), ("/hub/webhook/", "x"), ("http://a.test/", "ñ\n")],
)
def test_an_impossible_webhook_is_refused(hub: RunningHub, url: str, secret: str) -> None:
    with pytest.raises(SandboxError):
        hub.webhooks.register(url, secret=secret)


def test_webhooks_are_kept_over_http_without_showing_their_secret(told: RunningHub, listener: Listener, http) -> None:
    address = f"{told.url}/_sandbox/webhooks"
    http.delete(address)
    added = http.post(address, json={"url": listener.url, "secret": SECRET, "watched": ["somos"]})
    [hook] = added.json()["webhooks"]
    assert (hook["url"], hook["watched"], added.json()["sent"]) == (listener.url, ["somos"], [])
    told.storage.commit(*MODEL, {"b": "2"}, **BY_ALICIA)
    delivered = http.post(f"{told.url}/_sandbox/deliver", json={})
    assert [sent["status"] for sent in delivered.json()["sent"]] == [200]
    assert SECRET not in added.text + delivered.text + http.get(address).text + repr(told.webhooks.all())
    assert listener.received[0][0]["X-Webhook-Secret"] == SECRET
    wrong = ({}, {"url": 7}, {"url": listener.url, "colour": "red"}, {"url": listener.url, "watched": 7})
    assert [http.post(address, json=content).status_code for content in wrong] == [400] * 4
    assert http.delete(address).json()["webhooks"] == []

"""Webhooks: what happens to repos, sent to whoever registered an address, in the Hub's payload of version 3.

What happened waits until ``deliver`` is called, or until the thread that ``start`` begins gets to it. As on the Hub an
address is tried once; what came of it is kept in ``sent``.
"""

import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx2

from hackathon.hub.sandbox.events import RepoEvent
from hackathon.hub.sandbox.faults import PAGE_PREFIX
from hackathon.hub.sandbox.oidc import organisation_sub
from hackathon.hub.sandbox.people import PeopleStore
from hackathon.hub.sandbox.records import EPOCH, RepoRecord, SandboxError, hub_id_for

TIMEOUT = 5.0
KEPT = 1000
"""So many deliveries are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that wants to be told. ``watched``: organisations, people or repo ids; none means everything."""

    id: str
    url: str
    secret: str = field(default="", repr=False)
    watched: tuple[str, ...] = ()

    def watches(self, record: RepoRecord) -> bool:
        """Whether what happens to a repo is told here."""
        names = {name.lower() for name in self.watched}
        return not names or bool(names & {record.namespace.lower(), record.repo_id.lower()})


@dataclass(frozen=True, slots=True)
class Message:
    """One payload for one webhook, as it goes over the wire: ``body`` is JSON, ``headers`` carry the secret."""

    webhook: Webhook
    payload: dict[str, Any]

    @property
    def body(self) -> bytes:
        return json.dumps(self.payload).encode()

    @property
    def headers(self) -> dict[str, str]:
        secret = {"X-Webhook-Secret": self.webhook.secret} if self.webhook.secret else {}
        return {"Content-Type": "application/json"} | secret


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that was sent, and the status of the answer; None: nobody answered."""

    message: Message
    status: int | None


Send = Callable[[Message], int | None]


class WebhookBook:
    """The registered webhooks, and what waits to be sent to them. Safe to share between threads.

    ``endpoint`` is the sandbox's own address, which payloads name. Let it observe a storage: ``observe``.
    """

    def __init__(self, people: PeopleStore, *, endpoint: str = "") -> None:
        self.endpoint = endpoint
        self.sent: deque[Delivery] = deque(maxlen=KEPT)
        self._people = people
        self._hooks: list[Webhook] = []
        self._waiting: deque[Message] = deque()
        self._lock = threading.Lock()
        self._delivering = threading.Lock()
        self._news = threading.Event()
        self._thread: threading.Thread | None = None
        self._stopping = False

    def register(self, url: str, *, secret: str = "", watched: tuple[str, ...] = ()) -> Webhook:
        """Tell ``url`` from now on; SandboxError when it is no web address, or the secret is not ASCII."""
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise SandboxError(f"not an address: {url!r}")
        if not (secret.isascii() and secret.isprintable()):
            raise SandboxError("a webhook's secret is ASCII")
        with self._lock:
            hub_id = hub_id_for(f"webhook:{len(self._hooks)}:{url}", EPOCH)
            self._hooks.append(Webhook(id=hub_id, url=url, secret=secret, watched=tuple(watched)))
            return self._hooks[-1]

    def all(self) -> list[Webhook]:
        """The registered webhooks, oldest first."""
        with self._lock:
            return list(self._hooks)

    def clear(self) -> None:
        """Tell nobody any more, not even what waits."""
        with self._lock:
            self._hooks.clear()
            self._waiting.clear()

    def observe(self, event: RepoEvent) -> None:
        """Something happened: one message waits for each webhook that watches the repo, under its old name or its new."""
        with self._lock:
            told = [hook for hook in self._hooks if any(hook.watches(record) for record in _names(event))]
            self._waiting += [Message(hook, self._payload(hook, event)) for hook in told]
        self._news.set()

    def take(self) -> list[Message]:
        """What waits, oldest first; it waits no longer. For those who bring it to the address in a way of their own."""
        with self._lock:
            waiting = list(self._waiting)
            self._waiting.clear()
        return waiting

    def deliver(self, send: Send | None = None) -> list[Delivery]:
        """Send what waits, one after the other, and say what came of it. ``send`` gives a status; default: by HTTP."""
        with self._delivering:
            done = [Delivery(message, (send or by_http)(message)) for message in self.take()]
            self.sent += done
        return done

    def start(self) -> None:
        """Deliver in a thread as things happen, until ``stop``."""
        self._stopping = False
        self._thread = threading.Thread(target=self._deliver_as_it_comes, name="sandbox-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Deliver what still waits and end the thread; nothing to do when none was started."""
        if self._thread is not None:
            self._stopping = True
            self._news.set()
            self._thread.join(timeout=2 * TIMEOUT)
            self._thread = None

    def _deliver_as_it_comes(self) -> None:
        while not self._stopping:
            self._news.wait()
            self._news.clear()
            self.deliver()
        self.deliver()  # what came in while the last of it was on its way

    def _payload(self, hook: Webhook, event: RepoEvent) -> dict[str, Any]:
        refs = [{"ref": moved.ref, "oldSha": moved.old, "newSha": moved.new} for moved in event.refs]
        payload: dict[str, Any] = {
            "event": {"action": event.action, "scope": event.scope},
            "repo": self._repo(event.record) | ({"headSha": event.head} if event.head else {}),
            "webhook": {"id": hook.id, "version": 3},
        }
        if refs:
            payload["updatedRefs"] = refs
        if event.changed is not None:
            payload["updatedConfig"] = dict(event.changed)
        if event.moved_to is not None:
            payload["movedTo"] = {"name": event.moved_to.repo_id, "owner": self._owner(event.moved_to)}
        return payload

    def _repo(self, record: RepoRecord) -> dict[str, Any]:
        web = f"{self.endpoint}{PAGE_PREFIX[record.repo_type]}{record.repo_id}"
        return {
            "type": record.repo_type.value,
            "name": record.repo_id,
            "id": record.hub_id,
            "private": record.private,
            "url": {"web": web, "api": f"{self.endpoint}/api/{record.repo_type}s/{record.repo_id}"},
            "owner": self._owner(record),
        }

    def _owner(self, record: RepoRecord) -> dict[str, str]:
        person = self._people.by_username(record.namespace)
        return {"id": person.sub if person else organisation_sub(record.namespace)}


def by_http(message: Message) -> int | None:
    """POST a message to its webhook's address; the status of the answer, None when there was none."""
    try:
        answer = httpx2.post(
            message.webhook.url, content=message.body, headers=message.headers, timeout=TIMEOUT, trust_env=False
        )
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
        return None
    return answer.status_code


def _names(event: RepoEvent) -> list[RepoRecord]:
    return [event.record] + ([event.moved_to] if event.moved_to else [])

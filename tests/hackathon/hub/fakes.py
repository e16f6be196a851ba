"""A Hub of canned answers, and every call that the client has."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2

from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType

Handler = Callable[[httpx2.Request], httpx2.Response]

ENDPOINT = "http://hub.test"
SHA = "a" * 40
OTHER_SHA = "b" * 40
TOKEN = "hf_veryWellKeptSecret"
INFO = {"_id": "65f0", "id": "ana/recetas", "sha": SHA}

CALLS: dict[str, Callable[[HubClient], Any]] = {
    "repo_info": lambda hub: hub.repo_info("ana/recetas", RepoType.DATASET),
    "look": lambda hub: hub.look("ana/recetas", RepoType.DATASET, revision=SHA),
    "head": lambda hub: hub.head("ana/recetas", RepoType.DATASET),
    "list_repos": lambda hub: hub.list_repos(RepoType.DATASET, author="ana"),
    "commits": lambda hub: hub.commits("ana/recetas", RepoType.DATASET),
    "commits_until": lambda hub: hub.commits_until("ana/recetas", RepoType.DATASET, revision=SHA, until={OTHER_SHA}),
    "refs": lambda hub: hub.refs("ana/recetas", RepoType.DATASET),
    "read_file": lambda hub: hub.read_file("ana/recetas", RepoType.DATASET, "README.md", revision=SHA),
    "open_file": lambda hub: hub.open_file("ana/recetas", RepoType.DATASET, "a.parquet", revision=SHA).read(),
    "space_runtime": lambda hub: hub.space_runtime("ana/recetas"),
    "space_answers": lambda hub: hub.space_answers("ana/recetas", seconds=1.0),
    "organisation_members": lambda hub: hub.organisation_members("ana"),
}
FILE_CALLS = ("read_file", "open_file")


class FakeHub:
    """Answers with ``handler`` and keeps the requests; ``naps`` are the pauses that the client wanted to make."""

    def __init__(self, handler: Handler, **options: Any) -> None:
        self.requests: list[httpx2.Request] = []
        self.naps: list[float] = []
        self._handler = handler
        options = {"endpoint": ENDPOINT, **options}
        self.client = HubClient(http=httpx2.MockTransport(self._answer), sleep=self.naps.append, **options)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return self._handler(request)

    @property
    def asked(self) -> list[str]:
        return [request.url.raw_path.decode() for request in self.requests]


def answering(*answers: httpx2.Response | Exception, **options: Any) -> FakeHub:
    """A Hub that gives one answer after the other, and the last one for ever."""
    remaining = list(answers)

    def handler(request: httpx2.Request) -> httpx2.Response:
        answer = remaining.pop(0) if len(remaining) > 1 else remaining[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)

    return FakeHub(handler, **options)


def json_answer(data: Any, **headers: str) -> httpx2.Response:
    return httpx2.Response(200, json=data, headers=headers)


def commit_json(number: int) -> dict[str, Any]:
    return {
        "id": f"{number:040x}",
        "title": f"Cambio {number}",
        "message": "",
        "authors": [{"user": "ana", "avatar": "a.png"}, {"avatar": "b.png"}],
        "date": "2024-04-10T23:59:59.000Z",
    }


def paged(request: httpx2.Request) -> httpx2.Response:
    """Three pages of two commits. The link names another host, as a mirror's does."""
    page = int(request.url.params.get("cursor", "0"))
    link = f'<https://huggingface.co{request.url.path}?limit=2&cursor={page + 1}>; rel="next"'
    return httpx2.Response(
        200, json=[commit_json(2 * page), commit_json(2 * page + 1)], headers={"Link": link} if page < 2 else {}
    )


def serving(content: bytes, *, commit: str = SHA, ranges: bool = True) -> Handler:
    """A Hub with one file, sent in parts when asked."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        headers = {"X-Repo-Commit": commit}
        if not ranges:
            return httpx2.Response(200, content=content, headers=headers)
        first, last = (int(number) for number in request.headers["Range"].removeprefix("bytes=").split("-"))
        if first >= len(content):
            return httpx2.Response(416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
        part = content[first : last + 1]
        headers["Content-Range"] = f"bytes {first}-{first + len(part) - 1}/{len(content)}"
        return httpx2.Response(206, content=part, headers=headers)

    return handler


@contextmanager
def socket_server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A real server that treats each connection as ``serve`` likes; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopping = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65536)
                serve(connection)
                stopping.wait(5)
            except OSError:
                stopping.wait(0)  # the client hung up, as it should

    def accept() -> None:
        while not stopping.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=answer, args=(connection,)))
            threads[-1].start()

    threads: list[threading.Thread] = []
    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stopping.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in [acceptor, *threads]:
            thread.join()

"""A server that plays the two addresses of Discord that a site asks: the token's and the profile's."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

CODE, TOKEN = "the-code", "the-token"


@dataclass(slots=True)
class FakeDiscord:
    """What the server answers, and what it was asked. ``silent``: it takes the question and never answers."""

    url: str = ""
    profile: Any = field(default_factory=dict)
    token: Any = field(default_factory=lambda: {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 604800})
    silent: frozenset[str] = frozenset()
    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)
    _end: threading.Event = field(default_factory=threading.Event)


@contextmanager
def discord_server() -> Iterator[FakeDiscord]:
    """The server on a port of its own, until the block ends."""
    state = FakeDiscord()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            typed = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            state.asked.append({key: values[0] for key, values in typed.items()})
            self.answer("token", state.token if typed.get("code") == [CODE] else {"error": "invalid_grant"})

        def do_GET(self) -> None:
            known = self.headers["Authorization"] == f"Bearer {TOKEN}"
            self.answer("profile", state.profile if known else {"message": "401: Unauthorized", "code": 0})

        def answer(self, what: str, content: Any) -> None:
            if what in state.silent:
                state._end.wait(10)
                return
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(state.status)
            self.send_header("Content-Type", "text/html" if isinstance(content, bytes) else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Nothing on the test's screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state._end.set()
        server.shutdown()
        server.server_close()
        thread.join()

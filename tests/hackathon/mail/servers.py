"""A real SMTP server on this machine that keeps what it takes, and misbehaves as a test asks it to."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.services.processes import free_port

LOCALHOST = "127.0.0.1"
Answer = Callable[[str], str | None]


@dataclass
class Postbox:
    """What the server has taken, in its order. ``on_rcpt`` and ``on_data`` may answer for an address instead; ``slowly``
    is called for each message before it is answered."""

    taken: list[EmailMessage] = field(default_factory=list)
    on_rcpt: Answer = lambda address: None
    on_data: Answer = lambda address: None
    slowly: Callable[[int], None] = lambda number: None
    connections: int = 0
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def addresses(self) -> list[str]:
        """Who has got something, once for each message."""
        return sorted(mail["To"] for mail in self.taken)

    # --- what aiosmtpd calls -----------------------------------------------------------------------------------------
    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        refusal = self.on_rcpt(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        refusal = self.on_data(envelope.rcpt_tos[0])
        if refusal is not None:
            if refusal == "hang up":
                server.transport.abort()
            return refusal
        with self.lock:
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
            number = len(self.taken)
        await asyncio.to_thread(self.slowly, number)
        return "250 OK"


@contextmanager
def smtp_server(postbox: Postbox) -> Iterator[Postbox]:
    """The server, listening on a free port that ``postbox`` then knows."""
    postbox.port = free_port()
    controller = Controller(postbox, hostname=LOCALHOST, port=postbox.port, ready_timeout=20)
    controller.start()
    try:
        yield postbox
    finally:
        controller.stop()

"""The embedded broker: kombu's messages in files, made safe for several processes.

kombu writes a message where its reader already looks for it, and a reader that is fast enough finds it empty and dies.
Here a message appears whole, under its name, or not at all; and the list of queues is read and written under one lock.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """kombu's channel over files, with writes that no other process sees half done."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:
        # kombu takes messages in the order of their names, and passes over names that do not end in the queue's.
        name = f"{monotonic_ns():020d}_{uuid4()}"
        folder = Path(self.data_folder_out)
        draft = folder / f"{name}.part"
        draft.write_text(dumps(payload), encoding="utf-8")
        os.replace(draft, folder / f"{name}.{queue}.msg")

    def get_table(self, exchange: str) -> list[Any]:
        with self._queues_locked():
            return super().get_table(exchange)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        with self._queues_locked():
            super()._queue_bind(exchange, routing_key, pattern, queue)

    @contextmanager
    def _queues_locked(self) -> Iterator[None]:
        self.control_folder.mkdir(parents=True, exist_ok=True)
        with (self.control_folder / "lock").open("a") as file:
            filesystem.lock(file, filesystem.LOCK_EX)
            try:
                yield
            finally:
                filesystem.unlock(file)


class Transport(filesystem.Transport):
    """What ``filesystem://`` means in this project."""

    Channel = Channel

"""Messages in files, with several processes writing and reading at once."""

import multiprocessing
import time
from pathlib import Path
from typing import Any

from kombu import Connection, Consumer, Exchange, Producer, Queue
from kombu.transport import filesystem

from hackathon import broker
from hackathon.celery import app

WRITERS, EACH = 4, 150
NUDGES = Queue("nudges", Exchange("nudges", type="direct"), routing_key="nudges")


def connection(folder: Path) -> Connection:
    return Connection(
        "filesystem://localhost",
        transport_options={
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.001,
        },
    )


def write(folder: Path, writer: int) -> None:
    with connection(folder) as conn:
        producer = Producer(conn.channel())
        for number in range(EACH):
            body = {"writer": writer, "number": number, "padding": "x" * 20_000}
            producer.publish(body, exchange=NUDGES.exchange, routing_key="nudges", declare=[NUDGES], serializer="json")


def test_the_project_uses_its_own_file_transport() -> None:
    assert isinstance(app.connection().transport, broker.Transport)
    assert issubclass(broker.Transport, filesystem.Transport)


def test_a_fast_reader_gets_every_message_of_many_writers_whole_and_once(tmp_path: Path) -> None:
    (tmp_path / "queue").mkdir()
    got: list[tuple[int, int]] = []

    def receive(body: dict[str, Any], message: Any) -> None:
        got.append((body["writer"], body["number"]))
        message.ack()

    writers = [multiprocessing.Process(target=write, args=(tmp_path, writer)) for writer in range(WRITERS)]
    with connection(tmp_path) as conn, Consumer(conn, [NUDGES], callbacks=[receive], accept=["json"]):
        for process in writers:
            process.start()
        deadline = time.monotonic() + 45
        while len(got) < WRITERS * EACH and time.monotonic() < deadline:
            try:
                conn.drain_events(timeout=1)
            except TimeoutError:
                continue
        for process in writers:
            process.join(timeout=10)

    assert sorted(got) == [(writer, number) for writer in range(WRITERS) for number in range(EACH)]


def test_messages_of_one_writer_come_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "queue").mkdir()
    with connection(tmp_path) as conn:
        NUDGES(conn.channel()).declare()
        channel = conn.channel()
        for number in range(20):
            channel._put("nudges", {"number": number})

        assert [channel._get("nudges")["number"] for _ in range(20)] == list(range(20))

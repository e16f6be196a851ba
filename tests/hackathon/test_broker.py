"""Messages in files, with several processes writing and reading at once."""

import multiprocessing
import threading
import time
from pathlib import Path
from queue import Empty
from typing import Any

from kombu import Connection, Consumer, Exchange, Producer, Queue

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


def test_files_mean_our_transport_to_the_project(tmp_path: Path) -> None:
    app.loader.import_default_modules()

    with connection(tmp_path) as conn:
        assert type(conn.transport) is broker.Transport


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


def test_a_message_that_is_still_being_written_is_not_there_yet(tmp_path: Path) -> None:
    (tmp_path / "queue").mkdir()
    with connection(tmp_path) as conn:
        NUDGES(conn.channel()).declare()
        writer, reader = conn.channel(), conn.channel()
        seen: list[str] = []

        class Slow:
            """Turned into JSON while the message is being written; looks at the queue meanwhile."""

            def __json__(self) -> str:
                try:
                    seen.append(reader._get("nudges"))
                except Empty:
                    seen.append("nothing")
                return "done"

        writer._put("nudges", {"body": Slow()})

        assert (seen, reader._get("nudges")) == (["nothing"], {"body": "done"})


def test_nobody_reads_the_list_of_queues_while_somebody_writes_it(tmp_path: Path) -> None:
    (tmp_path / "queue").mkdir()
    with connection(tmp_path) as conn:
        writer, reader = conn.channel(), conn.channel()
        writer._queue_bind("nudges", "nudges", "", "nudges")
        read: list[Any] = []
        thread = threading.Thread(target=lambda: read.extend(reader.get_table("nudges")))
        with writer._queues_locked():
            thread.start()
            thread.join(timeout=0.3)
            while_locked = list(read)
        thread.join(timeout=10)

        assert (while_locked, [row.queue for row in read]) == ([], ["nudges"])


def test_messages_of_one_writer_come_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "queue").mkdir()
    with connection(tmp_path) as conn:
        NUDGES(conn.channel()).declare()
        channel = conn.channel()
        for number in range(20):
            channel._put("nudges", {"number": number})

        assert [channel._get("nudges")["number"] for _ in range(20)] == list(range(20))

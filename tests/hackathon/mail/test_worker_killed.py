"""A real worker is killed in the middle of a mailing: everybody gets it once, but for the one it held, who is shown as
doubtful."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from hackathon import clock
from hackathon.celery import app
from hackathon.mail import actions
from hackathon.mail.actions import Letter
from hackathon.mail.models import Message
from hackathon.pages.supervisor import tied_to_parent
from tests.hackathon.mail.servers import LOCALHOST, Postbox, smtp_server

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 60.0
PEOPLE = [f"persona{number:02}@example.org" for number in range(60)]
WORKERS = 2
SETTLED = {"sent", "doubtful"}


def database_url() -> str:
    """The tests' own database, for a process that is no test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def worker(port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker as in real life, in a process group of its own; whatever is left of it is killed at the end."""
    environ = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://{LOCALHOST}:{port}",
        "MAIL_STALE_SECONDS": "0.5",
        "MAIL_BATCH_SIZE": "15",
    }
    command = [sys.executable, "-m", "celery", "-A", "hackathon", "worker", f"--concurrency={WORKERS}"]
    with log.open("ab") as output:
        child = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle"],
            cwd=ROOT,
            env=environ,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=tied_to_parent(),
        )
    try:
        yield child
    finally:
        kill(child)


def kill(child: subprocess.Popen[bytes]) -> None:
    """``kill -9`` to the worker and its children."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait(timeout=10)


def wait_until(holds: Callable[[], bool], *, what: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not come to pass; the worker said:\n{log.read_text()[-3000:]}")
        time.sleep(0.05)


def states() -> set[str]:
    return set(Message.objects.values_list("state", flat=True))


def enqueue_all() -> None:
    letters = [Letter(email=email, subject="Hola", body="…", key=f"test:{email}", batch="test") for email in PEOPLE]
    actions.enqueue_many(letters, at=clock.now())


@pytest.mark.timeout(180)
@pytest.mark.django_db(transaction=True)
def test_a_mailing_whose_worker_is_killed_half_way_reaches_everybody_once(tmp_path: Path, settings: Any) -> None:
    log = tmp_path / "worker.log"
    app.control.purge()
    with smtp_server(Postbox(slowly=lambda number: time.sleep(0.05))) as postbox:
        with worker(postbox.port, log) as first:
            enqueue_all()
            wait_until(lambda: len(postbox.taken) >= 20, what="half of the mailing", log=log)
            kill(first)
        left = Message.objects.filter(state="queued").count()
        held = Message.objects.filter(state="sending").count()
        assert 0 < left < len(PEOPLE)

        time.sleep(0.6)  # until what it held counts as stranded
        with worker(postbox.port, log):
            app.send_task("hackathon.mail.tasks.sweep")
            wait_until(lambda: states() <= SETTLED, what="the mailing's end", log=log)
            app.send_task("hackathon.mail.tasks.deliver")  # nudges too many
            app.send_task("hackathon.mail.tasks.sweep")
            time.sleep(1.5)
        got = postbox.addresses

    doubtful = set(Message.objects.filter(state="doubtful").values_list("email", flat=True))
    assert len(got) == len(set(got))
    assert set(got) | doubtful == set(PEOPLE)
    assert len(doubtful) == held <= WORKERS

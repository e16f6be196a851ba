"""A real worker is killed in the middle of a mailing: everybody gets it once, but for the one it held, who is shown as
doubtful."""

import subprocess
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from hackathon import clock
from hackathon.celery import app
from hackathon.mail import actions
from hackathon.mail.actions import Letter
from hackathon.mail.models import Message
from tests.hackathon.mail.servers import LOCALHOST, Postbox, smtp_server
from tests.workers import kill, wait_until, worker

pytestmark = pytest.mark.production

PEOPLE = [f"persona{number:02}@example.org" for number in range(60)]
WORKERS = 2
SETTLED = {"sent", "doubtful"}


def sender(port: int, log: Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A worker that hands mail to the server at ``port``, 15 at a time."""
    mail = {"EMAIL_URL": f"smtp://{LOCALHOST}:{port}", "MAIL_STALE_SECONDS": "0.5", "MAIL_BATCH_SIZE": "15"}
    return worker(log, concurrency=WORKERS, **mail)


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
        with sender(postbox.port, log) as first:
            enqueue_all()
            wait_until(lambda: len(postbox.taken) >= 20, what="half of the mailing", log=log)
            kill(first)
        left = Message.objects.filter(state="queued").count()
        held = Message.objects.filter(state="sending").count()
        assert 0 < left < len(PEOPLE)

        time.sleep(0.6)  # until what it held counts as stranded
        with sender(postbox.port, log):
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

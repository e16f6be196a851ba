"""A real worker is killed while it checks a count: what is counted stays, and another one goes on with what is left."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hackathon import clock
from hackathon.celery import app
from submissions.models import CountedRepo, LikesCount, LikesWatch
from tests.submissions.hubs import CORPUS, DEMO, MODEL
from tests.submissions.likes.scene import Scene
from tests.workers import kill, wait_until, worker

pytestmark = pytest.mark.production


@pytest.mark.timeout(120)
@pytest.mark.django_db(transaction=True)
def test_a_count_whose_worker_is_killed_is_made_once_and_checked_to_its_end(server: Any, asks: Any, tmp_path: Path):
    log = tmp_path / "worker.log"
    app.control.purge()
    scene = Scene(server, asks, now=clock.now())
    moment = scene.now - timedelta(minutes=2)
    scene.set_moment(moment)
    scene.like(CORPUS, "eva", at=moment - timedelta(hours=1))
    scene.like(MODEL, "leo", "kim", at=moment + timedelta(seconds=1))
    server.set_fault(kind="delay", seconds=8.0, path=f"/api/models/{MODEL}/likers")

    def settled() -> int:
        return CountedRepo.objects.exclude(surety="pending").count()

    with worker(log, HF_ENDPOINT=server.endpoint) as first:
        app.send_task("submissions.tasks.keep_likes")
        wait_until(lambda: settled() == 2, what="the first repo's check", log=log)
        kill(first)
    taken_at = scene.count().taken_at
    assert (settled(), scene.count().checked_at) == (2, None)

    server.clear_faults()
    LikesWatch.objects.update(busy_until=clock.now())  # as if its time were over
    with worker(log, HF_ENDPOINT=server.endpoint):
        app.send_task("submissions.tasks.keep_likes")
        app.send_task("submissions.tasks.keep_likes")  # one too many
        wait_until(lambda: scene.count().checked_at is not None, what="the check's end", log=log)

    assert (LikesCount.objects.count(), scene.count().taken_at) == (1, taken_at)
    assert scene.counted() == {CORPUS: (1, "dated"), DEMO: (0, "steady"), MODEL: (0, "dated")}

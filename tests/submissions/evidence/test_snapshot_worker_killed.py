"""A real worker is killed between the Hub's answer and the log: nothing half is left, and another one does it again."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from hackathon import clock
from hackathon.celery import app
from hackathon.dispatch import nudge
from hackathon.hub.types import RepoType
from submissions.models import EvidenceEntry, EvidenceLog, Watch
from tests.submissions.evidence.scene import Scene
from tests.submissions.hubs import CORPUS
from tests.workers import kill, wait_until, worker

pytestmark = pytest.mark.production


@pytest.mark.timeout(120)
@pytest.mark.django_db(transaction=True)
def test_a_look_whose_worker_is_killed_half_way_is_taken_again_and_told_once(server: Any, asks: Any, tmp_path: Path):
    log = tmp_path / "worker.log"
    app.control.purge()
    scene = Scene(server, asks, now=clock.now())
    server.set_fault(kind="delay", seconds=8.0, path=f"/api/datasets/{CORPUS}/refs")
    Watch.objects.exclude(repo__repo_id=CORPUS).update(due_at=None, reason="")

    with worker(log, HF_ENDPOINT=server.endpoint) as first:
        assert nudge("submissions.tasks.take_snapshots", scene.edition.pk)
        wait_until(lambda: scene.watch().claim is not None, what="the look's start", log=log)
        kill(first)
    assert (scene.watch().attempts, EvidenceEntry.objects.count()) == (1, 0)

    server.clear_faults()
    time.sleep(0.6)  # until it counts as stranded
    with worker(log, HF_ENDPOINT=server.endpoint, SNAPSHOT_STALE_SECONDS="0.5"):
        app.send_task("submissions.tasks.keep_watch")
        wait_until(lambda: scene.watch().due_at is None, what="the look's end", log=log)
        nudge("submissions.tasks.take_snapshots", scene.edition.pk)  # a nudge too many
        app.send_task("submissions.tasks.keep_watch")
        wait_until(lambda: EvidenceLog.objects.get().swept_at is not None, what="the sweep", log=log)

    # The sweep may have had others looked at as well.
    hub_id = server.storage.get(RepoType.DATASET, CORPUS).hub_id
    told = [seen for entry in scene.entries("snapshot") if (seen := json.loads(entry.body))["hub_id"] == hub_id]
    assert [len(seen["commits"]) for seen in told] == [1]

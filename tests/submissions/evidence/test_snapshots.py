"""Looks at watched repos: what is asked of the Hub, what is kept of it, and by whom."""

from typing import Any

import pytest

from submissions.models import Watch
from tests.submissions.hubs import CORPUS, DEMO, MODEL

pytestmark = pytest.mark.django_db


def test_a_delivered_repo_is_due_and_looked_at_once(scene: Any, nudges: list[int]):
    assert list(Watch.objects.values_list("reason", flat=True)) == ["submit"] * 3
    assert scene.look() == 3
    assert scene.kinds() == ["opened", "rules", "snapshot", "snapshot", "snapshot"]
    assert scene.look() == 0
    head = scene.server.storage.head(scene.server.storage.get("dataset", CORPUS)).sha
    watch = scene.watch()
    assert (watch.head_sha, watch.content_sha, watch.snapshot_sha, watch.due_at, watch.claim) == (
        head,
        head,
        head,
        None,
        None,
    )
    assert watch.repo.hub_id is not None


def test_a_snapshot_has_everything_that_the_hub_tells(scene: Any):
    scene.look()
    seen = next(body for body in scene.bodies("snapshot") if body["asked"] == CORPUS)
    assert [file["path"] for file in seen["files"]] == ["README.md"]
    assert [ref["ref"] for ref in seen["refs"]] == ["refs/heads/main"]
    assert [commit["title"] for commit in seen["commits"]] == ["initial commit"]
    assert (seen["at"], seen["standing"], seen["commits_complete"]) == ("2026-03-04T15:30:00+00:00", "found", True)
    assert "since" not in seen


def test_keep_watch_runs(scene: Any):
    scene.look()
    scene.keep()
    assert scene.kinds()[-1] == "sweep"
    scene.commit(MODEL)
    scene.pass_(hours=7)
    scene.keep()
    assert list(Watch.objects.exclude(due_at=None).values_list("repo__repo_id", "reason")) == [(MODEL, "sweep")]
    assert scene.look() == 1
    scene.to_close()
    scene.keep()
    assert "closed" in scene.kinds()
    assert scene.watch(DEMO).due_at is None

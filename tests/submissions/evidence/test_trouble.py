"""A Hub that is down, slow or has had enough of us, around the close above all: nothing is lost and nobody is called late."""

from datetime import timedelta
from typing import Any

import pytest

from hackathon.hub.client import HubClient
from submissions import actions
from submissions.models import EvidenceLog, RepoVerdict, Watch
from tests.factories.editions import NOW
from tests.submissions.hubs import CORPUS, DEMO, MODEL

pytestmark = pytest.mark.django_db


def states(scene: Any) -> set[str]:
    return set(RepoVerdict.objects.filter(edition=scene.edition).values_list("state", flat=True))


def paused_for(scene: Any) -> timedelta | None:
    until = EvidenceLog.objects.get(edition=scene.edition).paused_until
    return until - scene.now if until else None


def test_when_our_quota_is_used_up_nobody_asks_until_there_is_a_new_one(scene: Any):
    scene.server.set_fault(kind="status", status=429, retry_after=120, path="/api/")
    assert scene.look() == 0
    assert (len(scene.asked()), paused_for(scene)) == (1, timedelta(seconds=120))
    assert set(Watch.objects.values_list("attempts", "claim", "reason")) == {(0, None, "submit")}
    assert scene.last() == ("silence", {"hub_id": None, "what": "repo", "error": "rate_limited"})
    scene.pass_(seconds=119)
    scene.look()
    scene.keep()
    assert scene.asked() == []
    scene.server.clear_faults()
    scene.pass_(seconds=1)
    assert scene.look() == 3


def test_a_hub_that_is_down_is_left_in_peace_for_a_while(scene: Any):
    scene.server.set_fault(kind="status", status=503, path="/api/")
    assert scene.look() == 0
    assert (len(scene.asked()), paused_for(scene)) == (3, timedelta(seconds=60))
    waits = {due_at - NOW for due_at in Watch.objects.values_list("due_at", flat=True)}
    assert (waits, set(Watch.objects.values_list("error", flat=True))) == ({timedelta(seconds=15)}, {"unreachable"})
    told = {body["hub_id"] for body in scene.bodies("silence")}
    assert told == {f"dataset/{CORPUS}", f"model/{MODEL}", f"space/{DEMO}"}
    scene.server.clear_faults()
    scene.pass_(seconds=61)
    assert scene.look() == 3


def test_a_silence_that_lasts_is_told_once_in_ten_minutes(scene: Any):
    scene.server.set_fault(kind="status", status=503, path="/api/")
    for _ in range(12):
        scene.look()
        scene.pass_(seconds=90)
    assert [len(scene.entries("silence")), Watch.objects.filter(attempts__gt=3).count()] == [6, 3]


def test_a_hub_that_is_too_slow_is_not_waited_for(scene: Any):
    scene.server.set_fault(kind="delay", seconds=2.0, path="/api/")
    with HubClient(endpoint=scene.server.endpoint, retries=0, timeout=0.2, max_wait=0.0) as hasty:
        assert actions.take_snapshots(edition=scene.edition, hub=hasty, now=lambda: NOW) == 0
    assert set(Watch.objects.values_list("error", flat=True)) == {"unreachable"}


def test_what_was_told_before_the_hub_fell_silent_is_kept_and_the_rest_is_asked_again(scene: Any):
    scene.server.set_fault(kind="status", status=503, path=f"/api/datasets/{CORPUS}/refs", times=1)
    assert scene.look() == 3
    seen = next(body for body in scene.bodies("snapshot") if body["asked"] == CORPUS)
    assert ("files" in seen, "refs" in seen) == (True, False)
    watch = scene.watch()
    assert (watch.snapshot_sha, watch.due_at - NOW, watch.error) == ("", timedelta(seconds=15), "unreachable")
    scene.pass_(seconds=15)
    assert scene.look() == 1
    _, seen = scene.last()
    assert ("files" in seen, "refs" in seen, "commits" in seen) == (False, True, True)
    assert (scene.watch().due_at, scene.watch().error) == (None, "")


def test_a_quota_that_ends_half_way_keeps_what_was_told_and_stops_all(scene: Any):
    scene.server.set_fault(kind="status", status=429, retry_after=60, path=f"/api/datasets/{CORPUS}/commits")
    scene.look()
    assert (len(scene.entries("snapshot")), paused_for(scene)) == (1, timedelta(seconds=60))


def test_ten_minutes_of_429_around_the_close_cost_nobody_anything(scene: Any):
    """What was pushed in time and what nobody touched: not known while the Hub is silent, and right as soon as it speaks."""
    scene.settle()
    scene.to_close(minutes=-5)
    scene.server.set_fault(kind="status", status=429, retry_after=60, path="/api/")
    in_time = scene.commit(MODEL)
    for _ in range(10):
        scene.keep()
        scene.look()
        if scene.now >= scene.edition.parsed_rules.counts_until:
            assert states(scene) <= {"unknown"}
        scene.pass_(minutes=1)
    assert (states(scene), scene.kinds().count("closed")) == ({"unknown"}, 1)
    scene.server.clear_faults()
    scene.pass_(minutes=1)
    scene.keep()
    scene.look()
    verdicts = {row.repo.repo_id: (row.state, row.frozen_sha) for row in RepoVerdict.objects.select_related("repo")}
    assert verdicts == {
        CORPUS: ("unchanged", scene.head()),
        DEMO: ("unchanged", scene.head(DEMO)),
        MODEL: ("seen_after", in_time),
    }


def test_a_hub_that_is_down_for_days_leaves_everything_unknown(scene: Any):
    scene.settle()
    scene.server.set_fault(kind="drop", path="/api/")
    scene.to_close(minutes=1)
    for _ in range(4):
        scene.keep()
        scene.look()
        scene.pass_(hours=12)
    assert states(scene) == {"unknown"}
    assert Watch.objects.filter(due_at=None).count() == 0

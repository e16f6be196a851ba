"""Looks at watched repos: what is asked of the Hub, what is kept of it, and who does it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.actions import snapshots
from submissions.deadline.record import Reason
from submissions.models import Repo, Watch
from tests.factories.editions import NOW
from tests.submissions.hubs import CORPUS, DEMO, MODEL

pytestmark = pytest.mark.django_db


def rows(**fields: Any) -> list[Any]:
    """The repos for which that holds, by name."""
    return list(Watch.objects.filter(**fields).order_by("repo__repo_id").values_list("repo__repo_id", flat=True))


def want(repo_id: str, reason: Reason, *, at: Any = NOW) -> None:
    actions.watching.want(Watch.objects.filter(repo__repo_id=repo_id), reason=reason, at=at)


def test_a_delivered_repo_is_looked_at_once(scene: Any):
    assert (scene.look(), scene.look()) == (3, 0)
    assert scene.kinds() == ["opened", "rules", "snapshot", "snapshot", "snapshot"]
    head, watch = scene.head(), scene.watch()
    assert (watch.head_sha, watch.content_sha, watch.snapshot_sha) == (head, head, head)
    assert (watch.due_at, watch.reason, watch.claim, watch.attempts, watch.error) == (None, "", None, 0, "")


def test_a_repo_that_the_hub_had_not_told_of_learns_what_it_is(scene: Any):
    assert set(Repo.objects.values_list("hub_id", flat=True)) == {None}
    scene.look()
    assert scene.watch().repo.hub_id == scene.server.storage.get(RepoType.DATASET, CORPUS).hub_id


def test_a_snapshot_has_everything_that_the_hub_tells(scene: Any):
    scene.look()
    seen = next(body for body in scene.bodies("snapshot") if body["asked"] == CORPUS)
    assert [file["path"] for file in seen["files"]] == ["README.md"]
    assert (seen["files_total"], len(seen["tree"])) == (1, 64)
    assert [ref["ref"] for ref in seen["refs"]] == ["refs/heads/main"]
    assert [commit["title"] for commit in seen["commits"]] == ["initial commit"]
    assert (seen["at"], seen["standing"], seen["commits_complete"]) == ("2026-03-04T15:30:00+00:00", "found", True)
    assert ("since" in seen, "watched" in seen) == (False, False)


def test_a_look_at_what_did_not_move_costs_one_request_and_one_line(scene: Any):
    scene.settle()
    want(CORPUS, Reason.REQUEST)
    scene.look()
    assert scene.asked() == [f"look {CORPUS}"]
    kind, body = scene.last()
    assert (kind, body["hub_id"], body["head"]) == ("sighting", scene.watch().repo.hub_id, scene.head())


def test_a_new_revision_is_read_down_to_the_head_that_we_know(scene: Any):
    scene.settle()
    before = scene.head()
    after = [scene.commit(CORPUS, message=f"Cambio {number}") for number in (1, 2)]
    want(CORPUS, Reason.SWEEP)
    scene.look()
    assert scene.asked() == [f"look {CORPUS}", f"refs {CORPUS}", f"commits_until {CORPUS}"]
    _, seen = scene.last()
    assert [commit["sha"] for commit in seen["commits"]] == after[::-1]
    assert (seen["since"], seen["head"], seen["watched"]) == (before, after[-1], scene.watch().repo.hub_id)


def test_a_history_written_anew_is_read_down_to_its_first_commit(scene: Any):
    scene.settle()
    squashed = scene.server.storage.squash(RepoType.DATASET, CORPUS, author="alicia", at=NOW)
    want(CORPUS, Reason.SWEEP)
    scene.look()
    _, seen = scene.last()
    assert [commit["sha"] for commit in seen["commits"]] == [squashed]
    assert ("since" in seen, seen["commits_complete"]) == (False, True)


def test_five_thousand_commits_in_one_repo_are_all_kept(scene: Any):
    last = scene.server.storage.lengthen(
        RepoType.DATASET, CORPUS, commits=5000, every=timedelta(seconds=1), author="alicia", at=NOW
    )
    scene.look()
    seen = next(body for body in scene.bodies("snapshot") if body["asked"] == CORPUS)
    assert (len(seen["commits"]), seen["commits"][0]["sha"], seen["commits_complete"]) == (5001, last, True)
    assert scene.asked().count(f"commits_until {CORPUS}") == 1


def test_at_the_close_the_content_of_all_comes_before_the_history_of_any(scene: Any):
    scene.settle()
    heads = {name: scene.commit(name) for name in (CORPUS, MODEL, DEMO)}
    scene.to_close()
    for name in heads:
        want(name, Reason.DEADLINE, at=scene.now)
    scene.look()
    assert [asked.split()[0] for asked in scene.asked()] == ["look"] * 4 + ["refs", "commits_until"] + (
        ["look", "refs", "commits_until"] * 2
    )
    bodies = scene.bodies("snapshot")[3:]
    assert [("files" in body, "commits" in body) for body in bodies] == [(True, False)] * 3 + [(False, True)] * 3
    assert rows(snapshot_sha=F("head_sha"), due_at=None) == [CORPUS, MODEL, DEMO]


def test_a_close_that_runs_out_of_time_leaves_the_histories_for_later(scene: Any, nudges: list[int]):
    scene.settle()
    scene.commit(CORPUS)
    want(CORPUS, Reason.DEADLINE)
    nudges.clear()
    watch = scene.take_one()
    assert (watch.reason, watch.due_at, watch.content_sha) == ("request", NOW, scene.head())
    assert watch.snapshot_sha != scene.head()


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        ({CORPUS: Reason.SWEEP, MODEL: Reason.DEADLINE, DEMO: Reason.PUSH}, [MODEL, DEMO, CORPUS]),
        ({CORPUS: Reason.REQUEST, MODEL: Reason.SUBMIT, DEMO: Reason.SUBMIT}, [DEMO, MODEL, CORPUS]),
    ],
)
def test_the_most_urgent_goes_first_and_among_equals_what_changed_last(scene: Any, reasons: Any, expected: Any):
    scene.settle()
    Watch.objects.filter(repo__repo_id=DEMO).update(changed_at=NOW)
    for name, reason in reasons.items():
        want(name, reason)
    scene.look()
    looks = [asked.split()[1] for asked in scene.asked() if asked.startswith("look")]
    assert looks == expected


def test_a_repo_that_is_gone_is_told_to_be_so(scene: Any):
    scene.settle()
    scene.server.storage.delete_repo(RepoType.DATASET, CORPUS)
    want(CORPUS, Reason.SWEEP)
    scene.look()
    kind, seen = scene.last()
    assert (kind, seen["standing"], seen["watched"]) == ("snapshot", "missing", scene.watch().repo.hub_id)
    assert (scene.watch().head_sha, scene.watch().due_at) == ("", None)


def test_a_repo_that_stands_in_the_place_of_another_is_not_taken_for_it(scene: Any):
    scene.settle()
    ours = scene.watch().repo.hub_id
    scene.server.storage.replace_repo(RepoType.DATASET, CORPUS, {"a.txt": "a"}, author="bruno", at=NOW)
    want(CORPUS, Reason.SWEEP)
    scene.look()
    _, seen = scene.last()
    assert (seen["watched"], seen["hub_id"] == ours, "files" in seen) == (ours, False, True)
    assert (scene.watch().repo.hub_id, scene.watch().head_sha) == (ours, "")


def test_a_renamed_repo_is_followed(scene: Any):
    scene.settle()
    scene.server.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/recetario")
    want(CORPUS, Reason.SWEEP)
    scene.look()
    _, seen = scene.last()
    assert (seen["asked"], seen["repo_id"]) == (CORPUS, "somos-demo/recetario")
    assert scene.watch("somos-demo/recetario").due_at is None


def test_a_repo_that_was_private_for_a_while_gets_a_snapshot_when_it_is_back(scene: Any):
    scene.settle()
    want(CORPUS, Reason.SWEEP)
    scene.server.set_fault(kind="private", repo_id=CORPUS)
    scene.look()
    assert scene.last()[1]["standing"] == "missing"
    scene.server.clear_faults()
    want(CORPUS, Reason.SWEEP)
    scene.look()
    kind, seen = scene.last()
    assert (kind, seen["standing"], seen["head"]) == ("snapshot", "found", scene.watch().head_sha)


def test_a_repo_that_no_list_has_is_asked_for_its_head_alone(scene: Any):
    scene.settle()
    scene.live_apart()
    want(CORPUS, Reason.SWEEP)
    scene.look()
    assert (scene.asked(), scene.last()[0]) == ([f"head {CORPUS}"], "sighting")
    scene.commit(CORPUS)
    want(CORPUS, Reason.SWEEP)
    scene.look()
    assert scene.asked()[:2] == [f"head {CORPUS}", f"look {CORPUS}"]
    assert scene.last()[0] == "snapshot"


def test_two_rows_that_turn_out_to_be_one_repo_become_one(scene: Any):
    """The team named it by its old name and by its new one while the Hub was silent."""
    scene.server.storage.rename(RepoType.MODEL, MODEL, "somos-demo/recetas-3b")
    scene.settle()
    twin = Repo.objects.create(repo_type="model", repo_id=MODEL, first_seen_at=NOW)
    Watch.objects.create(edition=scene.edition, repo=twin, added_at=NOW, due_at=NOW, reason=Reason.SUBMIT)
    scene.look()
    assert not Repo.objects.filter(pk=twin.pk).exists()
    watch = scene.watch("somos-demo/recetas-3b")
    assert (watch.due_at, watch.claim, Watch.objects.count()) == (None, None, 3)
    assert scene.entries()[-1].repo == watch.repo


def test_evidence_about_a_repo_moves_along_when_its_row_does(scene: Any):
    scene.server.set_fault(kind="private", repo_id=MODEL)
    scene.look()
    twin = scene.watch(MODEL).repo
    hub_id = scene.server.storage.get(RepoType.MODEL, MODEL).hub_id
    real = Repo.objects.create(repo_type="model", repo_id="somos-demo/antes", hub_id=hub_id, first_seen_at=NOW)
    scene.server.clear_faults()
    want(MODEL, Reason.SWEEP)
    scene.look()
    assert scene.watch(MODEL).repo == real
    told = [entry.repo for entry in scene.entries("snapshot") if entry.repo in (real, twin)]
    assert told == [real, real]


def test_a_row_that_somebody_else_took_over_keeps_nothing_of_ours(scene: Any):
    class Slow:
        """A Hub so slow that the row is given to another worker meanwhile."""

        def __init__(self, hub: Any) -> None:
            self.hub = hub

        def __getattr__(self, name: str) -> Any:
            Watch.objects.update(claim=uuid.uuid4(), claimed_at=NOW)
            return getattr(self.hub, name)

    assert actions.take_snapshots(edition=scene.edition, hub=Slow(scene.hub), now=lambda: NOW) == 0
    assert scene.kinds() == []


def test_what_is_asked_for_during_a_look_is_looked_at_again(scene: Any):
    scene.settle()
    want(CORPUS, Reason.SWEEP)
    watch = snapshots._claim_next(scene.edition, at=NOW)
    want(CORPUS, Reason.PUSH, at=NOW + timedelta(seconds=1))
    snapshots._take(watch, hub=scene.hub, now=lambda: NOW)
    again = scene.watch()
    assert (again.due_at, again.reason, again.claim) == (NOW + timedelta(seconds=1), "push", None)


def test_a_worker_that_is_gone_leaves_its_row_to_the_next(scene: Any, settings: Any):
    settings.SNAPSHOT_STALE_SECONDS = 300
    fresh, stale = Watch.objects.order_by("pk")[:2]
    for row, age in ((fresh, 299), (stale, 301)):
        claimed_at = NOW - timedelta(seconds=age)
        Watch.objects.filter(pk=row.pk).update(claim=uuid.uuid4(), claimed_at=claimed_at)
    assert snapshots.put_back_stranded(at=NOW) == 1
    stale.refresh_from_db()
    assert (stale.claim, stale.error) == (None, "worker_lost")
    assert scene.look() == 2


def test_no_more_than_two_workers_look_at_an_edition_at_once(scene: Any):
    for row in Watch.objects.order_by("pk")[:2]:
        Watch.objects.filter(pk=row.pk).update(claim=uuid.uuid4(), claimed_at=NOW)
    assert scene.look() == 0
    scene.pass_(seconds=61)  # they may well be dead
    assert scene.look() == 1


def test_a_repo_that_breaks_us_does_not_keep_the_others_waiting(scene: Any, monkeypatch: pytest.MonkeyPatch):
    whole = snapshots.collect

    def collect(hub: Any, target: Any, **options: Any) -> Any:
        if target.repo_id == MODEL:
            raise ZeroDivisionError
        return whole(hub, target, **options)

    monkeypatch.setattr(snapshots, "collect", collect)
    assert scene.look() == 2
    watch = scene.watch(MODEL)
    assert (watch.error, watch.attempts, watch.due_at - NOW) == ("broken", 1, timedelta(seconds=15))


def test_a_look_that_ends_in_time_leaves_the_rest_to_a_nudge(scene: Any, nudges: list[int]):
    nudges.clear()
    assert scene.look(seconds=0.0) == 0
    assert nudges == [scene.edition.pk]


def test_delivering_again_is_looked_at_again(scene: Any):
    scene.settle()
    scene.deliver(ArtefactKind.CORPUS)
    assert (rows(reason="submit"), scene.look()) == ([CORPUS], 1)

"""The lists of the organisations: one look at everything that lives there."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from hackathon.hub.types import RepoType
from submissions import actions
from submissions.deadline.record import Reason, heads_digest
from submissions.models import EvidenceEntry, EvidenceLog, Watch
from submissions.queries import record_of
from tests.factories.editions import NOW
from tests.racing import race
from tests.submissions.hubs import CORPUS, DEMO, MODEL

LISTS = ["list_repos dataset", "list_repos model", "list_repos space"]


def sweep(scene: Any, *, after: float = 6.0) -> dict[str, Any]:
    """The next sweep, so many hours later; what the log says of it."""
    scene.pass_(hours=after)
    assert actions.sweep_lists(edition=scene.edition, hub=scene.hub, now=lambda: scene.now) is not None
    kind, body = scene.last()
    assert kind == "sweep"
    return body


def due() -> dict[str, str]:
    rows = Watch.objects.exclude(due_at=None)
    return dict(rows.values_list("repo__repo_id", "reason"))


@pytest.mark.django_db
def test_repos_that_did_not_move_cost_three_requests_in_all(scene: Any):
    scene.settle()
    body = sweep(scene)
    heads = {scene.watch(name).repo.hub_id: scene.head(name) for name in (CORPUS, MODEL, DEMO)}
    assert scene.asked() == LISTS
    assert body | {"server_at": None} == {
        "server_at": None,
        "organisations": ["somos-demo"],
        "watched": 3,
        "digest": heads_digest(heads),
        "changed": {},
        "missing": [],
        "apart": [],
        "renamed": {},
        "likes": {},
    }
    assert due() == {}
    sighted = record_of(edition=scene.edition, repo=scene.watch().repo).sightings[-1]
    assert (sighted.at, sighted.head) == (NOW + timedelta(hours=6), scene.head())


@pytest.mark.django_db
def test_an_entry_about_lists_that_did_not_move_is_small_however_many_repos_are_watched(scene: Any):
    for number in range(3):
        scene.another(f"somos-demo/corpus-{number}")
    scene.settle()
    sweep(scene)
    assert json.loads(EvidenceEntry.objects.latest("sequence").body)["watched"] == 6
    assert len(EvidenceEntry.objects.latest("sequence").body) < 300


@pytest.mark.django_db
def test_a_head_that_moved_is_told_and_looked_at(scene: Any):
    scene.settle()
    sha = scene.commit(MODEL, at=NOW)
    body = sweep(scene)
    watch = scene.watch(MODEL)
    assert (body["changed"], due()) == ({watch.repo.hub_id: sha}, {MODEL: "sweep"})
    assert (watch.head_sha, watch.head_seen_at, watch.changed_at) == (sha, scene.now, NOW)
    assert (sweep(scene)["changed"], due()) == ({}, {MODEL: "sweep"})


@pytest.mark.django_db
def test_a_head_that_a_receipt_told_wrongly_is_put_right(scene: Any):
    """The form may tell of a head that it saw a little earlier than our last look."""
    scene.settle()
    Watch.objects.filter(repo__repo_id=CORPUS).update(head_sha="f" * 40)
    assert sweep(scene)["changed"] == {scene.watch().repo.hub_id: scene.head()}


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["deleted", "private"])
def test_a_repo_that_is_no_longer_listed_is_looked_at_once(scene: Any, how: str):
    scene.settle()
    if how == "deleted":
        scene.server.storage.delete_repo(RepoType.MODEL, MODEL)
    else:
        scene.server.storage.set_meta(RepoType.MODEL, MODEL, private=True)
    missing = [scene.watch(MODEL).repo.hub_id]
    assert (sweep(scene)["missing"], due()) == (missing, {MODEL: "sweep"})
    scene.look()
    assert (sweep(scene)["missing"], due()) == (missing, {})


@pytest.mark.django_db
def test_repos_that_live_elsewhere_are_looked_at_one_by_one(scene: Any):
    scene.settle()
    scene.live_apart()
    body = sweep(scene)
    assert (len(body["apart"]), set(due().values())) == (3, {"sweep"})
    scene.asked()
    scene.look()
    assert sorted(scene.asked()) == [f"head {name}" for name in (CORPUS, MODEL, DEMO)]


@pytest.mark.django_db
def test_far_from_the_close_repos_outside_are_not_looked_at_with_every_look_at_the_lists(scene: Any):
    scene.live_apart()
    scene.settle()
    sweep(scene, after=5.5)
    assert due() == {}
    sweep(scene, after=0.5)
    assert set(due().values()) == {"sweep"}


@pytest.mark.django_db
def test_a_repo_that_was_renamed_gets_its_name_and_a_snapshot_that_tells_of_it(scene: Any):
    scene.settle()
    scene.server.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/recetario")
    body = sweep(scene)
    watch = scene.watch("somos-demo/recetario")
    assert body["renamed"] == {watch.repo.hub_id: "somos-demo/recetario"}
    scene.look()
    assert (scene.last()[0], scene.last()[1]["repo_id"]) == ("snapshot", "somos-demo/recetario")
    assert sweep(scene)["renamed"] == {}


@pytest.mark.django_db
def test_likes_are_told_where_they_changed(scene: Any):
    scene.settle()
    scene.server.storage.like(RepoType.SPACE, DEMO, by="bruno", at=NOW)
    assert sweep(scene)["likes"] == {scene.watch(DEMO).repo.hub_id: 1}
    assert (scene.watch(DEMO).likes, sweep(scene)["likes"]) == (1, {})


@pytest.mark.django_db
def test_what_stands_still_needs_no_look_of_its_own_at_the_close(scene: Any):
    scene.settle()
    scene.commit(MODEL)
    scene.to_close()
    actions.close(edition=scene.edition, at=scene.now)
    assert set(due().values()) == {"deadline"}
    scene.asked()
    scene.keep()
    assert (scene.asked(), due()) == (LISTS, {MODEL: "deadline"})
    scene.look()
    assert [asked.split()[0] for asked in scene.asked()] == ["look", "look", "refs", "commits_until"]


@pytest.mark.django_db
def test_at_the_close_the_repos_wait_for_the_lists_but_not_for_long(scene: Any):
    scene.settle()
    scene.to_close()
    scene.server.set_fault(kind="status", status=503, path="/api/models")
    scene.keep()
    assert (scene.look(), scene.kinds()[-1]) == (0, "silence")
    scene.pass_(seconds=60)
    scene.look()
    assert scene.kinds()[-2:] == ["frozen", "frozen"]


@pytest.mark.django_db
def test_a_sweep_that_breaks_half_way_says_nothing_of_any_repo(scene: Any):
    scene.settle()
    scene.commit(CORPUS)
    scene.server.set_fault(kind="status", status=503, path="/api/spaces")
    assert actions.sweep_lists(edition=scene.edition, hub=scene.hub, now=lambda: NOW) is None
    assert scene.last() == ("silence", {"hub_id": None, "what": "lists", "error": "unreachable"})
    assert (due(), EvidenceLog.objects.get().next_sweep_at) == ({}, NOW + timedelta(seconds=60))


@pytest.mark.django_db
def test_the_lists_are_asked_no_earlier_than_it_is_time(scene: Any):
    scene.settle()
    sweep(scene, after=0)
    assert actions.sweep_lists(edition=scene.edition, hub=scene.hub, now=lambda: scene.pass_(minutes=29)) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "step"),
    [
        (timedelta(days=4), timedelta(minutes=30)),
        (timedelta(hours=30), timedelta(minutes=30)),
        (timedelta(hours=6, minutes=10), timedelta(minutes=10)),
        (timedelta(hours=2), timedelta(minutes=10)),
        (timedelta(minutes=11), timedelta(minutes=2)),
        (timedelta(seconds=30), timedelta(seconds=30)),
        (timedelta(0), timedelta(minutes=10)),
        (timedelta(hours=-3), timedelta(hours=1)),
    ],
)
def test_the_nearer_the_close_the_closer_the_looks(scene: Any, before: timedelta, step: timedelta):
    scene.settle()
    scene.to_close()
    scene.now -= before
    sweep(scene, after=0)
    assert EvidenceLog.objects.get().next_sweep_at - scene.now == step


@pytest.mark.django_db
def test_likes_are_looked_at_in_the_moment_at_which_they_are_counted(scene: Any):
    scene.settle()
    likes_at = scene.now + timedelta(minutes=17)
    scene.change(windows=replace(scene.edition.parsed_rules.windows, likes_at=likes_at))
    sweep(scene, after=0)
    assert EvidenceLog.objects.get().next_sweep_at == likes_at
    scene.now = likes_at
    for by in ("bruno", "carla"):
        scene.server.storage.like(RepoType.DATASET, CORPUS, by=by, at=likes_at)
    assert sweep(scene, after=0)["likes"] == {scene.watch().repo.hub_id: 2}


@pytest.mark.django_db
def test_a_close_that_moved_nearer_is_not_slept_through(scene: Any):
    scene.settle()
    sweep(scene, after=0)
    put_off_until = EvidenceLog.objects.get().next_sweep_at
    windows = scene.edition.parsed_rules.windows
    sooner = replace(windows.submission, closes_at=scene.now + timedelta(minutes=40))
    teams = replace(windows.teams, closes_at=sooner.closes_at)
    scene.change(windows=replace(windows, submission=sooner, teams=teams))
    at = scene.pass_(minutes=11)
    assert put_off_until - at == timedelta(minutes=19)
    assert sweep(scene, after=0)["watched"] == 3
    assert actions.sweep_lists(edition=scene.edition, hub=scene.hub, now=lambda: scene.now) is None
    assert EvidenceLog.objects.get().next_sweep_at == at + timedelta(minutes=2)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_ask_the_lists_once(scene: Any):
    scene.settle()
    deed = lambda: actions.sweep_lists(edition=scene.edition, hub=scene.hub, now=lambda: NOW)  # noqa: E731
    assert sorted(outcome is None for outcome in race([deed] * 4)) == [False, True, True, True]
    assert sorted(scene.asked()) == LISTS


@pytest.mark.django_db
@pytest.mark.parametrize("teams", [1, 3])
def test_a_sweep_costs_the_same_number_of_queries_however_many_repos(
    scene: Any, teams: int, django_assert_num_queries: Any
):
    for number in range(teams):
        scene.another(f"somos-demo/otro-{number}")
    scene.settle()
    for number in range(teams):
        name = f"somos-demo/otro-{number}"
        scene.server.storage.commit(RepoType.DATASET, name, {"a": "a"}, author="a", at=NOW, message="a")
    with django_assert_num_queries(17 + (connection.vendor == "postgresql")):  # one more to check what was written
        sweep(scene)
    assert len(due()) == teams


@pytest.mark.django_db
def test_a_repo_asked_for_by_somebody_is_looked_at_whatever_the_lists_say(scene: Any):
    scene.settle()
    actions.watching.want(Watch.objects.filter(repo__repo_id=CORPUS), reason=Reason.REQUEST, at=NOW)
    sweep(scene)
    assert due() == {CORPUS: "request"}

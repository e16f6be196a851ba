"""The Hub calls us: who may, what is believed, and that no call counts twice."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from hackathon.hub.types import RepoType
from submissions import actions
from submissions.actions import receive_push
from submissions.deadline.hooks import read_call
from submissions.models import EvidenceEntry, Repo, RepoVerdict, Watch
from tests.factories.editions import NOW
from tests.racing import race
from tests.submissions.evidence.scene import home_edition
from tests.submissions.hubs import CORPUS, MODEL

SECRET = "solo-lo-sabe-el-hub"
OLD, NEW = "a" * 40, "b" * 40


@pytest.fixture(autouse=True)
def _now(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HUB_WEBHOOK_SECRET = SECRET
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)


def payload(scene: Any, *, new: str = NEW, old: str = OLD, name: str = CORPUS, **changes: Any) -> dict[str, Any]:
    """What the Hub sends when ``name`` moves from ``old`` to ``new``."""
    repo_type = {CORPUS: "dataset", MODEL: "model"}[name]
    record = scene.server.storage.get(RepoType(repo_type), name)
    return {
        "event": {"action": "update", "scope": "repo.content"},
        "repo": {"type": repo_type, "name": name, "id": record.hub_id, "private": False, "headSha": new},
        "updatedRefs": [{"ref": "refs/heads/main", "oldSha": old, "newSha": new}],
        "webhook": {"id": "65f0", "version": 3},
    } | changes


def call(content: Any, *, secret: str | None = SECRET) -> Any:
    headers = {} if secret is None else {"X-Webhook-Secret": secret}
    body = content if isinstance(content, str | bytes) else json.dumps(content)
    return Client().post(reverse("submissions:webhook"), body, content_type="application/json", headers=headers)


def hear(scene: Any, *, at: Any = None, **changes: Any) -> int:
    return receive_push(call=read_call(payload(scene, **changes)), at=at or scene.now)


@pytest.mark.django_db
def test_a_push_is_entered_with_the_moment_at_which_we_heard_it(scene: Any, monkeypatch: pytest.MonkeyPatch):
    scene.settle()
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW + timedelta(minutes=5))
    assert call(payload(scene)).status_code == 204
    entry = scene.entries()[-1]
    assert (entry.kind, entry.at) == ("push", NOW + timedelta(minutes=5))
    assert json.loads(entry.body) == {
        "hub_id": scene.watch().repo.hub_id,
        "repo_type": "dataset",
        "repo_id": CORPUS,
        "action": "update",
        "scope": "repo.content",
        "head": NEW,
        "refs": [{"ref": "refs/heads/main", "old": OLD, "new": NEW}],
        "moved_to": None,
    }
    watch = scene.watch()
    assert (watch.reason, watch.due_at, watch.head_sha) == ("push", NOW + timedelta(minutes=5), NEW)
    assert scene.asked() == []


@pytest.mark.django_db
@pytest.mark.parametrize("secret", [None, "", "otro", SECRET + " ", "ñandú", SECRET.upper()])
def test_whoever_does_not_know_the_secret_is_refused(scene: Any, secret: str | None):
    scene.settle()
    assert call(payload(scene), secret=secret).status_code == 403
    assert scene.entries("push") == []


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["", SECRET])
def test_without_a_secret_of_ours_nobody_is_listened_to(scene: Any, settings: Any, secret: str):
    settings.HUB_WEBHOOK_SECRET = ""
    assert call(payload(scene), secret=secret).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "El mensaje no es JSON."),
        (b"\xff\xfe", "El mensaje no es JSON."),
        ("[" * 100_000, "El mensaje no es JSON."),
        ("[]", "El mensaje no tiene la forma de los avisos del Hub."),
        ("{}", "El mensaje no tiene la forma de los avisos del Hub."),
        ('{"event": 1, "repo": 2}', "El mensaje no tiene la forma de los avisos del Hub."),
        ("null", "El mensaje no tiene la forma de los avisos del Hub."),
        (json.dumps("a" * 1_000_000), "El mensaje pasa de un megabyte."),
    ],
)
def test_what_is_no_call_of_the_hub_is_told_so_in_one_sentence(content: str, said: str):
    answer = call(content)
    assert (answer.status_code, answer.content.decode()) == (400, said)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"updatedRefs": [{"ref": "main\x00", "oldSha": None, "newSha": NEW}]},
        {"updatedRefs": [{"ref": "m" * 300, "oldSha": None, "newSha": NEW}]},
        {"updatedRefs": [{"ref": "main", "oldSha": None, "newSha": "no"}]},
        {"updatedRefs": {"ref": "main"}},
        {"updatedRefs": [{"ref": "main", "oldSha": None, "newSha": NEW}] * 1001},
        {"movedTo": {"name": "\ud800"}},
        {"movedTo": "a"},
        {"repo": {"type": "dataset", "name": CORPUS, "id": 7, "headSha": NEW}},
    ],
)
def test_hostile_content_is_refused(scene: Any, changes: dict[str, Any]):
    scene.settle()
    assert call(payload(scene) | changes).status_code == 400
    assert scene.entries("push") == []


@pytest.mark.django_db
def test_repos_that_nobody_watches_and_talk_about_repos_are_passed_over(scene: Any):
    scene.settle()
    strange = payload(scene)["repo"] | {"id": "ffff", "name": "otra/cosa"}
    assert call(payload(scene, repo=strange)).status_code == 204
    talk = {"action": "create", "scope": "discussion.comment"}
    assert call(payload(scene, event=talk)).status_code == 204
    assert call(payload(scene, repo=payload(scene)["repo"] | {"type": "bucket"})).status_code == 204
    assert scene.entries("push") == []


@pytest.mark.django_db
def test_the_same_call_is_entered_once_with_its_first_moment(scene: Any, nudges: list[int]):
    scene.settle()
    nudges.clear()
    assert [hear(scene), hear(scene, at=NOW + timedelta(hours=1))] == [1, 0]
    assert [entry.at for entry in scene.entries("push")] == [NOW]
    assert scene.watch().due_at == NOW
    assert hear(scene, new="c" * 40, old=NEW) == 1


@pytest.mark.django_db
def test_a_call_that_is_played_again_after_the_close_changes_nothing(scene: Any):
    scene.settle()
    old = scene.head()
    sha = scene.commit(CORPUS)
    hear(scene, old=old, new=sha)
    scene.look()
    scene.to_close()
    scene.keep()
    before = (scene.kinds(), list(RepoVerdict.objects.values("state", "frozen_sha", "level")))
    scene.pass_(minutes=1)
    assert hear(scene, old=old, new=sha) == 0
    scene.keep()
    assert (scene.kinds(), list(RepoVerdict.objects.values("state", "frozen_sha", "level"))) == before
    assert RepoVerdict.objects.get(repo__repo_id=CORPUS).level == "push"


@pytest.mark.django_db
def test_a_move_is_told_and_followed(scene: Any):
    scene.settle()
    content = payload(scene, event={"action": "move", "scope": "repo"}, movedTo={"name": "somos-demo/recetario"})
    scene.server.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/recetario")
    assert call(content).status_code == 204
    assert scene.bodies("push")[0]["moved_to"] == "somos-demo/recetario"
    scene.look()
    assert scene.watch("somos-demo/recetario").due_at is None


@pytest.mark.django_db
def test_every_edition_that_watches_the_repo_hears_of_it(scene: Any):
    scene.settle()
    other = home_edition("otra")
    Watch.objects.create(edition=other, repo=scene.watch().repo, added_at=NOW)
    over = home_edition("pasada")
    Watch.objects.create(edition=over, repo=scene.watch().repo, added_at=NOW)
    assert hear(scene) == 3
    assert EvidenceEntry.objects.filter(kind="push", log__edition=other).count() == 1
    assert hear(scene, new="c" * 40, at=over.parsed_rules.windows.results_at) == 0


@pytest.mark.django_db
def test_a_repo_known_by_its_name_alone_is_looked_at(scene: Any):
    scene.server.set_fault(kind="status", status=503, path="/api/")
    scene.look()
    assert hear(scene) == 1
    assert (scene.watch().reason, Repo.objects.get(repo_id=CORPUS).hub_id) == ("submit", None)


@pytest.mark.django_db
def test_a_storm_of_a_thousand_calls_is_entered_once_each_and_nudges_once(
    scene: Any, nudges: list[int], django_capture_on_commit_callbacks: Any
):
    scene.settle()
    nudges.clear()
    calls = [read_call(payload(scene, new=f"{number:040x}")) for number in range(1, 201)]
    began = time.perf_counter()
    with django_capture_on_commit_callbacks(execute=True):
        assert sum(receive_push(call=one, at=NOW) for one in calls * 5) == 200
    assert time.perf_counter() - began < 30
    assert (len(scene.entries("push")), len(nudges)) == (200, 1)


@pytest.mark.django_db
def test_a_call_costs_the_same_however_many_there_were(scene: Any, django_assert_num_queries: Any):
    scene.settle()
    hear(scene)
    with django_assert_num_queries(1):
        hear(scene)
    with django_assert_num_queries(14 + (connection.vendor == "postgresql")):  # one more to check what was written
        hear(scene, new="c" * 40)


@pytest.mark.django_db(transaction=True)
def test_the_same_call_at_once_is_entered_once(scene: Any):
    scene.settle()
    assert sorted(race([lambda: hear(scene)] * 4)) == [0, 0, 0, 1]
    assert len(scene.entries("push")) == 1


@pytest.mark.django_db
def test_what_the_hub_told_in_time_counts_even_if_we_looked_too_late(scene: Any):
    scene.settle()
    old = scene.head()
    scene.to_close(seconds=-30)
    sha = scene.commit(CORPUS, at=scene.now + timedelta(hours=5))  # a computer whose clock is wrong
    hear(scene, old=old, new=sha)
    scene.to_close(minutes=1)
    scene.keep()
    scene.pass_(minutes=1)
    scene.look()
    actions.rejudge(edition=scene.edition, at=scene.now)
    row = RepoVerdict.objects.get(repo__repo_id=CORPUS)
    assert (row.state, row.level, row.frozen_sha) == ("unchanged", "push", sha)

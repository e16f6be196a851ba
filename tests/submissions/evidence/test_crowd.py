"""Workers, schedulers, the Hub and teams, all at the same moment: nobody waits for ever and the log stays one chain."""

from typing import Any

import pytest

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.deadline import chain
from submissions.deadline.hooks import HubCall
from submissions.deadline.record import Reason
from submissions.models import Watch
from submissions.queries import log_lines
from tests.racing import kinds, race
from tests.submissions.hubs import CORPUS, MODEL

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_look_at_each_repo_once(scene: Any):
    assert sum(race([scene.look] * 2)) == 3
    assert sorted(body["asked"] for body in scene.bodies("snapshot")) == sorted(
        Watch.objects.values_list("repo__repo_id", flat=True)
    )
    assert sum(asked.startswith("look") for asked in scene.asked()) == 3


def test_all_at_once_get_through(scene: Any):
    scene.settle()
    for name in (CORPUS, MODEL):
        scene.commit(name)
    scene.to_close()
    Watch.objects.update(due_at=scene.now, reason=Reason.SWEEP)
    hub_id = scene.watch().repo.hub_id

    def push(number: int) -> int:
        sha = f"{number:040x}"
        call = HubCall(hub_id, RepoType.DATASET, CORPUS, "update", "repo.content", sha, (), None)
        return actions.receive_push(call=call, at=scene.now)

    deeds = [scene.look, scene.look, scene.keep, scene.keep, lambda: push(1), lambda: push(2)]
    deeds += [lambda: scene.deliver(ArtefactKind.MODEL), lambda: actions.rejudge(edition=scene.edition, at=scene.now)]
    assert set(kinds(race(deeds))) == {"int", "NoneType"}
    scene.pass_(minutes=5)
    scene.keep()
    scene.look()
    assert chain.verify(log_lines(scene.edition)).broken is None
    assert (len(scene.entries("closed")), len(scene.entries("push"))) == (1, 2)
    assert not Watch.objects.exclude(due_at=None).exists()

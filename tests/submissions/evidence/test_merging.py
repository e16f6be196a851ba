"""Two rows turn out to be one repo: what is watched, told and decided of the one goes to the other."""

from datetime import timedelta
from typing import Any

import pytest

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions.actions import watch
from submissions.actions.repos import learn
from submissions.deadline.record import Reason
from submissions.models import Repo, RepoVerdict, Watch
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser
from tests.factories.submissions import add_version, make_repo, make_submission, make_verdict
from tests.factories.teams import make_team
from tests.submissions.hubs import CORPUS

pytestmark = pytest.mark.django_db
DECIDED = {"overruled_state": "unchanged", "overruled_reason": "Fue un fallo nuestro.", "overruled_at": NOW}


@pytest.fixture
def twins() -> tuple[Repo, Repo]:
    """A repo that the Hub has not told of, and the one that it is."""
    return make_repo(ArtefactKind.MODEL, "casa/viejo", hub_id=None), make_repo(ArtefactKind.MODEL, "casa/nuevo")


def become_one(twins: tuple[Repo, Repo]) -> Repo:
    unknown, real = twins
    return learn(unknown, hub_id=real.hub_id, repo_id=real.repo_id)


def test_what_only_one_edition_watches_moves_over(twins: Any):
    watch = Watch.objects.create(edition=make_edition(), repo=twins[0], added_at=NOW)
    assert become_one(twins) == twins[1]
    watch.refresh_from_db()
    assert (watch.repo, Repo.objects.count()) == (twins[1], 1)


def test_what_is_watched_twice_is_watched_once_and_stays_as_urgent(twins: Any):
    edition = make_edition()
    due_at = NOW + timedelta(minutes=1)
    Watch.objects.create(edition=edition, repo=twins[0], added_at=NOW, due_at=due_at, reason=Reason.DEADLINE)
    Watch.objects.create(edition=edition, repo=twins[1], added_at=NOW, due_at=NOW, reason=Reason.PUSH)
    become_one(twins)
    watch = Watch.objects.get()
    assert (watch.repo, watch.reason, watch.due_at) == (twins[1], "deadline", due_at)


@pytest.mark.parametrize("which", [0, 1])
def test_what_an_organiser_decided_of_either_is_kept(twins: Any, which: int):
    submission = make_submission(make_team(make_edition()), kinds=())
    decided = DECIDED | {"overruled_by": make_organiser(submission.edition)}
    make_verdict(submission, twins[which], state="gone", **decided)
    make_verdict(submission, twins[1 - which], state="unknown")
    become_one(twins)
    verdict = RepoVerdict.objects.get()
    assert (verdict.repo, verdict.state, verdict.final_state) == (twins[1], "gone", "unchanged")


def test_two_names_of_one_repo_in_one_version_are_looked_at_and_then_left_in_peace(scene: Any):
    """They cannot become one row, for the version names both; the one that the Hub did not tell of is settled all the same."""
    scene.settle()
    known = scene.watch().repo
    scene.server.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/nuevo")
    unknown = make_repo(ArtefactKind.CORPUS, CORPUS, hub_id=None)
    version = add_version(
        scene.submission, repos=[(ArtefactKind.CORPUS, known), (ArtefactKind.CORPUS, unknown)], at=scene.now
    )
    watch(edition=scene.edition, entries=version.entries.select_related("repo"), at=scene.now)
    scene.look()
    rows = Watch.objects.filter(repo__in=[known, unknown]).order_by("pk")
    assert [(row.due_at, row.claim) for row in rows] == [(None, None), (None, None)]

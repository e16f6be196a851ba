"""Who asked for an evaluation, cancelled one or published a board: theirs to see, and to move with them."""

import pytest

from hackathon.accounts.models import User
from submissions import personal
from submissions.models import EvaluationBoard, EvaluationJob
from tests.factories.editions import NOW
from tests.submissions.evaluation.stage import Scene, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def told(user: User) -> tuple[list, list]:
    export = personal.export(user)
    return export["evaluations"], export["boards"]


def test_a_person_is_told_what_they_asked_for_what_they_cancelled_and_what_they_published(scene):
    asked = scene.job(queued_by=scene.olga)
    scene.job(state="cancelled", finished_by=scene.olga, revision="b" * 40)
    EvaluationBoard.objects.create(
        edition=scene.edition, suite="muestra", suite_version=1, published_at=NOW, published_by=scene.olga
    )
    evaluations, boards = told(scene.olga)
    assert [(one["revision"][0], one["asked_at"], one["ended_at"]) for one in evaluations] == [
        ("a", asked.queued_at, None),
        ("b", None, NOW),
    ]
    assert [(one["suite"], one["at"]) for one in boards] == [("muestra", NOW)]
    assert told(scene.bruno) == ([], [])


def test_all_of_it_moves_when_two_accounts_are_one_person_s(scene):
    scene.job(queued_by=scene.bruno, state="cancelled", finished_by=scene.bruno)
    EvaluationBoard.objects.create(edition=scene.edition, suite="muestra", suite_version=1, published_by=scene.bruno)
    personal.merge(scene.olga, scene.bruno, NOW)
    job = EvaluationJob.objects.get()
    assert (job.queued_by, job.finished_by, EvaluationBoard.objects.get().published_by) == (scene.olga,) * 3

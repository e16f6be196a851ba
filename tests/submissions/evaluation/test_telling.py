"""The letter to a team when its evaluations are over: once, not before the last, and not for what is our fault."""

import pytest

from hackathon.editions.rules import ArtefactKind
from hackathon.mail.models import Message
from submissions.actions.evaluating import keeping
from submissions.evaluation.problems import EvaluationProblem
from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob, EvaluationRun
from tests.factories.editions import NOW
from tests.factories.people import make_person
from tests.factories.submissions import add_version, make_repo, make_submission, make_verdict
from tests.factories.teams import add_member, make_team
from tests.submissions.evaluation.stage import Scene, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def running(scene: Scene, **fields: object) -> EvaluationJob:
    job = scene.job(state="running", **fields)
    job.refresh_from_db()
    return job


def whole(scene: Scene, job: EvaluationJob) -> None:
    EvaluationJob.objects.filter(pk=job.pk).update(tasks_done=3)
    scene.run(job)
    keeping.end(job, at=NOW, state=JobState.SUCCEEDED)


def fail(job: EvaluationJob, problem: EvaluationProblem) -> None:
    keeping.end(job, at=NOW, state=JobState.FAILED, problem=problem)


def letters() -> list[Message]:
    return list(Message.objects.filter(key__startswith="submissions.evaluated").order_by("pk"))


def test_everybody_in_the_team_hears_once_what_came_of_it(scene):
    add_member(scene.submission.team, make_person("Carla"), seat=2)
    job = running(scene)
    whole(scene, job)
    assert [letter.user.display_name for letter in letters()] == ["Alicia", "Carla"]
    assert {letter.subject for letter in letters()} == {f"Evaluación de «{scene.submission.current.title}»"}
    assert f"- {scene.model.repo_id} (Muestra): media 0,500 ± 0,006" in letters()[0].body
    assert f"/proyectos/{scene.submission.pk}/#evaluacion" in letters()[0].body
    assert letters()[0].essential is False


def test_nobody_hears_before_the_last_is_over_and_then_of_all(scene):
    first, second = running(scene), running(scene, revision="b" * 40)
    EvaluationJob.objects.filter(pk=second.pk).update(suite="otra")
    whole(scene, first)
    assert letters() == []
    fail(second, EvaluationProblem.NO_TOKENIZER)
    (letter,) = letters()
    assert "media 0,500" in letter.body
    assert "(otra): sin resultado\n  Al repositorio le falta el tokenizador. Súbelo con" in letter.body
    assert letter.subject.endswith("hay algo que corregir")


def test_what_is_our_fault_alone_is_no_letter(scene):
    fail(running(scene), EvaluationProblem.CRASHED)
    assert letters() == []


def test_a_partial_one_tells_what_is_missing_where_the_team_can_mend_it(scene):
    job = running(scene, task_problems={"tres_gl": "nan_logits"}, tasks_done=2)
    scene.run(job, values={"uno_es": 0.5, "dos_es": 0.5})
    keeping.end(job, at=NOW, state=JobState.SUCCEEDED, partial=True)
    (letter,) = letters()
    assert "falta 1 tarea de 3\n  El modelo responde con valores que no son números (NaN)." in letter.body


def test_a_partial_one_by_our_fault_is_no_letter(scene):
    job = running(scene, task_problems={"tres_gl": "task_data"}, tasks_done=2)
    scene.run(job, values={"uno_es": 0.5, "dos_es": 0.5})
    keeping.end(job, at=NOW, state=JobState.SUCCEEDED, partial=True)
    assert letters() == []


def test_a_model_for_comparison_has_no_team_to_write_to(scene):
    whole(scene, running(scene, submission=None))
    assert (letters(), EvaluationRun.objects.count()) == ([], 1)


def test_the_same_outcome_is_not_told_twice_and_another_one_is(scene):
    job = running(scene)
    fail(job, EvaluationProblem.NO_TOKENIZER)
    again = {"state": "running", "claim": job.claim, "finished_at": None, "problem": ""}
    EvaluationJob.objects.update(**again)
    fail(job, EvaluationProblem.NO_TOKENIZER)
    assert len(letters()) == 1
    EvaluationJob.objects.update(**again)
    whole(scene, job)
    assert len(letters()) == 2


def test_of_a_model_of_two_projects_both_hear_where_its_revision_counts_for_them(scene):
    shared, apart = scene.model, make_repo(ArtefactKind.MODEL)
    bruno = make_submission(make_team(scene.edition, scene.bruno), kinds=())
    add_version(bruno, repos=[(ArtefactKind.MODEL, shared), (ArtefactKind.MODEL, apart)])
    make_verdict(bruno, shared, frozen_sha="a" * 40)
    own = running(scene, repo=apart, submission=bruno)

    whole(scene, running(scene))
    assert [letter.user for letter in letters()] == [scene.alicia]

    whole(scene, own)
    assert [letter.user for letter in letters()] == [scene.alicia, scene.bruno]
    assert letters()[1].body.count("media 0,500") == 2


def test_whoever_entered_it_at_another_revision_hears_nothing(scene):
    bruno = make_submission(make_team(scene.edition, scene.bruno), kinds=())
    add_version(bruno, repos=[(ArtefactKind.MODEL, scene.model)])
    make_verdict(bruno, scene.model, frozen_sha="b" * 40)
    whole(scene, running(scene))
    assert [letter.user for letter in letters()] == [scene.alicia]

"""What a team, its jury and who runs the edition see of evaluations on the project's page, and when."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from hackathon.editions.rules import ArtefactKind, Phase
from submissions.evaluation.problems import EvaluationProblem
from tests.factories.editions import NOW
from tests.factories.people import signed_in
from tests.factories.submissions import add_version, make_repo, make_submission, make_verdict
from tests.factories.teams import make_team
from tests.submissions.evaluation.stage import Scene, make_scene, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def section(scene: Scene, person: Any = None, *, at: Any = NOW, submission: Any = None) -> str:
    """What the page says of evaluations, as text."""
    return words(fragment(scene, person, at=at, submission=submission))


def fragment(scene: Scene, person: Any = None, *, at: Any = NOW, submission: Any = None, **query: str) -> Any:
    project = submission or scene.submission
    address = reverse("submissions:evaluation_fragment", args=[scene.edition.slug, project.pk])
    with time_machine.travel(at, tick=False):
        return signed_in(person or scene.alicia).get(address, query)


def test_before_the_close_the_page_says_what_will_be_measured():
    scene = make_scene(phase=Phase.BUILDING)
    assert "Cuando cierre el plazo evaluaremos cada modelo en la revisión que cuenta" in section(scene)
    assert "Muestra (3 tareas)" in section(scene)


def test_a_project_without_a_model_is_told_that_there_is_nothing_to_evaluate(scene):
    project = make_submission(make_team(scene.edition, scene.bruno), kinds=[ArtefactKind.CORPUS])
    assert "no entrega ningún modelo" in section(scene, scene.bruno, submission=project)


def test_an_edition_that_evaluates_nothing_has_no_such_section(scene):
    from tests.factories.evaluations import with_rules

    with_rules(scene.edition, suites=())
    page = signed_in(scene.alicia).get(reverse("submissions:detail", args=[scene.edition.slug, scene.submission.pk]))
    assert 'id="evaluacion"' not in page.content.decode()


def test_one_that_waits_tells_its_place_and_when_it_will_begin(scene):
    scene.job(submission=None, repo=make_repo(ArtefactKind.MODEL), priority=9, forecast_seconds=3000.0)
    scene.job()
    shown = section(scene)
    assert "en cola" in shown
    assert "Puesto 2 en la cola. Empezará dentro de 50 minutos, más o menos." in shown


def test_one_that_runs_tells_the_task_the_progress_and_how_long_it_still_takes(scene):
    job = scene.job(state="running", stage="task", stage_task="dos_es", tasks_done=1)
    scene.run(job, values={"uno_es": 0.5})
    shown = section(scene, at=NOW + timedelta(minutes=4))
    assert "Hace la tarea dos_es (2 de 3). Acabará dentro de 6 minutos, más o menos." in shown
    assert "1 de 3 tareas" in shown
    assert "0,500 ± 0,010" in shown


def test_one_that_takes_longer_than_anybody_thought_says_so(scene):
    scene.job(state="running", stage="loading")
    shown = section(scene, at=NOW + timedelta(hours=4))
    assert "Cargamos el modelo en memoria. Tarda más de lo previsto, pero sigue en marcha." in shown


def test_one_that_is_over_shows_each_task_with_its_error_and_the_mean(scene):
    scene.run(scene.job(state="succeeded", tasks_done=3), values={"uno_es": 0.25, "dos_es": 0.5, "tres_gl": 0.75})
    shown = section(scene)
    assert "terminada" in shown
    assert "Media: 0,500 ± 0,006" in shown
    assert "0,250 ± 0,010" in shown


def test_a_partial_one_names_what_is_missing_and_why_and_says_that_it_has_no_place(scene):
    job = scene.job(state="succeeded", partial=True, tasks_done=2, task_problems={"tres_gl": "nan_logits"})
    scene.run(job, values={"uno_es": 0.25, "dos_es": 0.5})
    shown = section(scene)
    assert "incompleta" in shown
    assert "Incompleta: falta 1 tarea de 3. Por eso no tiene puesto en la clasificación." in shown
    assert "tres_gl: El modelo responde con valores que no son números (NaN)." in shown
    assert "Media" not in shown


def test_a_partial_one_shows_no_mean_though_its_run_has_one(scene):
    scene.run(scene.job(state="succeeded", partial=True, tasks_done=3, problem="timeout"), partial=True)
    assert "Media" not in section(scene)


def test_a_fault_of_the_team_s_says_what_to_do_about_it(scene):
    scene.job(state="failed", problem="no_tokenizer")
    shown = section(scene)
    assert "Al repositorio le falta el tokenizador. Súbelo con tokenizer.push_to_hub(…)" in shown
    assert "cosa nuestra" not in shown


def test_a_fault_of_ours_says_that_it_is_ours_and_when_it_is_tried_again(scene):
    scene.job(problem="worker_lost", not_before=NOW + timedelta(minutes=2), attempts=1)
    shown = section(scene)
    assert "La máquina que evaluaba dejó de responder. Es cosa nuestra y no cuenta en contra del equipo." in shown
    assert "Lo intentamos otra vez el" in shown


def test_one_that_waits_for_money_says_whose(scene):
    scene.job(stage="budget", stage_task="team", not_before=NOW + timedelta(minutes=10))
    assert "El equipo ha usado las horas de cálculo que le tocan." in section(scene)


@pytest.mark.parametrize("problem", EvaluationProblem)
def test_every_problem_has_its_sentences(problem):
    from submissions import evaluation_wording as wording

    assert wording.problem_sentence(problem).endswith(".")
    assert wording.problem_fix(problem).endswith(".")
    assert wording.organiser_fix(problem).endswith(".")


@pytest.mark.parametrize(
    "facts", [{}, {"parameters": "¿?", "most": None}, {"base": "org/\u202ebase" * 99}, {"x": [{}]}]
)
def test_odd_facts_break_no_sentence(facts):
    from submissions import evaluation_wording as wording

    assert all(wording.problem_sentence(problem, facts) for problem in EvaluationProblem)


def test_the_sizes_of_a_model_that_is_too_large_are_told(scene):
    scene.job(state="failed", problem="too_large", facts={"parameters": 13_000_000_000, "most": 8_600_000_000})
    assert "El modelo tiene 13 mil M de parámetros, y las bases admiten 8,6 mil M como mucho." in section(scene)


def test_another_team_that_delivers_the_same_model_sees_its_evaluation_too_but_no_way_to_its_log(scene):
    scene.run(scene.job(state="succeeded", tasks_done=3))
    other = shared(scene, "a" * 40)
    theirs, own = section(scene, scene.bruno, submission=other), section(scene)
    assert ("0,500 ± 0,006" in theirs, "Registro" in theirs, "Registro" in own) == (True, False, True)


def test_of_a_model_of_another_team_only_the_revision_that_counts_is_told(scene):
    scene.run(scene.job(state="succeeded", tasks_done=3))
    other = shared(scene, "b" * 40)
    assert "0,500 ± 0,006" not in section(scene, scene.bruno, submission=other)


def shared(scene: Scene, frozen: str) -> Any:
    """Bruno's project with the same model, which counts at that revision."""
    other = make_submission(make_team(scene.edition, scene.bruno), kinds=())
    add_version(other, repos=[(ArtefactKind.MODEL, scene.model)])
    make_verdict(other, scene.model, frozen_sha=frozen)
    return other


def test_of_several_revisions_the_one_that_counts_is_shown(scene):
    counts = scene.job(state="succeeded", tasks_done=3)
    scene.run(counts)
    later = scene.job(state="succeeded", tasks_done=3, revision="b" * 40)
    scene.run(later, superseded=True)
    shown = section(scene)
    assert ("aaaaaaaa" in shown, "bbbbbbbb" in shown) == (True, False)


def test_what_has_not_changed_is_not_sent_again_and_what_is_over_does_not_ask(scene):
    job = scene.job()
    first = fragment(scene)
    seen = first.context["evaluations_seen"]
    assert "hx-trigger" in first.content.decode()
    assert fragment(scene, seen=seen).status_code == 204
    job.__class__.objects.filter(pk=job.pk).update(state="failed", problem="no_tokenizer", finished_at=NOW)
    over = fragment(scene, seen=seen)
    assert (over.status_code, "hx-trigger" in over.content.decode()) == (200, False)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_database_the_same_however_many_evaluations_there_are(
    scene, django_assert_num_queries, number
):
    for place in range(number):
        repo = make_repo(ArtefactKind.MODEL)
        scene.job(repo=repo)
        scene.run(scene.job(repo=repo, state="succeeded", tasks_done=3, revision=f"{place:040x}"))
    client = signed_in(scene.alicia)
    address = reverse("submissions:evaluation_fragment", args=[scene.edition.slug, scene.submission.pk])
    with time_machine.travel(NOW, tick=False), django_assert_num_queries(QUERIES):
        client.get(address)


QUERIES = 8

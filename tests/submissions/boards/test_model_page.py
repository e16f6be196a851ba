"""The page of one model on a board."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from hackathon.editions.models import Edition
from submissions.models import EvaluationRun, Submission
from tests.factories.boards import make_run, publish
from tests.factories.editions import NOW, make_edition
from tests.factories.evaluations import evaluation_rules, make_evaluated_edition
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db

ALL = {"uno_es": 0.6, "dos_es": 0.5, "tres_gl": 0.4}


@pytest.fixture
def edition() -> Edition:
    edition = make_evaluated_edition()
    publish(edition)
    return edition


def page(run: EvaluationRun) -> str:
    answer = Client().get(reverse("submissions:leaderboard_model", args=[run.edition.slug, run.suite, run.pk]))
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", html.unescape(answer.content.decode())).split())


def test_a_model_is_told_with_its_place_and_each_task_beside_its_base(edition):
    base = make_run(edition, "google/gemma-2b", {**ALL, "uno_es": 0.3}, baseline=True)
    run = make_run(edition, "org/a", ALL, base_model="google/gemma-2b", parameters=2_500_000_000, model_type="adapter")

    told = page(run)

    assert "Puesto 1 · media 0,500 ± 0,006" in told
    assert "uno_es acc 0,600 ± 0,010 ▲ mejor +0,300 0,300 ± 0,010" in told
    assert "Parámetros 2,5 mil M Tipo adaptador Modelo base google/gemma-2b" in told
    assert "modelo de referencia" in page(base)


def test_a_model_within_the_errors_of_others_says_which_places_it_might_have(edition):
    make_run(edition, "org/b", ALL)
    assert "Puesto 1 (entre el 1 y el 2, según su error)" in page(make_run(edition, "org/a", ALL))


def test_a_partial_model_says_why_it_has_no_place(edition):
    queued = {"state": "queued", "finished_at": None}
    assert "Sin puesto: le faltan tareas." in page(make_run(edition, "org/a", {"uno_es": 0.5}))
    assert "Su evaluación está en curso" in page(make_run(edition, "org/b", {"uno_es": 0.5}, job=queued))


def test_the_revisions_of_a_model_are_its_history_and_those_that_do_not_count_say_so(edition):
    old = make_run(edition, "org/a", {"uno_es": 0.3, "dos_es": 0.3, "tres_gl": 0.3}, revision="1" * 40, superseded=True)
    new = make_run(edition, "org/a2", ALL, revision="2" * 40)
    EvaluationRun.objects.filter(pk=new.pk).update(repo=old.repo, name="org/a")

    assert "No es la revisión que cuenta de este modelo." in page(old)
    told = page(new)
    assert "No es la revisión" not in told
    history = told[told.index("Historia") :]
    assert (history.index("22222222") < history.index("11111111"), "0,300 ± 0,006" in history) == (True, True)


def test_the_history_tells_nothing_of_runs_that_left_the_board(edition):
    project = make_submission(make_team(edition))
    gone = make_run(edition, "org/a", dict.fromkeys(ALL, 0.3), submission=project, revision="1" * 40)
    stays = make_run(edition, "org/a2", ALL, revision="2" * 40)
    EvaluationRun.objects.filter(pk=stays.pk).update(repo=gone.repo, name="org/a")
    assert "11111111" in page(stays)

    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=project.team.captain)

    told = page(stays)
    assert ("11111111" in told, "0,300" in told, "Historia" in told) == (False, False, False)


def test_runs_that_are_not_on_this_board_are_not_found(edition):
    other = make_edition("otra", evaluation=evaluation_rules())
    run = make_run(other, "org/a", ALL)
    assert Client().get(f"/{edition.slug}/clasificacion/muestra/modelos/{run.pk}/").status_code == 404
    assert Client().get(f"/{edition.slug}/clasificacion/muestra/modelos/999999/").status_code == 404

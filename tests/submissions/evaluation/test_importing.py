"""Result files are stored once, whoever brings them and however often, and stand where they are put."""

import json
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from hackathon.editions.models import TrailEntry
from hackathon.editions.rules import ArtefactKind
from submissions.actions.evaluating.importing import Imported, ImportOutcome, NoSuite, import_results
from submissions.evaluation.results import NotResults
from submissions.models import EvaluationRun, TaskResult
from tests.factories.editions import NOW, make_edition
from tests.factories.evaluations import make_evaluated_edition, make_suite
from tests.factories.people import make_organiser
from tests.factories.submissions import add_version, make_repo, make_submission
from tests.factories.teams import make_team
from tests.racing import race

SHA = "0123456789abcdef0123456789abcdef01234567"
TASKS = ("uno_es", "dos_es", "tres_gl")


def content(model: str = "gente/recetas-7B", tasks: tuple[str, ...] = TASKS, **beside: Any) -> bytes:
    """A whole run of the suite of ``make_suite``."""
    rows = {task: {"alias": task, "acc,none": 0.5, "acc_stderr,none": 0.1, "f1,none": 0.25} for task in tasks}
    told = {
        "results": rows,
        "versions": dict.fromkeys(tasks, 1.0),
        "n-shot": dict.fromkeys(tasks, 0),
        "config": {"model": "hf", "model_args": f"pretrained={model}", "model_sha": SHA, "torch_seed": 1234},
        "lm_eval_version": "0.4.13",
        "date": 1718620017.5,
        "chat_template": None,
    }
    return json.dumps(told | beside).encode()


def bring(edition: Any = None, raw: bytes | None = None, **fields: Any) -> ImportOutcome:
    fields = {"name": "results_x.json", "by": None, "at": NOW} | fields
    return import_results(edition=edition, content=content() if raw is None else raw, **fields)


def standing(run: EvaluationRun) -> tuple[Any, ...]:
    return run.edition, run.suite, run.suite_version, run.baseline, run.partial


@pytest.mark.django_db
def test_a_run_and_all_its_scores_are_stored_with_how_they_were_made():
    outcome = bring()
    assert (outcome.what, outcome.missing) == (Imported.STORED, ())
    run = EvaluationRun.objects.get()
    assert (run.source, run.file_name, run.name, run.revision) == (
        "import",
        "results_x.json",
        "gente/recetas-7B",
        SHA,
    )
    assert (run.engine_version, run.seed, run.at, run.stored_at) == (
        "0.4.13",
        "1234",
        datetime(2024, 6, 17, 10, 26, 57, 500000, UTC),
        NOW,
    )
    assert standing(run) == (None, "", None, False, False)
    fields = ("task", "metric", "filter", "value", "stderr", "num_fewshot", "version")
    assert list(run.results.values_list(*fields))[:2] == [
        ("uno_es", "acc", "none", 0.5, 0.1, 0, "1.0"),
        ("uno_es", "f1", "none", 0.25, None, 0, "1.0"),
    ]
    assert run.results.count() == 6


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing_whoever_brings_it_under_whatever_name():
    edition = make_evaluated_edition()
    first = bring(edition, suite="muestra")
    second = bring(edition, suite="muestra", name="otro.json", by=make_organiser(edition))
    assert (second.what, second.run) == (Imported.KNOWN, first.run)
    assert bring(None).what == Imported.KNOWN
    assert bring(make_edition("otra")).what == Imported.KNOWN
    run = EvaluationRun.objects.get()
    assert (run.file_name, *standing(run)[:2]) == ("results_x.json", edition, "muestra")
    assert TaskResult.objects.count() == 6
    assert TrailEntry.objects.filter(verb__startswith="evaluation.").count() == 1


@pytest.mark.django_db
def test_what_is_no_result_file_stores_nothing():
    with pytest.raises(NotResults):
        bring(raw=b"[]")
    with pytest.raises(NoSuite):
        bring(make_edition(), suite="ninguna")
    with pytest.raises(NoSuite):
        bring(None, suite="muestra")
    assert (EvaluationRun.objects.count(), TrailEntry.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_run_of_the_whole_suite_stands_on_its_board_for_comparison_where_nobody_delivered_the_model():
    edition = make_evaluated_edition()
    outcome = bring(edition, suite="muestra")
    assert outcome.missing == ()
    run = EvaluationRun.objects.get()
    assert standing(run) == (edition, "muestra", 1, True, False)
    assert (run.submission, run.repo, run.scores["uno_es"]) == (None, None, [0.5, 0.1])
    assert run.means[""][0] == 0.5


@pytest.mark.django_db
def test_the_model_of_a_project_is_told_by_its_name_in_any_case():
    edition = make_evaluated_edition()
    submission = make_submission(make_team(edition), kinds=())
    repo = make_repo(ArtefactKind.MODEL, "Gente/Recetas-7B")
    add_version(submission, repos=[(ArtefactKind.MODEL, repo)])
    make_repo(ArtefactKind.CORPUS, "gente/recetas-7B")
    bring(edition, suite="muestra")
    run = EvaluationRun.objects.get()
    assert (run.repo, run.submission, run.baseline) == (repo, submission, False)


@pytest.mark.django_db
def test_a_model_that_two_projects_delivered_belongs_to_neither():
    edition = make_evaluated_edition()
    repo = make_repo(ArtefactKind.MODEL, "gente/recetas-7B")
    for _number in range(2):
        add_version(make_submission(make_team(edition), kinds=()), repos=[(ArtefactKind.MODEL, repo)])
    run = bring(edition).run
    assert (run.repo, run.submission) == (repo, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "missing"),
    [
        (content(tasks=("uno_es", "dos_es")), ("tres_gl",)),
        (content(**{"n-shot": {"uno_es": 5, "dos_es": 0, "tres_gl": 0}}), ("uno_es",)),
        (content(chat_template="{{ messages }}"), TASKS),
        (
            content(results={"uno_es": {"acc,strict": 1}, "dos_es": {"f1,none": 1}, "tres_gl": {"acc,none": 1}}),
            TASKS[:2],
        ),
        (content().replace(b'"acc,none": 0.5', b'"acc,none": NaN'), TASKS),
    ],
    ids=["a task less", "other examples", "a chat template", "another filter and metric", "no values"],
)
def test_what_was_not_measured_as_the_suite_asks_makes_the_run_partial(raw, missing):
    suite = make_suite()
    tasks = tuple(type(task)(task.task, "acc", task.language, num_fewshot=0) for task in suite.tasks)
    edition = make_evaluated_edition(type(suite)(suite.key, suite.title, suite.version, tasks))
    outcome = bring(edition, raw, suite="muestra")
    assert (outcome.missing, outcome.run.partial) == (missing, True)
    assert bring(make_edition("otra"), raw + b" ").run.partial == (b"NaN" in raw)


@pytest.mark.django_db
def test_a_limit_makes_the_run_partial():
    raw = content(config={"model_args": "pretrained=gente/a", "limit": 10})
    assert bring(make_evaluated_edition(), raw, suite="muestra").run.partial


@pytest.mark.django_db
def test_a_file_that_stands_nowhere_is_placed_when_it_is_brought_again():
    edition = make_evaluated_edition()
    assert bring().run.edition is None
    placed = bring(edition)
    assert (placed.what, standing(placed.run)) == (Imported.PLACED, (edition, "", None, False, False))
    on_board = bring(edition, suite="muestra")
    assert (on_board.what, standing(on_board.run)) == (Imported.PLACED, (edition, "muestra", 1, True, False))
    assert EvaluationRun.objects.get().scores["dos_es"] == [0.5, 0.1]
    assert bring(edition, suite="muestra").what == Imported.KNOWN
    assert bring(edition).what == Imported.KNOWN
    assert (EvaluationRun.objects.get().suite, TaskResult.objects.count()) == ("muestra", 6)
    verbs = TrailEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["evaluation.imported", "evaluation.placed", "evaluation.placed"]


@pytest.mark.django_db
def test_what_was_left_out_is_kept_with_the_run():
    run = bring(raw=content(results={"uno_es": {"acc,none": 0.5, "acc_stderr,none": "?"}})).run
    assert run.details["skipped"][0] == {
        "code": "stderr",
        "task": "uno_es",
        "metric": "acc",
        "filter": "none",
        "value": "?",
    }
    assert TrailEntry.objects.get().detail["scores"] == 1


@pytest.mark.django_db
def test_odd_names_of_files_and_models_can_be_stored():
    raw = json.dumps({"results": {"tarea 🌶": {"acc": 1}}, "model_name": "a\u0000\ud800\u202e" + "n" * 600}).encode()
    run = bring(raw=raw, name="\udcffr\x00\u202e" + "é" * 400).run
    run.refresh_from_db()
    assert (run.name, run.file_name) == ("a" + "n" * 254, "r" + "é" * 254)
    assert run.results.get().task == "tarea 🌶"


@pytest.mark.django_db(transaction=True)
def test_the_same_file_from_five_people_at_once_is_stored_once():
    edition = make_evaluated_edition()
    outcomes = race([partial(bring, edition, suite="muestra")] * 5)
    assert sorted(one.what for one in outcomes) == [*["known"] * 4, "stored"]
    assert (EvaluationRun.objects.count(), TaskResult.objects.count(), TrailEntry.objects.count()) == (1, 6, 1)

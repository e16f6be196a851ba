"""``manage.py evaluate``: the same numbers by hand, held against the stored ones, beside the queue."""

import json
import shlex
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from submissions.actions.evaluating import running
from submissions.evaluation_commands import reproduction
from submissions.models import EvaluationJob, EvaluationRun, TaskResult
from tests.factories.editions import make_edition
from tests.factories.evaluations import TASKS, calls, direct, evaluation_rules, make_evaluated_edition, make_job
from tests.submissions.evaluation.scene import MODEL, Clock, a_job, on_the_hub
from tests.submissions.evaluation.test_fetching import BASE, adapter_files

pytestmark = pytest.mark.django_db


class Said:
    """What a run of the command wrote, and its exit code."""

    def __init__(self, *words: str) -> None:
        out, err = StringIO(), StringIO()
        self.code, self.refused = 0, ""
        try:
            call_command("evaluate", *words, stdout=out, stderr=err)
        except SystemExit as end:
            self.code = end.code
        except CommandError as refused:
            self.code, self.refused = refused.returncode, str(refused)
        self.out, self.err = out.getvalue().splitlines(), err.getvalue()


@pytest.fixture
def job(hub: Any, client: Any, engine: Path) -> EvaluationJob:
    """A model that was evaluated."""
    done = a_job(hub)
    running.evaluate_next(hub=client, now=Clock())
    done.refresh_from_db()
    return done


def test_the_same_numbers_are_told_to_be_the_same(job):
    said = Said(f"{MODEL}@{job.revision}", "--suite", "muestra")
    assert (said.code, said.out) == (0, [f"{task}  acc  0.5 ± 0.01  =" for task in TASKS])
    assert said.err.splitlines()[-1] == "Los números son los guardados, hasta la última cifra."
    assert (EvaluationJob.objects.count(), EvaluationRun.objects.count(), TaskResult.objects.count()) == (1, 1, 3)


def test_a_number_that_differs_in_its_last_digit_is_told_and_ends_with_1(job, engine):
    direct(engine, values={"dos_es": 0.5000000000000001})
    said = Said(f"{MODEL}@{job.revision}", "--suite", "muestra")
    assert (said.code, said.out[1]) == (1, "dos_es  acc  0.5000000000000001 ± 0.01  ≠ 0.5 ± 0.01")
    assert said.err.splitlines()[-1] == "No coinciden con los guardados: 1 de 3 números."


def test_as_json_each_line_says_what_was_stored(job, engine):
    direct(engine, values={"dos_es": 0.75})
    said = Said(f"{MODEL}@{job.revision}", "--suite", "muestra", "--json")
    rows = [json.loads(line) for line in said.out]
    assert [(row["task"], row["value"], row["stored"]["value"], row["same"]) for row in rows] == [
        ("uno_es", 0.5, 0.5, True),
        ("dos_es", 0.75, 0.5, False),
        ("tres_gl", 0.5, 0.5, True),
    ]
    assert {(row["revision"], row["run"]) for row in rows} == {(job.revision, job.run.pk)}


def test_where_nothing_is_stored_there_is_nothing_to_compare(hub, engine):
    make_evaluated_edition()
    on_the_hub(hub)
    said = Said(MODEL, "--suite", "muestra")
    assert (said.code, said.out[0]) == (0, "uno_es  acc  0.5 ± 0.01")
    assert "no se compara nada" in said.err.splitlines()[-1]


def test_a_folder_is_evaluated_too_and_an_adapter_in_it_on_its_base(hub, engine, tmp_path):
    make_evaluated_edition()
    on_the_hub(hub, BASE)
    folder = tmp_path / "modelo"
    folder.mkdir()
    files = adapter_files()
    del files["config.json"]
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    said = Said(str(folder), "--suite", "muestra")
    (call,) = calls(engine)
    assert (said.code, len(said.out), call["spec"]["model"]) == (0, 3, str(folder))
    assert "model.safetensors" in call["files"]["base"]


def test_a_task_without_a_result_says_why_and_ends_with_2(job, engine):
    direct(engine, fail={"dos_es": "nan_logits"})
    said = Said(f"{MODEL}@{job.revision}", "--suite", "muestra")
    assert (said.code, len(said.out)) == (2, 2)
    assert "dos_es: El modelo responde con valores que no son números (NaN)." in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nadie/nada", "--suite", "muestra"], "El repositorio ya no está en Hugging Face, o es privado."),
        ([f"{MODEL}@{'b' * 40}", "--suite", "muestra"], "La revisión que cuenta ya no está en el repositorio."),
        ([MODEL, "--suite", "otra"], "otra: no hay ninguna batería que se llame así. Hay: muestra"),
        ([MODEL, "--suite", "muestra", "--edition", "no-hay"], "no-hay: no hay ninguna edición que se llame así"),
        ([MODEL, "--suite", "muestra", "--backend", "hf-jobs"], "Las bases no prevén una máquina"),
        (["a b\x1b[2J", "--suite", "muestra"], "El repositorio ya no está en Hugging Face, o es privado."),
    ],
)
def test_what_stands_in_the_way_is_said_in_one_sentence(hub, engine, words, sentence):
    make_evaluated_edition()
    on_the_hub(hub)
    said = Said(*words)
    assert (said.code, said.out, calls(engine)) == (2, [], [])
    assert sentence in said.refused
    assert "\x1b" not in said.refused


def test_without_the_engine_it_says_how_to_get_it(hub, engine, settings):
    waiting = make_job(make_evaluated_edition())
    on_the_hub(hub)
    settings.EVAL_PYTHON = "/no/hay/python"
    assert "make eval-env" in Said(MODEL, "--suite", "muestra").refused
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem) == ("queued", "")  # that one waits for whatever machine


def test_an_engine_that_cannot_go_on_says_why(hub, engine):
    make_evaluated_edition()
    on_the_hub(hub)
    direct(engine, failed="chat_template")
    said = Said(MODEL, "--suite", "muestra")
    assert (said.code, said.out) == (2, [])
    assert said.refused.startswith("Esta batería usa la plantilla de chat")


def test_where_several_editions_have_the_suite_it_asks_for_which(hub, engine):
    slugs = [make_edition(slug, evaluation=evaluation_rules()).slug for slug in ("una-2030", "otra-2030")]
    said = Said(MODEL, "--suite", "muestra")
    assert (said.code, [slug in said.refused for slug in slugs]) == (2, [True, True])


def test_a_page_can_show_how_anybody_computes_the_numbers_again(job):
    run = EvaluationRun.objects.get(job=job)
    ours, fetch, *theirs = reproduction(run).splitlines()
    assert shlex.split(ours)[2:4] == ["evaluate", f"{MODEL}@{job.revision}"]
    assert shlex.split(fetch)[:5] == ["hf", "download", MODEL, "--revision", job.revision]
    assert [line.split("--tasks ")[1].split()[0] for line in theirs] == list(TASKS)
    assert {
        "dtype=float32,use_safetensors=True" in line and "--batch_size 1 --device cpu" in line for line in theirs
    } == {True}


def test_the_command_that_a_page_shows_gives_the_same_numbers(job):
    words = shlex.split(reproduction(EvaluationRun.objects.get(job=job)).splitlines()[0])
    assert Said(*words[3:]).code == 0

"""The engine around the harness: specs, events, surroundings, commands, and the zip that carries it."""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as settings_of_the_site

from submissions.evaluation.engine import events, running, settings
from submissions.evaluation.engine.commands import commands, script
from submissions.evaluation.engine.loading import Loaded
from submissions.evaluation.engine.problems import CODES, Problem, understood
from submissions.evaluation.engine.spec import read_spec, spec_from
from submissions.evaluation.engine.watching import check_answers, check_metrics
from submissions.evaluation.packing import engine_zip, suite_files, suite_folder
from submissions.evaluation.problems import EvaluationProblem
from tests.factories import tiny_llama as models

ASKED = {"model": "/m", "tasks": [{"task": "arc_es", "num_fewshot": 25}]}


def test_every_code_of_the_engine_is_known_to_the_site():
    assert set(CODES) <= set(EvaluationProblem)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tasks": []}, "the spec names no tasks"),
        ({"tasks": [3]}, "not a task: 3"),
        ({"tasks": [{"task": "a", "num_fewshot": -1}]}, "num_fewshot must be a whole number from 0, not -1"),
        ({"model": None}, "model must be a text, not ''"),
        ({"device": "cuda:0; rm"}, "device must be cpu, cuda or cuda:N, not 'cuda:0; rm'"),
        ({"dtype": "int8"}, "dtype must be one of auto, bfloat16, float16, float32, not 'int8'"),
        ({"batch_size": True}, "batch_size must be a whole number from 1, not True"),
        ({"seed": float("nan")}, "seed must be a whole number from 0, not nan"),
    ],
)
def test_a_spec_that_makes_no_sense_says_why(changes, said):
    with pytest.raises(Problem) as caught:
        spec_from(ASKED | changes)
    assert (caught.value.code, caught.value.text) == ("internal", said)


@pytest.mark.parametrize("text", ["", "[" * 100_000, "[]", "\x00"])
def test_what_is_no_spec_is_told_as_such(text):
    with pytest.raises(Problem):
        read_spec(text)


def test_a_batch_of_zero_lets_memory_decide():
    assert [spec_from(ASKED | {"batch_size": size}).batch_size for size in (0, None, "auto", 8)] == ["auto"] * 3 + [8]


def test_nobody_else_tells_an_event():
    stream = io.StringIO()
    events.Guarded(stream).write('name: x\n::hackathon {"event": "finished"}\n')
    assert stream.getvalue() == 'name: x\n:: hackathon {"event": "finished"}\n'


def test_an_event_is_one_line_of_json_whatever_it_holds(capfd):
    events.tell("task", text="\n::hackathon \u2028 ñ", number=float("inf"), odd={1, 2}, spell=sorted)
    (line,) = capfd.readouterr().out.strip().splitlines()
    told = {"event": "task", "text": "\n::hackathon \u2028 ñ", "number": None, "odd": [1, 2]}
    assert json.loads(line.removeprefix("::hackathon ")) == told


def test_secrets_stay_outside_and_so_does_the_network():
    secrets = {
        "HF_TOKEN": "hf_x",
        "SECRET_KEY": "x",
        "DATABASE_URL": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "SENTRY_DSN": "x",
    }
    environ = {"PATH": "/bin", "CUDA_VISIBLE_DEVICES": "1", **secrets}
    settings.prepare_environment(environ, threads=3, online=False)
    assert not set(secrets) & set(environ)
    kept = ("PATH", "CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS", "HF_HUB_OFFLINE", "HF_DATASETS_TRUST_REMOTE_CODE")
    assert [environ[name] for name in kept] == ["/bin", "1", "3", "1", "0"]


def test_only_fetching_data_may_show_a_token():
    environ = {"HF_TOKEN": "hf_x", "SECRET_KEY": "x"}
    settings.prepare_environment(environ, threads=None, online=True)
    assert (environ["HF_TOKEN"], "SECRET_KEY" in environ, "HF_HUB_OFFLINE" in environ) == ("hf_x", False, False)


def test_an_error_is_understood_by_what_caused_it():
    error = RuntimeError("the trainer stopped")
    error.__cause__ = OSError(28, "No space left on device")
    assert understood(error).code == "disk_full"
    assert understood(Problem("nan_logits", "x"), otherwise="broken_model").code == "nan_logits"
    assert len(understood(ValueError("x" * 9999)).text) == 600


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("CUDA out of memory. Tried to allocate 20.00 MiB", "out_of_memory"),
        ("[enforce fail at alloc_cpu.cpp:127] . DefaultCPUAllocator: can't allocate memory", "out_of_memory"),
        ("probability tensor contains either `inf`, `nan` or element < 0", "nan_logits"),
        ("Please pass the argument `trust_remote_code=True`", "remote_code"),
        ("anything else", "internal"),
    ],
)
def test_what_libraries_say_has_a_code(said, code):
    assert understood(RuntimeError(said)).code == code


def test_a_log_likelihood_that_is_no_number_is_no_answer():
    check_answers({"a": [{"doc_id": 0, "resps": [[(-3.5, True)], [(float("-inf"), False)]]}]})
    with pytest.raises(Problem) as caught:
        check_answers({"a": [{"doc_id": 7, "resps": [[(-3.5, True)], [(float("nan"), False)]]}]})
    assert (caught.value.code, caught.value.text) == ("nan_logits", "the model's logits are not numbers: a, document 7")


def test_a_metric_that_is_no_number_is_no_score():
    check_metrics({"a": {"acc,none": 0.5, "acc_stderr,none": float("nan"), "alias": "a"}})
    with pytest.raises(Problem):
        check_metrics({"a": {"acc,none": float("nan")}})


class Card:
    """Memory for ``fitting`` texts at once; tells with how many it was tried."""

    def __init__(self, fitting: int) -> None:
        self.fitting, self.batch_size_per_gpu, self.tried = fitting, 16, []

    def run(self, *_given) -> dict:
        self.tried.append(self.batch_size_per_gpu)
        if self.batch_size_per_gpu > self.fitting:
            raise RuntimeError("CUDA out of memory. Tried to allocate 20.00 GiB")
        return {"results": {}}


@pytest.mark.parametrize(("fitting", "tried"), [(16, [16]), (5, [16, 8, 4]), (0, [16, 8, 4, 2, 1])])
def test_a_batch_that_does_not_fit_is_halved_as_long_as_there_is_something_to_halve(fitting, tried, monkeypatch):
    card = Card(fitting)
    monkeypatch.setattr(running, "_run_once", card.run)
    spec, loaded = spec_from(ASKED), Loaded(card, {}, 16, None, 0.0)
    if fitting:
        assert running.run_task(spec, spec.tasks[0], loaded=loaded, catalogue=None) == {"results": {}}
    else:
        with pytest.raises(Problem) as caught:
            running.run_task(spec, spec.tasks[0], loaded=loaded, catalogue=None)
        assert caught.value.code == "out_of_memory"
    assert (card.tried, loaded.batch_size) == (tried, tried[-1])


def test_the_command_of_a_task_of_ones_own_runs_where_its_files_are():
    own = suite_folder("muestra")
    spec = spec_from(
        {
            "model": "/models/uno dos",
            "tasks": [{"task": "muestra_cuentas_es", "num_fewshot": 3}],
            "include_path": [str(own)],
            "batch_size": 4,
            "limit": 5,
            "threads": 2,
            "chat_template": True,
        }
    )
    assert commands(spec) == [
        f"(cd {own} && OMP_NUM_THREADS=2 lm-eval run --model hf "
        "--model_args 'pretrained=/models/uno dos,dtype=float32,use_safetensors=True' --tasks muestra_cuentas_es "
        "--num_fewshot 3 --batch_size 4 --device cpu --seed 0,1234,1234,1234 --limit 5 --include_path . --apply_chat_template)"
    ]


def test_the_commands_of_a_model_on_the_hub_fetch_it_at_its_revision():
    spec = spec_from(ASKED | {"base": "/b", "device": "cuda:0"})
    sources = {"model": ("equipo/lora", "a" * 40), "base": ("otra/base", "b" * 40)}
    assert script(spec, sources=sources) == [
        f"hf download equipo/lora --revision {'a' * 40} --local-dir /tmp/lora-aaaaaaaa",
        f"hf download otra/base --revision {'b' * 40} --local-dir /tmp/base-bbbbbbbb",
        "lm-eval run --model hf --model_args "
        "pretrained=/tmp/base-bbbbbbbb,dtype=auto,use_safetensors=True,peft=/tmp/lora-aaaaaaaa "
        "--tasks arc_es --num_fewshot 25 --batch_size auto --device cuda:0 --seed 0,1234,1234,1234",
    ]


def test_the_same_engine_is_the_same_file():
    files = suite_files("muestra")
    packed = engine_zip(files)
    assert packed == engine_zip(dict(reversed(files.items())))
    assert packed != engine_zip()
    assert len(packed) < 60_000


@pytest.mark.parametrize("name", ["../x.yaml", "/etc/x.yaml", "a/../../x", "a\\..\\x", ""])
def test_nothing_is_packed_outside_the_folder_of_tasks(name):
    with pytest.raises(ValueError, match=r".*"):
        engine_zip({name: b""})


@pytest.mark.parametrize("name", ["", "..", "../engine", "muestra/..", "no"])
def test_a_suite_is_a_folder_among_ours(name):
    with pytest.raises(ValueError, match=r".*"):
        suite_folder(name)


def run_zip(tmp_path, spec, *arguments) -> subprocess.CompletedProcess:
    (tmp_path / "engine.zip").write_bytes(engine_zip(suite_files("muestra")))
    return subprocess.run(
        [sys.executable, "-I", str(tmp_path / "engine.zip"), *arguments, "-"],
        input=json.dumps(spec),
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_zip_refuses_a_model_by_itself(tmp_path):
    folder = models.written(models.only_pickles(), tmp_path / "model")
    done = run_zip(tmp_path, ASKED | {"model": str(folder)})
    told = [json.loads(line[12:]) for line in done.stdout.splitlines() if line.startswith("::hackathon ")]
    assert [event["event"] for event in told] == ["started", "failed"]
    assert (done.returncode, told[1]["problem"]) == (3, "unsafe_weights")
    assert "Traceback" not in done.stderr


def test_the_zip_finds_the_tasks_that_it_brings(tmp_path):
    done = run_zip(tmp_path, ASKED | {"tasks": ["muestra_saberes_gl"]}, "--command")
    assert done.returncode == 0
    assert "/tasks/muestra && lm-eval run " in done.stdout
    assert "--include_path ." in done.stdout


def test_a_spec_that_cannot_be_read_ends_the_job_with_a_code(tmp_path):
    done = run_zip(tmp_path, [])
    assert done.returncode == 3
    assert '"problem": "internal", "text": "the spec is not a mapping"' in done.stdout


def test_the_questions_of_our_own_tasks_can_be_answered():
    for path, content in suite_files("muestra").items():
        if not path.endswith(".jsonl"):
            continue
        rows = [json.loads(line) for line in content.decode().splitlines()]
        assert len({row["pregunta"] for row in rows}) == len(rows)
        for row in rows:
            if "opciones" in row:
                assert len(set(row["opciones"])) == len(row["opciones"]) >= 3
                assert row["opciones"][row["respuesta"]]
            else:
                assert int(row["respuesta"]) > 0


def test_jobs_elsewhere_compute_with_what_the_lock_names():
    lock = (Path(settings_of_the_site.BASE_DIR) / "deploy" / "eval.lock").read_text()
    for requirement in settings_of_the_site.EVAL_JOBS_REQUIREMENTS:
        name = requirement.replace("lm_eval[hf]", "lm-eval")
        assert re.search(rf"^{re.escape(name)} ", lock, re.MULTILINE), requirement


def test_the_zip_can_be_opened_by_anybody():
    with zipfile.ZipFile(io.BytesIO(engine_zip({"muestra/a.yaml": b"task: a\n"}))) as archive:
        assert archive.testzip() is None
        assert archive.read("tasks/muestra/a.yaml") == b"task: a\n"

"""One process of the real harness for all tests, told one spec after the other, and the bare command beside it."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from submissions.evaluation.engine.commands import commands
from submissions.evaluation.engine.spec import spec_from
from submissions.evaluation.packing import engine_zip, suite_files, suite_folder
from tests.factories import tiny_llama as models

TASKS = ("muestra_saberes_es", "muestra_sentido_es", "muestra_saberes_gl", "muestra_cuentas_es")
LIMIT = 6
# Reads names and specs from standard input; starting torch once is what most of the time goes into.
DRIVER = """
import json, sys
sys.path.insert(0, sys.argv[1])
from engine.main import main
for name, path in json.load(sys.stdin):
    print(f"\\n::spec {name}", flush=True)
    print(f"\\n::code {main([path])}", flush=True)
"""


@dataclass(frozen=True)
class Told:
    """What the engine told about one spec."""

    code: int
    events: list[dict[str, Any]]

    def of(self, event: str) -> list[dict[str, Any]]:
        return [each for each in self.events if each["event"] == event]

    @property
    def results(self) -> dict[str, dict[str, Any]]:
        return {event["task"]: event["results"] for event in self.of("task")}

    @property
    def scores(self) -> dict[str, dict[str, Any]]:
        return {task: found["results"][task] for task, found in self.results.items()}

    @property
    def problems(self) -> dict[str, str]:
        """By task; of the whole job under an empty name."""
        return {event.get("task", ""): event["problem"] for event in self.events if "problem" in event}


def spec_of(model: Path, *tasks: str, **more: Any) -> dict[str, Any]:
    """A spec with two examples before each question."""
    asked = [{"task": task, "num_fewshot": 2} for task in tasks or TASKS]
    return {"model": str(model), "batch_size": 1, "limit": LIMIT, "threads": 1, "tasks": asked, **more}


def read(output: str) -> dict[str, Told]:
    """What was told about each spec, by its name."""
    found: dict[str, Told] = {}
    for part in output.split("\n::spec ")[1:]:
        name, *lines = part.splitlines()
        code = next(int(line.split()[1]) for line in lines if line.startswith("::code "))
        marked = [line.removeprefix("::hackathon ") for line in lines if line.startswith("::hackathon ")]
        found[name] = Told(code, [json.loads(line) for line in marked])
    return found


def surroundings(folder: Path) -> dict[str, str]:
    """A home of its own for the harness, with secrets that it must not keep."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(folder), "HF_HOME": str(folder / "hf"), "HF_TOKEN": "hf_secret", "HF_HUB_OFFLINE": "1"}


@pytest.fixture(scope="session")
def specs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """All that is asked of the engine in one go."""
    folder = tmp_path_factory.mktemp("models")
    made = {
        "llama": models.tiny_llama(chat_template=True),
        "adapter": models.tiny_adapter(),
        "nan": models.with_nan(),
        "shapes": models.with_other_shapes(),
        "code": models.with_code(),
        "template": models.tiny_llama() | models.tokenizer(chat_template="{{ raise_exception('no') }}"),
    }
    at = {name: models.written(files, folder / name) for name, files in made.items()}
    models.written({"lost.yaml": b"include: own.yaml\ntask: lost\n", "own.yaml": LOST}, folder / "own")
    return {
        "whole": spec_of(at["llama"], TASKS[0], "no_tal_tarea", *TASKS[1:]),
        "rest": spec_of(at["llama"], *TASKS[2:]),
        "adapter": spec_of(at["adapter"], TASKS[0], base=str(at["llama"])),
        "chat": spec_of(at["llama"], TASKS[0], chat_template=True),
        "template": spec_of(at["template"], TASKS[0], chat_template=True),
        "nan": spec_of(at["nan"], TASKS[0], TASKS[3]),
        "shapes": spec_of(at["shapes"]),
        "code": spec_of(at["code"]),
        "lost": spec_of(at["llama"], "lost", TASKS[0], include_path=[str(folder / "own")]),
    }


LOST = b"""
dataset_path: json
dataset_kwargs: {data_files: {test: nowhere.jsonl}}
output_type: multiple_choice
test_split: test
doc_to_text: "{{a}}"
doc_to_choice: "{{b}}"
doc_to_target: c
"""


@pytest.fixture(scope="session")
def harness(
    eval_python: str, specs: Mapping[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Told], dict[str, Any]]:
    """What the engine told about every spec, and what the bare command found for the one called ``whole``, side by side."""
    folder = tmp_path_factory.mktemp("harness")
    bare = subprocess.Popen(
        bare_command(eval_python, specs["whole"], folder / "bare"),
        cwd=suite_folder("muestra"),
        env=surroundings(folder / "home-bare") | {"OMP_NUM_THREADS": "1"},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        told = drive(eval_python, specs, folder)
        assert bare.wait(timeout=300) == 0
    finally:
        bare.kill()
        bare.wait()
    (found,) = (folder / "bare").rglob("results*.json")
    return told, json.loads(found.read_text())["results"]


def bare_command(python: str, spec: Mapping[str, Any], output: Path) -> list[str]:
    """The command that the engine says is the same, for all tasks at once: a batch of one has no neighbours."""
    known = [task for task in spec["tasks"] if task["task"] in TASKS]
    (first, *_others) = commands(spec_from({**spec, "tasks": known}))
    words = first.removeprefix("OMP_NUM_THREADS=1 ").split()
    words[words.index("--tasks") + 1] = ",".join(TASKS)
    start = [python, "-m", "lm_eval", *words[1:]]
    return [*start, "--include_path", ".", "--output_path", str(output)]


def drive(python: str, specs: Mapping[str, Any], folder: Path) -> dict[str, Told]:
    """Runs the zip with all of ``specs``."""
    (folder / "engine.zip").write_bytes(engine_zip(suite_files("muestra")))
    listed = []
    for name, spec in specs.items():
        (folder / f"{name}.json").write_text(json.dumps(spec))
        listed.append((name, str(folder / f"{name}.json")))
    done = subprocess.run(
        [python, "-c", DRIVER, str(folder / "engine.zip")],
        input=json.dumps(listed),
        env=surroundings(folder / "home"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    return read(done.stdout)

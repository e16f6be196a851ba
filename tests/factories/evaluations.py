"""Evaluations for tests: suites, jobs as rows, models on a sandbox Hub, and an engine that does what it is told."""

import json
import struct
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from hackathon.editions.models import Edition
from hackathon.editions.rules import (
    ArtefactKind,
    EvaluationBackend,
    EvaluationRules,
    Phase,
    SuiteRules,
    TaskRules,
    Text,
)
from submissions.evaluation.specs import job_spec, spec_digest
from submissions.models import EvaluationJob, Repo, Submission
from tests.factories.editions import NOW, make_edition
from tests.factories.submissions import make_repo

TASKS = ("uno_es", "dos_es", "tres_gl")
STAND_IN = Path(__file__).with_name("engine_stand_in.py")


def make_suite(key: str = "muestra", *, tasks: Sequence[str] = TASKS, version: int = 1, **fields: Any) -> SuiteRules:
    """A suite of tasks whose language is the end of their name."""
    made = tuple(TaskRules(task, "acc", task.rpartition("_")[2]) for task in tasks)
    return SuiteRules(key, Text((("es", "Muestra"), ("en", "Sample"))), version, made, **fields)


def evaluation_rules(*suites: SuiteRules, **fields: Any) -> EvaluationRules:
    """Rules with these suites, or the suite of ``make_suite``."""
    return EvaluationRules(suites=suites or (make_suite(),), **fields)


def make_evaluated_edition(*suites: SuiteRules, phase: Phase = Phase.JUDGING, **fields: Any) -> Edition:
    """An edition whose delivery has closed and that evaluates models."""
    return make_edition(phase=phase, evaluation=evaluation_rules(*suites, **fields))


def make_job(
    edition: Edition,
    *,
    repo: Repo | None = None,
    submission: Submission | None = None,
    suite: SuiteRules | None = None,
    at: datetime = NOW,
    **fields: Any,
) -> EvaluationJob:
    """A job that waits, on the edition's first suite."""
    suite = suite or edition.parsed_rules.evaluation.suites[0]
    spec = job_spec(edition.parsed_rules.evaluation, suite)
    values = {
        "revision": "a" * 40,
        "reason": EvaluationJob.Reason.DEADLINE if submission else EvaluationJob.Reason.BASELINE,
        "backend": EvaluationBackend.LOCAL,
        "tasks": len(suite.tasks),
        "forecast_seconds": 600.0,
    } | fields
    return EvaluationJob.objects.create(
        edition=edition,
        repo=repo or make_repo(ArtefactKind.MODEL),
        submission=submission,
        suite=suite.key,
        suite_version=suite.version,
        spec=spec,
        spec_digest=spec_digest(spec),
        not_before=at,
        queued_at=at,
        **values,
    )


def with_rules(edition: Edition, **changes: Any) -> Edition:
    """The edition with other rules for evaluations."""
    from hackathon.editions.parsing import digest, dump_rules

    rules = edition.parsed_rules
    rules = replace(rules, evaluation=replace(rules.evaluation, **changes))
    edition.rules, edition.rules_digest = dump_rules(rules), digest(rules)
    edition.save()
    return edition


def stand_in(folder: Path, **scenario: Any) -> Path:
    """A program that plays the engine's Python, and the engine. Its calls are told in ``calls(path)``."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "python"
    program.write_text(f"#!{sys.executable} -SE\n" + STAND_IN.read_text(encoding="utf-8"), encoding="utf-8")
    program.chmod(0o755)
    direct(program, **scenario)
    return program


def direct(program: Path, **scenario: Any) -> None:
    """Tell a stand-in what to do from now on."""
    program.with_name("scenario.json").write_text(json.dumps(scenario), encoding="utf-8")


def calls(program: Path) -> list[dict[str, Any]]:
    """How a stand-in was called, without the calls that only fetch data."""
    path = program.with_name("calls.jsonl")
    told = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    return [call for call in told if not call["prepare"]]


def hangs(program: Path) -> bool:
    """Whether a stand-in has come to where it is to hang."""
    return program.with_name("hanging").exists()


def is_alive(pid: int) -> bool:
    """Whether a process of that number runs, zombies apart."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def weights(numbers: int = 4) -> bytes:
    """A file of safetensors with so many weights, all zero."""
    header = json.dumps({"w": {"dtype": "F32", "shape": [numbers], "data_offsets": [0, 4 * numbers]}}).encode()
    return struct.pack("<Q", len(header)) + header + b"\0" * (4 * numbers)


def model_files(**more: bytes | str) -> dict[str, bytes | str]:
    """The files of a model that can be evaluated, as far as the Hub tells."""
    card = "---\nlicense: apache-2.0\nlanguage: es\nbase_model: org/base\n---\n# Modelo\n"
    config = json.dumps({"architectures": ["LlamaForCausalLM"], "model_type": "llama"})
    files: dict[str, bytes | str] = {
        "README.md": card,
        "config.json": config,
        "tokenizer.json": "{}",
        "model.safetensors": weights(),
    }
    return files | {name.replace("__", "."): content for name, content in more.items()}

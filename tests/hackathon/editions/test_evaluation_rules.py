"""How an edition may have its models evaluated: suites, machines, money, likes."""

from typing import Any

import pytest

from hackathon.editions.parsing import digest, dump_rules, parse_rules
from hackathon.editions.rules import (
    ArtefactKind,
    BudgetRules,
    Dtype,
    Engine,
    EvaluationBackend,
    EvaluationRules,
    FlavorRule,
    LikesRules,
)
from tests.hackathon.editions.tiny import REMOVED, changed, problems, tiny_tree

SHA = "0123456789abcdef0123456789abcdef01234567"
TASK: dict[str, Any] = {"task": "arc_es", "metric": "acc_norm", "language": "es", "num_fewshot": 25, "chance": 0.25}
SUITE: dict[str, Any] = {
    "key": "llm",
    "title": {"es": "Modelos", "en": "Models"},
    "version": 2,
    "tasks": [TASK, {"task": "m_mmlu_es", "metric": "acc", "language": "es", "weight": 2, "chance": 0.25}],
    "include": "muestra",
    "chat_template": True,
    "limit": 50,
    "normalised": True,
}
EVALUATION: dict[str, Any] = {
    "suites": [SUITE],
    "backend": "hf-jobs",
    "baselines": ["gpt2", f"org/base@{SHA}"],
    "engine": "vllm",
    "dtype": "bfloat16",
    "batch_size": 8,
    "seed": 7,
    "timeout_minutes": 90,
    "namespace": "somos",
    "image": "ghcr.io/astral-sh/uv:python3.12-bookworm",
    "flavors": [
        {"up_to_parameters": 2_000_000_000, "flavor": "t4-small"},
        {"up_to_parameters": 9_000_000_000, "flavor": "l4x1"},
    ],
    "budget": {"gpu_hours": 10, "dollars": 12.5, "team_gpu_hours": 2},
    "likes": {"mentions": 3, "kinds": ["corpus"], "own_likes": False},
}


def tree(**changes: Any) -> dict[str, Any]:
    return tiny_tree(evaluation=EVALUATION | changes)


def suite_with(**changes: Any) -> dict[str, Any]:
    return tree(suites=[SUITE | changes])


def task_with(**changes: Any) -> dict[str, Any]:
    return suite_with(tasks=[TASK | changes])


def test_without_a_word_about_it_nothing_is_evaluated() -> None:
    rules = parse_rules(tiny_tree())
    assert rules.evaluation == EvaluationRules()
    assert (rules.evaluation.suites, rules.evaluation.budget.limits) == ((), False)
    assert "evaluation" not in dump_rules(rules)


def test_suites_machines_money_and_likes_are_read() -> None:
    read = parse_rules(tree()).evaluation
    (suite,) = read.suites
    assert (suite.key, suite.version, suite.include, suite.limit) == ("llm", 2, "muestra", 50)
    assert (suite.chat_template, suite.normalised, suite.languages) == (True, True, ("es",))
    assert [(task.task, task.metric, task.num_fewshot, task.weight, task.filter) for task in suite.tasks] == [
        ("arc_es", "acc_norm", 25, 1.0, "none"),
        ("m_mmlu_es", "acc", None, 2.0, "none"),
    ]
    assert (read.backend, read.engine) == (EvaluationBackend.HF_JOBS, Engine.VLLM)
    assert (read.dtype, read.batch_size, read.seed) == (Dtype.BFLOAT16, 8, 7)
    assert (read.baselines, read.timeout_minutes, read.namespace) == (("gpt2", f"org/base@{SHA}"), 90, "somos")
    assert read.flavors == (FlavorRule(2_000_000_000, "t4-small"), FlavorRule(9_000_000_000, "l4x1"))
    assert read.budget == BudgetRules(gpu_hours=10.0, dollars=12.5, team_gpu_hours=2.0)
    assert read.likes == LikesRules(mentions=3, kinds=(ArtefactKind.CORPUS,), own_likes=False)
    assert (read.suite("llm"), read.suite("otra")) == (suite, None)


def test_the_rules_of_evaluation_survive_a_trip_through_json() -> None:
    rules = parse_rules(tree())
    assert parse_rules(dump_rules(rules)) == rules
    assert digest(rules) != digest(parse_rules(tree(seed=8)))


@pytest.mark.parametrize(
    ("changes", "path", "reason"),
    [
        ({"backend": "aws"}, "backend", "lugar desconocido"),
        ({"engine": "tgi"}, "engine", "motor desconocido"),
        ({"dtype": "int3"}, "dtype", "tipo desconocido"),
        ({"batch_size": 2000}, "batch_size", "debe estar entre 0 y 1024"),
        ({"seed": -1}, "seed", "debe estar entre 0 y 2147483647"),
        ({"timeout_minutes": 0}, "timeout_minutes", "debe estar entre 1 y 10080"),
        ({"baselines": ["org/base@main"]}, "baselines[0]", "un modelo del Hub"),
        ({"baselines": ["a/b", "a/b"]}, "baselines[1]", "repetid"),
        ({"namespace": "so mos"}, "namespace", "una cuenta u organización del Hub"),
        ({"image": "a b"}, "image", "una imagen de contenedor"),
        ({"namespace": REMOVED}, "namespace", "hace falta para evaluar con Hugging Face Jobs"),
        ({"image": REMOVED}, "image", "hace falta para evaluar con Hugging Face Jobs"),
        ({"flavors": REMOVED}, "flavors", "hace falta para evaluar con Hugging Face Jobs"),
        ({"flavors": [{"up_to_parameters": 0, "flavor": "l4x1"}]}, "flavors[0].up_to_parameters", "debe estar entre 1"),
        ({"flavors": [{"up_to_parameters": 1, "flavor": "l4 x1"}]}, "flavors[0].flavor", "un tipo de máquina del Hub"),
        (
            {"flavors": [{"up_to_parameters": 1, "flavor": name} for name in ("a", "b")]},
            "flavors[1].up_to_parameters",
            "repetid",
        ),
        ({"budget": {"gpu_hours": 0}}, "budget.gpu_hours", "mayor que 0"),
        ({"budget": {"dolars": 1}}, "budget.dolars", "clave desconocida"),
        ({"likes": {"mentions": -1}}, "likes.mentions", "debe estar entre 0 y 100"),
        ({"likes": {"kinds": ["canción"]}}, "likes.kinds[0]", ""),
        (
            {"likes": {"kinds": ["corpus", "demo"]}},
            "likes.kinds",
            "nombra artefactos que no están en submission.artefacts: demo",
        ),
        ({"likes": {"own_likes": "sí"}}, "likes.own_likes", ""),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(changes: dict[str, Any], path: str, reason: str) -> None:
    told = EVALUATION | changes
    told = {key: value for key, value in told.items() if value is not REMOVED}
    ((found, said),) = problems(tiny_tree(evaluation=told))
    assert found == f"evaluation.{path}"
    assert reason in said


@pytest.mark.parametrize(
    ("told", "path", "reason"),
    [
        (suite_with(key="LLM!"), "key", ""),
        (suite_with(version=0), "version", "debe estar entre 1"),
        (suite_with(tasks=[]), "tasks", ""),
        (suite_with(tasks=[TASK, TASK]), "tasks[1].task", "repetid"),
        (suite_with(limit=0), "limit", "debe estar entre 1 y 1000000"),
        (suite_with(include="../muestra"), "include", ""),
        (suite_with(include="/etc"), "include", ""),
        (task_with(task="arc es"), "tasks[0].task", "un nombre del arnés"),
        (task_with(metric=""), "tasks[0].metric", "no puede estar vacío"),
        (task_with(language="español"), "tasks[0].language", ""),
        (task_with(num_fewshot=101), "tasks[0].num_fewshot", "debe estar entre 0 y 100"),
        (task_with(weight=0), "tasks[0].weight", "mayor que 0"),
        (task_with(chance=1), "tasks[0].chance", "debe ser menor que 1: lo que acierta quien responde al azar"),
        (task_with(chance=REMOVED), "tasks[0].chance", "hace falta para normalizar (normalised)"),
        (task_with(lower_is_better=True), "tasks[0].chance", "hace falta para normalizar (normalised)"),
    ],
)
def test_a_suite_that_makes_no_sense_is_refused_where_it_stands(told: dict[str, Any], path: str, reason: str) -> None:
    task = told["evaluation"]["suites"][0]["tasks"][0] if told["evaluation"]["suites"][0]["tasks"] else {}
    if task.get("chance") is REMOVED:
        told = changed(told, ("evaluation", "suites", 0, "tasks", 0, "chance"), REMOVED)
    ((found, said),) = problems(told)
    assert found == f"evaluation.suites[0].{path}"
    assert reason in said


def test_two_suites_have_keys_of_their_own() -> None:
    ((path, reason),) = problems(tree(suites=[SUITE, SUITE | {"version": 3}]))
    assert path == "evaluation.suites[1].key"
    assert "repetid" in reason

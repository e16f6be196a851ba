"""What the engine is told: frozen with the job, and completed where it runs. Pure."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hackathon.editions.rules import Engine, EvaluationRules, SuiteRules


def job_spec(rules: EvaluationRules, suite: SuiteRules) -> dict[str, Any]:
    """All that decides about the numbers and does not depend on where they are computed, as JSON.

    Weights, titles and chance levels are the board's business: they may change without computing anything again.
    """
    return {
        "tasks": [{"task": task.task, "num_fewshot": task.num_fewshot} for task in suite.tasks],
        "include": suite.include,
        "chat_template": suite.chat_template,
        "limit": suite.limit,
        "dtype": rules.dtype.value,
        "batch_size": rules.batch_size or "auto",
        "seed": rules.seed,
        **({} if rules.engine == Engine.HF else {"backend": rules.engine.value}),
    }


def spec_digest(spec: Mapping[str, Any]) -> str:
    """The SHA-256 of a spec in hexadecimal, whatever the order of its keys.

    >>> spec_digest({"seed": 1, "limit": None}) == spec_digest({"limit": None, "seed": 1})
    True
    """
    canonical = json.dumps(spec, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def task_names(spec: Mapping[str, Any]) -> tuple[str, ...]:
    """The tasks of a spec, in their order."""
    return tuple(task["task"] for task in spec["tasks"])


def engine_spec(
    spec: Mapping[str, Any],
    *,
    model: str,
    base: str | None,
    device: str,
    include_path: Sequence[str],
    left: Collection[str] | None = None,
    threads: int | None = None,
) -> dict[str, Any]:
    """What one attempt is told: the frozen spec, where the model lies (folders), and the tasks that are ``left`` (None: all).

    >>> spec = {"tasks": [{"task": "a", "num_fewshot": 5}, {"task": "b", "num_fewshot": 0}], "include": "", "seed": 1}
    >>> engine_spec(spec, model="/m", base=None, device="cpu", include_path=(), left={"b"})["tasks"]
    [{'task': 'b', 'num_fewshot': 0}]
    """
    told = {key: value for key, value in spec.items() if key not in ("include", "tasks")}
    tasks = [task for task in spec["tasks"] if left is None or task["task"] in left]
    return {
        **told,
        "model": model,
        "base": base,
        "backend": spec.get("backend", Engine.HF.value),
        "device": device,
        "max_length": None,
        "include_path": list(include_path),
        "threads": threads,
        "tasks": tasks,
    }

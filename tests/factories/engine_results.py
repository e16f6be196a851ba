"""Results of a task, as the harness shapes them."""

from typing import Any


def results_of(task: str, value: float | None = 0.5, *, metric: str = "acc", stderr: float = 0.01) -> dict[str, Any]:
    """One metric of one task."""
    return {
        "results": {task: {"alias": task, f"{metric},none": value, f"{metric}_stderr,none": stderr}},
        "versions": {task: 1.0},
        "n-shot": {task: 0},
        "higher_is_better": {task: {metric: True}},
        "n-samples": {task: {"original": 20, "effective": 20}},
        "configs": {task: {"task": task}},
    }

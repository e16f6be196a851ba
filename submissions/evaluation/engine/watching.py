"""Looks out for numbers that are none: a model that gives them has no score."""

import math
from typing import Any

from .problems import Problem

NOT_A_NUMBER = "the model's logits are not numbers"


class Watch:
    """Looks at the logits as they come, so that a broken model does not keep a card busy for hours.

    Looking makes the processor wait for the card, so it looks at the 1st, 2nd, 4th, 8th… pass of a task. A row is broken
    when both its ends are: one of them may be padding, about which nobody asked.
    """

    def __init__(self, model: Any) -> None:
        self._passes = 0
        head = model.get_output_embeddings() if hasattr(model, "get_output_embeddings") else None
        if head is not None:
            head.register_forward_hook(self._look)

    def start(self) -> None:
        """A new task begins."""
        self._passes = 0

    def _look(self, module: Any, given: Any, logits: Any) -> None:
        self._passes += 1
        if self._passes & (self._passes - 1):
            return
        ends = logits[..., [0, -1], :].isnan().any(dim=-1).all(dim=-1)
        if bool(ends.any()):
            raise Problem("nan_logits", NOT_A_NUMBER)


def check_answers(samples: dict[str, list[dict[str, Any]]]) -> None:
    """Raises Problem where a log-likelihood is not a number."""
    for task, answers in samples.items():
        for answer in answers:
            if _has_nan(answer["resps"]):
                raise Problem("nan_logits", f"{NOT_A_NUMBER}: {task}, document {answer['doc_id']}")


def check_metrics(results: dict[str, dict[str, Any]]) -> None:
    """Raises Problem where what came out of a task is not a finite number."""
    for task, metrics in results.items():
        for name, value in metrics.items():
            if isinstance(value, float) and not math.isfinite(value) and "_stderr" not in name:
                raise Problem("nan_logits", f"{name} of {task} came out as {value}")


def _has_nan(value: Any) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, list | tuple) and any(map(_has_nan, value))

"""The numbers of one evaluation beside those of another of the same model: equal to the last digit, or not. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from submissions.evaluation.results import TaskScore

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of one task. ``known``: the value and the error that were stored; None where nothing was."""

    task: str
    filter: str
    metric: str
    value: float | None
    stderr: float | None
    known: tuple[float | None, float | None] | None = None

    @property
    def same(self) -> bool | None:
        """Whether both numbers are what was stored, to the last digit; None where there is nothing to compare."""
        return None if self.known is None else self.known == (self.value, self.stderr)

    def as_json(self) -> dict[str, Any]:
        """For other programs."""
        stored = None if self.known is None else {"value": self.known[0], "stderr": self.known[1]}
        own = {"task": self.task, "filter": self.filter, "metric": self.metric}
        return {**own, "value": self.value, "stderr": self.stderr, "stored": stored, "same": self.same}


def compared(scores: Iterable[TaskScore], known: Mapping[Key, tuple[float | None, float | None]]) -> tuple[Line, ...]:
    """A line for each score, beside what is known of the same task, filter and metric.

    >>> scores = [TaskScore("arc_es", "arc_es", False, "none", "acc", 0.5, 0.1)]
    >>> [compared(scores, {("arc_es", "none", "acc"): stored})[0].same for stored in ((0.5, 0.1), (0.5, 0.11))]
    [True, False]
    """
    return tuple(
        Line(one.task, one.filter, one.metric, one.value, one.stderr, known.get((one.task, one.filter, one.metric)))
        for one in scores
    )

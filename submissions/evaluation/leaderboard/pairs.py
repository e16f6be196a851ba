"""Two models side by side, task by task. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hackathon.editions.rules import SuiteRules, TaskRules
from submissions.evaluation.leaderboard.boards import less_is_better, tasks_in
from submissions.evaluation.leaderboard.means import Mean, Score, Scores, clean, counted, from_chance
from submissions.evaluation.leaderboard.ranks import CONFIDENCE, SURE, width_at


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more the first model has than the second on a task. ``stderr`` None: an error is missing, and nothing is told.

    ``points``: what it gives to the difference of the means (None: the task does not count). ``better``: 1 where the first is
    better beyond chance, -1 where the second is, 0 where nothing tells them apart.
    """

    task: TaskRules
    value: float
    stderr: float | None
    better: int
    points: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """``differences`` of the tasks that both have, in the suite's order; ``missing``: tasks that one of them lacks.

    ``mean``: of the differences that count, by weight, None where there are none. ``better`` as for one task.
    """

    differences: tuple[Difference, ...]
    missing: tuple[str, ...]
    mean: Mean | None
    better: int

    @property
    def decisive(self) -> tuple[Difference, ...]:
        """The tasks on which one is better beyond chance, those that move the mean most first."""
        told = [one for one in self.differences if one.better]
        return tuple(sorted(told, key=lambda one: (-abs(one.points or 0.0), one.task.task)))


def compare(
    suite: SuiteRules, first: Scores, second: Scores, *, language: str = "", confidence: float = CONFIDENCE
) -> Comparison:
    """``first`` less ``second``; where less is better a negative difference is the better one.

    The error of a difference is sqrt(stderr² + stderr²). That leaves out that both answered the same questions, which would make
    it smaller: what is called a difference here is one. The ``points`` add up to the difference of the means.

    >>> tasks = TaskRules("arc_es", "acc", "es"), TaskRules("mmlu_es", "acc", "es", weight=3)
    >>> found = compare(
    ...     SuiteRules("base", None, 1, tasks),
    ...     {"arc_es": Score(0.50, 0.03), "mmlu_es": Score(0.375, 0.004)},
    ...     {"arc_es": Score(0.46, 0.04), "mmlu_es": Score(0.50, 0.003)},
    ... )
    >>> [(one.task.task, round(one.value, 3), round(one.stderr, 3), one.better, round(one.points, 5)) for one in found.differences]
    [('arc_es', 0.04, 0.05, 0, 0.01), ('mmlu_es', -0.125, 0.005, -1, -0.09375)]
    >>> round(found.mean.value, 5), found.better, [one.task.task for one in found.decisive]
    (-0.08375, -1, ['mmlu_es'])
    """
    tasks = tasks_in(suite, language)
    pairs = {task.task: (clean(first.get(task.task)), clean(second.get(task.task))) for task in tasks}
    shared = [task for task in tasks if None not in pairs[task.task]]
    counts = counted(suite, shared)
    whole, z = math.fsum(task.weight for task in counts), width_at(confidence)
    differences = tuple(
        _difference(task, *pairs[task.task], suite=suite, whole=whole if task in counts else 0, z=z) for task in shared
    )
    mean = _mean([one for one in differences if one.points is not None], whole)
    missing = tuple(task.task for task in tasks if None in pairs[task.task])
    ahead = better(mean.value, mean.stderr, z, lower=less_is_better(counts)) if mean else 0
    return Comparison(differences, missing, mean, ahead)


def _difference(
    task: TaskRules, first: Score, second: Score, *, suite: SuiteRules, whole: float, z: float
) -> Difference:
    if suite.normalised:
        first, second = from_chance(first, task), from_chance(second, task)
    value = first.value - second.value
    stderr = None if first.stderr is None or second.stderr is None else math.hypot(first.stderr, second.stderr)
    points = task.weight / whole * value if whole else None
    return Difference(task, value, stderr, better(value, stderr, z, lower=task.lower_is_better), points)


def _mean(differences: Sequence[Difference], whole: float) -> Mean | None:
    if not differences:
        return None
    value = math.fsum(one.points or 0.0 for one in differences)
    known = math.hypot(*(one.task.weight / whole * (one.stderr or 0.0) for one in differences))
    return Mean(value, None if any(one.stderr is None for one in differences) else known, known)


def better(value: float, stderr: float | None, z: float = SURE, *, lower: bool) -> int:
    """1 where a difference of ``value``, with its error, is for the better beyond chance, -1 where for the worse, else 0.

    >>> better(0.1, 0.01, lower=False), better(0.1, 0.01, lower=True), better(0.1, 0.09, lower=False), better(0.1, None, lower=False)
    (1, -1, 0, 0)
    """
    if stderr is None or abs(value) <= z * stderr or abs(value) < 1e-12:
        return 0
    return 1 if (value > 0) != lower else -1

"""Scores on tasks, and their mean with its error. Pure."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hackathon.editions.rules import SuiteRules, TaskRules


class Score(NamedTuple):
    """What a model got on a task; ``stderr`` None: the harness gave none."""

    value: float
    stderr: float | None = None


class Mean(NamedTuple):
    """A weighted mean. ``stderr`` None: a task came without. ``known``: the error as far as it is known, at least."""

    value: float
    stderr: float | None
    known: float


Scores = Mapping[str, Score]


def clean(score: Score | None) -> Score | None:
    """The score, or None where its value is no number; an error that is no number, or negative, is not known.

    >>> clean(Score(math.nan)), clean(Score(0.5, math.nan)), clean(None)
    (None, Score(value=0.5, stderr=None), None)
    """
    if score is None or not math.isfinite(score.value):
        return None
    known = score.stderr is not None and math.isfinite(score.stderr) and score.stderr >= 0
    return Score(score.value, score.stderr if known else None)


def counted(suite: SuiteRules, tasks: Sequence[TaskRules]) -> tuple[TaskRules, ...]:
    """Those of ``tasks`` that make the mean: all; but of a suite that has tasks of both kinds, not those where less is better.

    A mean of accuracies and perplexities would say nothing. The suite decides, so that each of its languages counts alike;
    a language that has nothing but tasks where less is better has no mean then.
    """
    if all(task.lower_is_better for task in suite.tasks):
        return tuple(tasks)
    return tuple(task for task in tasks if not task.lower_is_better)


def from_chance(score: Score, task: TaskRules) -> Score:
    """The score on a scale where guessing is 0 and all right is 1. Worse than guessing stays below 0: cut off at 0 it would
    raise the mean of whoever guesses badly.

    >>> from_chance(Score(0.625, 0.03), TaskRules("arc_es", "acc", "es", chance=0.25))
    Score(value=0.5, stderr=0.04)
    """
    chance = task.chance or 0.0
    room = 1 - chance
    return Score((score.value - chance) / room, None if score.stderr is None else score.stderr / room)


def mean_of(scores: Scores, tasks: Sequence[TaskRules], *, normalised: bool = False) -> Mean | None:
    """The mean of the tasks by their weights, sum(w·value)/sum(w), its error being sqrt(sum(w²·stderr²))/sum(w).

    The tasks' errors are taken as independent. None where a task has no score: a mean over fewer tasks cannot stand beside
    one over all of them. One unknown error leaves the mean's unknown; ``known`` then counts it as 0.

    >>> tasks = TaskRules("arc_es", "acc", "es"), TaskRules("mmlu_es", "acc", "es", weight=3)
    >>> mean_of({"arc_es": Score(0.5, 0.04), "mmlu_es": Score(0.25, 0.01)}, tasks)
    Mean(value=0.3125, stderr=0.0125, known=0.0125)
    >>> mean_of({"arc_es": Score(0.5, 0.04), "mmlu_es": Score(0.25)}, tasks)
    Mean(value=0.3125, stderr=None, known=0.01)
    >>> mean_of({"arc_es": Score(0.4)}, tasks) is None
    True
    """
    found = [clean(scores.get(task.task)) for task in tasks]
    whole = math.fsum(task.weight for task in tasks)
    if not whole or None in found:
        return None
    told = [from_chance(score, task) if normalised else score for score, task in zip(found, tasks, strict=True)]
    shares = [task.weight / whole for task in tasks]
    value = math.fsum(share * score.value for share, score in zip(shares, told, strict=True))
    known = math.hypot(*(share * (score.stderr or 0.0) for share, score in zip(shares, told, strict=True)))
    return Mean(value, None if any(score.stderr is None for score in told) else known, known)

"""What of a run's results stands on its board, kept on the run: scores of the suite's tasks, and their means."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hackathon.editions.models import Edition
from hackathon.editions.rules import SuiteRules, TaskRules
from submissions.evaluation.leaderboard import Score, counted, mean_of, switches, tasks_in
from submissions.models import EvaluationRun, TaskResult


def suite_of(run: EvaluationRun) -> SuiteRules | None:
    """The suite on whose board a run stands, by its edition's rules today; None where that version is not asked for any more."""
    if run.edition is None:
        return None
    suite = run.edition.parsed_rules.evaluation.suite(run.suite)
    return suite if suite is not None and suite.version == run.suite_version else None


def score(run: EvaluationRun, *, at: datetime) -> int:
    """Draw the run's scores and means from its results; how many of the suite's tasks have a score."""
    suite = suite_of(run)
    if suite is None:
        return len(run.scores)
    found = scores_of(run, suite)
    told = {task: [one.value, one.stderr] for task, one in found.items()}
    EvaluationRun.objects.filter(pk=run.pk).update(scores=told, means=means_of(found, suite))
    return len(found)


def scores_of(run: EvaluationRun, suite: SuiteRules) -> dict[str, Score]:
    """The metric that counts of each task that has it. One query."""
    wanted = {(task.task, task.metric, task.filter): task.task for task in suite.tasks}
    found: dict[str, Score] = {}
    for result in TaskResult.objects.filter(run=run, task__in=[task.task for task in suite.tasks]):
        name = wanted.get((result.task, result.metric, result.filter or "none"))
        if name is not None and result.value is not None:
            found[name] = Score(result.value, result.stderr)
    return found


def means_of(scores: Mapping[str, Score], suite: SuiteRules) -> dict[str, Any]:
    """The mean over all tasks under "", and over each language's, as ``[value, stderr, known error]``; those that lack a task have none."""
    means = {}
    for language in ("", *switches(suite)):
        mean = mean_of(scores, _counted(suite, language), normalised=suite.normalised)
        if mean is not None:
            means[language] = list(mean)
    return means


def _counted(suite: SuiteRules, language: str) -> tuple[TaskRules, ...]:
    return counted(suite, tasks_in(suite, language))


def rescore(edition: Edition, *, at: datetime) -> int:
    """Draw the scores of all the edition's runs again: weights or metrics have changed. How many changed by it."""
    changed = 0
    for run in EvaluationRun.objects.filter(edition=edition).exclude(suite="").select_related("edition"):
        before = (run.scores, run.means)
        score(run, at=at)
        run.refresh_from_db(fields=["scores", "means"])
        changed += before != (run.scores, run.means)
    return changed

"""What of a run's results stands on its board, kept on the run: scores of the suite's tasks, and their means."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from hackathon.editions.rules import SuiteRules, TaskRules
from submissions.evaluation.leaderboard import Score, counted, mean_of, switches, tasks_in
from submissions.evaluation.specs import task_names
from submissions.models import EvaluationJob, EvaluationRun, TaskResult


def suite_of(run: EvaluationRun) -> SuiteRules | None:
    """The suite on whose board a run stands, by its edition's rules today; None where that version is not asked for any more."""
    if run.edition is None:
        return None
    suite = run.edition.parsed_rules.evaluation.suite(run.suite)
    return suite if suite is not None and suite.version == run.suite_version else None


def score(run: EvaluationRun, *, at: datetime) -> int:
    """Draw the run's scores and means from its results; how many of the suite's tasks have a score.

    Where the rules do not know its suite any more, what was drawn before stays.
    """
    suite = suite_of(run)
    if suite is None:
        return len(run.scores)
    found = scores_of(run, suite)
    run.scores = {task: [one.value, one.stderr] for task, one in found.items()}
    run.means, run.scored_by = means_of(found, suite), digest_of(suite)
    run.save(update_fields=["scores", "means", "scored_by"])
    return len(found)


def digest_of(suite: SuiteRules) -> str:
    """The SHA-256 of all that decides how results become scores and means."""
    return sha256(repr((suite.tasks, suite.normalised)).encode()).hexdigest()


def done(job: EvaluationJob, run: EvaluationRun) -> int:
    """How many of the job's tasks are done: they have a score; without rules to say what counts, any number."""
    suite, tasks = suite_of(run), task_names(job.spec)
    if suite is not None:
        return sum(task in run.scores for task in tasks)
    measured = TaskResult.objects.filter(run=run, task__in=tasks, value__isnull=False)
    return measured.values("task").distinct().count()


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

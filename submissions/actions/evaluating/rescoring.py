"""Weights, metrics and chance levels may change when all is computed: what was measured is then counted anew."""

from datetime import datetime
from typing import Final

from hackathon.editions.models import Edition
from submissions.actions.evaluating import standings
from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob, EvaluationRun

MOST_AT_ONCE: Final = 200


def rescore_stale(edition: Edition, *, at: datetime) -> int:
    """Draw the scores of runs again that were drawn by other rules than today's; how many. The next call goes on.

    Not of those that somebody is at: two who draw at once would lose what the slower one had not read yet.
    """
    number = 0
    for suite in edition.parsed_rules.evaluation.suites:
        runs = EvaluationRun.objects.filter(edition=edition, suite=suite.key, suite_version=suite.version)
        stale = runs.exclude(scored_by=standings.digest_of(suite)).exclude(job__state=JobState.RUNNING)
        for run in stale.select_related("edition", "job").order_by("pk")[: MOST_AT_ONCE - number]:
            standings.score(run, at=at)
            if run.job is not None:
                _judge_again(run.job, run)
            number += 1
    return number


def _judge_again(job: EvaluationJob, run: EvaluationRun) -> None:
    """A job that is over is whole when all its tasks have a score by now: another metric may count than did."""
    done = standings.done(job, run)
    problems = {task: code for task, code in job.task_problems.items() if task not in run.scores}
    whole = done == job.tasks
    state = JobState.SUCCEEDED if done else job.state
    told = {"state": state, "partial": not whole, "tasks_done": done, "task_problems": problems}
    told |= {"problem": ""} if whole else {}
    over = EvaluationJob.objects.filter(pk=job.pk, state__in=(JobState.SUCCEEDED, JobState.FAILED))
    if over.update(**told):
        EvaluationRun.objects.filter(pk=run.pk).update(partial=not whole)

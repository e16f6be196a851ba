"""How a job goes on when an attempt has ended: it is over, or somebody tries again with the tasks that are left."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from hackathon.waiting import doubling
from submissions.actions.evaluating import keeping
from submissions.evaluation.events import Failed, Finished
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.evaluation.problems import known_problem
from submissions.evaluation.specs import task_names
from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob, EvaluationRun

LONGEST_WAIT: Final = timedelta(minutes=15)
CREDIT_WAIT: Final = timedelta(hours=1)
"""Until somebody has paid, or made room for another flavor: that is no attempt."""
NO_ATTEMPT: Final = frozenset({Problem.NO_CREDIT, Problem.NO_ENGINE})


def left(job: EvaluationJob) -> tuple[str, ...]:
    """The tasks that an attempt is to compute: those without a result that may still get one."""
    hopeless = {task for task, code in job.task_problems.items() if not known_problem(code).may_pass}
    done = _done(job)
    return tuple(task for task in task_names(job.spec) if task not in done and task not in hopeless)


def _done(job: EvaluationJob) -> frozenset[str]:
    """Those of which anything was measured, though it be NaN: it would be NaN again."""
    found = EvaluationRun.objects.filter(job=job).values_list("results__task", flat=True)
    return frozenset(found)


def ended(job: EvaluationJob, said: Finished | Failed | None, *, at: datetime, otherwise: Problem) -> None:
    """The engine is gone. ``said``: how it took its leave; without a word it is ``otherwise``."""
    job.refresh_from_db(fields=["task_problems", "tasks_done", "facts"])
    if isinstance(said, Finished):
        whole = job.tasks_done == job.tasks
        if whole or not _retries(job, problems=_problems(job)):
            _over(job, at=at)
        else:
            _again(job, Problem.TASK_DATA, at=at)
        return
    problem = said.problem if said else otherwise
    stop(job, problem, facts={"text": said.text} if said and said.text else {}, at=at)


def stop(
    job: EvaluationJob,
    problem: Problem,
    *,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    retry_after: float | None = None,
) -> None:
    """The attempt cannot go on: try again where that may help, else the job is over, with what it has."""
    if problem in NO_ATTEMPT:
        keeping.put_back(job, at=at, problem=problem, wait=CREDIT_WAIT, facts=facts, counts=False)
    elif problem.may_pass and job.attempts < keeping.MAX_ATTEMPTS:
        _again(job, problem, at=at, facts=facts, retry_after=retry_after)
    else:
        _over(job, at=at, problem=problem, facts=facts)


def _again(
    job: EvaluationJob,
    problem: Problem,
    *,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    retry_after: float | None = None,
) -> None:
    wait = doubling(keeping.FIRST_WAIT, attempts=job.attempts, longest=LONGEST_WAIT)
    wait = max(wait, timedelta(seconds=retry_after or 0))
    keeping.put_back(job, at=at, problem=problem, wait=wait, facts=facts)


def _over(
    job: EvaluationJob, *, at: datetime, problem: Problem | None = None, facts: Mapping[str, Any] | None = None
) -> None:
    """Whole where every task of the suite has a score; partial where some have; else failed, by what went wrong first."""
    if job.tasks_done == 0:
        why = problem or next(iter(_problems(job)), Problem.RESULTS)
        keeping.end(job, at=at, state=JobState.FAILED, problem=why, facts=facts)
        return
    partial = job.tasks_done < job.tasks
    keeping.end(
        job, at=at, state=JobState.SUCCEEDED, problem=problem if partial else None, facts=facts, partial=partial
    )


def _problems(job: EvaluationJob) -> list[Problem]:
    return [known_problem(code) for code in job.task_problems.values()]


def _retries(job: EvaluationJob, *, problems: list[Problem]) -> bool:
    return job.attempts < keeping.MAX_ATTEMPTS and any(problem.may_pass for problem in problems)

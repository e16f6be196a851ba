"""How a job goes on when an attempt has ended: it is over, or somebody tries again with the tasks that are left."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from hackathon.editions.rules import EvaluationBackend
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
"""Until somebody has paid, or installed what is missing: that is no attempt."""
SILENCE_WAIT: Final = timedelta(minutes=1)
LONGEST_SILENCE_WAIT: Final = timedelta(hours=1)
MAX_SILENCES: Final = 24
"""So often a job waits for the Hub, most of a day in all, before each time counts as an attempt."""


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
    """The engine is gone. ``said``: how it took its leave; without a word it is ``otherwise``.

    Once every task has its score it does not matter how it went.
    """
    job.refresh_from_db(fields=["task_problems", "tasks_done", "facts"])
    if job.tasks_done == job.tasks:
        _over(job, at=at)
    elif isinstance(said, Finished):
        _explain(job)
        if job.attempts < keeping.MAX_ATTEMPTS and (passing := [one for one in _problems(job) if one.may_pass]):
            _again(job, passing[0], at=at)
        else:
            _over(job, at=at)
    else:
        problem = said.problem if said else otherwise
        stop(job, problem, facts={"text": said.text} if said and said.text else {}, at=at)


def _explain(job: EvaluationJob) -> None:
    """No task is without a score and without a reason: what was measured is no number, or what the engine told was unreadable."""
    scored = EvaluationRun.objects.filter(job=job).values_list("scores", flat=True).first() or {}
    measured = _done(job)
    silent = [task for task in task_names(job.spec) if task not in scored and task not in job.task_problems]
    if silent and job.tasks_done < job.tasks:
        reasons = {task: (Problem.NAN_LOGITS if task in measured else Problem.RESULTS).value for task in silent}
        job.task_problems = {**job.task_problems, **reasons}
        keeping.ours(job).update(task_problems=job.task_problems)


def stop(
    job: EvaluationJob,
    problem: Problem,
    *,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    retry_after: float | None = None,
) -> None:
    """The attempt cannot go on: try again where that may help, else the job is over, with what it has.

    What is nobody's attempt (no credit, no engine on a machine of ours, a Hub that is silent for hours) costs none.
    """
    if _waits_for_a_hand(job, problem):
        keeping.put_back(job, at=at, problem=problem, wait=CREDIT_WAIT, facts=facts, counts=False)
    elif problem == Problem.HUB_SILENT and job.waits < MAX_SILENCES:
        wait = doubling(SILENCE_WAIT, attempts=job.waits + 1, longest=LONGEST_SILENCE_WAIT)
        wait = max(wait, timedelta(seconds=retry_after or 0))
        keeping.put_back(job, at=at, problem=problem, wait=wait, facts=facts, counts=False)
    elif problem.may_pass and job.attempts < keeping.MAX_ATTEMPTS:
        _again(job, problem, at=at, facts=facts)
    else:
        _over(job, at=at, problem=problem, facts=facts)


def _waits_for_a_hand(job: EvaluationJob, problem: Problem) -> bool:
    """Whether it may wait for somebody as long as it takes, because that costs nothing.

    A Job on the Hub that could not install the harness was a machine that is paid for: so many of those, and no more.
    """
    here = job.backend == EvaluationBackend.LOCAL
    return problem == Problem.NO_CREDIT or (problem == Problem.NO_ENGINE and here)


def _again(
    job: EvaluationJob,
    problem: Problem,
    *,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    wait = doubling(keeping.FIRST_WAIT, attempts=job.attempts, longest=LONGEST_WAIT)
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

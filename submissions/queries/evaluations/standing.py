"""How evaluations stand: how far each is, when its turn comes, what it measured, what is missing and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum

from hackathon.editions.rules import ArtefactKind, EvaluationBackend, SuiteRules, Text
from submissions.evaluation import waiting
from submissions.evaluation.states import JobState
from submissions.models import Entry, EvaluationJob, EvaluationRun, Submission
from submissions.queries.evaluations.access import concerning


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task of a suite and how it stands: ``state`` is done, failed, running, waiting or missing (there will be no result).

    ``value`` and ``stderr`` as the harness gives them. ``problem``: why there is none.
    """

    task: str
    title: Text | None
    language: str
    metric: str
    num_fewshot: int | None
    state: str
    value: float | None = None
    stderr: float | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A job with its run, the suite as the rules have it (None: they ask for another version, or for none), and its tasks.

    ``place``: how manieth it is in the queue; ``waits`` and ``left``: seconds until it begins, and until it ends (None: unknown).
    ``mean`` is ``[value, stderr, known error]`` over all tasks, None while one is missing.
    """

    job: EvaluationJob
    run: EvaluationRun | None
    suite: SuiteRules | None
    tasks: tuple[TaskLine, ...]
    place: int | None = None
    waits: float | None = None
    left: float | None = None

    @property
    def mean(self) -> Sequence[float | None] | None:
        return self.run.means.get("") if self.run and not self.job.partial else None

    @property
    def missing(self) -> tuple[TaskLine, ...]:
        return tuple(line for line in self.tasks if line.state in ("failed", "missing"))

    @property
    def progress(self) -> str:
        """Changes whenever there is something new to show."""
        job = self.job
        return f"{job.pk}-{job.state}-{job.attempts}-{job.stage}-{job.stage_task}-{job.tasks_done}-{len(job.task_problems)}-{self.place}"


def jobs_of_project(submission: Submission) -> QuerySet[EvaluationJob]:
    """The evaluations of a project's models, newest first: its own, and those of a model that another project delivered first."""
    theirs = concerning(Submission.objects.filter(pk=submission.pk))
    return EvaluationJob.objects.filter(theirs).select_related("repo", "run").order_by("-pk")


def projects_with(job: EvaluationJob) -> QuerySet[Submission]:
    """The project that a job was done for, and those that deliver the same model now: ``jobs_of_project`` says whether it counts."""
    same = Entry.objects.filter(kind=ArtefactKind.MODEL, repo=job.repo_id)
    deliver = Submission.objects.delivered().filter(edition=job.edition_id, current__in=same.values("version"))
    return Submission.objects.filter(Q(pk=job.submission_id) | Q(pk__in=deliver.values("pk")))


def delivers_models(submission: Submission) -> bool:
    """Whether there is anything to evaluate."""
    return _models(submission).exists()


def _models(submission: Submission) -> QuerySet[Entry]:
    return Entry.objects.filter(version=submission.current_id, kind=ArtefactKind.MODEL)


def newest_of_each(jobs: Sequence[EvaluationJob]) -> list[EvaluationJob]:
    """One job for each model and suite, and all that are under way; in the order of the models, then of the suites.

    ``jobs`` newest first. The newest at the revision that counts is the one; without any of those, the newest.
    """
    found: dict[tuple[int, str], EvaluationJob] = {}
    for job in sorted(jobs, key=_is_history):
        found.setdefault((job.repo_id, job.suite), job)
    shown = {*found.values(), *(job for job in jobs if job.under_way)}
    return sorted(shown, key=lambda job: (job.repo_id, job.suite, -job.pk))


def _is_history(job: EvaluationJob) -> bool:
    run = getattr(job, "run", None)
    return run is not None and run.superseded


def standings_of(jobs: Sequence[EvaluationJob], *, suites: Sequence[SuiteRules], at: datetime) -> tuple[Standing, ...]:
    """How each of these jobs stands, by the suites of their edition's rules today. At most two queries."""
    waiting_jobs = [job for job in jobs if job.state == JobState.QUEUED]
    places = _places(waiting_jobs) if waiting_jobs else {}
    running = _running({job.backend for job in waiting_jobs}, at=at) if waiting_jobs else {}
    by_key = {(suite.key, suite.version): suite for suite in suites}
    return tuple(
        _standing(job, by_key.get((job.suite, job.suite_version)), places.get(job.pk), running, at=at) for job in jobs
    )


def _standing(
    job: EvaluationJob,
    suite: SuiteRules | None,
    place: tuple[int, float] | None,
    running: Mapping[str, list[float]],
    *,
    at: datetime,
) -> Standing:
    run = getattr(job, "run", None)
    ahead = running.get(job.backend, [])
    rests = max((job.not_before - at).total_seconds(), 0.0)
    workers = settings.EVAL_JOBS_AT_ONCE if job.backend == EvaluationBackend.HF_JOBS else len(ahead)
    waits = max(waiting.waits(place[1], ahead, workers=workers), rests) if place else None
    left = None
    if job.state == JobState.RUNNING and job.claimed_at is not None:
        elapsed = max((at - job.claimed_at).total_seconds(), 0.0)
        left = waiting.left(job.forecast_seconds, elapsed, done=job.tasks_done, tasks=job.tasks)
    return Standing(job, run, suite, _lines(job, run, suite), place[0] if place else None, waits, left)


def _places(jobs: Sequence[EvaluationJob]) -> Mapping[int, tuple[int, float]]:
    """The place in the queue of each of these jobs, and the seconds that those before it take. One query, one row."""
    counted: dict[str, Any] = {}
    for job in jobs:
        counted[f"place_{job.pk}"] = Count("pk", filter=_before(job))
        counted[f"seconds_{job.pk}"] = Sum("forecast_seconds", filter=_before(job))
    found = EvaluationJob.objects.filter(state=JobState.QUEUED).aggregate(**counted)
    return {job.pk: (found[f"place_{job.pk}"] + 1, found[f"seconds_{job.pk}"] or 0.0) for job in jobs}


def _before(job: EvaluationJob) -> Q:
    """Those that are claimed before it, of the queue for the same machines: in the order of ``claiming.due``."""
    later = Q(queued_at=job.queued_at, pk__lt=job.pk) | Q(queued_at__lt=job.queued_at)
    behind = Q(turn__lt=job.turn) | Q(later, turn=job.turn)
    return Q(Q(priority__gt=job.priority) | Q(behind, priority=job.priority), backend=job.backend)


def _running(backends: Iterable[str], *, at: datetime) -> Mapping[str, list[float]]:
    """What is left of each job that runs, by where it runs. One query."""
    jobs = EvaluationJob.objects.filter(state=JobState.RUNNING, backend__in=list(backends))
    found: dict[str, list[float]] = {}
    for backend, forecast, claimed_at in jobs.values_list("backend", "forecast_seconds", "claimed_at"):
        found.setdefault(backend, []).append(max(forecast - (at - claimed_at).total_seconds(), 0.0))
    return found


def lines_of_run(run: EvaluationRun, suite: SuiteRules) -> tuple[TaskLine, ...]:
    """The suite's tasks in a run that no job of ours made; what the file lacks is missing."""
    return tuple(
        TaskLine(
            task=rule.task,
            title=rule.title,
            language=rule.language,
            metric=rule.metric,
            num_fewshot=rule.num_fewshot,
            state="done" if (score := run.scores.get(rule.task)) else "missing",
            value=score[0] if score else None,
            stderr=score[1] if score else None,
        )
        for rule in suite.tasks
    )


def _lines(job: EvaluationJob, run: EvaluationRun | None, suite: SuiteRules | None) -> tuple[TaskLine, ...]:
    rules = {task.task: task for task in suite.tasks} if suite else {}
    asked = [one for one in job.spec.get("tasks", ()) if isinstance(one, Mapping)]
    return tuple(_line(job, run, one, rules.get(one.get("task"))) for one in asked)


def _line(job: EvaluationJob, run: EvaluationRun | None, asked: Mapping[str, Any], rule: Any) -> TaskLine:
    task = str(asked.get("task"))
    score = run.scores.get(task) if run else None
    return TaskLine(
        task=task,
        title=rule.title if rule else None,
        language=rule.language if rule else "",
        metric=rule.metric if rule else "",
        num_fewshot=asked.get("num_fewshot"),
        state=_state(job, task, has_score=score is not None),
        value=score[0] if score else None,
        stderr=score[1] if score else None,
        problem=job.task_problems.get(task, ""),
    )


def _state(job: EvaluationJob, task: str, *, has_score: bool) -> str:
    if has_score:
        return "done"
    if task in job.task_problems:
        return "failed"
    if not job.under_way:
        return "missing"
    return "running" if job.state == JobState.RUNNING and job.stage_task == task else "waiting"

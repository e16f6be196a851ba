"""What an attempt tells, event by event, as rows: from then on it is known, whatever becomes of the attempt."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, transaction

from submissions.actions.evaluating import keeping, standings
from submissions.actions.evaluating.logs import LogKeeper
from submissions.evaluation import events
from submissions.evaluation.events import Event, read_event, told
from submissions.evaluation.problems import EvaluationProblem
from submissions.evaluation.results import NotResults, ParsedRun, parse_tree
from submissions.evaluation.specs import task_names
from submissions.evaluation.subjects import Subject
from submissions.models import EvaluationJob, EvaluationRun, TaskResult

MOST_RESULTS: Final = 5_000
"""Rows of one task: a group of the harness with all its subtasks and metrics has a few hundred."""
AWAY: Final = (OperationalError, InterfaceError)
"""How a database that is being started again shows."""
ASK_AGAIN: Final = 1.0


class Recorder:
    """Takes the lines of one attempt in. ``now`` tells the time at which a line came; ``pause`` waits so many seconds.

    A database that is being started again costs nobody an evaluation: it is asked again, for as long as the job stays ours.
    ``ended`` is the event with which the engine said goodbye, None while it has not. All methods raise ``keeping.Lost`` where the
    job is not ours any more; nothing of that attempt is stored then.
    """

    def __init__(
        self, job: EvaluationJob, *, now: Callable[[], datetime], pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._job, self._now, self._pause = job, now, pause
        self._beat_at = job.heartbeat_at or now()
        self.log = LogKeeper(job)
        self.ended: events.Finished | events.Failed | None = None
        self._began: events.Started | None = None

    def take(self, line: str) -> None:
        """One line: an event is stored at once, all else is log."""
        event = self.note(line)
        if event is not None:
            self._store(event)
        if self.log.full:
            self.rest()

    def note(self, line: str) -> Event | None:
        """One line that is only log, whatever it tells; the event that it is."""
        event = read_event(line)
        self.log.add(line if event is None else told(event))
        return event

    def rest(self) -> None:
        """Nothing came for a while, or enough: store the log and tell that we are still at it, now and then."""
        at = self._now()
        if self._silent(at) < settings.EVAL_HEARTBEAT_SECONDS and not self.log.full:
            return
        try:
            keeping.beat(self._job, at=at)
            self._beat_at = at
            self.log.flush(at=at)
        except AWAY:
            if self._is_too_late(at):
                raise
            close_old_connections()

    def _store(self, event: Event) -> None:
        """An event does not come twice, so it is held until it is stored, and all else with it."""
        while True:
            at = self._now()
            try:
                with transaction.atomic():
                    keeping.beat(self._job, at=at)
                    self._keep(event, at=at)
            except AWAY:
                if self._is_too_late(at):
                    raise
                close_old_connections()
                self._pause(ASK_AGAIN)
            else:
                self._beat_at = at
                return

    def _silent(self, at: datetime) -> float:
        """For how many seconds nobody has heard of us."""
        return (at - self._beat_at).total_seconds()

    def _is_too_late(self, at: datetime) -> bool:
        """Whether others may have taken the job over meanwhile."""
        return self._silent(at) > settings.EVAL_STALE_SECONDS

    def _keep(self, event: Event, *, at: datetime) -> None:
        match event:
            case events.Started():
                self._began = event
                _begin(self._job, event, at=at)
            case events.Loaded():
                _loaded(self._job, event)
            case events.TaskStarted():
                keeping.beat(self._job, at=at, stage="task", stage_task=event.task)
            case events.TaskDone():
                task_done(self._job, event, at=at)
            case events.TaskFailed():
                task_failed(self._job, event)
            case events.Finished():
                _finished(self._job, event)
                self.ended = event
            case events.Failed():
                self.ended = events.blamed(event, self._began)


def run_of(
    job: EvaluationJob, *, at: datetime, subject: Subject | None = None, base: tuple[str, str] | None = None
) -> EvaluationRun:
    """The job's run, made if need be, with the facets of the model where these are told.

    ``base``: what an adapter runs on, and at which revision; the first that was told stays.
    """
    defaults = {
        "edition": job.edition,
        "submission": job.submission,
        "repo": job.repo,
        "source": EvaluationRun.Source.JOB,
        "name": job.repo.repo_id,
        "revision": job.revision,
        "suite": job.suite,
        "suite_version": job.suite_version,
        "baseline": job.reason == EvaluationJob.Reason.BASELINE,
        "partial": True,
        "stored_at": at,
        "limit": job.spec.get("limit"),
        "seed": str(job.spec.get("seed", "")),
        "details": {"spec": job.spec, "spec_digest": job.spec_digest},
    }
    run, _ = EvaluationRun.objects.get_or_create(job=job, defaults=defaults)
    if subject is not None:
        facets = {
            "parameters": subject.parameters,
            "license": subject.license,
            "languages": list(subject.languages),
            "model_type": subject.model_type,
            "base_model": subject.base,
        }
        EvaluationRun.objects.filter(pk=run.pk).update(**facets)
    if base is not None and "base" not in run.details:
        run.details["base"] = {"repo_id": base[0], "revision": base[1]}
        run.save(update_fields=["details"])
    return run


def base_revision(job: EvaluationJob) -> str | None:
    """The revision of its base with which an adapter's evaluation began; None before."""
    details = EvaluationRun.objects.filter(job=job).values_list("details", flat=True).first() or {}
    return details.get("base", {}).get("revision")


def _begin(job: EvaluationJob, event: events.Started, *, at: datetime) -> None:
    run = run_of(job, at=at)
    EvaluationRun.objects.filter(pk=run.pk).update(
        at=at,
        engine_version=event.versions.get("lm_eval", "")[:60],
        versions=dict(event.versions),
        hardware=event.hardware,
    )
    keeping.beat(job, at=at, stage="loading")


def _loaded(job: EvaluationJob, event: events.Loaded) -> None:
    told: dict[str, Any] = {"dtype": event.dtype, "batch_size": event.batch_size}
    run = EvaluationRun.objects.filter(job=job)
    if event.parameters:
        run.filter(parameters=None).update(parameters=event.parameters)
    run.update(**told)


def task_done(job: EvaluationJob, event: events.TaskDone, *, at: datetime) -> None:
    """Keep the results of a task, unless they are kept already; results that cannot be read are a fault of ours."""
    if event.task not in task_names(job.spec):
        return
    run = run_of(job, at=at)
    try:
        parsed = parse_tree(event.results, name=event.task)
    except NotResults:
        task_failed(job, events.TaskFailed(event.task, EvaluationProblem.RESULTS, ""))
        return
    TaskResult.objects.bulk_create(_rows(run, parsed, event), ignore_conflicts=True)
    standings.score(run, at=at)
    problems = {task: code for task, code in job.task_problems.items() if task != event.task}
    if (problem := _without_score(job, run, parsed, event.task)) is not None:
        problems[event.task] = problem.value
    job.task_problems, job.tasks_done = problems, standings.done(job, run)
    keeping.ours(job).update(tasks_done=job.tasks_done, task_problems=problems)


def _without_score(job: EvaluationJob, run: EvaluationRun, parsed: ParsedRun, task: str) -> EvaluationProblem | None:
    """Why a task that was computed counts for nothing: its metric was no number, or the harness has no metric of that name."""
    suite = standings.suite_of(run)
    rule = next((one for one in suite.tasks if one.task == task), None) if suite else None
    if rule is None:
        return None
    found = [score.value for score in parsed.scores if (score.task, score.metric) == (task, rule.metric)]
    if any(value is not None for value in found):
        return None
    return EvaluationProblem.NAN_LOGITS if found else EvaluationProblem.RESULTS


def _rows(run: EvaluationRun, parsed: ParsedRun, event: events.TaskDone) -> Iterable[TaskResult]:
    for score in parsed.scores[:MOST_RESULTS]:
        yield TaskResult(
            run=run,
            task=score.task,
            alias=score.alias,
            is_group=score.is_group,
            filter=score.filter,
            metric=score.metric,
            value=score.value,
            stderr=score.stderr,
            higher_is_better=score.higher_is_better,
            num_fewshot=score.num_fewshot,
            version=score.version,
            task_hash=score.task_hash,
            n_samples=score.n_samples,
            seconds=event.seconds if score.task == event.task else None,
        )


def task_failed(job: EvaluationJob, event: events.TaskFailed) -> None:
    """Keep why a task has no result."""
    if event.task not in task_names(job.spec):
        return
    job.task_problems = {**job.task_problems, event.task: event.problem.value}
    keeping.ours(job).update(task_problems=job.task_problems)


def _finished(job: EvaluationJob, event: events.Finished) -> None:
    """Seconds and energy of several attempts add up, each told once; what was not measured stays unknown."""
    run = EvaluationRun.objects.filter(job=job).first()
    if run is None:
        return
    attempts = run.details.setdefault("attempts", {})
    attempts[str(job.starts)] = [event.seconds, event.energy_kwh, event.co2_kg]
    run.seconds, run.energy_kwh, run.co2_kg = (_sum(each) for each in zip(*attempts.values(), strict=True))
    run.peak_memory = max(filter(None, (run.peak_memory, event.peak_memory)), default=None)
    run.emissions_source = event.emissions_source or run.emissions_source
    run.save(
        update_fields=["seconds", "energy_kwh", "co2_kg", "peak_memory", "emissions_source", "details"],
    )


def _sum(told: Iterable[float | None]) -> float | None:
    known = [one for one in told if one is not None]
    return sum(known) if known else None

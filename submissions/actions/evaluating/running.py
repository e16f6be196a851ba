"""A worker with a device of its own evaluates models one after the other: it fetches the model, runs the engine, stores what it tells."""

import logging
import os
import socket
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections

from hackathon.editions.rules import EvaluationBackend
from hackathon.hub.client import HubClient
from submissions import dispatch
from submissions.actions.evaluating import claiming, deciding, fetching, keeping, preparing
from submissions.actions.evaluating.listening import Listener
from submissions.actions.evaluating.recording import Recorder
from submissions.actions.evaluating.scratch import scratch, sweep_scratch
from submissions.evaluation import specs
from submissions.evaluation.backends import local
from submissions.evaluation.events import Failed, Finished
from submissions.evaluation.packing import own_tasks, suite_folder
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob

logger = logging.getLogger(__name__)

WHY: Final = {"timeout": Problem.TIMEOUT, "memory": Problem.OUT_OF_MEMORY, "disk": Problem.DISK_FULL}


def evaluate_next(
    *, hub: HubClient, now: Callable[[], datetime], pause: Callable[[float], None] = time.sleep
) -> EvaluationJob | None:
    """Do the job whose turn it is, on this machine; None if there is none. It is over, or back in the queue, afterwards.

    A model that cannot be evaluated ends its job; what may pass is tried again later. Whoever takes the job from us (somebody
    cancels it, or we were silent for too long) ends the engine, and nothing more is stored. ``pause`` waits so many seconds.
    """
    if not has_engine():
        _say_what_is_missing()
        return None
    sweep_scratch()
    job = claiming.claim_next(backend=EvaluationBackend.LOCAL, worker=worker_name(), at=now())
    if job is not None:
        attempt(job, hub=hub, now=now, pause=pause)
        job.refresh_from_db()
        dispatch.evaluation_soon(EvaluationBackend.LOCAL)  # there may be another one
    return job


def has_engine() -> bool:
    """Whether this machine can evaluate."""
    return Path(settings.EVAL_PYTHON).exists()


def _say_what_is_missing() -> None:
    """Jobs that wait for this machine say why, until somebody takes them."""
    logger.warning("No environment to evaluate in: %s is missing (make eval-env).", settings.EVAL_PYTHON)
    waiting = EvaluationJob.objects.filter(backend=EvaluationBackend.LOCAL, state=JobState.QUEUED, problem="")
    waiting.update(problem=Problem.NO_ENGINE)


def worker_name() -> str:
    """This worker, in the words of a page: its machine, its process and its device."""
    return f"{socket.gethostname()}:{os.getpid()} {device()}"


def device() -> str:
    """What evaluations here run on, as torch names it."""
    return settings.EVAL_DEVICE or ("cuda:0" if os.path.exists("/dev/nvidiactl") else "cpu")


def attempt(
    job: EvaluationJob, *, hub: HubClient, now: Callable[[], datetime], pause: Callable[[float], None] = time.sleep
) -> None:
    """One attempt at a job that we have claimed."""
    recorder = Recorder(job, now=now, pause=pause)
    try:
        with scratch() as folder:
            said, otherwise = _run(job, recorder, folder, hub=hub, now=now, pause=pause)
        recorder.log.flush(at=now())
        deciding.ended(job, said, at=now(), otherwise=otherwise)
    except keeping.Lost:
        if keeping.ours(job).exists():  # somebody wants its end, and may read how far it came
            recorder.log.flush(at=now())
        keeping.end_stopped(job, at=now())
    except fetching.CannotEvaluate as cannot:
        recorder.log.add(f"── {cannot.problem.value} {cannot.facts}")
        recorder.log.flush(at=now())
        deciding.stop(job, cannot.problem, facts=cannot.facts, retry_after=cannot.retry_after, at=now())
    except Exception as error:
        logger.exception("Evaluation %s broke at attempt %s", job.pk, job.attempts)
        if isinstance(error, InterfaceError | OperationalError):
            close_old_connections()  # one that broke is of no use for what follows
        deciding.stop(job, Problem.INTERNAL, facts={"error": type(error).__name__}, at=now())


def _run(
    job: EvaluationJob,
    recorder: Recorder,
    folder: Path,
    *,
    hub: HubClient,
    now: Callable[[], datetime],
    pause: Callable[[float], None],
) -> tuple[Finished | Failed | None, Problem]:
    """How the engine took its leave, and what it died of if it did not."""
    left = deciding.left(job)
    if not left:
        return Finished(), Problem.CRASHED
    chosen = fetching.look_at(job, hub=hub, now=now)
    most = settings.EVAL_DISK_BYTES
    model, base = fetching.fetch(chosen, hub=hub, into=folder, most=most, meanwhile=recorder.rest, pause=pause)
    minutes = job.edition.parsed_rules.evaluation.timeout_minutes
    end = compute(job.spec, model=model, base=base, left=left, folder=folder, seconds=minutes * 60.0, listener=recorder)
    recorder.log.add(f"── {end.stopped or 'exit'} {end.code}")
    return recorder.ended, WHY.get(end.stopped, Problem.CRASHED)


def compute(
    spec: Mapping[str, Any],
    *,
    model: Path,
    base: Path | None,
    left: Collection[str] | None,
    folder: Path,
    seconds: float,
    listener: Listener,
) -> local.Exit:
    """The engine on this machine with a frozen spec, until its end; it is gone when the listener raises anything.

    ``model`` and ``base``: folders. ``left``: the tasks to compute (None: all). ``folder``: where it may write.
    """
    told = specs.engine_spec(
        spec,
        model=str(model),
        base=str(base) if base else None,
        device=device(),
        include_path=include_path(spec),
        left=left,
    )
    if settings.EVAL_CO2_KG_PER_KWH:
        told["emissions"] = {"kg_per_kwh": settings.EVAL_CO2_KG_PER_KWH, "source": settings.EVAL_CO2_SOURCE or "?"}
    preparing.prepare(told, own=own_tasks(spec["include"]), folder=folder, listener=listener)
    if not local.no_network():
        listener.note("── sin aislar de la red: esta máquina no lo permite")
    limits = local.Limits(
        seconds=seconds, memory=settings.EVAL_MEMORY_BYTES or None, disk=settings.EVAL_DISK_BYTES or None
    )
    cache = preparing.cache_dir()
    with local.running(told, python=settings.EVAL_PYTHON, scratch=folder, cache_dir=cache, limits=limits) as child:
        for line in child.lines():
            if line is None:
                listener.rest()
            else:
                listener.take(line)
        return child.wait()


def include_path(spec: Mapping[str, Any]) -> list[str]:
    """The folder of our own tasks that a spec names, as the engine takes it."""
    return [str(suite_folder(spec["include"]))] if spec.get("include") else []

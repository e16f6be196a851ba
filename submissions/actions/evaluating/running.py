"""A worker with a device of its own evaluates models one after the other: it fetches the model, runs the engine, stores what it tells."""

import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from hackathon.editions.rules import EvaluationBackend
from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType
from submissions import dispatch
from submissions.actions.evaluating import claiming, deciding, fetching, keeping, preparing
from submissions.actions.evaluating.recording import Recorder, run_of
from submissions.evaluation import specs
from submissions.evaluation.backends import local
from submissions.evaluation.packing import own_tasks, suite_folder
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.models import EvaluationJob

logger = logging.getLogger(__name__)

WHY: Final = {"timeout": Problem.TIMEOUT, "memory": Problem.OUT_OF_MEMORY, "disk": Problem.DISK_FULL}


def evaluate_next(*, hub: HubClient, now: Callable[[], datetime]) -> EvaluationJob | None:
    """Do the job whose turn it is, on this machine; None if there is none. It is over, or back in the queue, afterwards.

    A model that cannot be evaluated ends its job; what may pass is tried again later. Whoever takes the job from us (somebody
    cancels it, or we were silent for too long) ends the engine, and nothing more is stored.
    """
    if not Path(settings.EVAL_PYTHON).exists():
        logger.warning("No environment to evaluate in: %s is missing (make eval-env).", settings.EVAL_PYTHON)
        return None
    sweep_scratch()
    job = claiming.claim_next(backend=EvaluationBackend.LOCAL, worker=worker_name(), at=now())
    if job is not None:
        attempt(job, hub=hub, now=now)
        job.refresh_from_db()
        dispatch.evaluation_soon(EvaluationBackend.LOCAL)  # there may be another one
    return job


def worker_name() -> str:
    """This worker, in the words of a page: its machine, its process and its device."""
    return f"{socket.gethostname()}:{os.getpid()} {device()}"


def device() -> str:
    """What evaluations here run on, as torch names it."""
    return settings.EVAL_DEVICE or ("cuda:0" if os.path.exists("/dev/nvidiactl") else "cpu")


def attempt(job: EvaluationJob, *, hub: HubClient, now: Callable[[], datetime]) -> None:
    """One attempt at a job that we have claimed."""
    recorder = Recorder(job, now=now)
    try:
        with scratch() as folder:
            exit_ = _run(job, recorder, folder, hub=hub, now=now)
        recorder.log.close(at=now())
        otherwise = WHY.get(exit_.stopped, Problem.CRASHED)
        deciding.ended(job, recorder.ended, at=now(), otherwise=otherwise)
    except keeping.Lost:
        recorder.log.close(at=now())
        keeping.end_stopped(job, at=now())
    except fetching.CannotEvaluate as cannot:
        recorder.log.add(f"── {cannot.problem.value} {cannot.facts}")
        recorder.log.close(at=now())
        deciding.stop(job, cannot.problem, facts=cannot.facts, retry_after=cannot.retry_after, at=now())
    except Exception as error:
        logger.exception("Evaluation %s broke at attempt %s", job.pk, job.attempts)
        deciding.stop(job, Problem.INTERNAL, facts={"error": type(error).__name__}, at=now())


def _run(
    job: EvaluationJob, recorder: Recorder, folder: Path, *, hub: HubClient, now: Callable[[], datetime]
) -> local.Exit:
    rules = job.edition.parsed_rules
    keeping.beat(job, at=now(), stage="fetching")
    chosen = fetching.choose(
        repo_id=job.repo.repo_id,
        repo_type=RepoType(job.repo.repo_type),
        revision=job.revision,
        hub=hub,
        rules=rules,
    )
    run_of(job, at=now(), subject=chosen.subject)
    model, base = fetching.fetch(chosen, hub=hub, into=folder, most=settings.EVAL_DISK_BYTES, meanwhile=recorder.rest)
    spec = specs.engine_spec(
        job.spec,
        model=str(model),
        base=str(base) if base else None,
        device=device(),
        include_path=include_path(job.spec),
        left=deciding.left(job),
    )
    if not spec["tasks"]:
        return local.Exit(0)
    preparing.prepare(spec, own=own_tasks(job.spec["include"]), folder=folder, recorder=recorder)
    return run_engine(spec, folder=folder, seconds=rules.evaluation.timeout_minutes * 60.0, recorder=recorder)


def include_path(spec: Mapping[str, Any]) -> list[str]:
    """The folder of our own tasks that a spec names, as the engine takes it."""
    return [str(suite_folder(spec["include"]))] if spec.get("include") else []


def run_engine(spec: Mapping[str, Any], *, folder: Path, seconds: float, recorder: Recorder) -> local.Exit:
    """The engine on this machine, until its end. Raises keeping.Lost when the job is not ours any more: then it is killed."""
    limits = local.Limits(
        seconds=seconds, memory=settings.EVAL_MEMORY_BYTES or None, disk=settings.EVAL_DISK_BYTES or None
    )
    cache = preparing.cache_dir()
    with local.running(spec, python=settings.EVAL_PYTHON, scratch=folder, cache_dir=cache, limits=limits) as child:
        return listen(child, recorder)


def listen(child: local.Child, recorder: Recorder) -> local.Exit:
    """Store what an engine says until it ends."""
    for line in child.lines():
        if line is None:
            recorder.rest()
        else:
            recorder.take(line)
    return child.wait()


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one attempt, gone at its end. What a killed worker left behind is swept."""
    settings.EVAL_DIR.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"attempt-{os.getpid()}-", dir=settings.EVAL_DIR))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_scratch() -> int:
    """Delete the folders of attempts whose process is gone; how many."""
    gone = [one for one in settings.EVAL_DIR.glob("attempt-*") if not _alive(one.name.split("-")[1])]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return len(gone)


def _alive(pid: str) -> bool:
    return Path("/proc", pid).exists()

"""Before an evaluation: what the Hub says of the model at its revision, and its files on this machine's disk."""

import math
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from hackathon.editions.rules import EditionRules
from hackathon.hub.client import HubClient
from hackathon.hub.errors import (
    HubError,
    HubForbidden,
    HubMissing,
    HubNoCredit,
    HubRateLimited,
    HubSilent,
    RevisionMissing,
    TooLarge,
)
from hackathon.hub.types import RepoInfo, RepoType
from submissions.actions.evaluating import keeping
from submissions.actions.evaluating.recording import base_revision, run_of
from submissions.evaluation.packing import own_tasks
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.evaluation.subjects import Refusal, Subject, is_wanted, refusal, subject
from submissions.models import EvaluationJob

FREE_BESIDE: Final = 2_000_000_000
"""Bytes that stay free on the disk beside a model."""
LONGEST_PAUSE: Final = 330.0
"""Seconds: the Hub counts requests in windows of five minutes."""
MOST_PAUSES: Final = 6


class CannotEvaluate(Exception):
    """What stands in the way, with what a sentence about it needs. ``retry_after`` seconds, where the Hub told."""

    def __init__(self, problem: Problem, *, retry_after: float | None = None, **facts: Any) -> None:
        super().__init__(problem.value)
        self.problem, self.facts, self.retry_after = problem, facts, retry_after


@dataclass(frozen=True, slots=True)
class Chosen:
    """A model that may be evaluated, and the one that it runs on, where it is an adapter."""

    subject: Subject
    info: RepoInfo
    base: RepoInfo | None = None


def look_at(job: EvaluationJob, *, hub: HubClient, now: Callable[[], datetime]) -> Chosen:
    """Look at the model of a job of ours, and keep what the Hub says of it. Raises CannotEvaluate, keeping.Lost."""
    keeping.beat(job, at=now(), stage="fetching")
    must_have(job.spec["include"])
    chosen = choose(
        repo_id=job.repo.repo_id,
        repo_type=RepoType(job.repo.repo_type),
        revision=job.revision,
        base_revision=base_revision(job),
        hub=hub,
        rules=job.edition.parsed_rules,
    )
    keeping.beat(job, at=now())
    base = (chosen.base.repo_id, chosen.base.sha) if chosen.base else None
    run_of(job, at=now(), subject=chosen.subject, base=base)
    return chosen


def must_have(include: str) -> None:
    """Raises CannotEvaluate for a suite of our own tasks that the rules name and we do not have."""
    try:
        own_tasks(include)
    except ValueError as error:
        raise CannotEvaluate(Problem.UNKNOWN_TASK, include=include) from error


def choose(
    *,
    repo_id: str,
    repo_type: RepoType,
    revision: str | None,
    hub: HubClient,
    rules: EditionRules,
    base_revision: str | None = None,
) -> Chosen:
    """Look at the model and at its base (``base_revision`` None: at its head). Raises CannotEvaluate."""
    most = rules.model.max_parameters
    with translated(missing=Problem.REPO_GONE, forbidden=Problem.REPO_GONE):
        info = hub.repo_info(repo_id, repo_type, revision=revision)
    _accept(refusal(info, max_parameters=most))
    seen = subject(info)
    if not seen.adapter:
        return Chosen(seen, info)
    if not seen.base:
        raise CannotEvaluate(Problem.BASE_MISSING)
    with _of_the_base(seen.base):
        base = hub.repo_info(seen.base, RepoType.MODEL, revision=base_revision)
    _accept(refusal(base, max_parameters=most), of_base=seen.base)
    return Chosen(seen, info, base)


def _accept(refused: Refusal | None, *, of_base: str = "") -> None:
    if refused is not None:
        facts = {**refused.facts, "base": of_base} if of_base else dict(refused.facts)
        raise CannotEvaluate(refused.problem, **facts)


def _of_the_base(repo_id: str) -> "translated":
    return translated(missing=Problem.BASE_MISSING, forbidden=Problem.BASE_GATED, base=repo_id)


class translated:  # noqa: N801 - reads as a statement
    """Turns the Hub's errors into CannotEvaluate."""

    def __init__(self, *, missing: Problem, forbidden: Problem, **facts: Any) -> None:
        self._missing, self._forbidden, self._facts = missing, forbidden, facts

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, HubError):
            raise self._translated(error) from error

    def _translated(self, error: HubError) -> CannotEvaluate:
        match error:
            case HubRateLimited():
                return CannotEvaluate(Problem.HUB_SILENT, retry_after=error.retry_after, **self._facts)
            case HubSilent():
                return CannotEvaluate(Problem.HUB_SILENT, **self._facts)
            case RevisionMissing():
                return CannotEvaluate(Problem.REVISION_GONE, **self._facts)
            case HubNoCredit():
                return CannotEvaluate(Problem.NO_CREDIT, **self._facts)
            case HubForbidden():
                return CannotEvaluate(self._forbidden, **self._facts)
            case HubMissing():
                return CannotEvaluate(self._missing, **self._facts)
            case TooLarge():
                return CannotEvaluate(Problem.DISK_FULL, size=error.size, **self._facts)
        return CannotEvaluate(Problem.INTERNAL, hub=str(error)[:300], **self._facts)


def fetch(
    chosen: Chosen,
    *,
    hub: HubClient,
    into: Path,
    most: int,
    meanwhile: Callable[[], None] = lambda: None,
    pause: Callable[[float], None] = time.sleep,
) -> tuple[Path, Path | None]:
    """The folders with the model and with its base. ``most``: bytes that both may have. Raises CannotEvaluate.

    ``meanwhile`` is called about once a second: a large model takes minutes. Where the Hub asks for a pause in the middle,
    it gets it: what has come so far is not fetched again.
    """
    room = min(most, max(shutil.disk_usage(into).free - FREE_BESIDE, 0))
    patience = Patience(meanwhile, pause)
    with translated(missing=Problem.REPO_GONE, forbidden=Problem.REPO_GONE):
        model = _fetch(chosen.info, hub=hub, into=into / "model", room=room, patience=patience)
    if chosen.base is None:
        return model, None
    with _of_the_base(chosen.base.repo_id):
        room -= _size(chosen.info)
        return model, _fetch(chosen.base, hub=hub, into=into / "base", room=room, patience=patience)


@dataclass(slots=True)
class Patience:
    """With a Hub that asks for pauses: how many more are granted, and what is done meanwhile, once a second."""

    meanwhile: Callable[[], None]
    pause: Callable[[float], None]
    pauses: int = MOST_PAUSES

    def grants(self, limited: HubRateLimited) -> bool:
        """Wait for as long as the Hub asks; False, at once, where it asks for too much."""
        if self.pauses == 0 or limited.retry_after > LONGEST_PAUSE:
            return False
        self.pauses -= 1
        for _second in range(math.ceil(limited.retry_after)):
            self.meanwhile()
            self.pause(1.0)
        return True


def _size(info: RepoInfo) -> int:
    return sum(file.size or 0 for file in info.files if is_wanted(file))


def _fetch(info: RepoInfo, *, hub: HubClient, into: Path, room: int, patience: Patience) -> Path:
    if _size(info) > room:
        raise CannotEvaluate(Problem.DISK_FULL, size=_size(info))
    into.mkdir(parents=True, exist_ok=True)
    while True:
        try:
            hub.download(
                info.repo_id,
                RepoType.MODEL,
                revision=info.sha,
                into=into,
                want=is_wanted,
                max_bytes=max(room, 1),
                beat=lambda _bytes: patience.meanwhile(),
            )
        except HubRateLimited as limited:
            if not patience.grants(limited):
                raise
        except OSError as error:
            raise CannotEvaluate(Problem.DISK_FULL) from error
        else:
            return into

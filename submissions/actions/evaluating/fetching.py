"""Before an evaluation: what the Hub says of the model at its revision, and its files on this machine's disk."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
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
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.evaluation.subjects import Refusal, Subject, is_wanted, refusal, subject

FREE_BESIDE: Final = 2_000_000_000
"""Bytes that stay free on the disk beside a model."""


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


def choose(*, repo_id: str, repo_type: RepoType, revision: str, hub: HubClient, rules: EditionRules) -> Chosen:
    """Look at the model and at its base. Raises CannotEvaluate."""
    most = rules.model.max_parameters
    info = _look(hub, repo_id, repo_type, revision)
    _accept(refusal(info, max_parameters=most))
    seen = subject(info)
    if not seen.adapter:
        return Chosen(seen, info)
    if not seen.base:
        raise CannotEvaluate(Problem.BASE_MISSING)
    base = _look_at_base(hub, seen.base)
    _accept(refusal(base, max_parameters=most), of_base=seen.base)
    return Chosen(seen, info, base)


def _accept(refused: Refusal | None, *, of_base: str = "") -> None:
    if refused is not None:
        facts = {**refused.facts, "base": of_base} if of_base else dict(refused.facts)
        raise CannotEvaluate(refused.problem, **facts)


def _look(hub: HubClient, repo_id: str, repo_type: RepoType, revision: str) -> RepoInfo:
    with translated(missing=Problem.REPO_GONE, forbidden=Problem.REPO_GONE):
        return hub.repo_info(repo_id, repo_type, revision=revision)


def _look_at_base(hub: HubClient, repo_id: str) -> RepoInfo:
    with translated(missing=Problem.BASE_MISSING, forbidden=Problem.BASE_GATED, base=repo_id):
        return hub.repo_info(repo_id, RepoType.MODEL)


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
                return CannotEvaluate(Problem.TOO_LARGE, size=error.size, **self._facts)
        return CannotEvaluate(Problem.INTERNAL, **self._facts)


def fetch(
    chosen: Chosen, *, hub: HubClient, into: Path, most: int, meanwhile: Callable[[], None] = lambda: None
) -> tuple[Path, Path | None]:
    """The folders with the model and with its base. ``most``: bytes that both may have. Raises CannotEvaluate.

    ``meanwhile`` is called about once a second: a large model takes minutes.
    """
    room = min(most, max(shutil.disk_usage(into).free - FREE_BESIDE, 0))
    model = _fetch(chosen.info, hub=hub, into=into / "model", room=room, meanwhile=meanwhile)
    if chosen.base is None:
        return model, None
    room -= _size(chosen.info)
    return model, _fetch(chosen.base, hub=hub, into=into / "base", room=room, meanwhile=meanwhile)


def _size(info: RepoInfo) -> int:
    return sum(file.size or 0 for file in info.files if is_wanted(file))


def _fetch(info: RepoInfo, *, hub: HubClient, into: Path, room: int, meanwhile: Callable[[], None]) -> Path:
    if _size(info) > room:
        raise CannotEvaluate(Problem.DISK_FULL, size=_size(info))
    into.mkdir(parents=True, exist_ok=True)
    try:
        with translated(missing=Problem.REPO_GONE, forbidden=Problem.REPO_GONE):
            hub.download(
                info.repo_id,
                RepoType.MODEL,
                revision=info.sha,
                into=into,
                want=is_wanted,
                max_bytes=max(room, 1),
                beat=lambda _bytes: meanwhile(),
            )
    except OSError as error:
        raise CannotEvaluate(Problem.DISK_FULL) from error
    return into

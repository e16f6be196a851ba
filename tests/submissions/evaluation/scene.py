"""Models on a sandbox Hub, jobs that wait for them, and a clock that goes on by itself."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind
from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType
from submissions.models import EvaluationJob, EvaluationLog
from tests.factories.editions import NOW
from tests.factories.evaluations import make_evaluated_edition, make_job, model_files
from tests.factories.submissions import make_repo

MODEL = "somos-demo/modelo"


class Clock:
    """Tells a second more each time, from ``start`` on."""

    def __init__(self, start: datetime = NOW) -> None:
        self._start, self._seconds = start, count()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=next(self._seconds))


def on_the_hub(hub: Any, repo_id: str = MODEL, files: Mapping[str, bytes | str] | None = None, **meta: Any) -> str:
    """A model on the sandbox Hub, and its head."""
    hub.storage.create_repo(RepoType.MODEL, repo_id, files or model_files(), author="alicia", at=NOW, **meta)
    with HubClient(endpoint=hub.endpoint, token="hf_alicia") as alicia:
        return alicia.repo_info(repo_id, RepoType.MODEL).sha


def a_job(
    hub: Any, files: Mapping[str, bytes | str] | None = None, *, edition: Edition | None = None, **fields: Any
) -> EvaluationJob:
    """A job that waits for a model that is on the Hub."""
    sha = on_the_hub(hub, files=files)
    repo = make_repo(ArtefactKind.MODEL, MODEL)
    return make_job(edition or make_evaluated_edition(), repo=repo, **{"revision": sha} | fields)


def log_of(job: EvaluationJob) -> str:
    """All that is kept of what it said."""
    return "".join(EvaluationLog.objects.filter(job=job).order_by("attempt", "position").values_list("text", flat=True))


def now_due(job: EvaluationJob) -> None:
    """It need not wait any longer."""
    EvaluationJob.objects.filter(pk=job.pk).update(not_before=NOW)


def until(holds: Callable[[], bool], *, seconds: float = 30.0) -> None:
    """Returns when it ``holds``; fails the test when that takes too long."""
    give_up_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up_at
        time.sleep(0.01)

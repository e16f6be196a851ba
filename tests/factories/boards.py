"""Models on a board for tests, as rows: no engine runs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, SuiteRules
from submissions.actions.evaluating.standings import means_of
from submissions.evaluation.leaderboard import Score
from submissions.models import EvaluationBoard, EvaluationJob, EvaluationRun, Submission
from tests.factories.editions import NOW
from tests.factories.evaluations import make_job
from tests.factories.submissions import make_repo

Given = Mapping[str, float | tuple[float, float | None]]


def make_run(
    edition: Edition,
    name: str,
    scores: Given,
    *,
    suite: SuiteRules | None = None,
    submission: Submission | None = None,
    job: Mapping[str, Any] | None = None,
    at: datetime = NOW,
    **fields: Any,
) -> EvaluationRun:
    """What a model got on the edition's first suite, by task: a value, with an error of 0.01, or both. It is partial if tasks are
    missing. Of nobody's model, or of the model that ``submission`` delivers, under its repo's name. ``job``: fields of the job."""
    suite = suite or edition.parsed_rules.evaluation.suites[0]
    found = {task: Score(*given) if isinstance(given, tuple) else Score(given, 0.01) for task, given in scores.items()}
    entry = submission.current.entries.get(kind=ArtefactKind.MODEL) if submission else None
    repo = entry.repo if entry else make_repo(ArtefactKind.MODEL, name)
    revision = fields.pop("revision", "a" * 40)
    ended = {"state": EvaluationJob.State.SUCCEEDED, "finished_at": at} | dict(job or {})
    values: dict[str, Any] = {
        "partial": len(found) < len(suite.tasks),
        "stored_at": at,
        "at": at,
        "scores": {task: list(score) for task, score in found.items()},
        "means": means_of(found, suite),
    } | fields
    return EvaluationRun.objects.create(
        edition=edition,
        job=make_job(edition, repo=repo, submission=submission, suite=suite, revision=revision, **ended),
        submission=submission,
        repo=repo,
        source=EvaluationRun.Source.JOB,
        name=repo.repo_id,
        revision=revision,
        suite=suite.key,
        suite_version=suite.version,
        **values,
    )


def publish(edition: Edition, suite: SuiteRules | None = None, *, at: datetime = NOW) -> EvaluationBoard:
    """Let everybody see the board of the edition's first suite."""
    suite = suite or edition.parsed_rules.evaluation.suites[0]
    return EvaluationBoard.objects.create(
        edition=edition, suite=suite.key, suite_version=suite.version, published_at=at
    )

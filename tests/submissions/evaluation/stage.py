"""A project with a model in an evaluated edition, and jobs of it in whatever state."""

import html
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind
from submissions.actions.evaluating import standings
from submissions.models import EvaluationJob, EvaluationRun, Repo, Submission, TaskResult
from tests.factories.editions import NOW
from tests.factories.evaluations import TASKS, make_evaluated_edition, make_job
from tests.factories.people import make_judge, make_organiser, make_person
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team

OVER = ("succeeded", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Scene:
    """Alicia's project delivers a model; Olga runs the edition; Bruno has nothing to do with it."""

    edition: Edition
    submission: Submission
    model: Repo
    alicia: User
    bruno: User
    olga: User
    judge: User

    def job(self, *, state: str = "queued", at: datetime = NOW, **fields: Any) -> EvaluationJob:
        """An evaluation of the project's model."""
        more: dict[str, Any] = {}
        if state == "running":
            more = {
                "claim": "00000000-0000-0000-0000-000000000001",
                "claimed_at": at,
                "claimed_by": "gpu-1:77 cuda:0",
                "heartbeat_at": at,
                "attempts": 1,
                "starts": 1,
            }
        if state in OVER:
            more = {"finished_at": at, "claimed_at": at - timedelta(minutes=5), "attempts": 1}
        if state == "failed":
            more |= {"problem": "no_tokenizer"}
        values = {"repo": self.model, "submission": self.submission} | more | fields
        rests = values.pop("not_before", at)
        job = make_job(self.edition, state=state, at=at, **values)
        EvaluationJob.objects.filter(pk=job.pk).update(not_before=rests)
        return job

    def run(self, job: EvaluationJob, *, values: dict[str, float | None] | None = None, **fields: Any) -> EvaluationRun:
        """What a job has measured so far: accuracies by task."""
        return make_run(job, values=dict.fromkeys(TASKS, 0.5) if values is None else values, **fields)


def make_scene(**fields: Any) -> Scene:
    """The scene after the close of the delivery."""
    from tests.factories.judging import make_assignment

    edition = make_evaluated_edition(**fields)
    alicia = make_person("Alicia")
    submission = make_submission(make_team(edition, alicia))
    judge = make_judge(edition)
    make_assignment(submission, judge)
    model = submission.current.entries.get(kind=ArtefactKind.MODEL).repo
    return Scene(edition, submission, model, alicia, make_person("Bruno"), make_organiser(edition), judge)


def make_run(job: EvaluationJob, *, values: dict[str, float | None], **fields: Any) -> EvaluationRun:
    """The run of a job with an accuracy for each task, and what the board keeps of it."""
    defaults = {
        "source": "job",
        "name": job.repo.repo_id,
        "revision": job.revision,
        "suite": job.suite,
        "suite_version": job.suite_version,
        "partial": len(values) < job.tasks,
        "stored_at": NOW,
        "at": NOW,
        "engine_version": "0.4.13",
        "versions": {"lm_eval": "0.4.13", "torch": "2.13.0"},
        "seed": "1234",
        "hardware": "CPU de pruebas",
    } | fields
    run = EvaluationRun.objects.create(
        edition=job.edition, job=job, submission=job.submission, repo=job.repo, **defaults
    )
    TaskResult.objects.bulk_create(
        TaskResult(
            run=run, task=task, filter="none", metric="acc", value=value, stderr=0.01, version="1.0", task_hash="f" * 64
        )
        for task, value in values.items()
    )
    standings.score(run, at=NOW)
    run.refresh_from_db()
    return run


def words(answer: Any) -> str:
    """What a page says, without its markup and with single spaces."""
    shown = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return re.sub(r" ([.,:])", r"\1", " ".join(html.unescape(shown).split()))

"""A letter to a team when the last of its evaluations is over: what came of them, and what it has to do where that is up to it.

To be called where a job ends, inside that transaction and after its budget was settled: whoever ends another job of the edition
waits for that row, so that one of two who end at once sees that it is the last. A fault of ours alone is no news to anybody.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from hackathon.editions.wording import in_words
from hackathon.mail.actions import LANGUAGE, Letter, enqueue_many
from hackathon.mail.links import absolute
from submissions import evaluation_wording as wording
from submissions.boards.numbers import Numbers
from submissions.evaluation.states import JobState
from submissions.models import EvaluationJob, Submission
from submissions.queries import evaluations


def tell(job: EvaluationJob, *, at: datetime) -> None:
    """Write to everybody in the teams whose model it is if ``job`` was the last of theirs that was under way and there is anything
    to tell. Twice is once."""
    for submission in evaluations.projects_with(job).select_related("edition", "team", "current").order_by("pk"):
        jobs = list(evaluations.jobs_of_project(submission))
        if job in jobs and not any(one.under_way for one in jobs):
            _tell(submission, jobs, at=at)


def _tell(submission: Submission, jobs: Sequence[EvaluationJob], *, at: datetime) -> None:
    told = [one for one in evaluations.newest_of_each(jobs) if one.state != JobState.CANCELLED]
    if any(_is_news(one) for one in told):
        _write(submission, told, at=at)


def _is_news(job: EvaluationJob) -> bool:
    """Whether there is a whole result, or something that the team can do."""
    return not wording.is_ours(job.problem) and (not job.partial or bool(_to_mend(job)))


def _to_mend(job: EvaluationJob) -> list[str]:
    """The problems of a job that are the team's matter, each once."""
    codes = dict.fromkeys([job.problem, *job.task_problems.values()])
    return [code for code in codes if code and not wording.is_ours(code)]


def _write(submission: Submission, jobs: Sequence[EvaluationJob], *, at: datetime) -> None:
    with override(LANGUAGE):
        mend = any(_to_mend(job) for job in jobs)
        title = {"title": submission.current.title if submission.current else ""}
        subject = (
            _("Evaluación de «%(title)s»: hay algo que corregir") if mend else _("Evaluación de «%(title)s»")
        ) % title
        body = _text(submission, jobs, title)
    outcome = [(job.pk, job.state, job.partial, job.tasks_done, job.problem) for job in jobs]
    occasion = f"submissions.evaluated.{submission.pk}.{hashlib.sha256(repr(outcome).encode()).hexdigest()[:16]}"
    members = submission.team.memberships.select_related("user").order_by("seat")
    enqueue_many(
        (
            Letter(
                to=member.user, email=member.user.email, subject=subject, body=body, key=f"{occasion}.{member.user_id}"
            )
            for member in members
        ),
        at=at,
    )


def _text(submission: Submission, jobs: Sequence[EvaluationJob], title: dict[str, str]) -> str:
    page = reverse("submissions:detail", args=[submission.edition.slug, submission.pk])
    suites = {suite.key: in_words(suite.title) for suite in submission.edition.parsed_rules.evaluation.suites}
    paragraphs = [
        _("Ha terminado la evaluación de los modelos del proyecto «%(title)s».") % title,
        "\n\n".join(_of_job(job, suites.get(job.suite, job.suite)) for job in jobs),
        "\n".join([_("Los resultados tarea a tarea, el registro y cómo repetirlos:"), absolute(f"{page}#evaluacion")]),
        _("Hasta que se publique la clasificación solo los veis el equipo, su jurado y la organización."),
    ]
    return "\n\n".join(paragraphs)


def _of_job(job: EvaluationJob, suite: str) -> str:
    lines = [f"- {job.repo.repo_id} ({suite}): {_outcome(job)}"]
    lines += [f"  {wording.problem_sentence(code, job.facts)} {wording.problem_fix(code)}" for code in _to_mend(job)]
    if wording.is_ours(job.problem):
        lines.append(f"  {wording.problem_sentence(job.problem)} {wording.problem_fix(job.problem)}")
    return "\n".join(lines)


def _outcome(job: EvaluationJob) -> str:
    run = getattr(job, "run", None)
    mean = run.means.get("") if run and not job.partial else None
    if mean:
        return _("media %(mean)s") % {"mean": Numbers().with_error(mean[0], mean[1])}
    if job.state == JobState.FAILED:
        return _("sin resultado")
    missing = job.tasks - job.tasks_done
    if not missing:
        return _("terminada")
    text = ngettext("falta %(n)s tarea de %(tasks)s", "faltan %(n)s tareas de %(tasks)s", missing)
    return text % {"n": missing, "tasks": job.tasks}

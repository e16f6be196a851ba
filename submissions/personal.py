"""Projects as part of a person's data: what they saved, withdrew and decided, and which evaluations they asked for. A project is its
team's, so it stays."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hackathon.accounts.models import User
from hackathon.accounts.personal import Keeper
from submissions.models import DraftRevision, EvaluationBoard, EvaluationJob, RepoVerdict, Submission, SubmissionVersion


def export(user: User) -> Mapping[str, Any]:
    return _told(user, drafts=[_draft(revision) for revision in _drafts(user)])


def shown(user: User) -> Mapping[str, Any]:
    """For the page: the newest save of a draft says enough, and by its title."""
    newest = _drafts(user).filter(number=F("draft__number"))
    return _told(
        user, drafts=[_draft(revision) | {"content": revision.content.get("title", "")} for revision in newest]
    )


def _told(user: User, *, drafts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "versions": [_version(version) for version in _versions(user)],
        "drafts": drafts,
        "withdrawn": [_withdrawn(submission) for submission in _withdrawals(user)],
        "verdicts": [_verdict(verdict) for verdict in _verdicts(user)],
        "evaluations": [_evaluation(job, user) for job in _evaluations(user)],
        "boards": [_board(board) for board in _boards(user)],
    }


def erase(user: User, at: datetime) -> None:
    """What the person saved is their team's, and says of them only that it was somebody. Earlier states of a draft go."""
    DraftRevision.objects.filter(by=user).exclude(number=F("draft__number")).delete()


def merge(keep: User, gone: User, at: datetime) -> None:
    SubmissionVersion.objects.filter(by=gone).update(by=keep)
    DraftRevision.objects.filter(by=gone).update(by=keep)
    Submission.objects.filter(withdrawn_by=gone).update(withdrawn_by=keep)
    RepoVerdict.objects.filter(overruled_by=gone).update(overruled_by=keep)
    EvaluationJob.objects.filter(queued_by=gone).update(queued_by=keep)
    EvaluationJob.objects.filter(finished_by=gone).update(finished_by=keep)
    EvaluationBoard.objects.filter(published_by=gone).update(published_by=keep)


def _versions(user: User) -> Any:
    saved = SubmissionVersion.objects.filter(by=user).select_related("submission__edition", "submission__team")
    return saved.order_by("at", "pk")


def _version(version: SubmissionVersion) -> dict[str, Any]:
    return {
        "edition": version.submission.edition.title,
        "team": version.submission.team.name,
        "number": version.number,
        "title": version.title,
        "summary": version.summary,
        "impact": version.impact,
        "at": version.at,
    }


def _drafts(user: User) -> Any:
    return DraftRevision.objects.filter(by=user).select_related("draft__team__edition").order_by("at", "pk")


def _draft(revision: DraftRevision) -> dict[str, Any]:
    return {
        "edition": revision.draft.team.edition.title,
        "team": revision.draft.team.name,
        "number": revision.number,
        "content": revision.content,
        "at": revision.at,
    }


def _withdrawals(user: User) -> Any:
    return Submission.objects.filter(withdrawn_by=user).select_related("edition", "team")


def _withdrawn(submission: Submission) -> dict[str, Any]:
    return {"edition": submission.edition.title, "team": submission.team.name, "at": submission.withdrawn_at}


def _verdicts(user: User) -> Any:
    return RepoVerdict.objects.filter(overruled_by=user).select_related("edition", "repo")


def _verdict(verdict: RepoVerdict) -> dict[str, Any]:
    return {
        "edition": verdict.edition.title,
        "repo": verdict.repo.repo_id,
        "state": verdict.overruled_state,
        "reason": verdict.overruled_reason,
        "at": verdict.overruled_at,
    }


def _evaluations(user: User) -> Any:
    jobs = EvaluationJob.objects.filter(Q(queued_by=user) | Q(finished_by=user))
    return jobs.select_related("edition", "repo").defer("spec").order_by("queued_at", "pk")


def _evaluation(job: EvaluationJob, user: User) -> dict[str, Any]:
    """What they asked for, and what they cancelled, each with its moment."""
    return {
        "edition": job.edition.title,
        "repo": job.repo.repo_id,
        "revision": job.revision,
        "suite": job.suite,
        "asked_at": job.queued_at if job.queued_by_id == user.pk else None,
        "ended_at": job.finished_at if job.finished_by_id == user.pk else None,
    }


def _boards(user: User) -> Any:
    return EvaluationBoard.objects.filter(published_by=user).select_related("edition").order_by("published_at", "pk")


def _board(board: EvaluationBoard) -> dict[str, Any]:
    return {"edition": board.edition.title, "suite": board.suite, "at": board.published_at}


KEEPER = Keeper(
    name="submissions",
    title=_("Proyectos"),
    models=frozenset(
        {
            "submissions.SubmissionVersion",
            "submissions.DraftRevision",
            "submissions.Submission",
            "submissions.RepoVerdict",
            "submissions.EvaluationJob",
            "submissions.EvaluationBoard",
        }
    ),
    export=export,
    erase=erase,
    merge=merge,
    shown=shown,
    words={
        "versions": _("Versiones que guardaste"),
        "drafts": _("Borradores que guardaste"),
        "withdrawn": _("Proyectos que retiraste"),
        "verdicts": _("Veredictos que decidiste"),
        "evaluations": _("Evaluaciones que pediste o cancelaste"),
        "boards": _("Clasificaciones que publicaste"),
        "revision": _("Revisión"),
        "suite": _("Batería"),
        "asked_at": _("Pedida"),
        "ended_at": _("Cancelada"),
        "edition": _("Edición"),
        "team": _("Equipo"),
        "number": _("Versión"),
        "title": _("Título"),
        "summary": _("Resumen"),
        "impact": _("Motivación e impacto"),
        "content": _("Qué dice"),
        "repo": _("Repositorio"),
        "state": _("Estado"),
        "reason": _("Motivo"),
        "at": _("Cuándo"),
    },
)

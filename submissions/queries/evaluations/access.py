"""Who may know of an evaluation: the people of the project, its jury and who runs the edition; everybody, once its board is published.

Anybody may enter a repo that is another team's. Of such a model they may know what counts for their own project, too: how it
stands at the revision that was frozen for the close. Its other revisions, and every log, are for whom it was evaluated.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hackathon.accounts import roles
from hackathon.accounts.models import Role
from hackathon.editions.rules import ArtefactKind
from submissions.models import Entry, EvaluationBoard, EvaluationJob, EvaluationRun, RepoVerdict, Submission
from submissions.queries.projects import Person, managed_by, readable_by


def visible_jobs(user: Person) -> QuerySet[EvaluationJob]:
    """The jobs whose state the person may know: those of projects that they may open, and of editions that they run."""
    return EvaluationJob.objects.filter(concerning(readable_by(user)) | _run_by(user))


def with_log_for(user: Person) -> QuerySet[EvaluationJob]:
    """The jobs whose log the person may read: those done for their own project, and of editions that they run."""
    return EvaluationJob.objects.filter(Q(submission__in=managed_by(user)) | _run_by(user))


def visible_runs(user: Person) -> QuerySet[EvaluationRun]:
    """The runs whose results the person may read: as for jobs, and those that stand on a published board."""
    return EvaluationRun.objects.filter(concerning(readable_by(user)) | _run_by(user) | published())


def project_of(one: EvaluationJob | EvaluationRun, user: Person) -> Submission | None:
    """The project of the model that the person may open: the one it was evaluated for, else another that delivers it, too."""
    projects = readable_by(user).filter(edition=one.edition_id).select_related("current")
    theirs = Q(pk=one.submission_id)
    if one.repo_id is not None:
        theirs |= Q(current__entries__repo=one.repo_id)
    found = list(projects.filter(theirs).distinct()[:20])
    return next((project for project in found if project.pk == one.submission_id), found[0] if found else None)


def published() -> Q:
    """Runs on a board that everybody may see. Those of a project that was withdrawn are on none."""
    board = EvaluationBoard.objects.filter(
        edition=OuterRef("edition"),
        suite=OuterRef("suite"),
        suite_version=OuterRef("suite_version"),
        published_at__isnull=False,
    )
    delivered = Entry.objects.filter(version=OuterRef("submission__current"), repo=OuterRef("repo"))
    takes_part = Q(submission=None) | (Q(submission__withdrawn_at=None) & Exists(delivered))
    return Q(Exists(board)) & takes_part


def concerning(submissions: QuerySet[Submission]) -> Q:
    """Jobs, or runs, of these projects, and those of a model that they deliver, too, at the revision that counts for them.

    A model of two projects is evaluated once, for whoever delivered it first.
    """
    delivered = Entry.objects.filter(
        kind=ArtefactKind.MODEL,
        repo=OuterRef("repo"),
        version__submission__edition=OuterRef("edition"),
        version__in=submissions.values("current"),
    )
    return Q(submission__in=submissions) | Q(Exists(delivered), Exists(_frozen()))


def _frozen() -> QuerySet[RepoVerdict]:
    """The verdict on the repo, if its ``final_sha`` is the revision of the row outside."""
    chosen = ~Q(overruled_sha="") & Q(overruled_at__gte=F("closes_at"))
    revision = OuterRef("revision")
    return RepoVerdict.objects.filter(edition=OuterRef("edition"), repo=OuterRef("repo")).filter(
        (chosen & Q(overruled_sha=revision)) | Q(~chosen, frozen_sha=revision)
    )


def _run_by(user: Person) -> Q:
    if not user.is_authenticated:
        return Q(pk__in=[])
    return Q(edition__in=roles.editions_with_role(user, Role.Kind.ORGANISER))

"""Questions about submissions. Reads chain, and cost the same number of queries however many rows."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition
from submissions.deadline.verdict import WORST_FIRST
from submissions.models import Audit, AuditFinding, Entry, RepoVerdict, Submission, SubmissionVersion
from teams.models import Team

Person = User | AnonymousUser


def managed_by(user: Person) -> QuerySet[Submission]:
    """The projects that are the person's own or of an edition that they run: those for which they may ask another audit."""
    if not user.is_authenticated:
        return Submission.objects.none()
    return Submission.objects.filter(_own(user) | _run_by(user))


def readable_by(user: Person) -> QuerySet[Submission]:
    """The projects whose page the person may open: those of ``managed_by``, and those that they are to score as a judge."""
    if not user.is_authenticated:
        return Submission.objects.none()
    return Submission.objects.filter(_own(user) | _run_by(user) | _scored_by(user))


def _own(user: User) -> Q:
    return Q(team__in=Team.objects.filter(memberships__user=user))


def _run_by(user: User) -> Q:
    return Q(edition__in=roles.editions_with_role(user, Role.Kind.ORGANISER))


def _scored_by(user: User) -> Q:
    """The jury hangs its assignments on the project; all that is known of them here is the relation's name.

    A jury that does not see who made a project sees it on its own pages only: this one names the team.
    """
    assigned = Submission.objects.filter(assignments__judge=user)
    seeing = roles.editions_with_role(user, Role.Kind.JUDGE).exclude(pk__in=_blind())
    return Q(pk__in=assigned.values("pk"), edition__in=seeing)


def _blind() -> QuerySet[Edition]:
    return Edition.objects.filter(rules__jury__blind=True)


def with_current(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """With everything that a page or the API tells about the current version, its last audit done included."""
    done = Audit.objects.filter(version=OuterRef("version"), state=Audit.State.DONE).order_by("-pk").values("pk")[:1]
    audits = (
        Audit.objects.filter(pk=Subquery(done))
        .defer("evidence")
        .prefetch_related(Prefetch("findings", AuditFinding.objects.order_by("position")))
    )
    return submissions.select_related("edition", "team", "current__submission").prefetch_related(
        Prefetch("current__entries", Entry.objects.select_related("repo").order_by("position")),
        Prefetch("current__entries__repo__verdicts", RepoVerdict.objects.order_by("pk")),
        "current__outside_entries",
        Prefetch("current__audits", audits, to_attr="last_done"),
    )


def with_worst_verdict(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Adds ``worst_verdict``: the worst state at the close of the current version's repos (None: no verdict yet)."""
    rank = Case(*(When(final=state, then=Value(rank)) for rank, state in enumerate(WORST_FIRST)))
    worst = (
        RepoVerdict.objects.filter(edition=OuterRef("edition"), repo__entries__version=OuterRef("current"))
        .annotate(final=Case(When(overruled_at__gte=F("closes_at"), then=F("overruled_state")), default=F("state")))
        .order_by(rank)
    )
    return submissions.annotate(worst_verdict=Subquery(worst.values("final")[:1]))


def verdicts_of(version: SubmissionVersion) -> Mapping[int, RepoVerdict]:
    """The verdicts on the version's repos at the close of its edition's delivery, by the repo's key. One query."""
    here = {"edition__submissions__versions": version, "repo__entries__version": version}
    found = RepoVerdict.objects.filter(**here).select_related("overruled_by")
    return {verdict.repo_id: verdict for verdict in found}


def versions(submission: Submission) -> Sequence[SubmissionVersion]:
    """All versions, newest first, with who saved them."""
    return list(submission.versions.select_related("by").order_by("-number"))

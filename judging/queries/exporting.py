"""The rows of what organisers take away of an edition. Each is one query and what it prefetches, however many rows there are."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from hackathon.editions.models import Edition
from hackathon.outreach.audience import Audience
from hackathon.outreach.queries import listed as listed_people
from hackathon.registration.models import Registration
from hackathon.registration.queries import COMPLETE
from judging.models import Assignment, Award, Certificate, Conflict, Decision, Entitlement, Score
from judging.queries import counting
from judging.queries.publication import standing
from submissions.models import Audit, AuditFinding, RepoVerdict, Submission, SubmissionVersion, TaskResult
from teams.admin.listing import TeamFilter
from teams.admin.listing import listed as listed_teams
from teams.models import Membership, Team


def people(edition: Edition) -> QuerySet[Registration]:
    """Who registered and consented to the rules. Who is only on a list of attendees has consented to nothing."""
    return listed_people(edition, Audience()).filter(COMPLETE)


def teams(edition: Edition) -> QuerySet[Team]:
    """All teams, with those of their people who consented to the rules; ``captain_consented`` says it of the captain."""
    seats = Membership.objects.filter(Exists(_consented(edition))).select_related("user").order_by("seat")
    found = listed_teams(edition, TeamFilter()).annotate(captain_consented=Exists(_consented(edition, "captain")))
    return found.prefetch_related(Prefetch("memberships", seats)).order_by("pk")


def versions(edition: Edition) -> QuerySet[SubmissionVersion]:
    """Every delivery, also of projects that were withdrawn."""
    found = SubmissionVersion.objects.filter(submission__edition=edition).select_related("submission__team", "by")
    return found.prefetch_related("entries__repo", "outside_entries").order_by("submission", "number")


def findings(edition: Edition) -> QuerySet[AuditFinding]:
    """What the last audit with a result found in each project's current version."""
    done = Audit.objects.filter(version=OuterRef("current"), state=Audit.State.DONE).order_by("-pk")
    last = Submission.objects.filter(edition=edition, current__isnull=False).annotate(
        last=Subquery(done.values("pk")[:1])
    )
    found = AuditFinding.objects.filter(audit__in=last.values("last")).defer("audit__evidence")
    return found.select_related("audit__version__submission", "entry__repo").order_by("audit", "position")


def verdicts(edition: Edition) -> QuerySet[RepoVerdict]:
    """What the evidence says of each repo at the close."""
    found = RepoVerdict.objects.filter(edition=edition)
    return found.select_related("repo", "overruled_by").order_by("repo__repo_type", "repo__repo_id", "pk")


def task_results(edition: Edition) -> QuerySet[TaskResult]:
    """Every metric of every evaluation."""
    found = TaskResult.objects.filter(run__edition=edition).select_related("run")
    return found.defer("run__details", "run__scores", "run__means").order_by("run", "pk")


def assignments(edition: Edition) -> QuerySet[Assignment]:
    """Who was asked to review what."""
    found = Assignment.objects.filter(edition=edition)
    return found.select_related("submission__current", "submission__team", "judge").order_by("submission", "judge")


def reviews(edition: Edition) -> QuerySet[Assignment]:
    """The reviews that were begun, also those that do not count."""
    return assignments(edition).filter(saved_at__isnull=False).prefetch_related("remarks")


def scores(edition: Edition) -> QuerySet[Score]:
    """Every score that was given."""
    found = Score.objects.filter(assignment__edition=edition)
    related = found.select_related(
        "assignment__submission__current", "assignment__submission__team", "assignment__judge"
    )
    return related.order_by("assignment__submission", "assignment__judge", "criterion")


def conflicts(edition: Edition) -> QuerySet[Conflict]:
    """Why people should not judge projects, also what was lifted since."""
    found = Conflict.objects.filter(edition=edition)
    return found.select_related("submission__current", "submission__team", "judge", "lifted_by").order_by("pk")


def decisions(edition: Edition) -> QuerySet[Decision]:
    """What the jury decided, also what was undone since."""
    return Decision.objects.filter(edition=edition).select_related("by", "undone_by").order_by("at", "pk")


def awards(edition: Edition) -> QuerySet[Award]:
    """Who won what."""
    return (
        Award.objects.filter(edition=edition).select_related("submission__current", "submission__team").order_by("pk")
    )


def entitlements(edition: Edition) -> QuerySet[Entitlement]:
    """What each person or team gets, and how far it is; ``consented``: the person consented to the rules."""
    found = Entitlement.objects.filter(edition=edition).annotate(consented=Exists(_consented(edition)))
    return found.select_related("user", "team").order_by("pk")


def certificates(edition: Edition) -> QuerySet[Certificate]:
    """Every certificate, also those that were revoked."""
    return Certificate.objects.filter(edition=edition).order_by("issued_at", "pk")


def result_rows(edition: Edition) -> Sequence[Mapping[str, Any]]:
    """Each project's part of the results: as they were frozen, else as they stand; the ranked ones first."""
    frozen = standing(edition)
    payload = frozen.payload if frozen else counting.outcome(edition)
    return sorted(payload["projects"], key=lambda each: (each["track"], each["rank"] is None, each["rank"], each["id"]))


def result_count(edition: Edition) -> int:
    """How many they are; nothing is computed for it."""
    frozen = standing(edition)
    return len(frozen.payload["projects"] if frozen else counting.material(edition).projects)


def _consented(edition: Edition, person: str = "user") -> QuerySet[Registration]:
    """The complete registration of the row's person, if there is one."""
    return Registration.objects.filter(COMPLETE, edition=edition, user=OuterRef(person))

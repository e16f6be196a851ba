"""The organisers' list of people: whom a filter means, with what the list tells about each."""

from django.db.models import OuterRef, QuerySet, Subquery

from hackathon.editions.models import Edition
from hackathon.outreach.audience import Audience, matching
from hackathon.registration.models import Registration
from submissions.models import Submission
from teams.models import Membership


def listed(edition: Edition, audience: Audience) -> QuerySet[Registration]:
    """Exactly those whom ``audience`` means, each with ``team_id`` and ``team_name`` (None: no team), ``team_captain`` and
    ``project_id`` (the key of the team's project, None: none that takes part)."""
    return with_team(matching(edition, audience), edition)


def with_team(registrations: QuerySet[Registration], edition: Edition) -> QuerySet[Registration]:
    """With the person's account, and the team that they have in the edition.

    Subqueries rather than a join: a page asks only for the teams of those that it shows.
    """
    seat = Membership.objects.filter(edition=edition, user=OuterRef("user"))
    project = Submission.objects.delivered().filter(edition=edition, team__memberships__user=OuterRef("user"))
    return registrations.select_related("user").annotate(
        team_id=Subquery(seat.values("team")),
        team_name=Subquery(seat.values("team__name")),
        team_captain=Subquery(seat.values("team__captain")),
        project_id=Subquery(project.values("pk")[:1]),
    )

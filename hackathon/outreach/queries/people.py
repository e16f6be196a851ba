"""The organisers' list of people: whom a filter means, with what the list tells about each."""

from django.db.models import F, FilteredRelation, Q, QuerySet

from hackathon.editions.models import Edition
from hackathon.outreach.audience import Audience, matching
from hackathon.registration.models import Registration


def listed(edition: Edition, audience: Audience) -> QuerySet[Registration]:
    """Exactly those whom ``audience`` means, each with ``team_id`` and ``team_name`` (None: no team), ``team_captain`` and
    ``project_id`` (the key of what the team delivered, None: nothing)."""
    return with_team(matching(edition, audience), edition)


def with_team(registrations: QuerySet[Registration], edition: Edition) -> QuerySet[Registration]:
    """With the person's account, and the team that they have in the edition."""
    own = FilteredRelation("user__memberships", condition=Q(user__memberships__edition=edition))
    return registrations.select_related("user").annotate(
        seat=own,
        team_id=F("seat__team"),
        team_name=F("seat__team__name"),
        team_captain=F("seat__team__captain"),
        project_id=F("seat__team__submission"),
    )

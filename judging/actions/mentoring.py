"""Who helped a team along."""

from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from judging.models import Mentoring
from teams.models import Team


@transaction.atomic
def set_mentor(*, team: Team, user: User, by: User, at: datetime) -> Mentoring:
    """Write down that somebody mentored the team; once, however often it is said."""
    mentoring, created = Mentoring.objects.get_or_create(team=team, user=user, defaults={"at": at, "by": by})
    if created:
        trail.record(edition=team.edition, by=by, at=at, verb="mentoring.set", target=team, person=user.pk)
    return mentoring

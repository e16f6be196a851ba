"""What is asked about announcements."""

from django.db.models import QuerySet

from hackathon.editions.models import Edition
from hackathon.outreach.models import Announcement


def shown_announcements(edition: Edition | None = None) -> QuerySet[Announcement]:
    """What anybody may read, newest first: of ``edition``, or of all."""
    found = Announcement.objects.filter(withdrawn_at=None).select_related("edition")
    return found if edition is None else found.filter(edition=edition)


def latest_announcements(edition: Edition | None = None, *, count: int = 3) -> list[Announcement]:
    """The newest ``count`` of them. One query."""
    return list(shown_announcements(edition)[:count])

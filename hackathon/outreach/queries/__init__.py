"""What is asked about mail to many and announcements."""

from hackathon.outreach.queries.announcements import latest_announcements, shown_announcements
from hackathon.outreach.queries.campaigns import (
    Drift,
    Progress,
    Reach,
    batch_of,
    digest,
    drift,
    messages_of,
    names_of,
    progress,
    reach,
    recipients,
    team_names,
    troubles,
    without_team,
)
from hackathon.outreach.queries.people import listed, with_team

__all__ = [
    "Drift",
    "Progress",
    "Reach",
    "batch_of",
    "digest",
    "drift",
    "latest_announcements",
    "listed",
    "messages_of",
    "names_of",
    "progress",
    "reach",
    "recipients",
    "shown_announcements",
    "team_names",
    "troubles",
    "with_team",
    "without_team",
]

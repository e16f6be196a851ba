"""What came of a deed: who sits where, what the trail says, who was written to."""

from hackathon.accounts.models import User
from hackathon.editions.models import TrailEntry
from hackathon.mail.models import Message
from teams.models import Team


def members(team: Team) -> list[User]:
    return [membership.user for membership in team.memberships.select_related("user")]


def trail() -> list[tuple[str, User | None]]:
    entries = TrailEntry.objects.exclude(verb="role.granted").order_by("pk").select_related("by")
    return [(entry.verb, entry.by) for entry in entries]


def outbox() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("email", "subject"))

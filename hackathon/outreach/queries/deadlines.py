"""What is asked when a deadline is to be moved: what that means, where it was before, and who has to be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hackathon.accounts.models import Role, User
from hackathon.editions.deadlines import Deadline, moment_of
from hackathon.editions.extending import Moved, move
from hackathon.editions.models import Edition, TrailEntry
from hackathon.outreach.audience import Audience, matching
from teams.models import Membership

MOVED = "edition.deadline_moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Somebody who has to know. ``user`` None: on a list of attendees and nobody's account; ``languages``: those they speak."""

    email: str
    name: str
    user: User | None
    languages: Sequence[str] = ()


def plan(edition: Edition, which: Deadline, *, to: datetime, at: datetime) -> Moved:
    """What moving that deadline to ``to`` would mean. Raises ``NotMovable`` and ``Contradiction``."""
    return move(edition.parsed_rules, which, to=to, at=at, undo_to=where_it_was(edition, which, at=at))


def where_it_was(edition: Edition, which: Deadline, *, at: datetime) -> datetime | None:
    """The moment before the deadline was last moved, while going back there is possible; None when it is not."""
    last = moves(edition).filter(detail__which=which.value).first()
    if last is None:
        return None
    before, after = (datetime.fromisoformat(last.detail[name]) for name in ("before", "after"))
    return before if after == moment_of(edition.parsed_rules, which) and at < before < after else None


def moves(edition: Edition) -> QuerySet[TrailEntry]:
    """Every time that a deadline was moved here, newest first, with who did it."""
    return edition.trail.filter(verb=MOVED).select_related("by").order_by("-pk")


def told(edition: Edition, *, jury: bool) -> list[Told]:
    """Everybody registered and everybody in a team, and with ``jury`` the jury too; each address once. Three queries."""
    found: dict[str, Told] = {}
    for each in matching(edition, Audience()).exclude(user__is_active=False).select_related("user"):
        name = each.user.display_name if each.user else each.name
        email = each.user.email if each.user else each.email
        found.setdefault(email.lower(), Told(email=email, name=name, user=each.user, languages=each.languages))
    for user in _seated(edition) + (_judges(edition) if jury else []):
        found.setdefault(user.email.lower(), Told(email=user.email, name=user.display_name, user=user))
    return list(found.values())


def _seated(edition: Edition) -> list[User]:
    seats = Membership.objects.filter(edition=edition, user__is_active=True, user__erased_at=None)
    return [seat.user for seat in seats.select_related("user").order_by("pk")]


def _judges(edition: Edition) -> list[User]:
    roles = Role.objects.filter(edition=edition, kind=Role.Kind.JUDGE, user__is_active=True, user__erased_at=None)
    return [role.user for role in roles.select_related("user").order_by("pk")]

"""What a person may be told of teams and requests: over the API the same that their pages and the board would show them."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition
from hackathon.registration.models import Registration
from hackathon.registration.queries import COMPLETE
from teams import joining, queries
from teams.models import JoinRequest, Membership, Team


def readable_teams(*, user: User, at: datetime) -> QuerySet[Team]:
    """The person's own teams, every one of editions that they run, those that the boards show them at ``at``, and those
    that wait for an answer of theirs, or they for one of its.

    Each says how many ``people`` it has, whether the person is one of them (``is_mine``), and whether what is between its
    people is theirs to read (``is_open``). Two queries, besides the one that it is.
    """
    mine = Q(is_mine=True)
    theirs = Q(edition__in=list(roles.editions_with_role(user, Role.Kind.ORGANISER).values_list("pk", flat=True)))
    asked = JoinRequest.objects.filter(user=user, state=JoinRequest.State.OPEN)
    shown = mine | theirs | Q(pk__in=asked.values("team"))
    for edition in _boards(user, at=at):
        shown |= Q(queries.has_room(edition), edition=edition, on_board=True)
    return (
        queries.counted(Team.objects.select_related("edition", "captain"))
        .annotate(is_mine=Exists(Membership.objects.filter(team=OuterRef("pk"), user=user)))
        .annotate(
            is_open=Case(When(mine | theirs, then=Value(True)), default=Value(False), output_field=BooleanField())
        )
        .filter(shown)
        .order_by("pk")
    )


def readable_requests(*, user: User) -> QuerySet[JoinRequest]:
    """Requests that the person is a side of: their own, and those of their teams."""
    own_teams = Membership.objects.filter(user=user).values("team")
    found = JoinRequest.objects.select_related("user", "team__edition").filter(Q(user=user) | Q(team__in=own_teams))
    return found.order_by("-created_at", "-pk")


def _boards(user: User, *, at: datetime) -> Iterator[Edition]:
    """The editions whose board the person sees: registered in them, while teams can still change."""
    registered = Registration.objects.filter(COMPLETE, user=user).values("edition")
    return (
        edition
        for edition in Edition.objects.filter(pk__in=registered)
        if not joining.is_over(edition.parsed_rules, at=at)
    )

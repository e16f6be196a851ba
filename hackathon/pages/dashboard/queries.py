"""What the dashboard asks of the database: sums, never rows, so that it costs the same for five people and five thousand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, F, FilteredRelation, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from hackathon.editions.models import Edition
from hackathon.pages.dashboard.figures import Funnel, Group, Period, by_each, periods
from hackathon.registration.models import Registration
from hackathon.registration.queries import COMPLETE, complete
from submissions.models import Submission
from teams.models import Membership, Team

STAGES = {
    "registered": Count("pk"),
    "in_team": Count("seat"),
    "delivered": Count("seat__team__submission", filter=Q(seat__team__submission__withdrawn_at=None)),
}


@dataclass(frozen=True, slots=True)
class People:
    """Everybody on the edition's list. ``unclaimed`` came with an imported list and have not signed in yet,
    ``unfinished`` have signed in and not consented: neither counts as ``registered``. The three of the organisation are
    those who are registered; ``read_at``: when it was last asked about any of them."""

    registered: int
    in_organisation: int
    not_in_organisation: int
    organisation_unknown: int
    unclaimed: int
    unfinished: int
    read_at: datetime | None

    @property
    def listed(self) -> int:
        """Everybody, however far they have come."""
        return self.registered + self.unclaimed + self.unfinished


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is registered and how far they have come: all together, by country, and by language or variety."""

    funnel: Funnel
    countries: tuple[Group, ...]
    languages: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Teams:
    """The edition's teams; ``seats`` is how many more people fit in the ``with_seats`` ones that are not full."""

    total: int
    delivered: int
    with_seats: int
    seats: int


def people(edition: Edition) -> People:
    """How many there are. One query."""
    found = Registration.objects.filter(edition=edition).aggregate(
        registered=Count("pk", filter=COMPLETE),
        **{
            f"is_{answer}": Count("pk", filter=COMPLETE & Q(organisation=answer))
            for answer in Registration.Organisation.values
        },
        unclaimed=Count("pk", filter=Q(user=None)),
        unfinished=Count("pk", filter=Q(user__isnull=False, consented_at=None)),
        read_at=Max("organisation_checked_at", filter=COMPLETE),
    )
    return People(
        registered=found["registered"],
        in_organisation=found["is_yes"],
        not_in_organisation=found["is_no"],
        organisation_unknown=found["is_unknown"],
        unclaimed=found["unclaimed"],
        unfinished=found["unfinished"],
        read_at=found["read_at"],
    )


def crowd(edition: Edition) -> Crowd:
    """Who is registered. One query.

    The database counts people of one country who named the same list of languages, and those sums are put together here:
    how a list's items are read is another thing on each database, and there are far fewer lists than people.
    """
    own = FilteredRelation("user__memberships", condition=Q(user__memberships__edition=edition))
    rows = complete(edition).alias(seat=own).order_by().values("country", "languages").annotate(**STAGES)
    sums = [(row["country"], row["languages"], Funnel(*(row[stage] for stage in STAGES))) for row in rows]
    return Crowd(
        funnel=sum((funnel for _country, _languages, funnel in sums), start=Funnel()),
        countries=by_each(([country] if country else [], funnel) for country, _languages, funnel in sums),
        languages=by_each((languages, funnel) for _country, languages, funnel in sums),
    )


def teams(edition: Edition, *, max_size: int) -> Teams:
    """How many teams there are and how many seats are left. One query."""
    counted = Team.objects.filter(edition=edition).annotate(people=Count("memberships"))
    has_seats = Q(people__lt=max_size)
    found = counted.order_by().aggregate(
        total=Count("pk"),
        delivered=Count("submission", filter=Q(submission__withdrawn_at=None)),
        with_seats=Count("pk", filter=has_seats),
        seats=Sum(max_size - F("people"), filter=has_seats, default=0),
    )
    return Teams(**found)


def seated_without_registration(edition: Edition) -> int:
    """People who have a team and are not registered, where the edition lets them. One query."""
    registered = complete(edition).values("user")
    seats = Membership.objects.filter(edition=edition, user__erased_at=None)
    return seats.exclude(user__in=registered).count()


def timeline(edition: Edition) -> tuple[Period, ...]:
    """What came to be on which day of the edition's own zone. Three queries."""
    zone = ZoneInfo(edition.parsed_rules.timezone)
    return periods(
        registrations=_per_day(complete(edition), "registered_at", zone),
        teams=_per_day(Team.objects.filter(edition=edition), "created_at", zone),
        submissions=_per_day(Submission.objects.delivered().filter(edition=edition), "created_at", zone),
    )


def _per_day(rows: QuerySet, field: str, zone: ZoneInfo) -> Mapping[date, int]:
    days = rows.order_by().values(day=TruncDate(field, tzinfo=zone)).annotate(count=Count("pk"))
    return {row["day"]: row["count"] for row in days}

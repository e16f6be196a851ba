"""What the results that stand give to whom, and what stands in its way. Of the payload, which is large, only the awards are read."""

from collections.abc import Iterable
from datetime import datetime

from hackathon.editions.models import Edition, TrailEntry
from judging.models import Award, Decision, FrozenResults
from judging.queries import publication

Pair = tuple[str, int]
"""A prize's key and a project's."""
TAKEN_BACK = "award.taken_back"


def won(edition: Edition) -> list[Pair]:
    """Which project won what by the results that stand; empty while none are frozen."""
    return won_in([edition.pk]).get(edition.pk, [])


def won_in(editions: Iterable[int]) -> dict[int, list[Pair]]:
    """The same of several editions, by their keys; those without frozen results are not in it. One query."""
    rows = FrozenResults.objects.filter(edition__in=set(editions), withdrawn_at=None)
    found = rows.values_list("edition", "payload__awards")
    return {edition: [(each["prize"], each["project"]) for each in awards or ()] for edition, awards in found}


def awards_that_hold(edition: Edition) -> list[Pair]:
    """The prizes that were given and that the results that stand give."""
    follow = set(won(edition))
    given = Award.objects.filter(edition=edition).order_by("pk").values_list("prize", "submission")
    return [each for each in given if each in follow]


def taken_back(edition: Edition) -> frozenset[Pair]:
    """The prizes that people took back since the results that stand were frozen, and have not given again."""
    since = FrozenResults.objects.filter(edition=edition, withdrawn_at=None).values_list("frozen_at", flat=True).first()
    if since is None:
        return frozenset()
    told = TrailEntry.objects.filter(edition=edition, verb=TAKEN_BACK, at__gte=since).values_list("detail", flat=True)
    pairs = {(each["prize"], each["submission"]) for each in told}
    return frozenset(pairs - set(Award.objects.filter(edition=edition).values_list("prize", "submission")))


def is_frozen(edition: Edition) -> bool:
    """Whether there are frozen results that stand."""
    return FrozenResults.objects.filter(edition=edition, withdrawn_at=None).exists()


def is_out(edition: Edition, *, at: datetime) -> bool:
    """Whether everybody may see the results at ``at``; for who does not need the results themselves."""
    rows = FrozenResults.objects.filter(edition=edition, withdrawn_at=None).defer("payload")
    found = rows.select_related("edition").first()
    return found is not None and publication.is_public(found, at=at)


def announced() -> frozenset[int]:
    """The keys of the editions whose publication has been written down, and stands. It may lag behind ``is_out`` by a moment, and
    asks for no time."""
    rows = FrozenResults.objects.filter(withdrawn_at=None, published_at__isnull=False)
    return frozenset(rows.values_list("edition", flat=True))


def disqualified(edition: Edition) -> frozenset[int]:
    """The projects that are out of the competition: they win nothing, and get nothing for having been delivered."""
    rows = Decision.objects.filter(edition=edition, kind=Decision.Kind.DISQUALIFY, undone_at=None)
    return frozenset(each["submission"] for each in rows.values_list("detail", flat=True))

"""Who may have which benefit, written down: made where it is missing, and never taken away in silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging.models import Entitlement
from judging.queries import prizes as queries

ELIGIBLE = Entitlement.State.ELIGIBLE


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many are new; how many went, because nobody had asked for them and nobody may have them any more; and how many stay
    although their people may not have them any more, because they were asked for, delivered or declined."""

    new: int
    gone: int
    kept: int


@transaction.atomic
def refresh(*, edition: Edition, by: User | None, at: datetime) -> Refreshed:
    """Bring the list up to date with the rules, the teams and the prizes. May run at any time, and twice at once."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    wanted = {queries.key_of_entitled(each): each for each in queries.entitled_in(edition)}
    had = {queries.key_of(each): each for each in Entitlement.objects.filter(edition=edition).select_related("code")}
    new = [
        Entitlement(
            edition=edition,
            prize=each.prize,
            benefit=each.benefit,
            user_id=each.person,
            team_id=each.team,
            at=at,
            changed_at=at,
            changed_by=by,
        )
        for key, each in wanted.items()
        if key not in had
    ]
    stale = [each for key, each in had.items() if key not in wanted]
    gone = [each.pk for each in stale if each.state == ELIGIBLE and not hasattr(each, "code")]
    Entitlement.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    Entitlement.objects.filter(pk__in=gone, state=ELIGIBLE, code=None).delete()
    told = Refreshed(len(new), len(gone), len(stale) - len(gone))
    if told.new or told.gone:
        trail.record(
            edition=edition, by=by, at=at, verb="benefits.refreshed", target=edition, new=told.new, gone=told.gone
        )
    return told


def record_export(*, edition: Edition, columns: Sequence[str], rows: int, by: User, at: datetime) -> None:
    """Write down that people's data left the house: which columns, how many rows."""
    trail.record(
        edition=edition, by=by, at=at, verb="benefits.exported", target=edition, columns=list(columns), rows=rows
    )

"""Many benefits delivered at once: the database is asked as often as for one of each kind, however many they are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

from hackathon.accounts.models import User
from hackathon.accounts.roles import is_organiser
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging.actions import benefit_mail
from judging.actions.claiming import VERBS, NotYours
from judging.models import BenefitCode, Entitlement
from judging.prizes.moves import DELIVERED, Deed, moved
from judging.queries import awarded
from judging.queries import prizes as queries


@transaction.atomic
def deliver_many(
    *, edition: Edition, entitlements: Iterable[Entitlement], by: User, at: datetime
) -> tuple[int, int, int]:
    """Deliver what can be: how many were, how many could not from where they are, and for how many there was no code.

    The same as ``claiming.deliver`` of each. Raises ``NotYours``.
    """
    if not is_organiser(by, edition):
        raise NotYours
    rows = Entitlement.objects.select_for_update(of=("self",)).select_related("edition", "user", "team__captain")
    held = list(rows.filter(edition=edition, pk__in=[each.pk for each in entitlements]).order_by("pk"))
    ready = _ready(edition, held, at=at)
    coded = [each for each in ready if _has_codes(edition, each)]
    plain = [each for each in ready if not _has_codes(edition, each)]
    codes = _take_codes(edition, coded, at=at)
    handed = [each for each in coded if each.pk in codes]
    told = {"edition": edition, "by": by, "at": at}
    Entitlement.objects.filter(pk__in=[each.pk for each in (*plain, *handed)]).update(
        state=DELIVERED, changed_at=at, changed_by=by
    )
    trail.record_each(plain, verb=VERBS[Deed.DELIVER], detail=lambda each: _what(each) | {"state": DELIVERED}, **told)
    trail.record_each(
        handed, verb="benefit.code_handed", detail=lambda each: _what(each) | {"number": codes[each.pk]}, **told
    )
    benefit_mail.tell_codes(handed, at=at)
    return len(plain) + len(handed), len(held) - len(ready), len(coded) - len(handed)


def _ready(edition: Edition, held: Sequence[Entitlement], *, at: datetime) -> list[Entitlement]:
    """Those that can be delivered from where they are."""
    public, withheld = awarded.is_out(edition, at=at), queries.withheld(edition)

    def can_be(each: Entitlement) -> bool:
        benefit = queries.benefit_of(edition, each.prize, each.benefit)
        if moved(Deed.DELIVER, each.state, claim=benefit is not None and benefit.claim) is None:
            return False
        return (public or not queries.tells_results(edition, each.prize)) and not withheld(each)

    return [each for each in held if can_be(each)]


def _has_codes(edition: Edition, each: Entitlement) -> bool:
    benefit = queries.benefit_of(edition, each.prize, each.benefit)
    return benefit is not None and benefit.codes


def _take_codes(edition: Edition, wanted: Sequence[Entitlement], *, at: datetime) -> dict[int, int]:
    """A free code for each as far as there are any: the code's key by the benefit's. Nobody else gets them."""
    by_kind: dict[tuple[str, str], list[Entitlement]] = defaultdict(list)
    for each in wanted:
        by_kind[each.prize, each.benefit].append(each)
    taken: list[BenefitCode] = []
    for (prize, benefit), some in by_kind.items():
        free = BenefitCode.objects.filter(edition=edition, prize=prize, benefit=benefit, entitlement=None)
        locked = free.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        for code, each in zip(locked.order_by("pk")[: len(some)], some, strict=False):
            code.entitlement, code.handed_at = each, at
            taken.append(code)
    BenefitCode.objects.bulk_update(taken, ["entitlement", "handed_at"], batch_size=500)
    return {code.entitlement_id: code.pk for code in taken}


def _what(each: Entitlement) -> dict[str, object]:
    return {"prize": each.prize, "benefit": each.benefit}

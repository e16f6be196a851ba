"""Sponsors' codes: taken in by the list, and each handed out once. The database says to whom; no log ever says which."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging.models import BenefitCode, Entitlement
from judging.prizes.code_lists import CodeList
from judging.queries import prizes as queries

State = Entitlement.State


class NoCodes(Exception):
    """The benefit is none that is handed out as a code."""


class NoCodeLeft(Exception):
    """Every code of the list has been handed out."""


class NotEntitled(Exception):
    """It was declined, it must be asked for and was not, or its project is out of the competition."""


@dataclass(frozen=True, slots=True)
class Added:
    """How many codes are new, and how many were on the list already."""

    new: int
    known: int


@transaction.atomic
def add_codes(*, edition: Edition, prize: str, benefit: str, codes: CodeList, by: User, at: datetime) -> Added:
    """Take a list in; what is there already is not there twice. Raises ``NoCodes``."""
    _refuse_without_codes(edition, prize, benefit)
    kind = BenefitCode.objects.filter(edition=edition, prize=prize, benefit=benefit)
    had = set(kind.values_list("code", flat=True))
    new = [
        BenefitCode(edition=edition, prize=prize, benefit=benefit, code=code, at=at, by=by)
        for code in codes.codes
        if code not in had
    ]
    BenefitCode.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    if new:
        trail.record(
            edition=edition,
            by=by,
            at=at,
            verb="benefits.codes_added",
            target=edition,
            prize=prize,
            benefit=benefit,
            new=len(new),
        )
    return Added(len(new), len(codes.codes) - len(new))


@transaction.atomic
def drop_free_codes(*, edition: Edition, prize: str, benefit: str, by: User, at: datetime) -> int:
    """Take the codes that nobody has got off the list, where it was the wrong one; how many."""
    free = BenefitCode.objects.filter(edition=edition, prize=prize, benefit=benefit, entitlement=None)
    n, _ = free.delete()
    if n:
        trail.record(
            edition=edition,
            by=by,
            at=at,
            verb="benefits.codes_dropped",
            target=edition,
            prize=prize,
            benefit=benefit,
            n=n,
        )
    return n


@transaction.atomic
def hand_code(*, entitlement: Entitlement, by: User, at: datetime) -> str:
    """The code of this entitlement: the one that it got, or the next free one, which nobody else ever gets.

    Raises ``NoCodes``, ``NotEntitled``, ``NoCodeLeft``.
    """
    rows = Entitlement.objects.select_for_update(of=("self",)).select_related("edition", "team")
    found = rows.get(pk=entitlement.pk)
    held = BenefitCode.objects.filter(entitlement=found).first()
    if held is not None:
        return held.code
    _refuse_without_codes(found.edition, found.prize, found.benefit)
    benefit = queries.benefit_of(found.edition, found.prize, found.benefit)
    unasked = benefit.claim and found.state == State.ELIGIBLE
    if found.state == State.DECLINED or unasked or queries.withheld(found.edition)(found):
        raise NotEntitled
    code = _taken(found, at)
    found.state, found.changed_at, found.changed_by = State.DELIVERED, at, by
    found.save(update_fields=["state", "changed_at", "changed_by"])
    trail.record(
        edition=found.edition,
        by=by,
        at=at,
        verb="benefit.code_handed",
        target=found,
        prize=found.prize,
        benefit=found.benefit,
        number=code.pk,
    )
    return code.code


def _taken(entitlement: Entitlement, at: datetime) -> BenefitCode:
    """The first free code, marked as this one's. Whoever looks at the same moment passes over it to the next."""
    kind = BenefitCode.objects.filter(
        edition=entitlement.edition, prize=entitlement.prize, benefit=entitlement.benefit, entitlement=None
    )
    while True:
        free = kind.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        code = free.order_by("pk").first()
        if code is None:
            raise NoCodeLeft
        if kind.filter(pk=code.pk).update(entitlement=entitlement, handed_at=at):
            return code


def _refuse_without_codes(edition: Edition, prize: str, benefit: str) -> None:
    found = queries.benefit_of(edition, prize, benefit)
    if found is None or not found.codes:
        raise NoCodes

"""Benefits on their way: claimed or declined by whose they are, delivered by who runs the edition, each with a way back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.accounts.roles import is_organiser
from hackathon.editions import trail
from judging.actions import benefit_mail
from judging.actions.coding import NoCodeLeft, NotEntitled, hand_code
from judging.models import Entitlement
from judging.prizes.moves import DELIVERED, Deed, moved
from judging.queries import prizes as queries
from judging.queries import publication

VERBS = {
    Deed.CLAIM: "benefit.claimed",
    Deed.DECLINE: "benefit.declined",
    Deed.UNDO: "benefit.undone",
    Deed.DELIVER: "benefit.delivered",
    Deed.UNDELIVER: "benefit.undone",
}
OWN = (Deed.CLAIM, Deed.DECLINE, Deed.UNDO)


class NotYours(Exception):
    """The benefit is somebody else's; a team's is moved on by its captain."""


class CannotMove(Exception):
    """From where the benefit is, this cannot be done (any more)."""


class CodeIsOut(Exception):
    """A code was handed out and may have been used, so the delivery stands."""


def is_own(entitlement: Entitlement, user: User) -> bool:
    """Whether it is this person's to claim or decline: their own, or their team's as its captain."""
    if entitlement.user_id:
        return entitlement.user_id == user.pk
    return entitlement.team is not None and entitlement.team.captain_id == user.pk


def move(*, entitlement: Entitlement, deed: Deed, by: User, at: datetime) -> Entitlement:
    """Do one of the person's deeds. Raises ``NotYours``, ``CannotMove``."""
    if deed not in OWN or not is_own(entitlement, by):
        raise NotYours
    with transaction.atomic():
        return _moved(locked(entitlement), deed, by=by, at=at)


def deliver(*, entitlement: Entitlement, by: User, at: datetime) -> Entitlement:
    """Write down that it was delivered; one with codes gets its code. Raises ``NotYours``, ``CannotMove``, ``NoCodeLeft``."""
    _refuse_others(entitlement, by)
    with transaction.atomic():
        found = locked(entitlement)
        benefit = queries.benefit_of(found.edition, found.prize, found.benefit)
        if benefit is not None and benefit.codes:
            return _handed(found, by=by, at=at)
        return _moved(found, Deed.DELIVER, by=by, at=at)


def undeliver(*, entitlement: Entitlement, by: User, at: datetime) -> Entitlement:
    """Say that it was not delivered after all. Raises ``NotYours``, ``CannotMove``, ``CodeIsOut``."""
    _refuse_others(entitlement, by)
    with transaction.atomic():
        found = locked(entitlement)
        if hasattr(found, "code"):
            raise CodeIsOut
        return _moved(found, Deed.UNDELIVER, by=by, at=at)


def deliver_many(*, entitlements: Sequence[Entitlement], by: User, at: datetime) -> tuple[int, int, int]:
    """Deliver what can be: how many were, how many could not from where they are, and for how many there was no code."""
    done = stuck = lacking = 0
    for each in entitlements:
        try:
            deliver(entitlement=each, by=by, at=at)
        except CannotMove:
            stuck += 1
        except NoCodeLeft:
            lacking += 1
        else:
            done += 1
    return done, stuck, lacking


def locked(entitlement: Entitlement) -> Entitlement:
    """The row as it is now, held until the transaction ends."""
    rows = Entitlement.objects.select_for_update(of=("self",)).select_related("edition", "team")
    return rows.get(pk=entitlement.pk)


def _handed(found: Entitlement, *, by: User, at: datetime) -> Entitlement:
    """A code for them, and a mail that says where it is; the mail does not say which."""
    if found.state == DELIVERED or not publication_allows(found, at=at):
        raise CannotMove
    try:
        hand_code(entitlement=found, by=by, at=at)
    except NotEntitled as error:
        raise CannotMove from error
    benefit_mail.tell_code(found, at=at)
    found.refresh_from_db()
    return found


def _refuse_others(entitlement: Entitlement, by: User) -> None:
    if not is_organiser(by, entitlement.edition):
        raise NotYours


def _moved(found: Entitlement, deed: Deed, *, by: User, at: datetime) -> Entitlement:
    benefit = queries.benefit_of(found.edition, found.prize, found.benefit)
    state = moved(deed, found.state, claim=benefit is not None and benefit.claim)
    if state is None or (state == DELIVERED and not publication_allows(found, at=at)):
        raise CannotMove
    found.state, found.changed_at, found.changed_by = state, at, by
    found.save(update_fields=["state", "changed_at", "changed_by"])
    trail.record(
        edition=found.edition,
        by=by,
        at=at,
        verb=VERBS[deed],
        target=found,
        prize=found.prize,
        benefit=found.benefit,
        state=state,
    )
    return found


def publication_allows(entitlement: Entitlement, *, at: datetime) -> bool:
    """Whether handing it over tells no result before its time."""
    prize = queries.prize_of(entitlement.edition, entitlement.prize)
    told = prize is None or prize.audience in queries.AWARDED
    return not told or publication.shown(entitlement.edition, at=at) is not None

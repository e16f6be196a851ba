"""Benefits on their way: claimed or declined by whose they are, delivered by who runs the edition, each with a way back."""

from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.accounts.roles import is_organiser
from hackathon.editions import trail
from judging.actions import benefit_mail
from judging.actions.coding import NotEntitled, hand_code
from judging.models import Entitlement
from judging.prizes.moves import DELIVERED, Deed, moved
from judging.queries import awarded
from judging.queries import prizes as queries

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


def locked(entitlement: Entitlement) -> Entitlement:
    """The row as it is now, held until the transaction ends."""
    rows = Entitlement.objects.select_for_update(of=("self",)).select_related("edition", "team")
    return rows.get(pk=entitlement.pk)


def _handed(found: Entitlement, *, by: User, at: datetime) -> Entitlement:
    """A code for them, and a mail that says where it is; the mail does not say which."""
    if found.state == DELIVERED or not may_be_handed(found, at=at):
        raise CannotMove
    try:
        hand_code(entitlement=found, by=by, at=at)
    except NotEntitled as error:
        raise CannotMove from error
    benefit_mail.tell_codes([found], at=at)
    found.refresh_from_db()
    return found


def _refuse_others(entitlement: Entitlement, by: User) -> None:
    if not is_organiser(by, entitlement.edition):
        raise NotYours


def _moved(found: Entitlement, deed: Deed, *, by: User, at: datetime) -> Entitlement:
    benefit = queries.benefit_of(found.edition, found.prize, found.benefit)
    state = moved(deed, found.state, claim=benefit is not None and benefit.claim)
    if state is None or (state == DELIVERED and not may_be_handed(found, at=at)):
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


def may_be_handed(entitlement: Entitlement, *, at: datetime) -> bool:
    """Whether handing it over tells no result before its time, and its project is not out of the competition."""
    edition = entitlement.edition
    told = queries.tells_results(edition, entitlement.prize)
    return not (told and not awarded.is_out(edition, at=at)) and not queries.withheld(edition)(entitlement)

"""How a benefit moves on: from which state to which, by whom. Pure."""

from enum import StrEnum
from typing import Final


class Deed(StrEnum):
    """What is done to a benefit. The first three are the person's, the others the organisers'."""

    CLAIM = "claim"
    DECLINE = "decline"
    UNDO = "undo"
    DELIVER = "deliver"
    UNDELIVER = "undeliver"


ELIGIBLE, CLAIMED, DELIVERED, DECLINED = "eligible", "claimed", "delivered", "declined"

MOVES: Final[dict[tuple[Deed, str], str]] = {
    (Deed.CLAIM, ELIGIBLE): CLAIMED,
    (Deed.DECLINE, ELIGIBLE): DECLINED,
    (Deed.DECLINE, CLAIMED): DECLINED,
    (Deed.UNDO, CLAIMED): ELIGIBLE,
    (Deed.UNDO, DECLINED): ELIGIBLE,
    (Deed.DELIVER, ELIGIBLE): DELIVERED,
    (Deed.DELIVER, CLAIMED): DELIVERED,
    (Deed.UNDELIVER, DELIVERED): ELIGIBLE,
}


def moved(deed: Deed, state: str, *, claim: bool) -> str | None:
    """The state after a deed, or None where it cannot be done. ``claim``: the benefit must be asked for, so it is only asked
    for then, is not delivered before, and is asked for again when a delivery is undone.

    >>> moved(Deed.CLAIM, "eligible", claim=True), moved(Deed.CLAIM, "eligible", claim=False)
    ('claimed', None)
    >>> moved(Deed.DELIVER, "eligible", claim=True), moved(Deed.DELIVER, "eligible", claim=False)
    (None, 'delivered')
    >>> moved(Deed.UNDELIVER, "delivered", claim=True), moved(Deed.DECLINE, "delivered", claim=True)
    ('claimed', None)
    """
    if claim and deed is Deed.DELIVER and state == ELIGIBLE:
        return None
    if not claim and deed is Deed.CLAIM:
        return None
    if claim and (deed, state) == (Deed.UNDELIVER, DELIVERED):
        return CLAIMED
    return MOVES.get((deed, state))

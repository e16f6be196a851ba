"""One part of a review at a time, as a page saves it while the judge goes on: a score, a remark, a text, the extra point."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hackathon.accounts.models import User
from judging import queries
from judging.actions.errors import BadScore, ChangedElsewhere
from judging.actions.giving import ERASED, Given, give, lock_own
from judging.models import Assignment

SCORE, REMARK = "score", "remark"
EXTRAS = ("comment", "note", "confidence", "juror_point")
PARTS = (SCORE, REMARK, *EXTRAS)


@dataclass(frozen=True, slots=True)
class Part:
    """What of a review: a score or a remark of a ``criterion``, or one of ``EXTRAS`` (without a criterion)."""

    name: str
    criterion: str = ""


@transaction.atomic
def save_part(
    *, assignment: Assignment, part: Part, value: Any, began: Any, reason: str = "", by: User, at: datetime
) -> Assignment:
    """Keep ``value`` in one part of the review: a score or confidence (None erases it), a text, a boolean.

    ``began`` is what the page started from. When the part holds neither that nor ``value`` by now, somebody changed it in
    another tab: ``ChangedElsewhere`` says to what, and nothing is written. The same value twice is once. Otherwise as
    ``save_review``.
    """
    locked = lock_own(assignment, by=by, at=at)
    current = queries.part_of(locked, part.name, part.criterion)
    if not _same(current, value):
        if not _same(current, began):
            raise ChangedElsewhere(current)
        give(locked, _given(part, value), reason=reason, by=by, at=at)
    return locked


def _same(one: Any, other: Any) -> bool:
    """Equal and of one kind: True is no 1."""
    return type(one) is type(other) and one == other


def _given(part: Part, value: Any) -> Given:
    if part.name == SCORE:
        return Given(scores={part.criterion: value})
    if part.name == REMARK:
        return Given(remarks={part.criterion: value})
    if part.name not in EXTRAS:
        raise BadScore(part.name, value)
    return Given(extras={part.name: ERASED if value is None and part.name == "confidence" else value})

"""Organisers load the evaluation sets that no corpus may contain, and delete them."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import numpy
from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from submissions.audit.corpus.normalising import fingerprint
from submissions.models import EvaluationSet

MOST_ITEMS: Final = 2_000_000
"""Sixteen megabytes of fingerprints: every worker reads them."""
SHORTEST_REASON: Final = 10


class CannotLoad(Exception):
    """``why``: empty (no question says anything) or too_many."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NoReason(Exception):
    """Who deletes a set says why, in ten characters or more."""


def load_evaluation_set(
    *, edition: Edition, name: str, questions: Iterable[Sequence[str | None]], by: User | None, at: datetime
) -> EvaluationSet:
    """Keep the fingerprints of ``questions``, which come a few thousand at a time, in the place of an earlier set of that name.

    The questions themselves are not kept. Raises CannotLoad.
    """
    items, raw = _fingerprints(questions)
    digest = hashlib.sha256(raw).hexdigest()
    with transaction.atomic():
        loaded, _ = EvaluationSet.objects.update_or_create(
            edition=edition,
            name=name,
            defaults={"digest": digest, "items": items, "fingerprints": raw, "loaded_at": at},
        )
        trail.record(
            edition=edition, by=by, at=at, verb="evaluation_set.loaded", target=loaded, items=items, digest=digest
        )
    return loaded


def delete_evaluation_set(*, evaluation_set: EvaluationSet, reason: str, by: User, at: datetime) -> None:
    """Compare no corpus with it any more. Raises NoReason."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise NoReason
    with transaction.atomic():
        trail.record(
            edition=evaluation_set.edition,
            by=by,
            at=at,
            verb="evaluation_set.deleted",
            target=evaluation_set,
            reason=reason.strip(),
            items=evaluation_set.items,
            digest=evaluation_set.digest,
        )
        evaluation_set.delete()


def _fingerprints(questions: Iterable[Sequence[str | None]]) -> tuple[int, bytes]:
    """How many questions say something, and the sorted fingerprints of those that differ."""
    nothing = fingerprint([""])[0]
    items, known = 0, numpy.empty(0, numpy.uint64)
    for batch in questions:
        hashes = fingerprint(list(batch))
        hashes = hashes[hashes != nothing]
        items += len(hashes)
        known = numpy.union1d(known, hashes)
        if len(known) > MOST_ITEMS:
            raise CannotLoad("too_many")
    if not items:
        raise CannotLoad("empty")
    return items, known.astype("<u8").tobytes()

"""Results are frozen, signed, published when their moment has come, and, where something was wrong, withdrawn.

Whoever freezes holds the edition, whoever signs or publishes holds the frozen results: two at once become one after the other.
"""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging import results as pure
from judging.actions.conflicts import Review, detect_conflicts
from judging.actions.deciding import hold_unfrozen, said
from judging.actions.outcome_errors import (
    AlreadyFrozen,
    AlreadySigned,
    ChangedResults,
    MayNotDecide,
    NotFrozen,
    NothingRanked,
    NotNow,
    NotSigned,
    ReviewsMissing,
    ReviewsVoided,
)
from judging.actions.pushing import hide_dataset
from judging.models import FrozenResults, ProjectResult, Signature
from judging.queries import counting, publication

LONGEST_REASON = 1000


def freeze(*, edition: Edition, reason: str = "", by: User, at: datetime) -> FrozenResults:
    """Keep the results as they are now, for ever, to be signed.

    Conflicts of interest are looked for first. Those that are found stay also when the freeze is refused for them: somebody has to
    look at what they did to the ranking. Raises ReviewsVoided for that, AlreadyFrozen, NothingRanked, and ReviewsMissing where
    reviews lack or may still be written and no reason is given.
    """
    if not roles.is_organiser(by, edition):
        raise MayNotDecide
    voided = _look_for_conflicts(edition, by=by, at=at)
    if voided:
        raise ReviewsVoided(voided)
    return _freeze(edition, reason=reason, by=by, at=at)


@transaction.atomic
def _look_for_conflicts(edition: Edition, *, by: User, at: datetime) -> int:
    """How many reviews that were begun count no more for what is found."""
    hold_unfrozen(edition)
    found = detect_conflicts(edition=edition, by=by, at=at)
    return sum(outcome.review is Review.VOIDED for outcome in found)


@transaction.atomic
def _freeze(edition: Edition, *, reason: str, by: User, at: datetime) -> FrozenResults:
    held = hold_unfrozen(edition)
    payload = dict(counting.outcome(held))
    if not any(each["rank"] for each in payload["projects"]):
        raise NothingRanked
    lacking = counting.missing_reviews(payload)
    if lacking or held.parsed_rules.windows.judging.is_open(at):
        if not reason.strip():
            raise ReviewsMissing(lacking)
        reason = said(reason, longest=LONGEST_REASON)
    payload |= {"at": at.isoformat(), "missing": {"reviews": lacking, "reason": reason}}
    frozen = _keep(held, payload, by=by, at=at)
    trail.record(
        edition=held,
        by=by,
        at=at,
        verb="results.frozen",
        target=frozen,
        reason=reason,
        digest=frozen.digest,
        missing=lacking,
    )
    return frozen


@transaction.atomic
def sign(*, results: FrozenResults, digest: str, by: User, at: datetime) -> Signature:
    """Stand for the results that have this digest. Raises AlreadySigned, ChangedResults, NotFrozen."""
    if not roles.is_organiser(by, results.edition):
        raise MayNotDecide
    held = _hold_results(results)
    if digest != held.digest or pure.digest(held.payload) != held.digest:
        raise ChangedResults
    if held.signatures.filter(user=by).exists():
        raise AlreadySigned
    signature = Signature.objects.create(results=held, user=by, digest=digest, at=at)
    trail.record(edition=held.edition, by=by, at=at, verb="results.signed", target=held, digest=digest)
    return signature


@transaction.atomic
def schedule_publication(*, results: FrozenResults, publish_at: datetime, by: User, at: datetime) -> FrozenResults:
    """Choose when everybody sees the results; "now" is ``at``. Raises NotSigned for a moment that has come without all
    signatures, NotNow for results that are published already."""
    if not roles.is_organiser(by, results.edition):
        raise MayNotDecide
    held = _hold_results(results)
    if held.published_at is not None:
        raise NotNow
    lacking = publication.lacking_signatures(held)
    if publish_at <= at and lacking > 0:
        raise NotSigned(lacking)
    held.publish_at = publish_at
    held.save(update_fields=["publish_at"])
    told = {"publish_at": publish_at.isoformat()}
    trail.record(edition=held.edition, by=by, at=at, verb="results.scheduled", target=held, **told)
    return held


@transaction.atomic
def withdraw_results(*, results: FrozenResults, reason: str, by: User, at: datetime) -> FrozenResults:
    """Take frozen results back, published or not. They stay in the record, and the next ones get another number. The dataset on the
    Hub is asked to become private; what people have downloaded, and letters, stay with them."""
    if not roles.is_organiser(by, results.edition):
        raise MayNotDecide
    text = said(reason, longest=LONGEST_REASON)
    held = _hold_results(results)
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = at, by, text
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    trail.record(edition=held.edition, by=by, at=at, verb="results.withdrawn", target=held, reason=text)
    transaction.on_commit(partial(hide_dataset, edition=held.edition, by=by, at=at))
    return held


def _keep(edition: Edition, payload: dict[str, Any], *, by: User, at: datetime) -> FrozenResults:
    last = FrozenResults.objects.filter(edition=edition).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            frozen = FrozenResults.objects.create(
                edition=edition,
                number=last + 1,
                payload=payload,
                digest=pure.digest(payload),
                frozen_at=at,
                frozen_by=by,
            )
    except IntegrityError as error:  # somebody who did not wait for the edition
        raise AlreadyFrozen from error
    ProjectResult.objects.bulk_create(
        ProjectResult(results=frozen, submission_id=each["id"], rank=each["rank"], track=each["track"], detail=each)
        for each in payload["projects"]
    )
    return frozen


def _hold_results(results: FrozenResults) -> FrozenResults:
    """The results, locked, if they still stand."""
    rows = FrozenResults.objects.select_for_update(of=("self",), no_key=True).select_related("edition")
    held = rows.filter(pk=results.pk, withdrawn_at=None).first()
    if held is None:
        raise NotFrozen
    return held

"""What the jury decides about the results. Each decision has a reason, and holds until it is undone.

Whoever decides holds the edition: a freeze takes all decisions or none.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.editions.rules import Audience, MentionBy
from judging.actions.errors import ConflictOfInterest
from judging.actions.holding import hold
from judging.actions.outcome_errors import AlreadyFrozen, MayNotDecide, NoReason, NotTied
from judging.models import Assignment, Decision, FrozenResults
from judging.queries import counting, deliberation
from submissions.models import Submission

LONGEST_REASON = 4000


@transaction.atomic
def decide_order(*, edition: Edition, order: Sequence[int], reason: str, by: User, at: datetime) -> Decision:
    """Put neighbours that tie in this order, best first. Raises NotTied for any others."""
    held = _may_decide(edition, order, by=by, at=at)
    if not deliberation.may_order(held, counting.outcome(held), list(order)):
        raise NotTied
    return _decide(held, Decision.Kind.ORDER, {"order": list(order)}, reason, by=by, at=at)


@transaction.atomic
def exclude_judge(*, edition: Edition, judge: User, reason: str, by: User, at: datetime) -> Decision:
    """Count none of the person's reviews. For organisers."""
    held = _may_decide(edition, (), by=by, at=at, organisers_only=True)
    if not Assignment.objects.filter(edition=held, judge=judge).exists():
        raise MayNotDecide
    return _decide(held, Decision.Kind.EXCLUDE_JUDGE, {"judge": judge.pk}, reason, by=by, at=at)


@transaction.atomic
def mention(*, submission: Submission, prize: str, reason: str, by: User, at: datetime) -> Decision:
    """Give a project a mention that is the jury's to give."""
    held = _may_decide(submission.edition, [submission.pk], by=by, at=at)
    prizes = held.parsed_rules.prizes
    if not any(
        each.key == prize and each.audience == Audience.MENTION and each.by is MentionBy.JURY for each in prizes
    ):
        raise MayNotDecide
    return _decide(held, Decision.Kind.MENTION, {"prize": prize, "submission": submission.pk}, reason, by=by, at=at)


@transaction.atomic
def disqualify(*, submission: Submission, reason: str, by: User, at: datetime) -> Decision:
    """Put a project out of the competition: it has no place and wins nothing. For organisers."""
    held = _may_decide(submission.edition, [submission.pk], by=by, at=at, organisers_only=True)
    return _decide(held, Decision.Kind.DISQUALIFY, {"submission": submission.pk}, reason, by=by, at=at)


@transaction.atomic
def write_note(*, edition: Edition, reason: str, by: User, at: datetime) -> Decision:
    """Keep something that was said, for the record; it changes nothing."""
    return _decide(_may_decide(edition, (), by=by, at=at), Decision.Kind.NOTE, {}, reason, by=by, at=at)


@transaction.atomic
def undo_decision(*, decision: Decision, by: User, at: datetime) -> Decision:
    """Take a decision back; twice is once. What only organisers may decide, only they may undo."""
    only = decision.kind in (Decision.Kind.EXCLUDE_JUDGE, Decision.Kind.DISQUALIFY)
    concerned = projects_of(decision)
    _may_decide(decision.edition, concerned, by=by, at=at, organisers_only=only)
    if Decision.objects.filter(pk=decision.pk, undone_at=None).update(undone_at=at, undone_by=by):
        trail.record(edition=decision.edition, by=by, at=at, verb="decision.undone", target=decision)
    decision.refresh_from_db()
    return decision


def projects_of(decision: Decision) -> list[int]:
    """The projects that a decision is about."""
    one = decision.detail.get("submission")
    return [*decision.detail.get("order", ()), *([one] if one else ())]


def hold_unfrozen(edition: Edition) -> Edition:
    """The edition, held against other decisions and freezes. Raises AlreadyFrozen where results stand."""
    held = hold(edition)
    if FrozenResults.objects.filter(edition=held, withdrawn_at=None).exists():
        raise AlreadyFrozen
    return held


def said(reason: str, *, longest: int = LONGEST_REASON) -> str:
    """The reason as it is kept. Raises NoReason for none, one that is too long, or one that the database cannot keep."""
    text = reason.strip()
    if not text or len(text) > longest or "\x00" in text or not _is_text(text):
        raise NoReason
    return text


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair of code units
        return False
    return True


def _may_decide(
    edition: Edition, projects: Collection[int], *, by: User, at: datetime, organisers_only: bool = False
) -> Edition:
    """The edition, held, for who may decide about these projects of it."""
    organises = roles.is_organiser(by, edition)
    if not organises and (organisers_only or not deliberation.is_open_to_judge(edition, by, at=at)):
        raise MayNotDecide
    held = hold_unfrozen(edition)
    found = Submission.objects.delivered().filter(edition=held, pk__in=projects)
    if found.count() != len(set(projects)):
        raise MayNotDecide
    if deliberation.conflicted(by, held) & set(projects):
        raise ConflictOfInterest
    return held


def _decide(
    edition: Edition, kind: Decision.Kind, detail: dict[str, Any], reason: str, *, by: User, at: datetime
) -> Decision:
    """The decision; the same one twice is one."""
    text = said(reason)
    known = Decision.objects.filter(edition=edition, kind=kind, detail=detail, undone_at=None)
    if kind != Decision.Kind.NOTE and (same := known.first()) is not None:
        return same
    decision = Decision.objects.create(edition=edition, kind=kind, detail=detail, reason=text, at=at, by=by)
    trail.record(
        edition=edition, by=by, at=at, verb="decision.made", target=decision, reason=text, kind=kind.value, **detail
    )
    return decision

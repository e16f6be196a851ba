"""Conflicts of interest: found, declared and lifted. None is overridden in silence.

A conflict stands until somebody lifts it and says why. One that is found when the review was begun voids it: what was given is kept
and counts no more; a review that was not begun is taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.editions.rules import ConflictKind
from judging import jury_letters, jury_words
from judging.actions.errors import ConflictOfInterest, NotAJudge
from judging.actions.holding import hold
from judging.actions.jury_errors import CannotLift
from judging.actions.mentoring import set_mentor
from judging.actions.outcome_errors import NoReason
from judging.models import Assignment, Conflict
from judging.queries import conflicts as questions
from judging.queries.begun import begun
from submissions.models import Submission

SHORTEST_REASON = 3


class Review(StrEnum):
    """What became of the judge's review: there was none, it was taken back, or it counts no more."""

    NONE = "none"
    TAKEN_BACK = "taken_back"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A conflict that stands now, and what became of the review."""

    conflict: Conflict
    review: Review


@transaction.atomic
def declare_conflict(
    *,
    submission: Submission,
    judge: User,
    reason: str,
    by: User,
    at: datetime,
    kind: ConflictKind = ConflictKind.DECLARED,
) -> Outcome:
    """Say that ``judge`` should not review the project; the judge says it, or an organiser. Twice is once.

    A judge need not say why; an organiser does. Who should not judge because they mentored the team is written down as its mentor
    with it. ``NotAJudge`` for who is not on the jury.
    """
    edition = hold(submission.edition)
    if not roles.is_judge(judge, edition):
        raise NotAJudge
    said = reason.strip()
    if by.pk != judge.pk:
        _need_reason(said)
    if kind == ConflictKind.MENTOR:
        set_mentor(team=submission.team, user=judge, by=by, at=at)
    conflict = _stand(submission, judge, kind, edition=edition, reason=said, evidence={}, by=by, at=at)
    return Outcome(conflict, _release(conflict, by=by, at=at))


@transaction.atomic
def detect_conflicts(
    *,
    edition: Edition,
    by: User | None,
    at: datetime,
    judges: Iterable[User] | None = None,
    projects: Iterable[Submission] | None = None,
) -> tuple[Outcome, ...]:
    """Look for conflicts of the kinds that the rules name, of these ``judges`` and ``projects`` or of all; those that are new. One
    that was lifted stays lifted."""
    hold(edition)
    known = set(Conflict.objects.filter(edition=edition).values_list("judge", "submission", "kind"))
    seen = questions.found(edition, only=judges, projects=projects)
    new = [one for one in seen if (one.judge, one.project, one.kind.value) not in known]
    about = Submission.objects.select_related("edition", "current", "team").in_bulk({one.project for one in new})
    people = User.objects.in_bulk({one.judge for one in new})
    outcomes = []
    for one in new:
        conflict = _stand(
            about[one.project], people[one.judge], one.kind, edition=edition, reason="", evidence=dict(one.evidence),
            by=None, at=at,
        )  # fmt: skip
        outcomes.append(Outcome(conflict, _release(conflict, by=by, at=at)))
    return tuple(outcomes)


@transaction.atomic
def lift_conflict(*, conflict: Conflict, reason: str, by: User, at: datetime) -> Conflict:
    """Say that the judge may review the project after all, and why. What was voided stays so; they can be asked again.

    ``CannotLift`` while they are in the team: nobody judges their own.
    """
    hold(conflict.edition)
    locked = (
        Conflict.objects.select_for_update(of=("self",))
        .select_related("edition", "submission", "judge")
        .get(pk=conflict.pk)
    )
    said = reason.strip()
    _need_reason(said)
    if locked.lifted_at is not None:
        return locked
    if locked.submission.team.memberships.filter(user=locked.judge_id).exists():
        raise CannotLift
    locked.lifted_at, locked.lifted_by, locked.lifted_reason = at, by, said
    locked.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    trail.record(
        edition=locked.edition, by=by, at=at, verb="conflict.lifted", target=locked, reason=said, kind=locked.kind,
        judge=locked.judge_id, submission=locked.submission_id,
    )  # fmt: skip
    return locked


def refuse_standing(submission: Submission, judge: User) -> None:
    """``ConflictOfInterest`` with its kind while any conflict stands between the two, or the judge is in the team."""
    if submission.team.memberships.filter(user=judge).exists():
        raise ConflictOfInterest
    kind = questions.between(judge, submission).values_list("kind", flat=True).first()
    if kind is not None:
        raise ConflictOfInterest(kind)


def _need_reason(reason: str) -> None:
    if len(reason) < SHORTEST_REASON:
        raise NoReason


def _stand(
    submission: Submission,
    judge: User,
    kind: ConflictKind,
    *,
    edition: Edition,
    reason: str,
    evidence: dict[str, object],
    by: User | None,
    at: datetime,
) -> Conflict:
    """The conflict, standing: new, lifted before and now declared again, or as it is."""
    facts = {"edition": edition, "reason": reason, "evidence": evidence, "at": at, "by": by}
    conflict, created = Conflict.objects.get_or_create(
        judge=judge, submission=submission, kind=kind.value, defaults=facts
    )
    if not created:
        if conflict.lifted_at is None:
            return conflict
        conflict.lifted_at, conflict.lifted_by, conflict.lifted_reason = None, None, ""
        conflict.reason, conflict.at, conflict.by = reason, at, by
        conflict.save()
    trail.record(
        edition=edition, by=by, at=at, verb="conflict.stands", target=conflict, reason=reason, kind=kind.value,
        judge=judge.pk, submission=submission.pk, **evidence,
    )  # fmt: skip
    return conflict


def _release(conflict: Conflict, *, by: User | None, at: datetime) -> Review:
    """Take the judge's review of the project back, or void it where it was begun."""
    reviews = Assignment.objects.filter(submission=conflict.submission_id, judge=conflict.judge_id, voided_at=None)
    review = reviews.select_for_update(of=("self",)).select_related("edition", "submission", "judge").first()
    if review is None:
        return Review.NONE
    if not begun(reviews).exists():
        trail.record(
            edition=review.edition, by=by, at=at, verb="judge.unassigned", target=review, judge=review.judge_id,
            conflict=conflict.pk,
        )  # fmt: skip
        review.delete()
        return Review.TAKEN_BACK
    reason = jury_words.conflict(conflict.kind, conflict.reason, conflict.evidence)
    void_review(review, reason=reason, by=by, at=at)
    return Review.VOIDED


def void_review(review: Assignment, *, reason: str, by: User | None, at: datetime) -> None:
    """Let the review count no more, for ``reason``; the extra point goes back to its judge, who hears of it by mail."""
    review.voided_at, review.voided_by, review.voided_reason = at, by, reason[:1000]
    review.juror_point = False
    review.save(update_fields=["voided_at", "voided_by", "voided_reason", "juror_point"])
    trail.record(
        edition=review.edition, by=by, at=at, verb="review.voided", target=review, reason=reason, judge=review.judge_id
    )
    jury_letters.voided(
        review.submission, review.judge, reason=reason, key=f"judging.voided.{review.pk}.{at.timestamp():.0f}", at=at
    )

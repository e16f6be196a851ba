"""How something given becomes part of a review: whether it may, whether it is sound, and what the trail says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.rules import Rubric
from judging import aggregate, queries
from judging.actions.errors import (
    BadScore,
    BadText,
    IncompleteReview,
    JudgingClosed,
    JurorPointTaken,
    NotAssigned,
    ProjectWithdrawn,
    ReasonNeeded,
    ReviewVoided,
)
from judging.actions.locking import lock, refuse_conflict
from judging.models import Assignment, Remark, Score
from judging.validators import is_storable

TEXTS = ("comment", "note")
ERASED = 0
"""The confidence that takes a confidence back."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a judge gives: criterion → score (None erases it), criterion → remark (empty erases it), and ``extras``: comment,
    note, confidence (0 erases it) and juror_point, as far as they change."""

    scores: Mapping[str, int | None] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, Any] = field(default_factory=dict)


def lock_own(assignment: Assignment, *, by: User, at: datetime) -> Assignment:
    """The review, locked, if ``by`` may write it at ``at``; else why not."""
    locked = lock(assignment)
    if locked.judge_id != by.pk or not roles.is_judge(by, locked.edition):
        raise NotAssigned
    if locked.submission.withdrawn_at is not None:
        raise ProjectWithdrawn
    if locked.voided_at is not None:
        raise ReviewVoided(locked.voided_reason)
    refuse_conflict(locked.submission.team_id, by)
    window = locked.edition.parsed_rules.windows.judging
    if not queries.is_writable(locked, at):
        raise JudgingClosed(window)
    return locked


def give(locked: Assignment, given: Given, *, reason: str, by: User, at: datetime) -> dict[str, Any]:
    """Keep ``given`` in the locked review; what changed, as name → old and new."""
    rubric = locked.edition.parsed_rules.rubric
    _check(locked, given, rubric=rubric)
    scores = _save_scores(locked, given.scores, at=at)
    changes = scores | _save_remarks(locked, given.remarks, at=at) | _set_extras(locked, given.extras)
    if not changes and locked.saved_at is not None:
        return changes
    if changes and locked.submitted_at:
        if scores:
            refuse_blanks(locked)
        _amend(locked, reason, at=at)
    point_given = "juror_point" in changes and locked.juror_point
    if point_given:
        _take_from_withdrawn(locked, by=by, at=at)
    locked.saved_at = at
    _save_row(locked, point_given=point_given)
    trail.record(
        edition=locked.edition,
        by=by,
        at=at,
        verb="review.amended" if locked.submitted_at else "review.saved",
        target=locked,
        reason=reason.strip() if locked.submitted_at else "",
        changes=changes,
        judge=by.pk,
    )
    return changes


def refuse_blanks(locked: Assignment) -> dict[str, int]:
    """Its scores, or ``IncompleteReview`` with the criteria that lack one."""
    scores = dict(locked.scores.values_list("criterion", "value"))
    missing = aggregate.missing_criteria(
        scores,
        rubric=locked.edition.parsed_rules.rubric,
        artefacts=queries.artefacts_of(locked.submission),
        track=queries.track_of(locked.submission),
    )
    if missing:
        raise IncompleteReview(missing)
    return scores


def _check(locked: Assignment, given: Given, *, rubric: Rubric) -> None:
    asked = queries.asked_criteria(locked) if given.scores or given.remarks else ()
    known = {criterion.key: criterion for criterion in asked}
    for key, value in given.scores.items():
        in_scale = value is None or type(value) is int
        if key not in known or not in_scale:
            raise BadScore(key, value)
        if value is not None and not rubric.scale_min <= value <= rubric.top(known[key]):
            raise BadScore(key, value)
    for key, text in given.remarks.items():
        if key not in known:
            raise BadScore(key, text)
        _check_text(text, Remark._meta.get_field("text").max_length)
    may_point = bool(rubric.juror_point) and locked.stage != Assignment.Stage.PRACTICE
    _check_extras(given.extras, may_point=may_point)


def _check_extras(extras: Mapping[str, Any], *, may_point: bool) -> None:
    for name in TEXTS:
        if name in extras:
            _check_text(extras[name], Assignment._meta.get_field(name).max_length)
    point, confidence = extras.get("juror_point", False), extras.get("confidence", ERASED)
    if type(point) is not bool or (point and not may_point):
        raise BadScore("juror_point", point)
    if type(confidence) is not int or confidence not in (ERASED, *Assignment.Confidence.values):
        raise BadScore("confidence", confidence)


def _check_text(text: object, most: int) -> None:
    if not isinstance(text, str) or len(text) > most or not is_storable(text):
        raise BadText(most)


def _save_scores(assignment: Assignment, scores: Mapping[str, int | None], *, at: datetime) -> dict[str, Any]:
    """Write the scores that differ; give back criterion → old and new value."""
    before = dict(assignment.scores.values_list("criterion", "value")) if scores else {}
    changes = {}
    for key, value in scores.items():
        old = before.get(key)
        if old == value:
            continue
        changes[key] = {"old": old, "new": value}
        if value is None:
            assignment.scores.filter(criterion=key).delete()
        elif old is None:
            Score.objects.create(assignment=assignment, criterion=key, value=value, at=at)
        else:
            assignment.scores.filter(criterion=key).update(value=value, at=at)
    return changes


def _save_remarks(assignment: Assignment, remarks: Mapping[str, str], *, at: datetime) -> dict[str, Any]:
    """The same for remarks."""
    before = dict(assignment.remarks.values_list("criterion", "text")) if remarks else {}
    changes = {}
    for key, text in remarks.items():
        old = before.get(key, "")
        if old == text:
            continue
        changes[f"remark:{key}"] = {"old": old, "new": text}
        if text:
            Remark.objects.update_or_create(assignment=assignment, criterion=key, defaults={"text": text, "at": at})
        else:
            assignment.remarks.filter(criterion=key).delete()
    return changes


def _set_extras(assignment: Assignment, extras: Mapping[str, Any]) -> dict[str, Any]:
    """Set what the row itself holds (not yet saved); give back what changed."""
    changes: dict[str, Any] = {}
    for name, value in extras.items():
        old, new = getattr(assignment, name), (value or None) if name == "confidence" else value
        if new != old:
            changes[name] = {"old": old, "new": new}
            setattr(assignment, name, new)
    return changes


def _amend(locked: Assignment, reason: str, *, at: datetime) -> None:
    most = Assignment._meta.get_field("amended_reason").max_length
    if not reason.strip():
        raise ReasonNeeded
    _check_text(reason, most)
    locked.amended_at, locked.amended_reason = at, reason.strip()


def _take_from_withdrawn(assignment: Assignment, *, by: User, at: datetime) -> None:
    """The judge can no longer open a withdrawn project to take the extra point back: giving it elsewhere does. Nor one whose
    review was voided, and where one only practises there is none."""
    held = Assignment.objects.filter(edition=assignment.edition, judge=assignment.judge, juror_point=True)
    for other in held.exclude(pk=assignment.pk).select_related("submission"):
        practice = other.stage == Assignment.Stage.PRACTICE
        if other.submission.withdrawn_at is None and other.voided_at is None and not practice:
            continue
        Assignment.objects.filter(pk=other.pk).update(juror_point=False)
        changes = {"juror_point": {"old": True, "new": False}}
        trail.record(
            edition=assignment.edition, by=by, at=at, verb="review.saved", target=other, changes=changes, judge=by.pk
        )


def _save_row(assignment: Assignment, *, point_given: bool) -> None:
    names = ["comment", "note", "confidence", "juror_point", "saved_at", "amended_at", "amended_reason"]
    if not point_given:  # nothing else here breaks a constraint, and this is what a page does all the time
        assignment.save(update_fields=names)
        return
    try:
        with transaction.atomic():
            assignment.save(update_fields=names)
    except IntegrityError as error:
        raise JurorPointTaken from error

"""Questions about one review as its judge works on it."""

from datetime import datetime
from typing import Any

from hackathon.editions.rules import Criterion
from judging import aggregate
from judging.models import Assignment
from judging.queries.reviews import artefacts_of, track_of


def is_writable(assignment: Assignment, at: datetime) -> bool:
    """Whether reviews like this are written at ``at``: while the judging window is open; to practise, before it, too."""
    window = assignment.edition.parsed_rules.windows.judging
    if assignment.stage == Assignment.Stage.PRACTICE:
        return at < window.closes_at
    return window.is_open(at)


def asked_criteria(assignment: Assignment) -> tuple[Criterion, ...]:
    """The criteria that this review has to score, in the rubric's order."""
    project = assignment.submission
    rubric = assignment.edition.parsed_rules.rubric
    return aggregate.applicable_criteria(rubric, artefacts_of(project), track_of(project))


def remarks_of(assignment: Assignment) -> dict[str, str]:
    """Criterion → remark, as given so far."""
    return dict(assignment.remarks.values_list("criterion", "text"))


def part_of(assignment: Assignment, name: str, criterion: str = "") -> Any:
    """What one part of the review holds now: a score (None: there is none), a remark (empty: none), or a column of the row."""
    if name == "score":
        return assignment.scores.filter(criterion=criterion).values_list("value", flat=True).first()
    if name == "remark":
        return assignment.remarks.filter(criterion=criterion).values_list("text", flat=True).first() or ""
    return getattr(assignment, name)

"""Filters for the pages about who judges what."""

from django import template

from judging import jury_words
from judging.models import Assignment, Conflict

register = template.Library()
State = Assignment.State
TONES = {
    State.NOT_STARTED: "secondary",
    State.DRAFT: "warning",
    State.SUBMITTED: "success",
    State.AMENDED: "success",
    State.VOIDED: "danger",
}


@register.filter
def conflict_sentence(conflict: Conflict) -> str:
    """What stands between a judge and a project, with what it was seen in."""
    return jury_words.conflict(conflict.kind, conflict.reason, conflict.evidence)


@register.filter
def review_state(review: Assignment) -> str:
    """Where a review stands, in a word."""
    return str(review.state.label)


@register.filter
def review_tone(review: Assignment) -> str:
    """The colour beside that word."""
    return TONES[review.state]


@register.filter
def stage_name(stage: str) -> str:
    """A stage of judging by name."""
    return str(Assignment.Stage(stage).label)

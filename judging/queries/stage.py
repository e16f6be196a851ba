"""Who is on the stage, and for how long they may talk."""

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules
from judging.models import Assignment, OnStage
from judging.queries.reviews import own_assignments

MINUTES = 5
"""Where the rules name no live presentation."""


def on_stage(edition: Edition) -> OnStage | None:
    """What the organisers set last; its ``submission`` is None when the stage is empty. One query."""
    return OnStage.objects.filter(edition=edition).select_related("submission__current", "submission__team").first()


def review_on_stage(stage: OnStage | None, judge: User) -> Assignment | None:
    """The judge's own review of what is on the stage; None when they have none."""
    if stage is None or stage.submission_id is None:
        return None
    own = own_assignments(judge).prefetch_related("submission__current__entries__repo")
    return own.filter(submission=stage.submission_id).first()


def minutes(rules: EditionRules) -> int:
    """How long a live presentation may take, by the rules."""
    live = [each.minutes for each in rules.presentations if each.format == "live"]
    return (live or [each.minutes for each in rules.presentations] or [MINUTES])[0]


def mark(stage: OnStage | None) -> str:
    """Changes whenever somebody else is on the stage."""
    return f"{stage.submission_id or 0}-{stage.since.timestamp():.0f}" if stage else "0"

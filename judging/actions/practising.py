"""Judges talk about a project that all of them scored to practise."""

from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from judging.actions.errors import BadText, NotAssigned
from judging.models import Assignment, CommonProject, PracticeMessage
from judging.validators import is_storable


@transaction.atomic
def say_about_practice(*, assignment: Assignment, text: str, by: User, at: datetime) -> PracticeMessage:
    """Add a message to the discussion. ``NotAssigned`` for whoever has not sent their own scores of it: they would know the others'
    before they have any of their own. ``BadText`` for nothing, too much, or what cannot be kept."""
    said = text.strip()
    most = PracticeMessage._meta.get_field("text").max_length
    if not said or len(said) > most or not is_storable(said):
        raise BadText(most)
    sent = Assignment.objects.filter(pk=assignment.pk, judge=by, submitted_at__isnull=False, voided_at=None)
    practice = CommonProject.objects.filter(submission=assignment.submission_id, use=CommonProject.Use.PRACTICE).first()
    if practice is None or not sent.filter(stage=Assignment.Stage.PRACTICE).exists():
        raise NotAssigned
    message = PracticeMessage.objects.create(project=practice, author=by, text=said, at=at)
    trail.record(edition=assignment.edition, by=by, at=at, verb="practice.said", target=practice, message=message.pk)
    return message

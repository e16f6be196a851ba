"""What the jury says to the teams goes out only after somebody has read it: as it is, changed, or not at all."""

from datetime import datetime

from django.db import transaction

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging.actions.deciding import said
from judging.actions.outcome_errors import MayNotDecide, NothingSaid
from judging.models import Assignment, ModeratedComment
from judging.queries import publication

LONGEST = 5000


@transaction.atomic
def moderate_comment(*, review: Assignment, state: str, text: str = "", by: User, at: datetime) -> ModeratedComment:
    """Let a comment go out as ``text`` (empty: as it was written), or keep it back.

    What has been sent by mail stays sent; the team's page follows. Raises MayNotDecide, NothingSaid for a review that says
    nothing, NoReason for a text that cannot be kept.
    """
    if not roles.is_organiser(by, review.edition):
        raise MayNotDecide
    row = publication.commented(review.edition).filter(pk=review.pk).first()
    if row is None:
        raise NothingSaid
    values = {"state": ModeratedComment.State(state), "text": said(text or row.comment, longest=LONGEST)}
    moderated, _ = ModeratedComment.objects.update_or_create(assignment=row, defaults={**values, "at": at, "by": by})
    changed = moderated.text != row.comment.strip()
    trail.record(
        edition=row.edition, by=by, at=at, verb="comment.moderated", target=row, state=moderated.state, changed=changed
    )
    return moderated


@transaction.atomic
def approve_comments(*, edition: Edition, by: User, at: datetime) -> int:
    """Let all that nobody has looked at go out as they are. Returns how many."""
    waiting = list(publication.to_moderate(edition))
    for review in waiting:
        moderate_comment(review=review, state=ModeratedComment.State.APPROVED, by=by, at=at)
    return len(waiting)

"""What became of messages whose worker died, and sending again what a person decides to send again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from hackathon.mail import dispatch, queries
from hackathon.mail.models import Message

State = Message.State
RESENDABLE = frozenset({State.DOUBTFUL, State.FAILED, State.BOUNCED})


def sweep(*, at: datetime) -> int:
    """Call doubtful what has been on its way for too long, and nudge a worker when something waits; how many are in doubt."""
    stale = at - timedelta(seconds=settings.MAIL_STALE_SECONDS)
    doubtful = Message.objects.filter(state=State.SENDING, claimed_at__lte=stale).update(
        state=State.DOUBTFUL, error="interrupted"
    )
    if queries.due(at).exists():
        dispatch.deliver_soon()
    return doubtful


def resend(*, messages: QuerySet[Message], at: datetime) -> int:
    """Put back into the queue those of ``messages`` that failed, bounced or may not have arrived; how many."""
    with transaction.atomic():
        again = messages.filter(state__in=RESENDABLE).update(
            state=State.QUEUED, claim=None, claimed_at=None, attempts=0, error="", not_before=at
        )
        if again:
            transaction.on_commit(dispatch.deliver_soon)
    return again

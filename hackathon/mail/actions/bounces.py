"""Mail that came back after the server had taken it."""

from hackathon.mail.models import Message

State = Message.State
CAN_BOUNCE = (State.SENDING, State.SENT, State.DOUBTFUL)


def record_bounce(*, message_id: str, reason: str) -> Message | None:
    """The message of that Message-ID came back, for that reason; None when it is none of ours. Twice is as once."""
    Message.objects.filter(message_id=message_id, state__in=CAN_BOUNCE).update(state=State.BOUNCED, error=reason)
    return Message.objects.filter(message_id=message_id).first()

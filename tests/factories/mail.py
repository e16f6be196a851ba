"""Messages for tests, as rows of the outbox."""

from itertools import count

from hackathon.mail.models import Message
from tests.factories.editions import NOW

_numbers = count(1)


def make_message(email: str = "alicia@example.org", **fields: object) -> Message:
    """A message that waits to be sent to ``email``."""
    number = next(_numbers)
    values = {
        "subject": "Hola",
        "body": "Nos vemos mañana.",
        "key": f"test:{number}",
        "message_id": f"<{number}@example.org>",
        "queued_at": NOW,
        "not_before": NOW,
    }
    return Message.objects.create(email=email, **{**values, **fields})

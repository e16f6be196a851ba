"""Putting mail into the outbox. It is written there with what it is about, in the same transaction, and sent after that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from itertools import islice
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from hackathon.accounts.models import User
from hackathon.mail import dispatch
from hackathon.mail.models import Message

LANGUAGE = "es"
"""Nobody's language is kept, so what the site writes by itself is in Spanish."""
BULK = 500
LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message to be. ``key`` names its occasion, once and for all; ``to`` is the person, if they have an account."""

    email: str
    subject: str
    body: str
    key: str
    to: User | None = None
    language: str = LANGUAGE
    essential: bool = False
    batch: str = ""


def enqueue(
    *,
    to: User | None,
    subject: str,
    body: str,
    key: str,
    at: datetime,
    email: str = "",
    language: str = LANGUAGE,
    essential: bool = False,
    batch: str = "",
) -> Message | None:
    """Put one message into the outbox, to ``email`` or else to the person's own address; it goes out after the commit.

    The same ``key`` makes no second message: the first is returned as it is. None for somebody who deleted their data.
    """
    address = email or (to.email if to else "")
    letter = Letter(
        to=to, email=address, subject=subject, body=body, key=key, language=language, essential=essential, batch=batch
    )
    enqueue_many([letter], at=at)
    return Message.objects.filter(key=key).first()


def enqueue_many(letters: Iterable[Letter], *, at: datetime) -> None:
    """Put many into the outbox at once; those whose key is there already are passed over."""
    waiting = (_message(letter, at) for letter in letters if not (letter.to and letter.to.erased_at))
    with transaction.atomic():
        while some := list(islice(waiting, BULK)):
            Message.objects.bulk_create(some, ignore_conflicts=True)
        transaction.on_commit(dispatch.deliver_soon)


def _message(letter: Letter, at: datetime) -> Message:
    """The row. An address that is none does not stop whatever the mail is about: the row says so, and stays unsent."""
    reachable = _is_address(letter.email)
    return Message(
        user=letter.to,
        email=letter.email[:LONGEST_ADDRESS] if reachable else _one_line(letter.email)[:LONGEST_ADDRESS],
        subject=_one_line(letter.subject)[: Message._meta.get_field("subject").max_length],
        body=letter.body.replace("\x00", ""),
        language=letter.language,
        essential=letter.essential,
        key=letter.key,
        batch=letter.batch,
        message_id=new_message_id(),
        state=Message.State.QUEUED if reachable else Message.State.FAILED,
        error="" if reachable else "bad_address",
        queued_at=at,
        not_before=at,
    )


def new_message_id() -> str:
    """A Message-ID of this site's that nobody can guess: whoever names it has seen the message."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid4().hex}@{domain}>"


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= LONGEST_ADDRESS


def _one_line(text: str) -> str:
    """Headers have one line."""
    return " ".join(text.replace("\x00", "").split())

"""Sending what the outbox holds. Each message is claimed right before it is handed over, so that a worker that dies
leaves at most the one it held in doubt, and two workers never send the same one."""

import logging
import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import F

from hackathon.mail import dispatch, queries
from hackathon.mail.composing import compose
from hackathon.mail.models import Message
from hackathon.mail.smtp import Unanswered

logger = logging.getLogger(__name__)
State = Message.State

MAX_ATTEMPTS = 6
BACKOFF = timedelta(minutes=2)
"""The pause after the first refusal that is not for ever; each further one is three times as long."""
PAUSE = timedelta(minutes=1)
"""How long a message waits that the server was not there for."""
LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing a message over. ``stop``: the server is not there, or not for us; the rest can wait."""

    state: str
    error: str = ""
    counts: bool = True
    stop: bool = False


def deliver(*, at: datetime) -> int:
    """Send what is due, one batch over one connection; how many the server took.

    A server that is down, full or does not know us costs no message anything: what was claimed goes back, and all wait
    for the next sweep. When the batch was not all there is, a worker is nudged towards the rest.
    """
    waiting = list(queries.due(at).values_list("pk", flat=True)[: settings.MAIL_BATCH_SIZE])
    if not waiting:
        return 0
    try:
        with _connection() as connection:
            sent, stopped = _send_all(waiting, connection, at)
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("The mail server cannot be reached (%s); the outbox waits.", type(error).__name__)
        return 0
    if not stopped and queries.due(at).exists():
        dispatch.deliver_soon()
    return sent


def backoff(*, attempts: int) -> timedelta:
    """How long to wait after so many attempts.

    >>> [backoff(attempts=n).seconds // 60 for n in (1, 2, 3, 4, 5)]
    [2, 6, 18, 54, 162]
    """
    return BACKOFF * 3 ** (attempts - 1)


@contextmanager
def _connection() -> Iterator[Any]:
    """The mail server, open. Raises OSError or SMTPException when it is not to be had; saying goodbye cannot fail."""
    connection = get_connection()
    try:
        connection.open()
        yield connection
    finally:
        try:
            connection.close()
        except (OSError, smtplib.SMTPException) as error:
            logger.info("The mail server hung up first (%s).", type(error).__name__)


def _send_all(waiting: list[int], connection: Any, at: datetime) -> tuple[int, bool]:
    """How many went out, and whether the server made us stop. A batch ends in time, before the task's own limit."""
    sent, end = 0, time.monotonic() + settings.MAIL_BATCH_SECONDS
    for pk in waiting:
        if time.monotonic() > end:
            break
        message = _claim(pk, at)
        if message is None:
            continue
        outcome = _hand_over(message, connection)
        _settle(message, outcome, at)
        sent += outcome.state == State.SENT
        if outcome.stop:
            logger.warning("The mail server stopped us (%s); the outbox waits.", outcome.error)
            return sent, True
    return sent, False


def _claim(pk: int, at: datetime) -> Message | None:
    """One UPDATE decides who sends it."""
    won = Message.objects.filter(pk=pk, state=State.QUEUED, not_before__lte=at).update(
        state=State.SENDING, claim=uuid4(), claimed_at=at, attempts=F("attempts") + 1
    )
    return Message.objects.select_related("user").get(pk=pk) if won else None


def _hand_over(message: Message, connection: Any) -> Outcome:
    if not message.essential and queries.is_opted_out(email=message.email, user=message.user):
        return Outcome(State.SKIPPED)
    try:
        took = connection.send_messages([compose(message)])
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(*next(iter(error.recipients.values())), for_ever=State.BOUNCED)
    except smtplib.SMTPDataError as error:
        return _refused(error.smtp_code, error.smtp_error, for_ever=State.FAILED)
    except smtplib.SMTPNotSupportedError:
        return Outcome(State.FAILED, "bad_address")
    except Unanswered:
        return Outcome(State.DOUBTFUL, "unanswered", stop=True)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(State.QUEUED, type(error).__name__, counts=False, stop=True)
    except ValueError:  # a header or an address that no mail can have
        return Outcome(State.FAILED, "bad_header")
    return Outcome(State.SENT) if took else Outcome(State.FAILED, "bad_address")


def _refused(code: int, reply: bytes | str, *, for_ever: str) -> Outcome:
    """A server that says no: for ever (5xx), for now (4xx), or to anybody, since it is closing (421)."""
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    said = " ".join(f"{code} {text}".replace("\x00", "").split())[:LONGEST_ERROR]
    if code == 421:
        return Outcome(State.QUEUED, "421", counts=False, stop=True)
    return Outcome(for_ever if 500 <= code < 600 else State.QUEUED, said)


def _settle(message: Message, outcome: Outcome, at: datetime) -> None:
    """Write down what came of it, if the row is still ours. One that was taken for dead meanwhile, and was not, may say so."""
    ours = Message.objects.filter(pk=message.pk, claim=message.claim, state__in=(State.SENDING, State.DOUBTFUL))
    changes: dict[str, object] = {"state": outcome.state, "error": outcome.error}
    if outcome.state == State.SENT:
        changes["sent_at"] = at
    elif outcome.state == State.QUEUED:
        changes |= _later(message, outcome, at)
    ours.update(**changes)


def _later(message: Message, outcome: Outcome, at: datetime) -> dict[str, object]:
    """Back into the queue; or out of it, when it has been tried often enough."""
    if not outcome.counts:
        return {"claim": None, "claimed_at": None, "attempts": message.attempts - 1, "not_before": at + PAUSE}
    if message.attempts >= MAX_ATTEMPTS:
        return {"state": State.FAILED}
    return {"claim": None, "claimed_at": None, "not_before": at + backoff(attempts=message.attempts)}

"""Tells a worker that there is something to do. A message is only a nudge: the row in the database is the queue."""

import logging

from kombu.exceptions import KombuError

from hackathon.celery import app

logger = logging.getLogger(__name__)

NUDGE_EXPIRES_SECONDS = 600


def nudge(task: str, *arguments: int | str) -> bool:
    """Send the task of that name; False when the broker is down, in which case the sweep will nudge again.

    Old nudges expire: while workers are away the sweeps send new ones.
    """
    try:
        app.send_task(task, args=list(arguments), expires=NUDGE_EXPIRES_SECONDS, retry=False, ignore_result=True)
    except (KombuError, OSError):
        logger.warning("No broker to nudge for %s%s; the sweep will.", task, arguments, exc_info=True)
        return False
    return True


def waiting(queue: str) -> int:
    """How many messages nobody has taken from a queue yet; 0 where the broker does not say.

    For queues that may be without any worker for days: what is sent there all the same piles up.
    """
    with app.connection_for_read() as connection:
        try:
            with connection.channel() as channel:
                return channel.queue_declare(queue=queue, passive=True).message_count
        except (*connection.connection_errors, *connection.channel_errors, KombuError):
            return 0

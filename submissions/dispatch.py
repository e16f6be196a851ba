"""Tells a worker that there is something to do. A message is only a nudge: the row in the database is the queue."""

import logging

from kombu.exceptions import KombuError

from hackathon.celery import app

logger = logging.getLogger(__name__)

NUDGE_EXPIRES_SECONDS = 600


def audit_soon(audit_id: int) -> bool:
    """Nudge a worker towards an audit; False when the broker is down, in which case the sweep will nudge again.

    Old nudges expire: while workers are away the sweep sends new ones.
    """
    try:
        app.send_task(
            "submissions.tasks.audit",
            args=[audit_id],
            expires=NUDGE_EXPIRES_SECONDS,
            retry=False,
            ignore_result=True,
        )
    except (KombuError, OSError):
        logger.warning("No broker to nudge for audit %s; the sweep will.", audit_id, exc_info=True)
        return False
    return True

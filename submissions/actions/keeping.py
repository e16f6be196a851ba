"""What keeps the watch going without anyone: stranded looks go back, lists are asked, the close comes, verdicts follow."""

import logging
from collections.abc import Callable
from datetime import datetime

from hackathon.editions.models import Edition
from submissions import dispatch, queries
from submissions.actions.closing import close
from submissions.actions.rejudging import rejudge_stale
from submissions.actions.snapshots import put_back_stranded
from submissions.actions.sweeps import Hub, sweep_lists
from submissions.models import EvidenceLog

logger = logging.getLogger(__name__)


def keep_watch(*, at: datetime, hub: Hub, now: Callable[[], datetime]) -> None:
    """Do for each edition what is due at ``at``. May run at any time, and twice at once.

    An edition in which something breaks does not keep the others waiting.
    """
    put_back_stranded(at=at)
    for log in EvidenceLog.objects.select_related("edition").order_by("pk"):
        try:
            _keep(log.edition, at=at, hub=hub, now=now)
        except Exception:
            logger.exception("Watching the repos of %s broke", log.edition.slug)


def _keep(edition: Edition, *, at: datetime, hub: Hub, now: Callable[[], datetime]) -> None:
    if at >= edition.parsed_rules.windows.results_at or not edition.watches.exists():
        return
    close(edition=edition, at=at)
    sweep_lists(edition=edition, hub=hub, now=now)
    rejudge_stale(edition=edition, at=now())
    if queries.due(edition, at=now()).exists():
        dispatch.snapshots_soon(edition.pk)

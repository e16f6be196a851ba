"""Results whose moment has come are published: written down, prizes given, and told to the teams with what the jury says to them.

Pages honour the moment by themselves; here follows what has to be done once.
"""

import logging
from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from judging import results_letters
from judging.actions.awarding import award_all
from judging.actions.freezing import schedule_publication
from judging.models import FrozenResults
from judging.queries import publication

logger = logging.getLogger(__name__)


@transaction.atomic
def publish_now(*, results: FrozenResults, by: User, at: datetime) -> None:
    """Let everybody see the results from now on. Raises NotSigned, NotNow, NotFrozen."""
    schedule_publication(results=results, publish_at=at, by=by, at=at)
    _follow(results, at=at)


def publish_due(*, at: datetime) -> int:
    """Publish what is due, and write to teams whose jury's comments are ready. Returns how many results were published.

    May run at any time, and twice at once. An edition in which something breaks does not keep the others waiting.
    """
    published = 0
    for results in publication.unfinished().select_related("edition"):
        try:
            published += _follow(results, at=at)
        except Exception:
            logger.exception("Publishing the results of %s broke", results.edition.slug)
    return published


@transaction.atomic
def _follow(results: FrozenResults, *, at: datetime) -> bool:
    rows = FrozenResults.objects.select_for_update(of=("self",), no_key=True).select_related("edition")
    held = rows.filter(pk=results.pk, withdrawn_at=None).first()
    if held is None or not publication.is_public(held, at=at):
        return False
    new = held.published_at is None
    if new:
        held.published_at = at
        held.save(update_fields=["published_at"])
        trail.record(edition=held.edition, by=None, at=at, verb="results.published", target=held, digest=held.digest)
        award_all(edition=held.edition, by=None, at=at)
    if held.comments_sent_at is None and publication.comments_are_ready(held.edition):
        results_letters.tell_teams(held, at=at)
        held.comments_sent_at = at
        held.save(update_fields=["comments_sent_at"])
    return new

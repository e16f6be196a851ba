"""Away with a run that somebody imported: with a reason, which stays in the trail. What our own jobs measured is never removed."""

from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from submissions.actions.evaluation_sets import SHORTEST_REASON, NoReason
from submissions.models import EvaluationRun


class NotImported(Exception):
    """The run is not there any more, or it is one of our own."""


@transaction.atomic
def remove_imported(*, run: EvaluationRun, reason: str, by: User, at: datetime) -> None:
    """Delete a run that came from a file, with its results; the file may be brought again. Raises NoReason, NotImported."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise NoReason
    here = EvaluationRun.objects.select_for_update(of=("self",)).select_related("edition")
    held = here.filter(pk=run.pk, source=EvaluationRun.Source.IMPORT).first()
    if held is None:
        raise NotImported
    trail.record(
        edition=held.edition,
        by=by,
        at=at,
        verb="evaluation.removed",
        target=held,
        reason=reason.strip(),
        file=held.file_name,
        sha256=held.file_sha256,
    )
    held.delete()

"""Who is on the stage. Judges' phones follow it."""

from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging.actions.errors import ProjectWithdrawn
from judging.models import OnStage
from submissions.models import Submission


@transaction.atomic
def put_on_stage(*, edition: Edition, submission: Submission | None, by: User, at: datetime) -> OnStage:
    """``submission`` is being presented from now on; None: nobody is. ``ProjectWithdrawn`` when it takes no part (any more)."""
    if submission is not None and not Submission.objects.delivered().filter(pk=submission.pk, edition=edition).exists():
        raise ProjectWithdrawn
    stage, _created = OnStage.objects.update_or_create(
        edition=edition, defaults={"submission": submission, "since": at, "by": by}
    )
    shown = submission.pk if submission else None
    trail.record(edition=edition, by=by, at=at, verb="stage.set", target=submission or edition, submission=shown)
    return stage

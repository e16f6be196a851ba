"""Prizes: given to whom the frozen results say, taken back with a reason, and what the jury says of them.

Places follow from the ranking. Projects that share a place each get its prize, and the places that they fill stay without
one: with two first places there is no second. Mentions follow from the likes, a group's points or a decision of the jury; the
jury's own may also be given by hand.
"""

from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.registration.attendees import visible
from judging.actions.benefits import refresh
from judging.actions.certifying import revoke_of_prize
from judging.models import Award
from judging.queries import prizes as queries
from judging.queries import publication
from submissions.models import Submission

MAX_NOTE = Award._meta.get_field("note").max_length


class NotFrozen(Exception):
    """Prizes follow from frozen results, and there are none."""


class NotWon(Exception):
    """The results do not give this prize to this project."""


class NeedsReason(Exception):
    """A prize is not taken back without saying why."""


def award_all(*, edition: Edition, by: User | None, at: datetime) -> list[Award]:
    """Give what follows from the results that stand and was not given yet; those that are new. Raises ``NotFrozen``."""
    if publication.standing(edition) is None:
        raise NotFrozen
    with transaction.atomic():
        new = [
            given
            for proposal in queries.proposals(edition, awards=queries.awards_of(edition))
            if proposal.award is None
            and (given := _give(edition, proposal.submission, proposal.prize.key, by=by, at=at))
        ]
        refresh(edition=edition, by=by, at=at)
    return new


def award(*, submission: Submission, prize: str, by: User, at: datetime) -> Award:
    """Give one prize by hand; once, however often it is asked. Raises ``NotFrozen``, ``NotWon``."""
    edition = submission.edition
    if publication.standing(edition) is None:
        raise NotFrozen
    free = {each.key for each in queries.by_hand(edition)}
    taking_part = Submission.objects.delivered().filter(pk=submission.pk).exists()
    if (prize, submission.pk) not in queries.won(edition) and not (prize in free and taking_part):
        raise NotWon
    with transaction.atomic():
        _give(edition, submission, prize, by=by, at=at)
        refresh(edition=edition, by=by, at=at)
    return Award.objects.get(edition=edition, prize=prize, submission=submission)


@transaction.atomic
def take_back(*, award: Award, reason: str, by: User, at: datetime) -> None:
    """Take a prize back, and revoke its certificates. What was claimed or delivered of it stays, and is told apart.

    Raises ``NeedsReason``.
    """
    said = visible(reason)
    if not said:
        raise NeedsReason
    found = (
        Award.objects.select_for_update(of=("self",)).select_related("edition", "submission__edition").get(pk=award.pk)
    )
    trail.record(
        edition=found.edition,
        by=by,
        at=at,
        verb="award.taken_back",
        target=found,
        reason=said,
        prize=found.prize,
        submission=found.submission_id,
    )
    edition = found.edition
    revoke_of_prize(submission=found.submission, prize=found.prize, reason=said, by=by, at=at)
    found.delete()
    refresh(edition=edition, by=by, at=at)


@transaction.atomic
def write_note(*, award: Award, note: str, by: User, at: datetime) -> Award:
    """Say, for everybody, what the jury says of the prize; nothing takes it away again."""
    found = Award.objects.select_for_update(of=("self",)).select_related("edition").get(pk=award.pk)
    said = note.replace("\x00", "").strip()[:MAX_NOTE]
    if found.note != said:
        found.note = said
        found.save(update_fields=["note"])
        trail.record(edition=found.edition, by=by, at=at, verb="award.changed", target=found)
    return found


def _give(edition: Edition, submission: Submission, prize: str, *, by: User | None, at: datetime) -> Award | None:
    """The new prize, or None where it was given already."""
    given, created = Award.objects.get_or_create(
        edition=edition, prize=prize, submission=submission, defaults={"at": at, "by": by}
    )
    if not created:
        return None
    trail.record(edition=edition, by=by, at=at, verb="award.given", target=given, prize=prize, submission=submission.pk)
    return given

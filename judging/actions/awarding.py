"""Prizes: given to whom the frozen results say, taken back with a reason, and what the jury says of them.

Places follow from the ranking. Projects that share a place each get its prize, and the places that they fill stay without
one: with two first places there is no second. Mentions follow from the likes, a group's points or a decision of the jury: all
of it is in what was signed, and nothing is given that is not.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.accounts.models import User
from hackathon.accounts.roles import is_organiser
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.mail.actions import LANGUAGE
from hackathon.registration.attendees import visible
from judging.actions.benefits import refresh
from judging.actions.certifying import revoke_of_prize
from judging.actions.outcome_errors import NoReason, NotFrozen
from judging.models import Award
from judging.queries import awarded
from judging.queries import prizes as queries
from submissions.models import Submission

MAX_NOTE = Award._meta.get_field("note").max_length


class NotWon(Exception):
    """The results do not give this prize to this project."""


class MayNotAward(Exception):
    """Prizes are given and taken back by who runs the edition."""


@transaction.atomic
def award_all(*, edition: Edition, by: User | None, at: datetime) -> list[Award]:
    """Give what follows from the results that stand and was not given yet; those that are new. What a person took back stays so.

    Once the results are public, prizes that earlier ones gave and these do not are taken back; before, that would tell something.
    ``by`` None: the publication. Raises ``NotFrozen``, ``MayNotAward``.
    """
    _refuse_others(edition, by)
    if not awarded.is_frozen(edition):
        raise NotFrozen
    awards = queries.awards_of(edition)
    new = [
        given
        for proposal in queries.proposals(edition, awards=awards)
        if proposal.waiting and (given := _give(edition, proposal.submission, proposal.prize.key, by=by, at=at))
    ]
    if awarded.is_out(edition, at=at):
        _take_back_unfounded(edition, awards, by=by, at=at)
    refresh(edition=edition, by=by, at=at)
    return new


@transaction.atomic
def award(*, submission: Submission, prize: str, by: User, at: datetime) -> Award:
    """Give one prize that the results give, also where it was taken back; once, however often it is asked.

    Raises ``NotFrozen``, ``NotWon``, ``MayNotAward``.
    """
    edition = submission.edition
    _refuse_others(edition, by)
    if not awarded.is_frozen(edition):
        raise NotFrozen
    if (prize, submission.pk) not in awarded.won(edition):
        raise NotWon
    _give(edition, submission, prize, by=by, at=at)
    refresh(edition=edition, by=by, at=at)
    return Award.objects.get(edition=edition, prize=prize, submission=submission)


@transaction.atomic
def take_back(*, award: Award, reason: str, by: User, at: datetime) -> None:
    """Take a prize back, and revoke its certificates. What was claimed or delivered of it stays, and is told apart.

    Raises ``NoReason``, ``MayNotAward``.
    """
    _refuse_others(award.edition, by)
    said = visible(reason)
    if not said:
        raise NoReason
    _take_back(award, said, by=by, at=at)
    refresh(edition=award.edition, by=by, at=at)


@transaction.atomic
def write_note(*, award: Award, note: str, by: User, at: datetime) -> Award:
    """Say, for everybody, what the jury says of the prize; nothing takes it away again. Raises ``MayNotAward``."""
    _refuse_others(award.edition, by)
    found = Award.objects.select_for_update(of=("self",)).select_related("edition").get(pk=award.pk)
    said = note.replace("\x00", "").strip()[:MAX_NOTE]
    if found.note != said:
        found.note = said
        found.save(update_fields=["note"])
        trail.record(edition=found.edition, by=by, at=at, verb="award.changed", target=found)
    return found


def _refuse_others(edition: Edition, by: User | None) -> None:
    if by is not None and not is_organiser(by, edition):
        raise MayNotAward


def _give(edition: Edition, submission: Submission, prize: str, *, by: User | None, at: datetime) -> Award | None:
    """The new prize, or None where it was given already."""
    given, created = Award.objects.get_or_create(
        edition=edition, prize=prize, submission=submission, defaults={"at": at, "by": by}
    )
    if not created:
        return None
    trail.record(edition=edition, by=by, at=at, verb="award.given", target=given, prize=prize, submission=submission.pk)
    return given


def _take_back_unfounded(edition: Edition, awards: list[Award], *, by: User | None, at: datetime) -> None:
    follow = set(awarded.won(edition))
    with override(LANGUAGE):
        reason = _("Los resultados se corrigieron y ya no dan este premio.")
    for each in awards:
        if (each.prize, each.submission_id) not in follow:
            _take_back(each, reason, by=by, at=at)


def _take_back(award: Award, reason: str, *, by: User | None, at: datetime) -> None:
    rows = Award.objects.select_for_update(of=("self",)).select_related("edition", "submission__edition")
    found = rows.get(pk=award.pk)
    told = {"prize": found.prize, "submission": found.submission_id}
    trail.record(edition=found.edition, by=by, at=at, verb=awarded.TAKEN_BACK, target=found, reason=reason, **told)
    revoke_of_prize(submission=found.submission, prize=found.prize, reason=reason, by=by, at=at)
    found.delete()

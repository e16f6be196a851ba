"""Lists of attendees: people are put on them by an organiser, and claim their own row with an e-mail that they confirmed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.accounts.queries import held
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.registration.attendees import UPDATABLE, Attendee, Outcome, Step, clean_attendee, plan, waiting_for
from hackathon.registration.models import Registration

# What a list knows and a person is not asked for, or may have left empty.
KEPT_OF_A_LIST = ("country", "external_id", "team_wanted")


def add_attendee(
    *,
    edition: Edition,
    email: str,
    name: str,
    country: str = "",
    external_id: str = "",
    team_wanted: str = "",
    by: User | None,
    at: datetime,
) -> Outcome:
    """Put one person on the list of ``edition``, once, however often it is asked; what they registered themselves stays.

    Raises ValidationError.
    """
    attendee = clean_attendee(
        Attendee(email=email, name=name, country=country, external_id=external_id, team_wanted=team_wanted)
    )
    with transaction.atomic():
        (step,) = add_attendees(edition=edition, attendees=[attendee], at=at)
        if step.outcome in (Outcome.CREATED, Outcome.UPDATED):
            verb = "registration.added" if step.outcome == Outcome.CREATED else "registration.updated"
            trail.record(edition=edition, by=by, at=at, verb=verb, target=step.registration, changed=list(step.changed))
    return step.outcome


@transaction.atomic
def add_attendees(*, edition: Edition, attendees: Sequence[Attendee], at: datetime) -> list[Step]:
    """Put people on the list of ``edition``: clean ones (``clean_attendee``), one step each. Six queries, however many.

    Whoever imports writes the line in the trail: one for the whole list.
    """
    # One list at a time: two organisers would add the same people twice, or wait for each other's rows for ever.
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    steps = plan(edition=edition, attendees=attendees, lock=True)
    new = [step.registration for step in steps if step.outcome == Outcome.CREATED]
    for registration in new:
        registration.registered_at = at
    Registration.objects.bulk_create(new)
    updated = [step.registration for step in steps if step.outcome == Outcome.UPDATED]
    if updated:
        Registration.objects.bulk_update(updated, UPDATABLE)
    return steps


def claim(*, user: User, at: datetime) -> list[Registration]:
    """Make ``user``'s what lists hold for an e-mail that they confirmed; their registrations that came of it.

    Where the person has registered already, theirs stays and the list's row is merged into it. May run at every sign-in.
    """
    if not waiting_for(user).exists():
        return []
    with transaction.atomic():
        # The person first and their rows after, as when they register or take a seat.
        held(user)
        waiting = list(waiting_for(user).select_for_update(of=("self",)).select_related("edition").order_by("pk"))
        return [_claim_one(registration, user, at) for registration in waiting]


def _claim_one(waiting: Registration, user: User, at: datetime) -> Registration:
    own = Registration.objects.select_for_update().filter(edition=waiting.edition_id, user=user).first()
    if own is not None:
        return _merge(waiting, own, user, at)
    waiting.user, waiting.claimed_at = user, at
    waiting.save(update_fields=["user", "claimed_at"])
    trail.record(edition=waiting.edition, by=user, at=at, verb="registration.claimed", target=waiting)
    return waiting


def _merge(waiting: Registration, own: Registration, user: User, at: datetime) -> Registration:
    """What the person told us counts; what only the list knows is kept."""
    own.edition = waiting.edition
    learnt = [name for name in KEPT_OF_A_LIST if getattr(waiting, name) and not getattr(own, name)]
    for name in learnt:
        setattr(own, name, getattr(waiting, name))
    own.save(update_fields=learnt)
    trail.record(
        edition=own.edition, by=user, at=at, verb="registration.merged", target=own, gone=waiting.pk, learnt=learnt
    )
    waiting.delete()
    return own

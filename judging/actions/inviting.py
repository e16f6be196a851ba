"""Asking people to be on the jury, and what they answer. Each action is atomic and leaves a line in the trail.

The mail has a token that nobody can guess; with the invitation only its digest is kept, and the outbox keeps the letter as it went
out: so it is good once, and ends with the judging. Whoever has the mail may accept, with whatever account is theirs: people are
asked at one address and sign in with another, and whoever asked hears of it.
"""

import hashlib
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging import jury_letters
from judging.actions import common, conflicts
from judging.actions.jury_errors import AlreadyInvited, InvitationGone
from judging.models import Juror, JurorInvitation

OPEN = {"accepted_at": None, "declined_at": None, "revoked_at": None}


@transaction.atomic
def invite_juror(
    *, edition: Edition, email: str, by: User, at: datetime, name: str = "", language: str = "es"
) -> JurorInvitation:
    """Write to somebody and ask. ``AlreadyInvited`` for who is on the jury or has an open invitation."""
    address = email.strip().lower()
    if on_jury(edition, address):
        raise AlreadyInvited(on_jury=True)
    token, digest = new_token()
    invitation = JurorInvitation(
        edition=edition,
        email=address,
        name=name.strip(),
        language=language,
        token_digest=digest,
        invited_at=at,
        invited_by=by,
    )
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as error:  # the one open invitation of that address
        raise AlreadyInvited(on_jury=False) from error
    trail.record(edition=edition, by=by, at=at, verb="juror.invited", target=invitation)
    jury_letters.invited(invitation, token=token, at=at)
    return invitation


@transaction.atomic
def invite_again(*, invitation: JurorInvitation, by: User, at: datetime) -> JurorInvitation:
    """Write once more, with a new link; the old one opens nothing any more. Only while it is open."""
    locked = _lock(invitation)
    token, locked.token_digest = new_token()
    locked.save(update_fields=["token_digest"])
    trail.record(edition=locked.edition, by=by, at=at, verb="juror.invited_again", target=locked)
    jury_letters.invited(locked, token=token, at=at)
    return locked


@transaction.atomic
def revoke_invitation(*, invitation: JurorInvitation, by: User, at: datetime) -> None:
    """Take an open invitation back. Its link opens nothing any more."""
    locked = _lock(invitation)
    locked.revoked_at = at
    locked.save(update_fields=["revoked_at"])
    trail.record(edition=locked.edition, by=by, at=at, verb="juror.invitation_revoked", target=locked)


@transaction.atomic
def accept_invitation(*, token: str, by: User, at: datetime) -> JurorInvitation:
    """Be on the jury from now on. The link is good once; ``InvitationGone`` afterwards, and when the judging is over."""
    locked = _lock(open_invitation(token, at=at))
    locked.accepted_at, locked.accepted_by = at, by
    locked.save(update_fields=["accepted_at", "accepted_by"])
    roles.grant(user=by, edition=locked.edition, kind=Role.Kind.JUDGE, by=locked.invited_by, at=at)
    Juror.objects.get_or_create(edition=locked.edition, user=by, defaults={"updated_at": at})
    trail.record(edition=locked.edition, by=by, at=at, verb="juror.accepted", target=locked)
    conflicts.detect_conflicts(edition=locked.edition, judges=[by], by=by, at=at)
    common.seat_practice(edition=locked.edition, by=by, at=at)
    jury_letters.accepted(locked, at=at)
    return locked


@transaction.atomic
def decline_invitation(*, token: str, at: datetime, by: User | None = None) -> JurorInvitation:
    """Say no. Nobody needs an account for that."""
    locked = _lock(open_invitation(token, at=at))
    locked.declined_at = at
    locked.save(update_fields=["declined_at"])
    trail.record(edition=locked.edition, by=by, at=at, verb="juror.declined", target=locked)
    jury_letters.declined(locked, at=at)
    return locked


@transaction.atomic
def remind_jurors(*, edition: Edition, pending: dict[User, int], by: User, at: datetime) -> int:
    """Write to those who have reviews left, how many; at most once a day. How many people that are."""
    jury_letters.remind(edition, pending, at=at)
    trail.record(edition=edition, by=by, at=at, verb="jury.reminded", target=edition, people=len(pending))
    return len(pending)


def open_invitation(token: str, *, at: datetime) -> JurorInvitation:
    """The open invitation whose mail has that token. ``InvitationGone`` when there is none, or nothing is left to judge: a link
    that was kept, or passed on, opens nothing of what the jury talks over afterwards."""
    found = JurorInvitation.objects.select_related("edition", "invited_by").filter(
        token_digest=digest_of(token), **OPEN
    )
    invitation = found.first()
    if invitation is None or at >= invitation.edition.parsed_rules.windows.judging.closes_at:
        raise InvitationGone
    return invitation


def on_jury(edition: Edition, email: str) -> bool:
    """Whether somebody with that address is on the jury."""
    people = User.objects.alias(lower=Lower("email")).filter(lower=email.lower())
    return Role.objects.filter(edition=edition, kind=Role.Kind.JUDGE, user__in=people).exists()


def new_token() -> tuple[str, str]:
    """A token of 256 bits, and the digest of it that is kept."""
    token = secrets.token_urlsafe(32)
    return token, digest_of(token)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _lock(invitation: JurorInvitation) -> JurorInvitation:
    rows = JurorInvitation.objects.select_for_update(of=("self",)).select_related("edition", "invited_by")
    found = rows.filter(pk=invitation.pk, **OPEN).first()
    # A second mail replaced the first while the page was open: only the newest link counts.
    if found is None or found.token_digest != invitation.token_digest:
        raise InvitationGone
    return found

"""Two accounts turn out to be one person's."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hackathon.accounts import personal, queries
from hackathon.accounts.actions.erasing import close
from hackathon.accounts.models import User
from hackathon.accounts.personal import MergeConflict
from hackathon.editions import trail


class NotYours(Exception):
    """Whoever merges must run every edition that either account has to do with; only a superuser merges superusers."""


@transaction.atomic
def merge_accounts(*, keep: User, gone: User, by: User, at: datetime, reason: str) -> User:
    """Make ``keep``'s everything that was ``gone``'s, and close ``gone``. Gives ``keep`` as it is then.

    Raises NotYours, and MergeConflict where both have what one person has once; then nothing has changed.
    """
    keep, gone = _both(keep, gone)
    if not queries.may_merge(by=by, keep=keep, gone=gone):
        raise NotYours
    if gone.pk == by.pk or gone.is_superuser:
        raise MergeConflict(_("La cuenta que desaparece es la tuya o administra el sitio. Elige que se quede esa."))
    editions = queries.editions_of(keep, gone)
    for keeper in personal.keepers():
        keeper.merge(keep, gone, at)
    close(gone, at)
    for edition in editions or [None]:
        trail.record(
            edition=edition,
            by=by,
            at=at,
            verb="account.merged",
            target=keep,
            reason=reason,
            person=keep.pk,
            gone=gone.pk,
        )
    return keep


def _both(keep: User, gone: User) -> tuple[User, User]:
    """Both rows, held in the order of their keys, so that two who merge the same pair do not wait for each other."""
    if keep.pk == gone.pk:
        raise MergeConflict(_("Es la misma cuenta dos veces. Elige la otra."))
    held = {user.pk: user for user in queries.held_all([keep.pk, gone.pk])}
    if len(held) < 2 or any(user.erased_at for user in held.values()):
        raise MergeConflict(_("Una de las dos cuentas ya no existe: se borró o se unió a otra."))
    return held[keep.pk], held[gone.pk]

"""A person deletes their data. What others' work refers to stays, without a name."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hackathon.accounts import personal, queries
from hackathon.accounts.models import Role, User
from hackathon.editions import trail


class CannotErase(Exception):
    """The site would be left without somebody it needs. ``what`` is a sentence that says what to do first."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@transaction.atomic
def erase_person(*, user: User, by: User, at: datetime) -> None:
    """Delete what the site keeps about ``user``, for good; twice is once. Raises CannotErase.

    The row stays where others' work hangs on it (a delivered project, a review that was sent), under a placeholder name, and
    nobody signs in with it again. Their e-mail and their accounts on the Hub and on Discord are free for a new account.
    """
    person = queries.held(user)
    if person.erased_at:
        return
    _hold_organisers(person)
    obstacle = obstacle_to_erase(person)
    if obstacle:
        raise CannotErase(obstacle)
    editions = queries.editions_of(person)
    for keeper in personal.keepers():
        keeper.erase(person, at)
    close(person, at)
    for edition in editions or [None]:
        trail.record(edition=edition, by=by, at=at, verb="account.erased", target=person)


def close(person: User, at: datetime) -> None:
    """Nothing of the person is left on the row, and nobody gets in by it."""
    person.email = f"{uuid.uuid4().hex}@erased.invalid"
    person.name = person.hub_name = person.hub_username = person.discord_username = ""
    person.hub_sub = person.discord_id = person.last_login = None
    person.hub_orgs = []
    person.is_active = person.is_staff = person.is_superuser = False
    person.erased_at = at
    person.set_unusable_password()
    person.groups.clear()
    person.user_permissions.clear()
    person.save()


def obstacle_to_erase(person: User) -> str:
    """What keeps the person from deleting their data, as a sentence that says what to do first; empty: nothing."""
    if person.is_superuser:
        return _("Administras el sitio entero. Pide a otra persona que lo administre que te quite antes ese permiso.")
    alone = queries.editions_run_alone(person)
    if alone:
        return _("No hay nadie más que organice «%(edition)s». Da antes ese papel a otra persona.") % {
            "edition": alone[0].title
        }
    return ""


def _hold_organisers(person: User) -> None:
    """Two organisers who leave at the same moment would each count on the other."""
    own = person.roles.filter(kind=Role.Kind.ORGANISER).values("edition")
    desks = Role.objects.filter(kind=Role.Kind.ORGANISER, edition__in=own)
    list(desks.select_for_update(no_key=True).order_by("pk"))

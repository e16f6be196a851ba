"""What people hear by e-mail about their benefits, into the outbox with the deed. A code itself travels in no mail."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.accounts.models import User
from hackathon.editions.wording import in_words
from hackathon.mail.actions import LANGUAGE, Letter, enqueue_many
from hackathon.mail.links import absolute
from judging.models import Entitlement
from judging.queries import prizes as queries


def tell_codes(entitlements: Iterable[Entitlement], *, at: datetime) -> None:
    """Say to whose they are that a code waits for them, and where; once."""
    enqueue_many((letter for each in entitlements for letter in _letters(each)), at=at)


def _letters(entitlement: Entitlement) -> Iterator[Letter]:
    person = _owner(entitlement)
    benefit = queries.benefit_of(entitlement.edition, entitlement.prize, entitlement.benefit)
    if person is None or benefit is None:
        return
    with override(LANGUAGE):
        paragraphs = [
            _("Ya tienes tu código para esto: %(benefit)s.") % {"benefit": in_words(benefit.title)},
            _("Está en tu página de premios. Por seguridad no lo escribimos en el correo:"),
            absolute(reverse("judging:own_prizes")),
        ]
        yield Letter(
            to=person,
            email=person.email,
            subject=_("Tu código de %(edition)s") % {"edition": entitlement.edition.title},
            body="\n\n".join(paragraphs),
            key=f"judging.benefit_code.{entitlement.pk}",
        )


def _owner(entitlement: Entitlement) -> User | None:
    if entitlement.user_id:
        return entitlement.user
    return entitlement.team.captain if entitlement.team else None

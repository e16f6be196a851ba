"""The close: the log says that it has come, every repo is to be looked at, and jury and organisers get the log's head."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition
from hackathon.mail import actions as mail
from hackathon.mail.links import absolute
from submissions.actions.evidence import append
from submissions.actions.watching import held, want
from submissions.deadline.record import EntryKind, Reason, iso
from submissions.models import EvidenceEntry, EvidenceLog, Watch

LISTS_FIRST: Final = timedelta(seconds=60)
"""So long the repos wait for the lists, which can spare most of them a look of their own."""


@transaction.atomic
def close(*, edition: Edition, at: datetime) -> EvidenceEntry | None:
    """Close the edition's log for the close of its delivery, once; None before it, or when that is done already.

    A delivery whose close is moved is closed again, for the new one. Everything that is watched is due from now on, and the
    lists are asked first.
    """
    edition = Edition.objects.get(pk=edition.pk)
    rules = edition.parsed_rules
    if at < rules.counts_until:
        return None
    watches = held(Watch.objects.filter(edition=edition))
    if not _claim(edition, counts_until=rules.counts_until, at=at):
        return None
    want(Watch.objects.filter(edition=edition), reason=Reason.DEADLINE, at=at + LISTS_FIRST)
    body = {
        "closes_at": iso(rules.windows.submission.closes_at),
        "counts_until": iso(rules.counts_until),
        "watched": len(watches),
    }
    entry = append(edition=edition, kind=EntryKind.CLOSED, body=body, at=at, key=f"closed:{iso(rules.counts_until)}")
    _tell(edition, entry, at=at)
    return entry


def _claim(edition: Edition, *, counts_until: datetime, at: datetime) -> bool:
    """One UPDATE decides who closes it."""
    EvidenceLog.objects.get_or_create(edition=edition)
    open_ = EvidenceLog.objects.filter(edition=edition).exclude(closed_for__isnull=False, closed_for=counts_until)
    return bool(open_.update(closed_for=counts_until, next_sweep_at=at))


def _tell(edition: Edition, entry: EvidenceEntry, *, at: datetime) -> None:
    with override(mail.LANGUAGE):
        subject = _("%(edition)s: cerró la entrega, guarda esta huella") % {"edition": edition.title}
        body = _letter(edition, entry)
    mail.enqueue_many(
        [
            mail.Letter(
                to=person,
                email=person.email,
                subject=subject,
                body=body,
                key=f"{entry.hash}:{person.pk}",
                essential=True,
            )
            for person in _readers(edition)
        ],
        at=at,
    )


def _readers(edition: Edition) -> list[User]:
    kinds = (Role.Kind.JUDGE, Role.Kind.ORGANISER)
    people = User.objects.filter(roles__edition=edition, roles__kind__in=kinds, is_active=True)
    return list(people.exclude(email="").distinct().order_by("pk"))


def _letter(edition: Edition, entry: EvidenceEntry) -> str:
    paragraphs = [
        _("La entrega de «%(edition)s» ha cerrado, y con ella el registro de lo que vimos de cada repositorio."),
        _("El registro tiene %(entries)s apuntes. La huella del último es:"),
        "%(hash)s",
        _(
            "Guarda este correo. Cada apunte lleva la huella del anterior: si alguien cambiara, añadiera o quitara algo "
            "de lo que hay hasta aquí, esta huella dejaría de salir al comprobarlo."
        ),
        _("Qué es esto y cómo se comprueba: %(url)s"),
    ]
    return "\n\n".join(paragraphs) % {
        "edition": edition.title,
        "entries": entry.sequence,
        "hash": entry.hash,
        "url": absolute(reverse("submissions:evidence", args=[edition.slug])),
    }

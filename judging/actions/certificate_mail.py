"""What people hear by e-mail about their certificates, into the outbox with the deed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from hackathon.mail.actions import LANGUAGE, Letter, enqueue_many
from hackathon.mail.links import absolute
from judging.certificates import wording
from judging.models import Certificate, CertificateBatch, CertificateFile


def tell_ready(batch: CertificateBatch, *, at: datetime) -> None:
    """Write to everybody whose certificates the batch drew: one mail each, however many there are."""
    own: dict[int, list[Certificate]] = defaultdict(list)
    drawn = CertificateFile.objects.filter(certificate=OuterRef("pk"))
    rows = Certificate.objects.filter(Exists(drawn), batch=batch, revoked_at=None, user__isnull=False)
    for certificate in rows.select_related("user").order_by("pk"):
        own[certificate.user_id].append(certificate)
    told = f"judging.certificates.{batch.pk}"
    enqueue_many((_letter(each, key=f"{told}.{user}", batch=told) for user, each in own.items()), at=at)


def tell_anew(certificate: Certificate, *, at: datetime) -> None:
    """Write to somebody whose certificate was made out anew: the one that they have holds no more."""
    if certificate.user is not None:
        enqueue_many([_letter([certificate], key=f"judging.certificate.{certificate.pk}", anew=True)], at=at)


def _letter(certificates: Sequence[Certificate], *, key: str, batch: str = "", anew: bool = False) -> Letter:
    person = certificates[0].user
    with override(LANGUAGE):
        edition = {"edition": wording.edition_of(certificates[0])}
        subject = ngettext("Tu certificado de %(edition)s", "Tus certificados de %(edition)s", len(certificates))
        paragraphs = [
            _("La organización ha vuelto a expedir tu certificado de %(edition)s. El anterior ya no vale:") % edition
            if anew
            else _("¡Gracias por formar parte de %(edition)s! Ya puedes descargar esto:") % edition,
            "\n".join(f"- {wording.title(each.kind)}: {wording.address(each)}" for each in certificates),
            _("Los tienes todos, en español y en inglés, en esta página:"),
            absolute(reverse("judging:own_certificates")),
        ]
        return Letter(
            to=person,
            email=person.email,
            subject=subject % edition,
            body="\n\n".join(paragraphs),
            key=key,
            batch=batch,
        )

"""A certificate as it would be, for a look before all are made. It is kept nowhere, and its code is nobody's."""

import logging
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.editions.models import Edition
from hackathon.editions.rules import Audience
from judging.certificates import codes, wording
from judging.certificates.drawing import NoGlyphs, pdf
from judging.models import Certificate

__all__ = ["NoGlyphs", "NotDrawn", "pdf_of"]

logger = logging.getLogger(__name__)

CODE = "2" * (codes.LENGTH - 1)


class NotDrawn(Exception):
    """It cannot be drawn, for a reason that the log has."""


def pdf_of(edition: Edition, *, kind: str, language: str, name: str, at: datetime) -> bytes:
    """The sample. Raises ``NoGlyphs``, ``NotDrawn``."""
    with override(language):
        project = {"project": _("El nombre del proyecto"), "team": _("El equipo"), "teams": [_("El equipo")]}
    facts = {**wording.edition_facts(edition), **project, "reviews": 12, "prize": _prize(edition, kind)}
    certificate = Certificate(
        edition=edition, kind=kind, name=name, code=CODE + codes.check_sign(CODE), facts=facts, issued_at=at
    )
    try:
        return pdf(wording.sheet(certificate, language=language, sample=True), fonts=settings.CERTIFICATE_FONTS)
    except NoGlyphs:
        raise
    except Exception as error:
        logger.exception("A sample of %s could not be drawn", edition)
        raise NotDrawn from error


def _prize(edition: Edition, kind: str) -> dict[str, str]:
    """The first prize of that sort."""
    audience = Audience.PLACE if kind == Certificate.Kind.WINNER else Audience.MENTION
    found = (prize for prize in edition.parsed_rules.prizes if prize.audience == audience)
    return next((wording.text_of(prize.title) for prize in found), {})

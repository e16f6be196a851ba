"""What a certificate says, in each language. Names of editions, prizes and projects are its ``facts``, as they were then."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.editions.rules import Text
from hackathon.mail.links import absolute
from judging.certificates import codes
from judging.certificates.drawing import Part, Sheet
from judging.certificates.sharing import linkedin_url
from judging.models import Certificate

Kind = Certificate.Kind
_PLACE: Final = re.compile(r"%\((\w+)\)s")


def edition_of(certificate: Certificate) -> str:
    """What the edition is called: as it was then, or as it is where the facts have gone with the person's data."""
    return told(certificate.facts.get("edition")) or certificate.edition.title


def title(kind: str) -> str:
    """The heading, in the reader's language."""
    titles = {
        Kind.PARTICIPANT: _("Certificado de participación"),
        Kind.DELIVERED: _("Certificado de proyecto presentado"),
        Kind.WINNER: _("Certificado de premio"),
        Kind.MENTION: _("Mención de honor"),
        Kind.JURY: _("Certificado de jurado"),
        Kind.MENTOR: _("Certificado de mentoría"),
    }
    return titles[Kind(kind)]


def told(text: Any) -> str:
    """A text of the facts, which is one for every language or a mapping of languages to texts."""
    if not isinstance(text, Mapping):
        return str(text or "")
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return text.get(language) or next(iter(text.values()), "")


def text_of(text: Text) -> dict[str, str]:
    """A text of the rules as it is kept in the facts."""
    return dict(text.translations)


def parts(kind: str, facts: Mapping[str, Any]) -> tuple[Part, ...]:
    """The sentence under the name, in the reader's language; what it is about stands out."""
    sentence = _sentence(kind, facts)
    values = {
        "prize": told(facts.get("prize")),
        "project": facts.get("project", ""),
        "team": facts.get("team", ""),
        "teams": listed(facts.get("teams", ())),
        "n": str(facts.get("reviews", "")),
        "from": _day(facts.get("from")),
        "until": _day(facts.get("until")),
    }
    return tuple(_filled(sentence, values))


def sentence_of(certificate: Certificate) -> str:
    """The same in one piece, for a page."""
    return "".join(part.text for part in parts(certificate.kind, certificate.facts))


def address(certificate: Certificate) -> str:
    """Where anybody can ask whether it is true."""
    return absolute(reverse("judging:certificate", args=[codes.shown(certificate.code)]))


def linkedin(certificate: Certificate) -> str:
    """The link with which its owner adds it to their profile."""
    edition = told(certificate.facts.get("edition"))
    return linkedin_url(
        name=f"{title(certificate.kind)} – {edition}",
        organisation=edition,
        issued=issued_on(certificate.issued_at, certificate.facts),
        address=address(certificate),
        code=codes.shown(certificate.code),
    )


def issued_on(at: datetime, facts: Mapping[str, Any]) -> date:
    """The day of its issue where the edition is at home."""
    return at.astimezone(ZoneInfo(facts.get("timezone") or "UTC")).date()


def sheet(certificate: Certificate, *, language: str, sample: bool = False) -> Sheet:
    """All that the paper says, in ``language``."""
    with override(language):
        issued = issued_on(certificate.issued_at, certificate.facts)
        return Sheet(
            language=language,
            edition=told(certificate.facts.get("edition")),
            title=title(certificate.kind),
            lead=_("Se otorga a"),
            name=certificate.name,
            body=parts(certificate.kind, certificate.facts),
            issued=_("Expedido el %(day)s") % {"day": _day(issued.isoformat())},
            how=_("Cualquiera puede comprobar que es auténtico:"),
            address=address(certificate),
            code_label=_("Código"),
            code=codes.shown(certificate.code),
            day=(issued.year, issued.month, issued.day),
            sample=_("MUESTRA") if sample else "",
        )


def edition_facts(edition: Edition) -> dict[str, Any]:
    """What every certificate of an edition tells of it."""
    rules = edition.parsed_rules
    zone = ZoneInfo(rules.timezone)
    return {
        "edition": text_of(rules.title),
        "timezone": rules.timezone,
        "from": rules.windows.registration.opens_at.astimezone(zone).date().isoformat(),
        "until": rules.windows.results_at.astimezone(zone).date().isoformat(),
    }


def listed(texts: Any) -> str:
    """A list as a sentence has it: "A, B y C"."""
    *most, last = [str(text) for text in texts] or [""]
    return _("%(most)s y %(last)s") % {"most": ", ".join(most), "last": last} if most else last


def _sentence(kind: str, facts: Mapping[str, Any]) -> str:
    if kind == Kind.MENTOR:
        return ngettext(
            "por su mentoría al equipo %(teams)s.",
            "por su mentoría a los equipos %(teams)s.",
            len(facts.get("teams", ())),
        )
    if kind == Kind.JURY:
        return ngettext(
            "por formar parte del jurado y evaluar %(n)s proyecto.",
            "por formar parte del jurado y evaluar %(n)s proyectos.",
            facts.get("reviews", 0),
        )
    sentences = {
        Kind.PARTICIPANT: _("por su participación, del %(from)s al %(until)s."),
        Kind.DELIVERED: _("por presentar el proyecto %(project)s con el equipo %(team)s."),
        Kind.WINNER: _("%(prize)s, con el proyecto %(project)s del equipo %(team)s."),
        Kind.MENTION: _("%(prize)s: %(project)s, del equipo %(team)s."),
    }
    return sentences[Kind(kind)]


def _filled(sentence: str, values: Mapping[str, str]) -> Iterator[Part]:
    for at, piece in enumerate(_PLACE.split(sentence)):
        if at % 2:
            yield Part(values[piece], strong=piece in ("prize", "project", "team", "teams"))
        elif piece:
            yield Part(piece)


def _day(iso: str | None) -> str:
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return formats.date_format(day, "j F Y" if get_language() == "en" else r"j \d\e F \d\e Y")

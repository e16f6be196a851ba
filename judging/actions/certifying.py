"""Certificates: made out, drawn, revoked, made out anew with another name."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.registration.attendees import visible
from judging.actions import certificate_mail
from judging.actions.outcome_errors import NoReason
from judging.certificates import codes, wording
from judging.certificates.deserving import Deserved
from judging.certificates.drawing import NoGlyphs, pdf
from judging.models import Certificate, CertificateBatch, CertificateFile
from judging.queries import certificates as queries
from submissions.models import Submission

logger = logging.getLogger(__name__)

LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)
NO_GLYPHS, NOT_DRAWN = "no_glyphs", "not_drawn"
MAX_NAME = Certificate._meta.get_field("name").max_length
MAX_PROBLEM = Certificate._meta.get_field("problem").max_length


class NoName(Exception):
    """A certificate has to name somebody."""


class AlreadyRevoked(Exception):
    """The certificate does not hold any more, so there is nothing to revoke."""


class AlreadyReplaced(Exception):
    """There is another one in the place of this, which holds."""


def issue(
    *, edition: Edition, kinds: Sequence[str], by: User | None, at: datetime, batch: CertificateBatch | None = None
) -> int:
    """Make out a certificate for everybody who deserves one of these ``kinds`` and never had one; how many are new.

    Asked twice, also at once, it makes each once: the database holds one of a kind and prize for each person. What was
    revoked stays so, until a person makes it out anew.
    """
    had = set(queries.certificates(edition).values_list("kind", "user", "prize"))
    wanted = queries.deserved_in(edition, kinds=kinds, at=at)
    known = queries.known(edition)
    common = wording.edition_facts(edition)
    new = [
        _made_out(edition, each, known, common, by=by, at=at, batch=batch)
        for each in wanted
        if (each.kind.value, each.person, each.prize) not in had
    ]
    with transaction.atomic():
        before = queries.live(edition).count()
        Certificate.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
        made = queries.live(edition).count() - before
        if made:
            trail.record(
                edition=edition, by=by, at=at, verb="certificates.issued", target=edition, made=made, kinds=list(kinds)
            )
    return made


def draw(*, certificate: Certificate, at: datetime) -> bool:
    """Make the certificate's files, one for each language; False when it cannot be drawn, which the row then tells.

    What is there already is not drawn again.
    """
    had = set(certificate.files.values_list("language", flat=True))
    files, problem = drawn(certificate, without=had, at=at)
    CertificateFile.objects.bulk_create(files, ignore_conflicts=True)
    Certificate.objects.filter(pk=certificate.pk).exclude(problem=problem).update(problem=problem)
    return not problem


def languages_of(certificate: Certificate) -> tuple[str, ...]:
    """The languages in which it can be downloaded: none while it holds no more or could not be drawn."""
    return () if certificate.revoked_at or certificate.problem else LANGUAGES


def file_of(*, certificate: Certificate, language: str, at: datetime) -> CertificateFile | None:
    """The file in a language, drawn now where it was not yet; None where there is none to be had."""
    if language not in languages_of(certificate):
        return None
    files = CertificateFile.objects.filter(certificate=certificate, language=language)
    found = files.first()
    if found is None and draw(certificate=certificate, at=at):
        found = files.first()
    return found


def drawn(certificate: Certificate, *, without: set[str], at: datetime) -> tuple[list[CertificateFile], str]:
    """The files, not yet kept, and the problem (empty: none). All languages or none; whatever breaks, breaks nothing else."""
    files = []
    try:
        for language in LANGUAGES:
            if language not in without:
                made = pdf(wording.sheet(certificate, language=language), fonts=settings.CERTIFICATE_FONTS)
                files.append(CertificateFile(certificate=certificate, language=language, pdf=made, made_at=at))
    except NoGlyphs as missing:
        return [], f"{NO_GLYPHS}:{' '.join(missing.characters)}"[:MAX_PROBLEM]
    except Exception:
        logger.exception("Certificate %s could not be drawn", certificate.pk)
        return [], NOT_DRAWN
    return files, ""


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: User | None, at: datetime) -> Certificate:
    """Say that the certificate does not hold any more, and why; its code answers so from now on.

    Raises ``NoReason``, ``AlreadyRevoked``.
    """
    found = _locked(certificate)
    if found.revoked_at is not None:
        raise AlreadyRevoked
    _revoke(found, reason, by=by, at=at)
    trail.record(
        edition=found.edition, by=by, at=at, verb="certificate.revoked", target=found, reason=found.revoked_reason
    )
    return found


@transaction.atomic
def revoke_of_prize(*, submission: Submission, prize: str, reason: str, by: User | None, at: datetime) -> int:
    """Revoke what was made out for a prize that was taken back; how many."""
    told = queries.live(submission.edition).filter(submission=submission, prize=prize)
    for certificate in told:
        revoke(certificate=certificate, reason=reason, by=by, at=at)
    return len(told)


@transaction.atomic
def reissue(*, certificate: Certificate, name: str, reason: str, by: User, at: datetime) -> Certificate:
    """The same with another name and a code of its own; the old one is revoked where it was not. Drawn at once, and its owner
    is written to.

    Raises ``NoName``, ``NoReason``, ``AlreadyReplaced``.
    """
    wanted = clean_name(name)
    if not wanted:
        raise NoName
    old = _locked(certificate)
    if old.revoked_at is None:
        _revoke(old, reason, by=by, at=at)
    elif queries.live(old.edition).filter(user=old.user, kind=old.kind, prize=old.prize).exists():
        raise AlreadyReplaced
    fresh = Certificate.objects.create(
        edition=old.edition,
        user=old.user,
        kind=old.kind,
        prize=old.prize,
        submission=old.submission,
        batch=old.batch,
        name=wanted,
        code=codes.new_code(),
        facts=old.facts,
        issued_at=at,
        issued_by=by,
    )
    trail.record(
        edition=old.edition, by=by, at=at, verb="certificate.reissued", target=fresh, reason=reason, instead_of=old.pk
    )
    draw(certificate=fresh, at=at)
    certificate_mail.tell_anew(fresh, at=at)
    fresh.refresh_from_db()
    return fresh


def record_download(*, edition: Edition, language: str, rows: int, by: User, at: datetime) -> None:
    """Write down that somebody took all certificates out of the house."""
    trail.record(
        edition=edition, by=by, at=at, verb="certificates.downloaded", target=edition, language=language, rows=rows
    )


def clean_name(name: str) -> str:
    """The name as paper takes it: nothing that cannot be seen, no more than there is room for."""
    return visible(name)[:MAX_NAME].strip()


def _made_out(
    edition: Edition,
    each: Deserved,
    known: queries.Known,
    common: dict[str, Any],
    *,
    by: User | None,
    at: datetime,
    batch: CertificateBatch | None,
) -> Certificate:
    prizes = {prize.key: wording.text_of(prize.title) for prize in edition.parsed_rules.prizes}
    facts = {**common, **queries.specific_facts(each, known)}
    if each.prize:
        facts["prize"] = prizes.get(each.prize, each.prize)
    return Certificate(
        edition=edition,
        user_id=each.person,
        kind=each.kind.value,
        prize=each.prize,
        submission_id=each.project,
        batch=batch,
        name=clean_name(known.names.get(each.person, "")) or "—",
        code=codes.new_code(),
        facts=facts,
        issued_at=at,
        issued_by=by,
    )


def _locked(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("edition", "user", "submission", "batch")
    return rows.get(pk=certificate.pk)


def _revoke(certificate: Certificate, reason: str, *, by: User | None, at: datetime) -> None:
    said = visible(reason)[: Certificate._meta.get_field("revoked_reason").max_length]
    if not said:
        raise NoReason
    certificate.revoked_at, certificate.revoked_by, certificate.revoked_reason = at, by, said
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])

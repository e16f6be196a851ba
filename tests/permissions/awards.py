"""Prizes, benefits and certificates: one's own, who runs the edition's, and the page that tells whether a certificate is true."""

from collections.abc import Sequence
from datetime import timedelta

from judging.certificates import codes
from judging.models import Award, BenefitCode, CertificateBatch, CertificateFile, Entitlement
from tests.factories.certificates import make_certificate
from tests.factories.editions import NOW
from tests.permissions.table import Row, World, of_edition

UNKNOWN = "2" * (codes.LENGTH - 1)


def of_award(world: World) -> Sequence[object]:
    award = Award.objects.create(edition=world.edition, prize="first", submission=world.submission, at=NOW)
    return [world.edition.slug, award.pk]


def of_benefit(world: World) -> Sequence[object]:
    """The member's own, with a code that waits."""
    BenefitCode.objects.create(edition=world.edition, prize="submitters", benefit="credits", code="ABC", at=NOW)
    own = {"prize": "submitters", "benefit": "credits", "user": world.people["member"], "team": world.team}
    return [Entitlement.objects.create(edition=world.edition, at=NOW, changed_at=NOW, **own).pk]


def of_codes(world: World) -> Sequence[object]:
    return [world.edition.slug, "submitters", "credits"]


def of_certificate(world: World) -> Sequence[object]:
    return [world.edition.slug, make_certificate(world.edition, world.people["member"]).pk]


def of_code(world: World) -> Sequence[object]:
    return [codes.shown(make_certificate(world.edition, world.people["member"]).code)]


def of_file(world: World) -> Sequence[object]:
    certificate = make_certificate(world.edition, world.people["member"])
    CertificateFile.objects.create(certificate=certificate, language="es", pdf=b"%PDF", made_at=NOW)
    return [codes.shown(certificate.code), "es"]


def of_batch(world: World) -> Sequence[object]:
    batch = CertificateBatch.objects.create(edition=world.edition, kinds=["jury"], at=NOW - timedelta(hours=1))
    return [world.edition.slug, batch.pk]


def in_spanish(world: World) -> Sequence[object]:
    return [world.edition.slug, "es"]


def unknown(world: World) -> Sequence[object]:
    return [UNKNOWN + codes.check_sign(UNKNOWN)]


SAMPLE = {"kind": "winner", "language": "en", "name": "Alicia"}

ROWS = [
    #   method  name                   anonymous, stranger, member, judge, organiser
    Row("GET", "judging:own_prizes", (302, 200, 200, 200, 200)),
    Row("POST", "judging:change_benefit", (302, 404, 302, 404, 404), of_benefit, {"deed": "decline"}),
    Row("POST", "judging:show_code", (302, 404, 200, 404, 404), of_benefit),
    Row("GET", "judging:prizes", (302, 403, 403, 403, 200), of_edition),
    Row("POST", "judging:award_all", (302, 403, 403, 403, 302), of_edition),
    Row("POST", "judging:award_again", (302, 403, 403, 403, 302), of_edition),
    Row("POST", "judging:award_note", (302, 403, 403, 403, 302), of_award, {"note": "¡Qué buen corpus!"}),
    Row("POST", "judging:take_back_award", (302, 403, 403, 403, 302), of_award, {"reason": "Un error."}),
    Row("GET", "judging:benefits", (302, 403, 403, 403, 200), of_edition),
    Row("POST", "judging:refresh_benefits", (302, 403, 403, 403, 302), of_edition),
    Row("POST", "judging:deliver_benefits", (302, 403, 403, 403, 302), of_edition),
    Row("GET", "judging:sponsors_csv", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:sponsors_xlsx", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:benefit_codes", (302, 403, 403, 403, 200), of_codes),
    Row("POST", "judging:benefit_codes", (302, 403, 403, 403, 302), of_codes, {"text": "ABC"}),
    Row("GET", "judging:own_certificates", (302, 200, 200, 200, 200)),
    Row("GET", "judging:ask_certificate", (200, 200, 200, 200, 200)),
    Row("GET", "judging:certificate", (200, 200, 200, 200, 200), of_code),
    Row("GET", "judging:certificate", (404, 404, 404, 404, 404), unknown),
    Row("GET", "judging:certificate_file", (200, 200, 200, 200, 200), of_file),
    Row("GET", "judging:certificates", (302, 403, 403, 403, 200), of_edition),
    Row("POST", "judging:make_certificates", (302, 403, 403, 403, 302), of_edition, {"kinds": ["jury"]}),
    Row("GET", "judging:certificate_sample", (302, 403, 403, 403, 200), of_edition, SAMPLE),
    Row("GET", "judging:certificate_files", (302, 403, 403, 403, 200), in_spanish),
    Row("GET", "judging:certificates_progress", (302, 403, 403, 403, 200), of_batch),
    Row("GET", "judging:certificate_detail", (302, 403, 403, 403, 200), of_certificate),
    Row(
        "POST",
        "judging:certificate_detail",
        (302, 403, 403, 403, 302),
        of_certificate,
        {"revoke": "yes", "reason": "Un error."},
    ),
]

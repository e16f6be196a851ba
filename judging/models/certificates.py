"""Certificates, each with a code by which anybody can ask whether it is true."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from submissions.models import Submission


class CertificateBatch(models.Model):
    """Certificates made in one go. The row is the queue: a worker takes it up where it was left."""

    class State(models.TextChoices):
        QUEUED = "queued", _("en cola")
        RUNNING = "running", _("en marcha")
        DONE = "done", _("terminado")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="certificate_batches")
    kinds = models.JSONField(_("tipos"))
    state = models.CharField(_("estado"), max_length=10, choices=State, default=State.QUEUED)
    total = models.PositiveIntegerField(_("cuántos"), default=0)
    done = models.PositiveIntegerField(_("hechos"), default=0)
    failed = models.PositiveIntegerField(_("fallidos"), default=0)
    error = models.CharField(_("último problema"), max_length=300, blank=True)
    at = models.DateTimeField(_("pedido"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("terminado"), null=True, blank=True)

    class Meta:
        verbose_name = _("tanda de certificados")
        verbose_name_plural = _("tandas de certificados")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.edition}: {self.done}/{self.total}"


class Certificate(models.Model):
    """What somebody did in an edition, in writing. ``code`` is short and public; ``facts`` is what the page and the PDF say.

    ``name`` is how the person wanted to be called when it was made. ``prize`` for winners and mentions. A revoked one stays,
    so that its code answers "no longer". ``problem``: why it could not be drawn, as a code with what it is about behind a colon
    (``no_glyphs:山田``); empty while nothing went wrong.
    """

    class Kind(models.TextChoices):
        PARTICIPANT = "participant", _("participante")
        DELIVERED = "delivered", _("proyecto entregado")
        WINNER = "winner", _("premio")
        MENTION = "mention", _("mención")
        JURY = "jury", _("jurado")
        MENTOR = "mentor", _("mentoría")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="certificates")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="certificates"
    )
    kind = models.CharField(_("tipo"), max_length=12, choices=Kind)
    prize = models.CharField(_("premio"), max_length=60, blank=True, default="")
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("proyecto")
    )
    batch = models.ForeignKey(CertificateBatch, models.SET_NULL, null=True, blank=True, related_name="certificates")
    name = models.CharField(_("nombre"), max_length=150)
    code = models.CharField(_("código"), max_length=20, unique=True)
    facts = models.JSONField(default=dict)
    problem = models.CharField(max_length=300, blank=True, default="")
    issued_at = models.DateTimeField(_("expedido"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("revocado"), null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_reason = models.CharField(_("por qué se revoca"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("certificado")
        verbose_name_plural = _("certificados")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "user", "kind", "prize"],
                condition=Q(revoked_at=None, user__isnull=False),
                name="one_certificate_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_reason=""), name="revoked_certificates_say_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class CertificateFile(models.Model):
    """A certificate as PDF in one language, made once."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="files")
    language = models.CharField(max_length=10)
    pdf = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("PDF de un certificado")
        verbose_name_plural = _("PDF de certificados")
        constraints = [
            models.UniqueConstraint(fields=["certificate", "language"], name="one_file_per_certificate_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}.{self.language}.pdf"

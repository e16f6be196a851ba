"""Audits of what was delivered, and what they found. Audits are only ever added."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.audit_rules import Severity
from submissions.audit.findings import Outcome
from submissions.models.choices import of
from submissions.models.delivery import Entry, SubmissionVersion


class Audit(models.Model):
    """One look at a version's repos. The row is the queue: a worker claims it by a conditional UPDATE.

    ``claim`` changes with every attempt, so that a worker that was thought dead cannot finish another's work.
    """

    class Reason(models.TextChoices):
        SUBMITTED = "submitted", _("entrega")
        REQUESTED = "requested", _("a petición")
        DEADLINE = "deadline", _("cierre del plazo")

    class State(models.TextChoices):
        QUEUED = "queued", _("en cola")
        RUNNING = "running", _("en curso")
        DONE = "done", _("terminada")
        FAILED = "failed", _("fallida")

    version = models.ForeignKey(SubmissionVersion, models.CASCADE, related_name="audits")
    reason = models.CharField(_("motivo"), max_length=12, choices=Reason)
    state = models.CharField(_("estado"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("intentos"), default=0)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    queued_at = models.DateTimeField(_("en cola desde"))
    not_before = models.DateTimeField(_("no antes de"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("terminada"), null=True, blank=True)
    rules_digest = models.CharField(max_length=64, blank=True)
    evidence = models.JSONField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("auditoría")
        verbose_name_plural = _("auditorías")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(state__in=["queued", "running"]), name="one_open_audit_per_version"
            ),
            # A deadline audit is in the queue since the deadline itself: one for each, should the deadline move.
            models.UniqueConstraint(
                fields=["version", "queued_at"], condition=Q(reason="deadline"), name="one_audit_per_deadline"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | Q(state__in=["queued", "running"], finished_at__isnull=True),
                name="ended_audits_have_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(claim__isnull=False, claimed_at__isnull=False),
                name="running_audits_are_claimed",
            ),
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="audit_queue")]

    def __str__(self) -> str:
        return f"{self.version} ({self.get_state_display()})"


class AuditFinding(models.Model):
    """What one check found. Id and facts; templates speak the sentence in the reader's language."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="findings")
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, blank=True, related_name="findings")
    check_id = models.CharField(max_length=60)
    outcome = models.CharField(max_length=15, choices=of(Outcome))
    severity = models.CharField(max_length=12, choices=of(Severity), default=Severity.REQUIRED)
    facts = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("hallazgo")
        verbose_name_plural = _("hallazgos")
        ordering = ["audit", "position"]
        constraints = [models.UniqueConstraint(fields=["audit", "position"], name="one_finding_per_position")]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.outcome}"

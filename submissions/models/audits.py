"""Audits of what was delivered, and what they found. Audits are only ever added."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from hackathon.editions.rules import Severity
from submissions.audit.findings import Outcome
from submissions.models.choices import of
from submissions.models.delivery import Entry, Repo, SubmissionVersion
from submissions.models.queues import QueueRow, queue_constraints, queue_index


class RepoAudit(QueueRow):
    """One look at a repo at one revision, as one set of rules asks for it: all who delivered the repo share it.

    ``rules_digest`` names what of the rules a look depends on (``submissions.audit.looks.look_digest``), so that a deadline that
    moves makes no look old. ``edition`` is one that has these rules. Whoever does an audit does the looks that it lacks, and
    claims them with the audit's own ``claim``.

    ``stage`` and ``parts_done`` of ``parts`` say how far it is. ``head_at``: when the Hub named ``revision`` as the head of the
    main branch (None: it was asked for by name). ``passing_at``: when that was asked which is no matter of the revision, such as
    whether a Space is running. A look that has ``evidence`` and is queued again lacks what the Hub kept from us; ``answers``
    are those that need not be asked for again.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    repo = models.ForeignKey(Repo, models.CASCADE, related_name="looks")
    revision = models.CharField(_("revisión"), max_length=64)
    rules_digest = models.CharField(max_length=64)
    queued_at = models.DateTimeField(_("en cola desde"))
    head_at = models.DateTimeField(null=True, blank=True)
    passing_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(_("etapa"), max_length=20, blank=True, default="")
    parts_done = models.PositiveSmallIntegerField(default=0)
    parts = models.PositiveSmallIntegerField(default=0)
    evidence = models.JSONField(null=True, blank=True)
    answers = models.JSONField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("revisión de un repositorio")
        verbose_name_plural = _("revisiones de repositorios")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["repo", "revision", "rules_digest"], name="one_look_per_revision_and_rules"
            ),
            *queue_constraints("looks"),
        ]
        indexes = [queue_index("look")]

    def __str__(self) -> str:
        return f"{self.repo} {self.revision[:8]} ({self.get_state_display()})"


class Audit(QueueRow):
    """One judgement of a version's repos, from the looks at them.

    ``looks``: those that it stands on; a repo that is not there has none. ``evidence`` is what they showed then; of an audit that a
    newer one has superseded it is dropped after some time (``submissions.actions.pruning``).
    """

    class Reason(models.TextChoices):
        SUBMITTED = "submitted", _("entrega")
        REQUESTED = "requested", _("a petición")
        DEADLINE = "deadline", _("cierre del plazo")
        CHANGED = "changed", _("cambio en un repositorio")
        RULES = "rules", _("cambio de las bases")
        RETRY = "retry", _("nuevo intento")

    AUTOMATIC = (Reason.CHANGED, Reason.RULES, Reason.RETRY)
    """Those that nobody waits for: they give way to all others."""

    version = models.ForeignKey(SubmissionVersion, models.CASCADE, related_name="audits")
    reason = models.CharField(_("motivo"), max_length=12, choices=Reason)
    queued_at = models.DateTimeField(_("en cola desde"))
    rules_digest = models.CharField(max_length=64, blank=True)
    evidence = models.JSONField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)
    looks = models.ManyToManyField(RepoAudit, related_name="audits", blank=True, verbose_name=_("revisiones"))

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
            *queue_constraints("audits"),
        ]
        indexes = [queue_index("audit")]

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

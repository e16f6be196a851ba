"""What teams deliver, what we saw of it, and what we found. Versions and audits are only ever added."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions.audit.findings import Outcome
from submissions.deadline.verdict import VerdictState
from teams.models import Team


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class Repo(models.Model):
    """A repo on the Hub. ``hub_id`` is the Hub's own id, which outlives renames; null until the Hub has told us."""

    hub_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    repo_type = models.CharField(_("tipo"), max_length=10, choices=_choices(RepoType))
    repo_id = models.CharField(_("repositorio"), max_length=200)
    first_seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("repositorio")
        verbose_name_plural = _("repositorios")
        constraints = [
            models.UniqueConstraint(
                fields=["repo_type", "repo_id"], condition=Q(hub_id=None), name="one_unresolved_repo_per_name"
            )
        ]
        indexes = [models.Index(fields=["repo_type", "repo_id"], name="repo_by_name")]

    def __str__(self) -> str:
        return self.repo_id


class Submission(models.Model):
    """A team's project in an edition. What it says is in its versions; ``current`` is the newest."""

    team = models.OneToOneField(Team, models.PROTECT, related_name="submission")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="submissions")
    current = models.ForeignKey(
        "SubmissionVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("versión actual")
    )
    created_at = models.DateTimeField(_("creada"))

    class Meta:
        verbose_name = _("proyecto")
        verbose_name_plural = _("proyectos")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.current.title if self.current else str(self.team)


class SubmissionVersion(models.Model):
    """One save of the delivery form. Append-only."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("versión"))
    title = models.CharField(_("título"), max_length=120)
    summary = models.TextField(_("resumen"), max_length=2000)
    sdgs = models.JSONField(_("ODS"), default=list, blank=True)
    opt_ins = models.JSONField(default=list, blank=True)
    rules_digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("entregada"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("versión de la entrega")
        verbose_name_plural = _("versiones de la entrega")
        ordering = ["submission", "-number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class Entry(models.Model):
    """One repo named by a version. ``address`` is what the team typed."""

    version = models.ForeignKey(SubmissionVersion, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=_choices(ArtefactKind))
    position = models.PositiveSmallIntegerField()
    repo = models.ForeignKey(Repo, models.PROTECT, related_name="entries")
    address = models.CharField(_("dirección"), max_length=300)

    class Meta:
        verbose_name = _("repositorio de la entrega")
        verbose_name_plural = _("repositorios de la entrega")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_entry_per_position"),
            models.UniqueConstraint(fields=["version", "kind", "repo"], name="one_entry_per_repo_and_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.repo}"


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
    outcome = models.CharField(max_length=15, choices=_choices(Outcome))
    facts = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("hallazgo")
        verbose_name_plural = _("hallazgos")
        ordering = ["audit", "position"]
        constraints = [models.UniqueConstraint(fields=["audit", "position"], name="one_finding_per_position")]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.outcome}"


class DeadlineVerdict(models.Model):
    """Whether a repo stood still after the deadline, from the commits that an audit saw."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="verdicts")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="verdicts")
    state = models.CharField(max_length=20, choices=_choices(VerdictState))
    closes_at = models.DateTimeField()
    last_on_time = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("veredicto del plazo")
        verbose_name_plural = _("veredictos del plazo")
        ordering = ["audit", "entry__position"]
        constraints = [models.UniqueConstraint(fields=["audit", "entry"], name="one_verdict_per_audit_and_entry")]

    def __str__(self) -> str:
        return f"{self.entry}: {self.state}"

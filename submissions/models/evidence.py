"""What we saw of repos, and when: the log that is only added to, what is watched, and the verdicts drawn from the log."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from submissions.deadline.record import EntryKind, Reason
from submissions.deadline.verdict import Level, VerdictState
from submissions.models.choices import of
from submissions.models.delivery import Repo, SubmissionVersion

STATES = of(VerdictState)
LEVELS = of(Level)


class EvidenceLog(models.Model):
    """The end of an edition's evidence log, and how far the watching of its repos has come.

    ``head`` is the hash of the newest of ``length`` entries (empty: none). Whoever appends holds this row.
    ``next_sweep_at``: when the organisations' lists are asked again. ``paused_until``: the Hub's quota is used up till then.
    ``closed_for``: the close of the delivery for which the log has been closed (None: not yet).
    """

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="evidence_log")
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True, default="")
    next_sweep_at = models.DateTimeField(null=True, blank=True)
    swept_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    closed_for = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("registro de pruebas")
        verbose_name_plural = _("registros de pruebas")

    def __str__(self) -> str:
        return f"{self.edition}: {self.length}"


class EvidenceEntry(models.Model):
    """One entry of a log. Append-only: on PostgreSQL the database itself refuses to change or delete what is signed.

    ``body`` is canonical JSON, byte for byte what ``hash`` was taken of (see ``submissions.deadline.chain``).
    ``key`` names what may be entered only once; ``repo`` and ``version`` are for finding entries, and are not signed.
    The database does not check ``repo``: whoever appends holds the log, and would wait for somebody who learns the repo's
    ``_id`` and waits for the log.
    """

    log = models.ForeignKey(EvidenceLog, models.PROTECT, related_name="entries")
    sequence = models.PositiveIntegerField(_("número"))
    kind = models.CharField(_("tipo"), max_length=20, choices=of(EntryKind))
    at = models.DateTimeField(_("cuándo"))
    body = models.TextField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(_("huella"), max_length=64)
    key = models.CharField(max_length=120, null=True, blank=True)
    repo = models.ForeignKey(Repo, models.PROTECT, null=True, blank=True, related_name="evidence", db_constraint=False)
    version = models.ForeignKey(SubmissionVersion, models.PROTECT, null=True, blank=True, related_name="evidence")

    class Meta:
        verbose_name = _("prueba")
        verbose_name_plural = _("pruebas")
        ordering = ["log", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["log", "sequence"], name="one_entry_per_sequence"),
            models.UniqueConstraint(fields=["log", "previous"], name="one_entry_after_another"),
            models.UniqueConstraint(fields=["log", "key"], name="one_entry_per_key"),
        ]
        indexes = [models.Index(fields=["log", "repo", "sequence"], name="evidence_of_repo")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.hash[:8]}"


class Watch(models.Model):
    """A repo that is watched for an edition. The row is the queue: ``due_at`` set means that a snapshot is wanted.

    ``head_sha`` and ``head_seen_at``: what the newest entry of the log that tells of its head says (empty: not to be seen).
    ``content_sha``: the head of the last snapshot with its files. ``snapshot_sha``: the head up to which we have files, refs and
    commits; ``snapshot_at``: when we last looked. ``changed_at`` is the Hub's date of the last change, by which those that
    changed last go first. A worker claims a row by a conditional UPDATE with a fresh ``claim``.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="watches")
    repo = models.ForeignKey(Repo, models.PROTECT, related_name="watches")
    added_at = models.DateTimeField()
    head_sha = models.CharField(max_length=64, blank=True, default="")
    head_seen_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    likes = models.PositiveIntegerField(null=True, blank=True)
    content_sha = models.CharField(max_length=64, blank=True, default="")
    snapshot_sha = models.CharField(max_length=64, blank=True, default="")
    snapshot_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=10, choices=of(Reason), blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("repositorio vigilado")
        verbose_name_plural = _("repositorios vigilados")
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "repo"], name="one_watch_per_repo"),
            models.CheckConstraint(
                condition=Q(claim__isnull=True, claimed_at__isnull=True)
                | Q(claim__isnull=False, claimed_at__isnull=False),
                name="claimed_watches_say_when",
            ),
        ]
        indexes = [models.Index(fields=["edition", "due_at"], name="watch_queue")]

    def __str__(self) -> str:
        return f"{self.repo} ({self.edition})"


class RepoVerdict(models.Model):
    """What the evidence says of a repo at the close of an edition's delivery, and the revision that counts.

    It can be drawn from the log again at any time: ``judged_at`` and ``evidence_head`` say from how much of it it was.
    ``frozen_sha`` empty: nothing counts, or it is not known yet. The four of ``overruled`` go together: an organiser
    decided otherwise, with a reason that team and jury read. That holds for the close about which they decided: where the
    delivery closes later than that, the team may have gone on, and the evidence speaks.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="repo_verdicts")
    repo = models.ForeignKey(Repo, models.PROTECT, related_name="verdicts")
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=STATES)
    level = models.CharField(max_length=12, choices=LEVELS)
    frozen_sha = models.CharField(max_length=64, blank=True, default="")
    facts = models.JSONField(default=dict)
    judged_at = models.DateTimeField()
    evidence_head = models.CharField(max_length=64, blank=True, default="")
    overruled_state = models.CharField(max_length=20, choices=STATES, blank=True, default="")
    overruled_sha = models.CharField(max_length=64, blank=True, default="")
    overruled_reason = models.TextField(_("motivo"), max_length=2000, blank=True, default="")
    overruled_at = models.DateTimeField(null=True, blank=True)
    overruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("veredicto del plazo")
        verbose_name_plural = _("veredictos del plazo")
        ordering = ["edition", "repo"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "repo"], name="one_verdict_per_repo"),
            models.CheckConstraint(
                condition=Q(overruled_state="", overruled_reason="", overruled_at=None, overruled_by=None)
                | (
                    ~Q(overruled_state="")
                    & ~Q(overruled_reason="")
                    & Q(overruled_at__isnull=False, overruled_by__isnull=False)
                ),
                name="overruled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.repo}: {self.final_state}"

    @property
    def is_overruled(self) -> bool:
        """Whether an organiser decided about this close, and not about an earlier one that was moved since."""
        return self.overruled_at is not None and self.overruled_at >= self.closes_at

    @property
    def final_state(self) -> str:
        """The state that holds: an organiser's, where one decided."""
        return self.overruled_state if self.is_overruled else self.state

    @property
    def final_sha(self) -> str:
        """The revision that counts: an organiser's choice, where one decided."""
        return (self.overruled_sha if self.is_overruled else "") or self.frozen_sha

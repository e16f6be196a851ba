"""Audits that anybody asked for, of any public repo. They belong to no project and are deleted after some days."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from hackathon.hub.types import RepoType
from submissions.models.audits import State, claimed_when_running, ended_when_over
from submissions.models.choices import of


class OpenAudit(models.Model):
    """One look at a repo that anybody may ask for, by the rules of an edition. The row is the queue, as with ``Audit``.

    Its key is the secret part of its address. ``asker`` is a keyed digest of where it was asked from, kept for a day to count by;
    no person can be read from it. ``error``: why there is no result, as a code. ``stage``: the part that is being read.
    ``evidence`` has what the page tells beside the findings; texts of other people are masked in all of them.
    """

    State = State

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="open_audits")
    repo_type = models.CharField(_("tipo"), max_length=10, choices=of(RepoType))
    repo_id = models.CharField(_("repositorio"), max_length=200)
    state = models.CharField(_("estado"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("intentos"), default=0)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    asked_at = models.DateTimeField(_("pedida"))
    not_before = models.DateTimeField(_("no antes de"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("terminada"), null=True, blank=True)
    stage = models.CharField(_("etapa"), max_length=20, blank=True, default="")
    revision = models.CharField(_("revisión"), max_length=64, blank=True, default="")
    rules_digest = models.CharField(max_length=64, blank=True, default="")
    findings = models.JSONField(null=True, blank=True)
    statistics = models.JSONField(null=True, blank=True)
    evidence = models.JSONField(null=True, blank=True)
    error = models.CharField(max_length=40, blank=True, default="")
    asker = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("auditoría abierta")
        verbose_name_plural = _("auditorías abiertas")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                "edition",
                "repo_type",
                Lower("repo_id"),
                condition=Q(state__in=["queued", "running"]),
                name="one_open_audit_per_repo",
            ),
            ended_when_over("ended_open_audits_have_an_end"),
            claimed_when_running("running_open_audits_are_claimed"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(findings__isnull=False, evidence__isnull=False),
                name="done_open_audits_have_findings",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "not_before"], name="open_audit_queue"),
            models.Index(fields=["asker", "asked_at"], name="open_audit_askers"),
        ]

    def __str__(self) -> str:
        return f"{self.repo_id} ({self.get_state_display()})"

    @property
    def waiting(self) -> bool:
        """Whether its result is still to come."""
        return self.state in (State.QUEUED, State.RUNNING)

"""Audits that anybody asked for, of any public repo. They belong to no project and are deleted after some days."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from hackathon.hub.types import RepoType
from submissions.models.choices import of
from submissions.models.queues import QueueRow, queue_constraints, queue_index


class OpenAudit(QueueRow):
    """One look at a repo that anybody may ask for, by the rules of an edition.

    Its key is the secret part of its address. ``asker`` is a keyed digest of where it was asked from, kept for a day to count by;
    no person can be read from it. ``error``: why there is no result, as a code. ``stage``: the part that is being read.
    ``evidence`` has what the page tells beside the findings; texts of other people are masked in all of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="open_audits")
    repo_type = models.CharField(_("tipo"), max_length=10, choices=of(RepoType))
    repo_id = models.CharField(_("repositorio"), max_length=200)
    asked_at = models.DateTimeField(_("pedida"))
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
            *queue_constraints("open_audits"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(findings__isnull=False, evidence__isnull=False),
                name="done_open_audits_have_findings",
            ),
        ]
        indexes = [
            queue_index("open_audit"),
            models.Index(fields=["asker", "asked_at"], name="open_audit_askers"),
        ]

    def __str__(self) -> str:
        return f"{self.repo_id} ({self.get_state_display()})"

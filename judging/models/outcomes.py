"""What the jury decided, and the results as they were frozen, signed and published."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from judging.models.reviews import Assignment
from submissions.models import Submission


class Decision(models.Model):
    """Something that people decided about the results, with the reason. It holds until it is undone.

    ``detail`` by kind. ORDER: ``{"order": [submission, …]}``, best first. EXCLUDE_JUDGE: ``{"judge": user}``, whose reviews
    count no more. MENTION: ``{"prize": key, "submission": id}``. DISQUALIFY: ``{"submission": id}``. NOTE: nothing.
    """

    class Kind(models.TextChoices):
        ORDER = "order", _("orden entre empatados")
        EXCLUDE_JUDGE = "exclude_judge", _("no contar a una persona del jurado")
        MENTION = "mention", _("mención")
        DISQUALIFY = "disqualify", _("fuera de concurso")
        NOTE = "note", _("nota")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="decisions")
    kind = models.CharField(_("decisión"), max_length=20, choices=Kind)
    detail = models.JSONField(default=dict, blank=True)
    reason = models.TextField(_("motivo"), max_length=4000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("deshecha"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("decisión del jurado")
        verbose_name_plural = _("decisiones del jurado")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="decisions_say_why")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason[:60]}"


class FrozenResults(models.Model):
    """The results of an edition, frozen: ``payload`` has all that was counted and what came of it, and never changes.

    ``digest`` is the SHA-256 of the payload's canonical JSON. Frozen → signed by as many people as the rules ask →
    published at once or when the embargo ends. Withdrawn ones stay in the record. ``comments_sent_at``: when the teams were
    written to, with what the jury says to them.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="frozen_results")
    number = models.PositiveIntegerField(_("versión"))
    payload = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(_("congelados"))
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    publish_at = models.DateTimeField(_("se publican"), null=True, blank=True)
    published_at = models.DateTimeField(_("publicados"), null=True, blank=True)
    comments_sent_at = models.DateTimeField(_("comentarios enviados"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("retirados"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(_("por qué se retiran"), blank=True, default="", max_length=1000)

    class Meta:
        verbose_name = _("resultados")
        verbose_name_plural = _("resultados")
        ordering = ["edition", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="one_results_per_number"),
            models.UniqueConstraint(
                fields=["edition"], condition=Q(withdrawn_at=None), name="one_results_that_stand_per_edition"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="withdrawn_results_say_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} v{self.number}"


class Signature(models.Model):
    """Somebody read the frozen results and stands for them. ``digest`` is what they signed."""

    results = models.ForeignKey(FrozenResults, models.CASCADE, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("firma")
        verbose_name_plural = _("firmas")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["results", "user"], name="one_signature_per_person")]

    def __str__(self) -> str:
        return str(self.user)


class ProjectResult(models.Model):
    """A project's line of frozen results, to be listed without reading the whole payload. ``detail`` is its part of it."""

    results = models.ForeignKey(FrozenResults, models.CASCADE, related_name="projects")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="results")
    rank = models.PositiveIntegerField(_("puesto"), null=True, blank=True)
    track = models.CharField(_("línea"), max_length=60, blank=True, default="")
    detail = models.JSONField()

    class Meta:
        verbose_name = _("resultado de un proyecto")
        verbose_name_plural = _("resultados de los proyectos")
        ordering = ["results", "track", "rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["results", "submission"], name="one_result_per_project")]

    def __str__(self) -> str:
        return f"{self.rank or '–'}: {self.submission}"


class ModeratedComment(models.Model):
    """A judge's comment for a team as an organiser let it go out. Without one that is approved, nothing goes out."""

    class State(models.TextChoices):
        APPROVED = "approved", _("se envía")
        HIDDEN = "hidden", _("no se envía")

    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="moderated")
    text = models.TextField(_("texto que recibe el equipo"), max_length=5000)
    state = models.CharField(_("estado"), max_length=10, choices=State)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("comentario revisado")
        verbose_name_plural = _("comentarios revisados")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]

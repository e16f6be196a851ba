"""Who scores which project, and the scores."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from submissions.models import Submission


class Assignment(models.Model):
    """A judge's review of a project: a draft until ``submitted_at`` is set. ``edition`` repeats the submission's."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("sin empezar")
        DRAFT = "draft", _("borrador")
        SUBMITTED = "submitted", _("enviada")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="assignments", verbose_name=_("proyecto"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="assignments", verbose_name=_("edición"))
    judge = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name=_("jurado")
    )
    assigned_at = models.DateTimeField(_("asignado"))
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    comment = models.TextField(_("comentario para el equipo"), blank=True, max_length=5000)
    juror_point = models.BooleanField(_("punto extra"), default=False)
    saved_at = models.DateTimeField(_("guardada"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("enviada"), null=True, blank=True)

    class Meta:
        verbose_name = _("evaluación")
        verbose_name_plural = _("evaluaciones")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "judge"], name="one_review_per_judge_and_project"),
            models.UniqueConstraint(
                fields=["edition", "judge"], condition=Q(juror_point=True), name="one_juror_point_per_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.judge}"

    @property
    def state(self) -> "Assignment.State":
        """Where the review stands."""
        if self.submitted_at:
            return self.State.SUBMITTED
        return self.State.DRAFT if self.saved_at else self.State.NOT_STARTED


class Score(models.Model):
    """What a judge gave a project on one criterion of the edition's rubric, in steps of its scale."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="scores")
    criterion = models.CharField(_("criterio"), max_length=60)
    value = models.PositiveSmallIntegerField(_("puntos"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("puntuación")
        verbose_name_plural = _("puntuaciones")
        ordering = ["assignment", "pk"]
        constraints = [models.UniqueConstraint(fields=["assignment", "criterion"], name="one_score_per_criterion")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"

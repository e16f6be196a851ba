"""Who scores which project, and the scores."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from submissions.models import Submission


class Assignment(models.Model):
    """A judge's review of a project: a draft until ``submitted_at`` is set. ``edition`` repeats the submission's.

    ``amended_at``: changed after it was submitted, for ``amended_reason``. ``voided_at``: it counts no more, a conflict of
    interest for example; what was given is kept. ``pinned``: no plan moves it. Reviews of the stage PRACTICE never count.
    """

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("sin empezar")
        DRAFT = "draft", _("borrador")
        SUBMITTED = "submitted", _("enviada")
        AMENDED = "amended", _("corregida")
        VOIDED = "voided", _("anulada")

    class Stage(models.TextChoices):
        FIRST = "first", _("primera ronda")
        FINALS = "finals", _("final")
        TIE = "tie", _("desempate")
        ANCHOR = "anchor", _("proyecto común")
        PRACTICE = "practice", _("práctica")

    class Confidence(models.IntegerChoices):
        LOW = 1, _("poca")
        MEDIUM = 2, _("media")
        HIGH = 3, _("mucha")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="assignments", verbose_name=_("proyecto"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="assignments", verbose_name=_("edición"))
    judge = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name=_("jurado")
    )
    assigned_at = models.DateTimeField(_("asignado"))
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    stage = models.CharField(_("ronda"), max_length=10, choices=Stage, default=Stage.FIRST)
    pinned = models.BooleanField(_("fijada"), default=False)
    comment = models.TextField(_("comentario para el equipo"), blank=True, max_length=5000)
    juror_point = models.BooleanField(_("punto extra"), default=False)
    note = models.TextField(_("nota para el jurado"), blank=True, default="", max_length=5000)
    confidence = models.PositiveSmallIntegerField(_("seguridad"), choices=Confidence, null=True, blank=True)
    saved_at = models.DateTimeField(_("guardada"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("enviada"), null=True, blank=True)
    amended_at = models.DateTimeField(_("corregida"), null=True, blank=True)
    amended_reason = models.TextField(_("motivo de la corrección"), blank=True, default="", max_length=1000)
    voided_at = models.DateTimeField(_("anulada"), null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    voided_reason = models.TextField(_("motivo de la anulación"), blank=True, default="", max_length=1000)

    class Meta:
        verbose_name = _("evaluación")
        verbose_name_plural = _("evaluaciones")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "judge"], name="one_review_per_judge_and_project"),
            models.UniqueConstraint(
                fields=["edition", "judge"], condition=Q(juror_point=True), name="one_juror_point_per_edition"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(voided_reason=""), name="voided_reviews_say_why"
            ),
            models.CheckConstraint(
                condition=Q(amended_at__isnull=True) | Q(submitted_at__isnull=False) & ~Q(amended_reason=""),
                name="amended_reviews_say_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.judge}"

    @property
    def state(self) -> "Assignment.State":
        """Where the review stands."""
        if self.voided_at:
            return self.State.VOIDED
        if self.submitted_at:
            return self.State.AMENDED if self.amended_at else self.State.SUBMITTED
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


class Remark(models.Model):
    """What a judge wrote about one criterion, with or without a score for it."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="remarks")
    criterion = models.CharField(_("criterio"), max_length=60)
    text = models.TextField(_("comentario"), max_length=2000)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("comentario a un criterio")
        verbose_name_plural = _("comentarios a los criterios")
        ordering = ["assignment", "pk"]
        constraints = [models.UniqueConstraint(fields=["assignment", "criterion"], name="one_remark_per_criterion")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.text[:40]}"

"""Who judges what, thought out for a whole edition; and what everybody judges."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from submissions.models import Submission


class Plan(models.Model):
    """A solved assignment: from the same ``problem`` and ``seed`` comes the same one. Nothing is assigned until it is applied.

    ``problem`` and ``report`` are the solver's input and what came of it (pairs, loads, reasons, what gave).
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="plans")
    seed = models.PositiveIntegerField(_("semilla"))
    stage = models.CharField(_("ronda"), max_length=10)
    problem = models.JSONField()
    report = models.JSONField()
    made_at = models.DateTimeField(_("calculado"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(_("aplicado"), null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("reparto")
        verbose_name_plural = _("repartos")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.edition}: {self.made_at:%Y-%m-%d %H:%M}"


class CommonProject(models.Model):
    """A project that every judge scores: an anchor, whose scores count, or one to practise on, whose scores never do."""

    class Use(models.TextChoices):
        ANCHOR = "anchor", _("proyecto común")
        PRACTICE = "practice", _("práctica")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="common_projects")
    submission = models.OneToOneField(Submission, models.CASCADE, related_name="common")
    use = models.CharField(_("para qué"), max_length=10, choices=Use)
    discussion_open = models.BooleanField(_("se comenta"), default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("proyecto común")
        verbose_name_plural = _("proyectos comunes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.submission)


class OnStage(models.Model):
    """The project that is being presented right now; judges' phones follow it."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="on_stage")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+", null=True, blank=True)
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("en el escenario")
        verbose_name_plural = _("en el escenario")

    def __str__(self) -> str:
        return str(self.submission or "–")


class ActivityCount(models.Model):
    """What a project did of an activity that the rules give points for, as somebody counted it."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="activity_counts")
    activity = models.CharField(_("actividad"), max_length=60)
    count = models.PositiveIntegerField(_("cuántas"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("actividad contada")
        verbose_name_plural = _("actividades contadas")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "activity"], name="one_count_per_activity"),
            models.CheckConstraint(condition=~Q(activity=""), name="counts_name_their_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.count}"

"""Lists of attendees that organisers bring, and what became of each of their rows. The row is the queue."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from hackathon.registration.models import Registration


class ImportJob(models.Model):
    """One file that an organiser uploaded.

    ``content`` is the file as it came, kept until the list is done or discarded; ``digest`` still names it then.
    ``mapping`` says which column holds what. ``done`` of ``total`` rows have been dealt with, in the order of the file;
    a worker that takes the list over goes on from there.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", _("por confirmar")
        QUEUED = "queued", _("en cola")
        RUNNING = "running", _("en marcha")
        DONE = "done", _("terminada")
        FAILED = "failed", _("interrumpida")
        DISCARDED = "discarded", _("descartada")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="imports", verbose_name=_("edición"))
    file_name = models.CharField(_("archivo"), max_length=150)
    digest = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    state = models.CharField(_("estado"), max_length=10, choices=State, default=State.PREVIEW)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField(_("subida"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("por")
    )
    confirmed_at = models.DateTimeField(_("confirmada"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=100, blank=True)
    finished_at = models.DateTimeField(_("acabó"), null=True, blank=True)

    class Meta:
        verbose_name = _("importación")
        verbose_name_plural = _("importaciones")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=models.F("total")), name="no_more_rows_done_than_there_are"),
            models.CheckConstraint(
                condition=Q(content__isnull=False) | Q(state__in=("done", "discarded")), name="content_until_it_is_done"
            ),
        ]
        indexes = [models.Index(fields=["edition", "digest"], name="imports_of_a_file")]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """What became of one row of the file. ``number`` is what a spreadsheet calls it.

    ``registration`` is the person's, where there is one. Only a row that could not be kept says what was ``typed``, so
    that it can be put right; ``notes`` are codes of what was left out of a row that was kept.
    """

    class Outcome(models.TextChoices):
        CREATED = "created", _("nueva")
        UPDATED = "updated", _("actualizada")
        UNCHANGED = "unchanged", _("ya estaba")
        REGISTERED = "registered", _("ya se inscribió")
        REPEATED = "repeated", _("repetida en el archivo")
        CANCELLED = "cancelled", _("entrada anulada")
        REFUSED = "refused", _("no se pudo importar")

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=30, blank=True)
    facts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    typed = models.CharField(max_length=200, blank=True)
    registration = models.ForeignKey(Registration, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="one_outcome_per_row")]
        indexes = [models.Index(fields=["job", "outcome"], name="rows_by_outcome")]

    def __str__(self) -> str:
        return f"{self.number}: {self.outcome}"

"""What leaves the house as a whole: signed archives of an edition, and its data on the Hub. Both rows are queues."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from submissions.models.queues import UNDER_WAY, QueueRow, queue_constraints, queue_index


class Archive(QueueRow):
    """Everything that the results of an edition stand on, in one signed zip; see ``judging.archive``.

    ``step`` is the part that is being written, number ``done`` of ``total``. ``digest`` is the file's SHA-256, ``error`` a code.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="archives")
    step = models.CharField(max_length=40, blank=True, default="")
    done = models.PositiveSmallIntegerField(_("hechos"), default=0)
    total = models.PositiveSmallIntegerField(_("cuántos"), default=0)
    content = models.BinaryField(null=True)
    digest = models.CharField(_("huella"), max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField(_("tamaño"), null=True, blank=True)
    error = models.CharField(max_length=60, blank=True, default="")
    at = models.DateTimeField(_("pedido"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("archivo de la edición")
        verbose_name_plural = _("archivos de la edición")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(state__in=[state.value for state in UNDER_WAY]),
                name="one_archive_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(content__isnull=False, size__isnull=False) & ~Q(digest=""),
                name="archives_that_are_done_are_there",
            ),
            *queue_constraints("archives"),
        ]
        indexes = [queue_index("archive")]

    def __str__(self) -> str:
        return f"{self.edition}: {self.at:%Y-%m-%d %H:%M}"


class DatasetPush(QueueRow):
    """The public tables of an edition, sent to a dataset on the Hub under a licence of the organisers' choice.

    ``commit`` is the revision that holds them. ``changed`` False: the Hub had them already, and got no commit. ``error`` is a
    code; what the Hub itself said of a refusal is in ``said``.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="dataset_pushes")
    repo_id = models.CharField(_("dataset"), max_length=200)
    private = models.BooleanField(_("privado"), default=True)
    license = models.CharField(_("licencia"), max_length=40, default="cc-by-4.0")
    commit = models.CharField(_("revisión"), max_length=64, blank=True, default="")
    changed = models.BooleanField(default=False)
    error = models.CharField(max_length=60, blank=True, default="")
    said = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(_("pedido"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("envío al Hub")
        verbose_name_plural = _("envíos al Hub")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(state__in=[state.value for state in UNDER_WAY]),
                name="one_dataset_push_at_a_time",
            ),
            *queue_constraints("dataset_pushes"),
        ]
        indexes = [queue_index("dataset_push")]

    def __str__(self) -> str:
        return self.repo_id

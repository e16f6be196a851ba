"""Evaluation sets that no corpus may contain, as fingerprints: the texts themselves are never kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition


class EvaluationSet(models.Model):
    """The questions of one set, as sorted 64-bit fingerprints (little-endian, eight bytes each, none twice).

    ``items``: how many questions were read; ``digest``: SHA-256 of the fingerprints, in hexadecimal.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="evaluation_sets", verbose_name=_("edición"))
    name = models.CharField(_("nombre"), max_length=100)
    digest = models.CharField(_("huella"), max_length=64)
    items = models.PositiveIntegerField(_("preguntas"))
    fingerprints = models.BinaryField()
    loaded_at = models.DateTimeField(_("cargado el"))

    class Meta:
        verbose_name = _("conjunto de evaluación")
        verbose_name_plural = _("conjuntos de evaluación")
        ordering = ["edition", "name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="one_evaluation_set_per_name"),
            models.CheckConstraint(condition=Q(items__gt=0), name="evaluation_sets_hold_something"),
        ]

    def __str__(self) -> str:
        return self.name

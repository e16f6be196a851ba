"""Prizes, what each person or team gets of them, and the sponsors' codes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from submissions.models import Submission
from teams.models import Team


class Award(models.Model):
    """A project won a prize of the rules: a place or a mention. ``note``: what the jury says of it, for everybody."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="awards")
    prize = models.CharField(_("premio"), max_length=60)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="awards")
    note = models.TextField(_("lo que dice el jurado"), blank=True, default="", max_length=4000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("premio")
        verbose_name_plural = _("premios")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "prize", "submission"], name="one_award_per_prize_and_project")
        ]

    def __str__(self) -> str:
        return f"{self.prize}: {self.submission}"


class Entitlement(models.Model):
    """A benefit that a person (``user``) or a team as such (``user`` None) may have, and how far it is.

    ELIGIBLE → CLAIMED (they asked for it, where it must be asked for) → DELIVERED; DECLINED: they do not want it.
    """

    class State(models.TextChoices):
        ELIGIBLE = "eligible", _("disponible")
        CLAIMED = "claimed", _("pedido")
        DELIVERED = "delivered", _("entregado")
        DECLINED = "declined", _("rechazado")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="entitlements")
    prize = models.CharField(_("premio"), max_length=60)
    benefit = models.CharField(_("beneficio"), max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="entitlements"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="entitlements")
    state = models.CharField(_("estado"), max_length=10, choices=State, default=State.ELIGIBLE)
    at = models.DateTimeField(_("desde"))
    changed_at = models.DateTimeField(_("último cambio"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("beneficio")
        verbose_name_plural = _("beneficios")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "prize", "benefit", "user"],
                condition=Q(user__isnull=False),
                name="one_benefit_per_person",
            ),
            models.UniqueConstraint(
                fields=["edition", "prize", "benefit", "team"],
                condition=Q(user__isnull=True),
                name="one_benefit_per_team",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(team__isnull=False), name="benefits_are_somebodys"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prize}/{self.benefit}: {self.user or self.team}"


class BenefitCode(models.Model):
    """One code of a sponsor's. It is handed out once: the database says to whom."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="benefit_codes")
    prize = models.CharField(_("premio"), max_length=60)
    benefit = models.CharField(_("beneficio"), max_length=60)
    code = models.CharField(_("código"), max_length=200)
    entitlement = models.OneToOneField(
        Entitlement, models.PROTECT, null=True, blank=True, related_name="code", verbose_name=_("para")
    )
    handed_at = models.DateTimeField(_("entregado"), null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("código de un patrocinador")
        verbose_name_plural = _("códigos de patrocinadores")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "prize", "benefit", "code"], name="one_code_of_a_kind"),
            models.CheckConstraint(
                condition=Q(entitlement__isnull=True, handed_at__isnull=True)
                | Q(entitlement__isnull=False, handed_at__isnull=False),
                name="codes_are_handed_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prize}/{self.benefit} #{self.pk}"

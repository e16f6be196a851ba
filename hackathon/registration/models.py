"""Who has registered for an edition, with what they told us; and what they told us about themselves in confidence, apart."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition


class Registration(models.Model):
    """A person's registration for an edition.

    One that came with a list of attendees has no ``user`` until somebody with that confirmed e-mail claims it, and no
    consent until that person gives it. ``languages`` are codes of the rules' list, ``skills`` and ``topics`` keys of
    theirs. ``hours_from`` to ``hours_to`` is when the person can work, in whole hours of their ``timezone``; a stretch
    may pass midnight, and equal hours mean the whole day. ``consented_rules`` is the version of the rules that was
    consented to.
    """

    class Source(models.TextChoices):
        FORM = "form", _("formulario")
        IMPORT = "import", _("lista importada")

    class Organisation(models.TextChoices):
        YES = "yes", _("sí")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("no se sabe")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="registrations", verbose_name=_("edición"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("cuenta"),
    )
    email = models.EmailField(_("correo electrónico"))
    name = models.CharField(_("nombre para el certificado"), max_length=150)
    country = models.CharField(_("país"), max_length=2, blank=True)
    languages = models.JSONField(_("lenguas y variedades"), default=list, blank=True)
    experience = models.CharField(_("experiencia"), max_length=60, blank=True)
    looking_for = models.TextField(_("qué busca"), max_length=500, blank=True)
    skills = models.JSONField(_("qué sabe hacer"), default=list, blank=True)
    topics = models.JSONField(_("temas"), default=list, blank=True)
    timezone = models.CharField(_("zona horaria"), max_length=60, blank=True)
    hours_from = models.PositiveSmallIntegerField(_("disponible desde"), default=18)
    hours_to = models.PositiveSmallIntegerField(_("disponible hasta"), default=22)
    discord = models.CharField(_("cuenta de Discord"), max_length=60, blank=True)
    on_board = models.BooleanField(_("busca equipo"), default=False)
    consented_at = models.DateTimeField(_("consintió"), null=True, blank=True)
    consented_rules = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(_("origen"), max_length=10, choices=Source, default=Source.FORM)
    external_id = models.CharField(max_length=100, blank=True)
    team_wanted = models.CharField(_("equipo en la lista"), max_length=60, blank=True)
    registered_at = models.DateTimeField(_("inscrita"))
    claimed_at = models.DateTimeField(_("reclamada"), null=True, blank=True)
    organisation = models.CharField(
        _("en la organización del Hub"), max_length=10, choices=Organisation, default=Organisation.UNKNOWN
    )
    organisation_checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("inscripción")
        verbose_name_plural = _("inscripciones")
        ordering = ["registered_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "user"], name="one_registration_per_person"),
            models.UniqueConstraint(
                fields=["edition", "email"], condition=Q(user=None), name="one_unclaimed_registration_per_email"
            ),
            models.CheckConstraint(
                condition=Q(consented_at=None, consented_rules=None)
                | Q(consented_at__isnull=False, consented_rules__isnull=False, user__isnull=False),
                name="consent_is_somebodys_and_to_a_version",
            ),
            models.CheckConstraint(condition=Q(hours_from__lt=24, hours_to__lt=24), name="hours_of_a_day"),
        ]
        indexes = [
            models.Index(fields=["edition", "registered_at"], name="registrations_by_day"),
            models.Index(fields=["edition", "country"], name="registrations_by_country"),
            # Looked through at every sign-in, for who claims their row.
            models.Index(Lower("email"), name="unclaimed_by_email", condition=Q(user=None)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_complete(self) -> bool:
        """True once the person has claimed it and consented to the rules: what counts as being registered."""
        return self.user_id is not None and self.consented_at is not None


class DemographicAnswer(models.Model):
    """One answer to a voluntary question, apart from the registration: ``person`` is a pseudonym that only a keyed hash
    of this site leads to. No moment is kept and keys are random, so that rows cannot be lined up with registrations."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="demographic_answers")
    person = models.CharField(max_length=64)
    question = models.CharField(max_length=60)
    option = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "person", "question"], name="one_answer_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.option}"

"""The people of a jury: what they can judge, how they were asked, and whom they should not judge."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from hackathon.editions.rules import ConflictKind
from submissions.models import Submission
from teams.models import Team


class Juror(models.Model):
    """What somebody on the jury of an edition told us. The role says that they are on it; this says what they can take.

    ``languages`` are codes, ``expertise`` keys of rubric groups and tracks; empty lists: anything. ``most``: how many projects
    at most; None: as many as it takes.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="jurors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="juries")
    languages = models.JSONField(_("lenguas que lee"), default=list, blank=True)
    expertise = models.JSONField(_("lo que conoce bien"), default=list, blank=True)
    most = models.PositiveSmallIntegerField(_("proyectos como mucho"), null=True, blank=True)
    organisation = models.CharField(_("organización"), max_length=200, blank=True)
    available_from = models.DateTimeField(_("disponible desde"), null=True, blank=True)
    available_until = models.DateTimeField(_("disponible hasta"), null=True, blank=True)
    updated_at = models.DateTimeField(_("actualizado"))

    class Meta:
        verbose_name = _("jurado")
        verbose_name_plural = _("jurado")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "user"], name="one_juror_per_person_and_edition"),
            models.CheckConstraint(
                condition=Q(available_from__isnull=True)
                | Q(available_until__isnull=True)
                | Q(available_from__lt=models.F("available_until")),
                name="jurors_are_available_for_a_while",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class JurorInvitation(models.Model):
    """Somebody was asked by mail to be on a jury. The mail has a token, of which only the digest is kept."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="juror_invitations")
    email = models.EmailField(_("correo electrónico"))
    name = models.CharField(_("nombre"), max_length=150, blank=True)
    language = models.CharField(_("idioma del correo"), max_length=10, default="es")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(_("invitación"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField(_("aceptada"), null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(_("rechazada"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("retirada"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitación al jurado")
        verbose_name_plural = _("invitaciones al jurado")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "edition",
                Lower("email"),
                condition=Q(accepted_at=None, declined_at=None, revoked_at=None),
                name="one_open_juror_invitation_per_email",
            )
        ]

    def __str__(self) -> str:
        return self.email


class Mentoring(models.Model):
    """Somebody helped a team along, and so should not judge it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentorings")
    team = models.ForeignKey(Team, models.CASCADE, related_name="mentorings")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("mentoría")
        verbose_name_plural = _("mentorías")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "team"], name="one_mentoring_per_person_and_team")]

    def __str__(self) -> str:
        return f"{self.user} → {self.team}"


class Conflict(models.Model):
    """A reason why a judge should not review a project. It stands until somebody lifts it and says why.

    ``by`` None: it was detected. ``evidence`` are facts about what was found, without the sentence.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="conflicts")
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="conflicts")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="conflicts")
    kind = models.CharField(_("motivo"), max_length=20, choices=[(kind.value, kind.value) for kind in ConflictKind])
    reason = models.TextField(_("explicación"), blank=True, default="", max_length=1000)
    evidence = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(_("desde"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(_("levantado"), null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    lifted_reason = models.TextField(_("por qué se levanta"), blank=True, default="", max_length=1000)

    class Meta:
        verbose_name = _("conflicto de interés")
        verbose_name_plural = _("conflictos de interés")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["judge", "submission", "kind"], name="one_conflict_of_a_kind"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | ~Q(lifted_reason=""), name="lifted_conflicts_say_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge} × {self.submission}: {self.kind}"

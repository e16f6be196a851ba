"""Teams, who is in them and who would like to be. The database holds what people race for: one seat each, one team a person."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition


def new_invite_token() -> str:
    """A token that nobody can guess (256 bits)."""
    return secrets.token_urlsafe(32)


class Team(models.Model):
    """A team of one edition. ``name_key`` is the name without case and accents, unique in the edition.

    ``topics``, ``languages`` and ``skills_wanted`` are keys of the edition's registration rules; ``on_board``: the team
    looks for people.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="teams", verbose_name=_("edición"))
    name = models.CharField(_("nombre"), max_length=60)
    name_key = models.CharField(max_length=120, editable=False)
    captain = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="captained_teams", verbose_name=_("capitanía")
    )
    invite_token = models.CharField(max_length=64, unique=True, default=new_invite_token, editable=False)
    created_at = models.DateTimeField(_("creado"))
    idea = models.TextField(_("idea del proyecto"), max_length=1000, blank=True)
    sdgs = models.JSONField(_("ODS"), default=list, blank=True)
    topics = models.JSONField(_("temas"), default=list, blank=True)
    languages = models.JSONField(_("lenguas y variedades"), default=list, blank=True)
    skills_wanted = models.JSONField(_("qué le falta"), default=list, blank=True)
    discord_channel = models.CharField(_("canal de Discord"), max_length=200, blank=True)
    on_board = models.BooleanField(_("busca gente"), default=False)

    class Meta:
        verbose_name = _("equipo")
        verbose_name_plural = _("equipos")
        ordering = ["name_key"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name_key"], name="one_team_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's seat in a team. ``edition`` repeats the team's, so that the database can promise one team a person."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("persona")
    )
    seat = models.PositiveSmallIntegerField(_("plaza"))
    joined_at = models.DateTimeField(_("desde"))
    role = models.CharField(_("qué hace"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("miembro")
        verbose_name_plural = _("miembros")
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "user"], name="one_team_per_person"),
            models.UniqueConstraint(fields=["team", "seat"], name="one_person_per_seat"),
            models.CheckConstraint(condition=models.Q(seat__gte=1), name="seats_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.team})"


class JoinRequest(models.Model):
    """Somebody who asked a team for a seat, or whom a team invited. Open until one side answers or takes it back;
    VOID: the person found another team, or the team went."""

    class Direction(models.TextChoices):
        ASKED = "asked", _("petición")
        INVITED = "invited", _("invitación")

    class State(models.TextChoices):
        OPEN = "open", _("pendiente")
        ACCEPTED = "accepted", _("aceptada")
        DECLINED = "declined", _("rechazada")
        WITHDRAWN = "withdrawn", _("retirada")
        VOID = "void", _("sin efecto")

    team = models.ForeignKey(Team, models.CASCADE, related_name="join_requests", verbose_name=_("equipo"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests", verbose_name=_("persona")
    )
    direction = models.CharField(_("tipo"), max_length=10, choices=Direction)
    state = models.CharField(_("estado"), max_length=10, choices=State, default=State.OPEN)
    message = models.TextField(_("mensaje"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("creada"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("contestada"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("petición de plaza")
        verbose_name_plural = _("peticiones de plaza")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"], condition=models.Q(state="open"), name="one_open_request_per_team_and_person"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", answered_at=None)
                | (~models.Q(state="open") & models.Q(answered_at__isnull=False)),
                name="answered_requests_say_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.team} ({self.get_state_display()})"

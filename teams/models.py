"""Teams and who is in them. The database holds what people race for: one seat each, one team a person."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition


def new_invite_token() -> str:
    """A token that nobody can guess (256 bits)."""
    return secrets.token_urlsafe(32)


class Team(models.Model):
    """A team of one edition. ``name_key`` is the name without case and accents, unique in the edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="teams", verbose_name=_("edición"))
    name = models.CharField(_("nombre"), max_length=60)
    name_key = models.CharField(max_length=120, editable=False)
    captain = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="captained_teams", verbose_name=_("capitanía")
    )
    invite_token = models.CharField(max_length=64, unique=True, default=new_invite_token, editable=False)
    created_at = models.DateTimeField(_("creado"))

    class Meta:
        verbose_name = _("equipo")
        verbose_name_plural = _("equipos")
        ordering = ["name_key"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name_key"], name="one_team_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def invite_expires_at(self) -> datetime:
        """An invitation lasts as long as teams can form: when the rules move that deadline, this moves with it."""
        return self.edition.parsed_rules.windows.teams.closes_at


class Membership(models.Model):
    """A person's seat in a team. ``edition`` repeats the team's, so that the database can promise one team a person."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("persona")
    )
    seat = models.PositiveSmallIntegerField(_("plaza"))
    joined_at = models.DateTimeField(_("desde"))

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

"""Mailings and announcements as part of a person's data: the lists that they are on, and what they sent as organisers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hackathon.accounts.models import User
from hackathon.accounts.personal import Keeper
from hackathon.mail import queries as mail
from hackathon.outreach.models import Announcement, Campaign, CampaignRecipient


def export(user: User) -> Mapping[str, Any]:
    return {
        "lists": [
            {"subject": subject, "email": email, "name": name}
            for subject, email, name in _on(user).values_list("campaign__subject", "email", "name")
        ],
        "campaigns": list(Campaign.objects.filter(_by(user)).values("subject", "created_at", "sent_at")),
        "announcements": list(Announcement.objects.filter(published_by=user).values("title", "published_at")),
    }


def erase(user: User, at: datetime) -> None:
    _on(user).delete()


def merge(keep: User, gone: User, at: datetime) -> None:
    for model, field in ((Campaign, "created_by"), (Campaign, "sent_by"), (Announcement, "published_by")):
        model.objects.filter(**{field: gone}).update(**{field: keep})


def _by(user: User) -> Q:
    return Q(created_by=user) | Q(sent_by=user)


def _on(user: User) -> QuerySet[CampaignRecipient]:
    mine = Q(registration__user=user) | Q(lower__in=mail.addresses_of(user))
    return CampaignRecipient.objects.alias(lower=Lower("email")).filter(mine).order_by("pk")


KEEPER = Keeper(
    name="outreach",
    title=_("Comunicación"),
    models=frozenset({"outreach.Campaign", "outreach.Announcement"}),
    export=export,
    erase=erase,
    merge=merge,
    words={
        "lists": _("Envíos de correo en los que estás"),
        "subject": _("Asunto"),
        "email": _("Correo"),
        "name": _("Nombre"),
        "campaigns": _("Envíos que preparaste o mandaste"),
        "created_at": _("Creado"),
        "sent_at": _("Enviado"),
        "announcements": _("Anuncios que publicaste"),
        "title": _("Título"),
        "published_at": _("Publicado"),
    },
)

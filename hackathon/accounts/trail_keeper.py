"""The audit trail as part of a person's data. What was done and when stays; lines about a person lose their name.

The trail is the lowest app's, which knows of no people: what is the person's there is told here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hackathon.accounts.models import User
from hackathon.accounts.personal import UNNAMED, Keeper
from hackathon.editions.models import EditionRulesVersion, TrailEntry

# Rows whose name is the name of a person, or holds it. A deed to one that is gone by now says whom it was about.
NAMED = ("accounts.user", "accounts.role", "judging.assignment", "registration.registration")


def export(user: User) -> Mapping[str, Any]:
    deeds = TrailEntry.objects.filter(by=user).order_by("at", "pk")
    about = _about(user).exclude(by=user).order_by("at", "pk")
    return {"deeds": _lines(deeds), "about_me": _lines(about)}


def erase(user: User, at: datetime) -> None:
    _about(user).filter(target_type__in=NAMED).update(target_label=UNNAMED)


def merge(keep: User, gone: User, at: datetime) -> None:
    TrailEntry.objects.filter(by=gone).update(by=keep)
    EditionRulesVersion.objects.filter(by=gone).update(by=keep)


def _about(user: User) -> QuerySet[TrailEntry]:
    oneself = Q(target_type="accounts.user", target_id=str(user.pk))
    return TrailEntry.objects.filter(oneself | Q(detail__person=user.pk) | Q(detail__judge=user.pk))


def _lines(entries: QuerySet[TrailEntry]) -> list[dict[str, Any]]:
    return list(entries.values("at", "verb", "target_label", "reason"))


KEEPER = Keeper(
    name="trail",
    title=_("Registro de cambios"),
    models=frozenset({"editions.TrailEntry", "editions.EditionRulesVersion"}),
    export=export,
    erase=erase,
    merge=merge,
    words={
        "deeds": _("Lo que hiciste"),
        "about_me": _("Lo que hicieron otras personas contigo"),
        "at": _("Cuándo"),
        "verb": _("Qué"),
        "target_label": _("Sobre"),
        "reason": _("Motivo"),
    },
)

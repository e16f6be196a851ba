"""Projects as part of a person's data: the versions that they saved. A project is its team's, so they stay."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hackathon.accounts.models import User
from hackathon.accounts.personal import Keeper
from submissions.models import SubmissionVersion


def export(user: User) -> Mapping[str, Any]:
    saved = SubmissionVersion.objects.filter(by=user).order_by("at", "pk")
    fields = ("submission__edition__title", "submission__team__name", "number", "title", "summary", "at")
    return {
        "versions": [
            {"edition": edition, "team": team, "number": number, "title": title, "summary": summary, "at": at}
            for edition, team, number, title, summary, at in saved.values_list(*fields)
        ]
    }


def erase(user: User, at: datetime) -> None:
    """Nothing: what the person saved is their team's, and says of them only that it was somebody."""


def merge(keep: User, gone: User, at: datetime) -> None:
    SubmissionVersion.objects.filter(by=gone).update(by=keep)


KEEPER = Keeper(
    name="submissions",
    title=_("Proyectos"),
    models=frozenset({"submissions.SubmissionVersion"}),
    export=export,
    erase=erase,
    merge=merge,
    words={
        "versions": _("Versiones que guardaste"),
        "edition": _("Edición"),
        "team": _("Equipo"),
        "number": _("Versión"),
        "title": _("Título"),
        "summary": _("Resumen"),
        "at": _("Cuándo"),
    },
)

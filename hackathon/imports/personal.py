"""Imported lists as part of a person's data: the rows that are about them, and the lists that they brought as organisers."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hackathon.accounts.models import User
from hackathon.accounts.personal import Keeper
from hackathon.imports.models import ImportJob, ImportRow
from hackathon.mail import queries as mail

# What would make an address part of a longer one: more of its name before it, more of its domain after it.
BEFORE = r"(?<![\w.!#$%&'*+/=?^`{|}~-])"
AFTER = r"(?![\w@-]|\.\w)"


def export(user: User) -> Mapping[str, Any]:
    return {
        "rows": [
            {"file": file, "number": number, "outcome": outcome, "typed": typed}
            for file, number, outcome, typed in _about(user).values_list("job__file_name", "number", "outcome", "typed")
        ],
        "lists": list(ImportJob.objects.filter(_by(user)).values("file_name", "uploaded_at", "confirmed_at")),
    }


def erase(user: User, at: datetime) -> None:
    """That a row was dealt with stays in the count of its list; what it said of the person does not."""
    _about(user).update(typed="", facts={}, registration=None)


def merge(keep: User, gone: User, at: datetime) -> None:
    for field in ("uploaded_by", "confirmed_by"):
        ImportJob.objects.filter(**{field: gone}).update(**{field: keep})


def _by(user: User) -> Q:
    return Q(uploaded_by=user) | Q(confirmed_by=user)


def _about(user: User) -> QuerySet[ImportRow]:
    """Rows that became their registration, and those that could not be kept and name one of their addresses."""
    named = _naming(mail.addresses_of(user))
    return ImportRow.objects.filter(Q(registration__user=user) | Q(pk__in=named)).order_by("pk")


def _naming(addresses: Collection[str]) -> list[int]:
    """Rows in which one of those addresses stands as a whole: a@example.org is part of ana@example.org, who is another."""
    typed = reduce(or_, (Q(typed__icontains=email) for email in addresses))
    whole = re.compile(f"{BEFORE}(?:{'|'.join(map(re.escape, addresses))}){AFTER}", re.IGNORECASE)
    return [pk for pk, text in ImportRow.objects.filter(typed).values_list("pk", "typed") if whole.search(text)]


KEEPER = Keeper(
    name="imports",
    title=_("Listas importadas"),
    models=frozenset({"imports.ImportJob"}),
    export=export,
    erase=erase,
    merge=merge,
    words={
        "rows": _("Filas sobre ti"),
        "file": _("Archivo"),
        "number": _("Fila"),
        "outcome": _("Resultado"),
        "typed": _("Lo que decía"),
        "lists": _("Listas que subiste"),
        "file_name": _("Archivo"),
        "uploaded_at": _("Subida"),
        "confirmed_at": _("Confirmada"),
        **dict(ImportRow.Outcome.choices),
    },
)

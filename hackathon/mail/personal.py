"""Mail as part of a person's data: what the site wrote to them, and whether they want no more of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from hackathon.accounts.models import User
from hackathon.accounts.personal import Keeper
from hackathon.mail import queries
from hackathon.mail.models import Message, OptOut

State = Message.State


def export(user: User) -> Mapping[str, Any]:
    sent = _to(user).order_by("queued_at", "pk")
    return {
        "messages": list(sent.values("email", "subject", "body", "state", "queued_at", "sent_at")),
        "opt_outs": list(_refusals(user).values("email", "at")),
    }


def erase(user: User, at: datetime) -> None:
    """What waits is not sent any more. Of what went out only that something did is left, for the count of its mailing."""
    _to(user).exclude(state__in=(State.SENT, State.SENDING)).delete()
    blank = {"email": "nobody@erased.invalid", "subject": "", "body": "", "error": ""}
    _to(user).update(user=None, key=Concat(Value("erased:"), F("message_id")), **blank)
    _refusals(user).delete()


def merge(keep: User, gone: User, at: datetime) -> None:
    """Who wanted no more mail in one of their accounts wants none in the other: their addresses are asked about together."""
    Message.objects.filter(user=gone).update(user=keep)


def _to(user: User) -> QuerySet[Message]:
    addresses = queries.addresses_of(user)
    return Message.objects.alias(lower=Lower("email")).filter(Q(user=user) | Q(user=None, lower__in=addresses))


def _refusals(user: User) -> QuerySet[OptOut]:
    return OptOut.objects.alias(lower=Lower("email")).filter(lower__in=queries.addresses_of(user))


KEEPER = Keeper(
    name="mail",
    title=_("Correos"),
    models=frozenset({"mail.Message"}),
    export=export,
    erase=erase,
    merge=merge,
    words={
        "messages": _("Lo que te hemos escrito"),
        "email": _("A"),
        "subject": _("Asunto"),
        "body": _("Texto"),
        "state": _("Estado"),
        "queued_at": _("Escrito"),
        "sent_at": _("Enviado"),
        "opt_outs": _("Bajas de los correos que no son imprescindibles"),
        "at": _("Desde"),
        **dict(State.choices),
    },
)

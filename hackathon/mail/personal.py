"""Mail as part of a person's data: what the site wrote to them, and whether they want no more of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from hackathon.accounts.models import User
from hackathon.accounts.personal import Keeper
from hackathon.mail import actions, queries
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
    _tell(keep, gone, at)


def _tell(keep: User, gone: User, at: datetime) -> None:
    """Whose account was closed hears of it there: only they know whether the other one is theirs too."""
    with override(actions.LANGUAGE):
        paragraphs = (
            _(
                "La organización ha unido a otra la cuenta que tenías con este correo, porque le consta que las dos son tuyas."
            ),
            _("Lo que había en esta cuenta está en la otra, y con tu cuenta de Hugging Face entras en ella."),
            _("Si no tienes otra cuenta o no lo has pedido, escribe a la organización cuanto antes."),
        )
        subject = _("Hemos unido tu cuenta a otra")
    actions.enqueue(
        to=keep,
        email=gone.email,
        subject=subject,
        body="\n\n".join(paragraphs),
        key=f"accounts.merged.{gone.pk}",
        at=at,
        language=actions.LANGUAGE,
        essential=True,
    )


def _to(user: User) -> QuerySet[Message]:
    addresses = queries.addresses_of(user)
    return Message.objects.alias(lower=Lower("email")).filter(Q(user=user) | Q(user=None, lower__in=addresses))


def _refusals(user: User) -> QuerySet[OptOut]:
    return OptOut.objects.alias(lower=Lower("email")).filter(lower__in=queries.addresses_of(user))


KEEPER = Keeper(
    name="mail",
    title=gettext_lazy("Correos"),
    models=frozenset({"mail.Message"}),
    export=export,
    erase=erase,
    merge=merge,
    words={
        "messages": gettext_lazy("Lo que te hemos escrito"),
        "email": gettext_lazy("A"),
        "subject": gettext_lazy("Asunto"),
        "body": gettext_lazy("Texto"),
        "state": gettext_lazy("Estado"),
        "queued_at": gettext_lazy("Escrito"),
        "sent_at": gettext_lazy("Enviado"),
        "opt_outs": gettext_lazy("Bajas de los correos que no son imprescindibles"),
        "at": gettext_lazy("Desde"),
        **dict(State.choices),
    },
)

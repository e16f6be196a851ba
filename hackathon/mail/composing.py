"""A row of the outbox as an e-mail."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.mail import links
from hackathon.mail.models import Message


def compose(message: Message) -> EmailMessage:
    """The e-mail that ``message`` is. Its Message-ID is the row's: however often it is tried, it is the same e-mail."""
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    body = message.body.rstrip()
    if not message.essential:
        url = links.unsubscribe_url(message)
        headers |= {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        body = f"{body}\n\n{farewell(url, language=message.language)}"
    return EmailMessage(
        subject=message.subject,
        body=f"{body}\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.email],
        headers=headers,
    )


def farewell(url: str, *, language: str) -> str:
    """The last lines of what is not essential, with the way out of it. ``-- `` opens a signature, as mail programs know it."""
    with override(language):
        return "-- \n" + _("¿No quieres recibir más correos como este? Date de baja aquí:") + f"\n{url}"

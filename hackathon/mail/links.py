"""Addresses as they stand in an e-mail, where there is no request to complete them."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from hackathon.mail.models import Message

SALT = "hackathon.mail.unsubscribe"


def absolute(path: str) -> str:
    """The whole address of a path on this site."""
    return f"{settings.SITE_URL}{path}"


def unsubscribe_url(message: Message) -> str:
    """Where the reader of ``message`` says: no more of this. It names the message, so that no log of addresses visited
    holds anybody's e-mail."""
    return absolute(reverse("mail:unsubscribe", args=[signing.Signer(salt=SALT).sign(message.pk)]))


def message_of(token: str) -> Message | None:
    """The message that the token was made for; None when it was not made here, or the message is gone."""
    try:
        number = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Message.objects.select_related("user").filter(pk=number).first()

"""When people sign in: with the Hub, that is news of where they belong."""

from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from hackathon.accounts.models import User
from hackathon.registration import actions


@receiver(user_logged_in)
def on_sign_in(sender: type, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Someone signed in, by whichever way; what the Hub said of them is on their account by now."""
    actions.note_claim(user=user, at=request.now)

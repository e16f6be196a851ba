"""Keys to the API: made by a person for their own programs, shown once, and taken back."""

from datetime import datetime, timedelta

from django.db import transaction
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from hackathon.accounts import validators
from hackathon.accounts.models import ApiToken, User
from hackathon.editions import trail

MOST_TOKENS = 20


class TokenNameTaken(Exception):
    """The person has another token of that name."""


class TooManyTokens(Exception):
    """The person has as many as one may have: MOST_TOKENS."""


def create_token(*, name: str, lifetime: timedelta, by: User, at: datetime) -> tuple[ApiToken, str]:
    """A new token of ``by``, and the secret itself, which is kept nowhere and can never be shown again.

    Tokens that have expired make room. Raises TokenNameTaken, TooManyTokens; ValidationError for an unreadable name.
    """
    name = validators.clean_person_name(name)
    digest, secret = get_digest_token()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # two clicks come one after the other
        ApiToken.objects.filter(user=by, expiry__lte=at).delete()
        names = set(ApiToken.objects.filter(user=by).values_list("name", flat=True))
        if name in names:
            raise TokenNameTaken
        if len(names) >= MOST_TOKENS:
            raise TooManyTokens
        token = ApiToken(user=by, name=name, digest=digest, created=at, expiry=at + lifetime)
        token.token_key = secret[: CONSTANTS.TOKEN_KEY_LENGTH]
        token.save(force_insert=True)
        trail.record(edition=None, by=by, at=at, verb="token.created", target=by, name=name)
    return token, secret


@transaction.atomic
def revoke_token(*, name: str, by: User, at: datetime) -> bool:
    """Let ``by``'s token of that name open nothing any more; False if there was none."""
    deleted, _rows = ApiToken.objects.filter(user=by, name=name).delete()
    if deleted:
        trail.record(edition=None, by=by, at=at, verb="token.revoked", target=by, name=name)
    return bool(deleted)

"""Who calls the API, by the token that they send: ``Authorization: Token hk_…``."""

from datetime import datetime, timedelta

from django.db.models import Q
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from hackathon.accounts.models import ApiToken, User

USE_IS_NOTED_EVERY = timedelta(hours=1)


class TokenAuthentication(KnoxTokenAuthentication):
    """knox's tokens, looked up by their digest: one query, by the request's own time, whatever bytes were sent."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person and their token; None when none was sent. Raises AuthenticationFailed."""
        self.at = request.now
        return super().authenticate(request)

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        """Whose token that is. Raises AuthenticationFailed: unknown, revoked, expired, or a closed account's."""
        try:
            digest = hash_token(token.decode("ascii"))
        except UnicodeDecodeError:
            raise AuthenticationFailed from None
        found = ApiToken.objects.filter(digest=digest, expiry__gt=self.at, user__is_active=True)
        known = found.select_related("user").first()
        if known is None:
            raise AuthenticationFailed
        _note_use(known, at=self.at)
        return known.user, known


def _note_use(token: ApiToken, *, at: datetime) -> None:
    if token.last_used_at is None or token.last_used_at <= at - USE_IS_NOTED_EVERY:
        long_ago = Q(last_used_at=None) | Q(last_used_at__lte=at - USE_IS_NOTED_EVERY)
        ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=at)


class TokenScheme(OpenApiAuthenticationExtension):
    """What the OpenAPI document says of it."""

    target_class = TokenAuthentication
    name = "token"
    priority = 1

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Authorization: Token hk_…`. Tokens are made, seen and revoked on the page /cuenta/tokens/.",
        }

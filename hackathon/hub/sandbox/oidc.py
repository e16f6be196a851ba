"""The state of "Sign in with Hugging Face": the signing key, codes that work once, access tokens."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from hackathon.hub.sandbox.people import Person

CODE_LIFE = timedelta(minutes=2)
TOKEN_LIFE = timedelta(hours=8)


class OAuthError(Exception):
    """A step of the sign-in that fails, with OAuth's own error code."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """What a site asks for when it sends a person here."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str = ""
    nonce: str = ""
    code_challenge: str = ""
    org_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code or an access token stands for."""

    sub: str
    request: AuthorizationRequest
    expires_at: datetime


class SigningKey:
    """The RSA key of the sandbox, made once and kept in ``path`` for its owner's eyes only."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            draft = path.with_suffix(f".{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_bytes(_new_key())
            draft.replace(path)
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError(f"{path} holds no RSA key")
        self._key = key
        numbers = key.public_key().public_numbers()
        self._modulus, self._exponent = _number(numbers.n), _number(numbers.e)
        self.kid = hashlib.sha256(self._modulus.encode()).hexdigest()[:16]

    def jwks(self) -> dict[str, Any]:
        """The public half, as a JSON Web Key Set."""
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "n": self._modulus, "e": self._exponent}
        return {"keys": [key]}

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A JSON Web Token over ``claims``, RS256."""
        header = {"alg": "RS256", "typ": "JWT", "kid": self.kid}
        body = ".".join(_base64url(json.dumps(part).encode()) for part in (header, claims))
        signature = self._key.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{body}.{_base64url(signature)}"


class Oidc:
    """Codes and tokens in memory, the key on disk. ``now`` is the clock; ``clients`` maps an id to its secret.

    Without ``clients`` every client id is welcome: the site's own settings need no copy here.
    """

    def __init__(
        self,
        *,
        key_path: Path,
        now: Callable[[], datetime],
        redirect_hosts: tuple[str, ...] = (),
        clients: Mapping[str, str] | None = None,
    ) -> None:
        self.key_path = key_path
        self.now = now
        self.redirect_hosts = frozenset(host.lower() for host in redirect_hosts)
        self.clients = dict(clients) if clients else None
        self._codes: dict[str, Grant] = {}
        self._tokens: dict[str, Grant] = {}
        self._spent: dict[str, str] = {}
        self._lock = threading.Lock()

    @cached_property
    def key(self) -> SigningKey:
        """The signing key, made when the first sign-in needs it."""
        return SigningKey(self.key_path)

    def knows_client(self, client_id: str) -> bool:
        return bool(client_id) and (self.clients is None or client_id in self.clients)

    def may_return_to(self, uri: str) -> bool:
        """Whether people may be sent to ``uri`` with a code: this machine, or a host that was named at the start."""
        if not uri.isprintable() or "\\" in uri:
            return False
        try:
            parts = urlsplit(uri)
        except ValueError:
            return False
        host = (parts.hostname or "").lower()
        if parts.scheme not in ("http", "https") or not host or parts.fragment or parts.username is not None:
            return False
        return host in self.redirect_hosts or _is_loopback(host)

    def issue_code(self, request: AuthorizationRequest, *, sub: str) -> str:
        """A code for the person ``sub``, good for one exchange within two minutes."""
        code = secrets.token_urlsafe(24)
        with self._lock:
            self._codes[code] = Grant(sub, request, self.now() + CODE_LIFE)
        return code

    def exchange(
        self, code: str, *, client_id: str, client_secret: str, redirect_uri: str, verifier: str
    ) -> tuple[str, Grant]:
        """An access token for a code, checked against everything that was said when the code was asked for.

        A code that comes twice also takes back the token it gave the first time.
        """
        with self._lock:
            grant = self._codes.pop(code, None)
            if grant is None:
                self._tokens.pop(self._spent.get(code, ""), None)
                raise OAuthError("invalid_grant", "the code is unknown or was used already")
        self._check_client(client_id, client_secret, pkce=bool(grant.request.code_challenge))
        if grant.expires_at <= self.now():
            raise OAuthError("invalid_grant", "the code has expired")
        if client_id != grant.request.client_id or redirect_uri != grant.request.redirect_uri:
            raise OAuthError("invalid_grant", "client_id or redirect_uri is not the one that the code was given for")
        if not pkce_matches(grant.request.code_challenge, verifier):
            raise OAuthError("invalid_grant", "code_verifier does not match code_challenge")
        token = f"hf_oauth_{secrets.token_urlsafe(32)}"
        given = Grant(grant.sub, grant.request, self.now() + TOKEN_LIFE)
        with self._lock:
            self._tokens[token], self._spent[code] = given, token
        return token, given

    def grant(self, token: str) -> Grant | None:
        """What an access token stands for; None when it is unknown or has expired."""
        found = self._tokens.get(token)
        return found if found and found.expires_at > self.now() else None

    def id_token(self, grant: Grant, person: Person, *, issuer: str) -> str:
        """The signed identity for the client that the grant was made for."""
        issued = int(self.now().timestamp())
        claims = {
            "iss": issuer,
            "aud": grant.request.client_id,
            "iat": issued,
            "auth_time": issued,
            "exp": int(grant.expires_at.timestamp()),
            **userinfo(person, grant, base_url=issuer),
        }
        return self.key.sign(claims | ({"nonce": grant.request.nonce} if grant.request.nonce else {}))

    def _check_client(self, client_id: str, client_secret: str, *, pkce: bool) -> None:
        if not self.knows_client(client_id):
            raise OAuthError("invalid_client", "unknown client")
        if self.clients is not None and not hmac.compare_digest(self.clients[client_id], client_secret):
            raise OAuthError("invalid_client", "wrong client_secret")
        if not client_secret and not pkce:
            raise OAuthError("invalid_client", "a client without a secret has to use PKCE")


def userinfo(person: Person, grant: Grant, *, base_url: str) -> dict[str, Any]:
    """The claims that the granted scopes open. ``roleInOrg`` comes with ``read-memberships`` or for granted orgs."""
    scopes = set(grant.request.scope.split())
    claims: dict[str, Any] = {"sub": person.sub}
    if "profile" in scopes:
        claims |= {
            "preferred_username": person.username,
            "name": person.name,
            "picture": f"{base_url}/avatars/{person.username}.svg",
            "profile": f"{base_url}/{person.username}",
            "isPro": False,
        }
    if "email" in scopes:
        claims |= {"email": person.email, "email_verified": person.email_verified}
    if "profile" in scopes or "read-memberships" in scopes:
        claims["orgs"] = [_org(name, role, grant, scopes) for name, role in person.orgs.items()]
    return claims


def organisation_sub(name: str) -> str:
    """The lasting id of an organisation."""
    return hashlib.sha256(f"org:{name.lower()}".encode()).hexdigest()[:24]


def pkce_matches(challenge: str, verifier: str) -> bool:
    """Whether ``verifier`` is what the S256 ``challenge`` was made from; without a challenge none may come."""
    if not challenge:
        return not verifier
    return hmac.compare_digest(challenge, _base64url(hashlib.sha256(verifier.encode()).digest()))


def _org(name: str, role: str, grant: Grant, scopes: set[str]) -> dict[str, Any]:
    sub = organisation_sub(name)
    org = {"sub": sub, "name": name, "preferred_username": name, "isEnterprise": False}
    return org | ({"roleInOrg": role} if "read-memberships" in scopes or sub in grant.request.org_ids else {})


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _new_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _number(value: int) -> str:
    return _base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))

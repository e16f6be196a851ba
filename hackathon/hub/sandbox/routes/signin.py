"""OpenID Connect: discovery, the page to pick a person, token, userinfo, keys."""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlencode

from django.utils.translation import gettext as _
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from hackathon.hub.sandbox.answers import Refusal, base_url, storage_of
from hackathon.hub.sandbox.html import render
from hackathon.hub.sandbox.oidc import AuthorizationRequest, OAuthError, Oidc, userinfo
from hackathon.hub.sandbox.people import USERNAME, Person
from hackathon.hub.sandbox.records import SandboxError
from hackathon.hub.sandbox.storage import SandboxStorage

NO_STORE = {"Cache-Control": "no-store"}
PASSED_ON = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "orgIds",
)


def discovery(request: Request) -> Response:
    """``/.well-known/openid-configuration``."""
    base = base_url(request)
    return JSONResponse(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/oauth/authorize",
            "token_endpoint": f"{base}/oauth/token",
            "userinfo_endpoint": f"{base}/oauth/userinfo",
            "jwks_uri": f"{base}/oauth/jwks",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email", "read-memberships"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": ["sub", "preferred_username", "name", "picture", "email", "email_verified", "orgs"],
        }
    )


def jwks(request: Request) -> Response:
    """The key that identities are signed with."""
    return JSONResponse(_oidc(request).key.jwks())


async def authorize(request: Request) -> Response:
    """GET shows the people to pick from; POST sends the one who was picked (or typed) back to the site with a code."""
    fields = await _form(request) if request.method == "POST" else dict(request.query_params)
    oidc = _oidc(request)
    if not oidc.knows_client(fields.get("client_id", "")) or not oidc.may_return_to(fields.get("redirect_uri", "")):
        return render("refused.html", {"redirect_uri": fields.get("redirect_uri", "")}, status=400)
    try:
        asked = _authorization_request(fields)
    except OAuthError as error:
        return _send_back(fields, {"error": error.code, "error_description": error.description})
    if request.method == "GET":
        return await run_in_threadpool(_people_page, request, fields)
    if "cancel" in fields:
        return _send_back(fields, {"error": "access_denied"})
    person, wrong = await run_in_threadpool(_picked, storage_of(request), fields)
    if person is None:
        return await run_in_threadpool(_people_page, request, fields, wrong)
    return _send_back(fields, {"code": oidc.issue_code(asked, sub=person.sub)})


async def token(request: Request) -> Response:
    """A code becomes an access token and an identity."""
    fields = await _form(request)
    try:
        client_id, secret = _client(request, fields)
        if fields.get("grant_type") != "authorization_code":
            raise OAuthError("unsupported_grant_type", "only authorization_code")
        access_token, grant = _oidc(request).exchange(
            fields.get("code", ""),
            client_id=client_id,
            client_secret=secret,
            redirect_uri=fields.get("redirect_uri", ""),
            verifier=fields.get("code_verifier", ""),
        )
    except OAuthError as error:
        status = 401 if error.code == "invalid_client" else 400
        answer = {"error": error.code, "error_description": error.description}
        return JSONResponse(answer, status_code=status, headers=NO_STORE)
    person = storage_of(request).people.by_sub(grant.sub)
    if person is None:
        return JSONResponse({"error": "invalid_grant"}, status_code=400, headers=NO_STORE)
    answer = {
        "access_token": access_token,
        "token_type": "bearer",
        "expires_in": int((grant.expires_at - _oidc(request).now()).total_seconds()),
        "scope": grant.request.scope,
        "id_token": _oidc(request).id_token(grant, person, issuer=base_url(request)),
    }
    return JSONResponse(answer, headers=NO_STORE)


def claims(request: Request) -> Response:
    """``/oauth/userinfo``: who the bearer of the access token is, as far as the scopes go."""
    bearer = request.headers.get("Authorization", "").partition(" ")[2]
    grant = _oidc(request).grant(bearer)
    person = storage_of(request).people.by_sub(grant.sub) if grant else None
    if grant is None or person is None:
        raise Refusal(401, "invalid_token", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    return JSONResponse(userinfo(person, grant, base_url=base_url(request)), headers=NO_STORE)


def _authorization_request(fields: Mapping[str, str]) -> AuthorizationRequest:
    scope = fields.get("scope", "openid profile")
    if fields.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "only code")
    if "openid" not in scope.split():
        raise OAuthError("invalid_scope", "openid has to be among the scopes")
    if bool(fields.get("code_challenge")) != (fields.get("code_challenge_method") == "S256"):
        raise OAuthError("invalid_request", "PKCE is S256 or nothing")
    return AuthorizationRequest(
        client_id=fields["client_id"],
        redirect_uri=fields["redirect_uri"],
        scope=scope,
        state=fields.get("state", ""),
        nonce=fields.get("nonce", ""),
        code_challenge=fields.get("code_challenge", ""),
        org_ids=tuple(fields.get("orgIds", "").split()),
    )


def _people_page(request: Request, fields: Mapping[str, str], wrong: str = "") -> Response:
    context = {
        "people": storage_of(request).people.all(),
        "passed_on": {key: fields[key] for key in PASSED_ON if key in fields},
        "client_id": fields["client_id"],
        "typed": fields,
        "wrong": wrong,
    }
    return render("authorize.html", context, status=400 if wrong else 200)


def _picked(storage: SandboxStorage, fields: Mapping[str, str]) -> tuple[Person | None, str]:
    if "person" in fields:
        return storage.people.by_sub(fields["person"]), _("Esa persona ya no está. Elige otra.")
    username = fields.get("username", "").strip()
    if not USERNAME.fullmatch(username):
        return None, _("El nombre de usuario lleva letras sin acento, números y guiones; al menos dos caracteres.")
    email = fields.get("email", "").strip()
    if email and ("@" not in email or " " in email):
        return None, _("Ese correo no parece un correo. Puedes dejarlo vacío.")
    try:
        return storage.add_person(username, name=fields.get("name", "").strip(), email=email), ""
    except SandboxError:
        return None, _("Ya hay alguien con ese nombre de usuario. Elige a esa persona en la lista o escribe otro.")


def _send_back(fields: Mapping[str, str], answer: Mapping[str, str]) -> Response:
    state = {"state": fields["state"]} if fields.get("state") else {}
    joint = "&" if "?" in fields["redirect_uri"] else "?"
    location = fields["redirect_uri"] + joint + urlencode({**answer, **state})
    return RedirectResponse(location, status_code=303, headers=NO_STORE)


def _client(request: Request, fields: Mapping[str, str]) -> tuple[str, str]:
    scheme, _space, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return fields.get("client_id", ""), fields.get("client_secret", "")
    try:
        client_id, _colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise OAuthError("invalid_client", "the Authorization header cannot be read") from error
    return unquote(client_id), unquote(secret)


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))


def _oidc(request: Request) -> Oidc:
    return request.app.state.oidc


routes = [
    Route("/.well-known/openid-configuration", discovery),
    Route("/oauth/authorize", authorize, methods=["GET", "POST"]),
    Route("/oauth/token", token, methods=["POST"]),
    Route("/oauth/userinfo", claims, methods=["GET", "POST"]),
    Route("/oauth/jwks", jwks),
]

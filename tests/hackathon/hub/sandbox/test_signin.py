"""Signing in with OpenID Connect: the code flow, PKCE, and what is refused."""

import base64
import hashlib
import json
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from hackathon import clock
from hackathon.hub.sandbox.oidc import Oidc
from hackathon.hub.sandbox.server import RunningHub, running

BACK = "http://127.0.0.1:8000/cuenta/oidc/huggingface/login/callback/"
VERIFIER = "a-verifier-that-is-long-enough-for-the-standard-0123"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "client_id": "sandbox",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "openid profile email read-memberships",
    "state": "estado",
    "nonce": "una-vez",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}
EXCHANGE = {
    "grant_type": "authorization_code",
    "client_id": "sandbox",
    "client_secret": "sandbox-secret",
    "redirect_uri": BACK,
    "code_verifier": VERIFIER,
}


@pytest.fixture
def sub(hub: RunningHub) -> str:
    """Alicia, who belongs to an organisation; her ``sub``."""
    return hub.storage.add_person("alicia", name="Alicia Robles", orgs={"somos-demo": "write"}).sub


class Hidden(HTMLParser):
    """The hidden fields of a page's first form."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden":
            self.fields[found["name"] or ""] = found["value"] or ""


def code_for(hub: RunningHub, http: httpx2.Client, **picked: str) -> str:
    """The code that the site gets when ``picked`` is sent from the page."""
    page = http.get(f"{hub.url}/oauth/authorize", params=ASKED)
    answer = http.post(f"{hub.url}/oauth/authorize", data=Hidden(page.text).fields | picked)
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == BACK
    assert parse_qs(back.query)["state"] == ["estado"]
    return parse_qs(back.query)["code"][0]


def verified(token: str, jwks: dict[str, Any]) -> dict[str, Any]:
    """The claims of an id_token whose signature holds against the published key."""

    def decoded(text: str) -> bytes:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    body, _, signature = token.rpartition(".")
    header, claims = (json.loads(decoded(part)) for part in body.split("."))
    key = next(key for key in jwks["keys"] if key["kid"] == header["kid"])
    modulus, exponent = (int.from_bytes(decoded(key[name]), "big") for name in "ne")
    public = RSAPublicNumbers(exponent, modulus).public_key()
    public.verify(decoded(signature), body.encode(), padding.PKCS1v15(), hashes.SHA256())
    return claims


def test_a_person_who_is_picked_gets_in(hub: RunningHub, http: httpx2.Client, sub: str) -> None:
    config = http.get(f"{hub.url}/.well-known/openid-configuration").json()
    given = http.post(config["token_endpoint"], data=EXCHANGE | {"code": code_for(hub, http, person=sub)}).json()
    claims = verified(given["id_token"], http.get(config["jwks_uri"]).json())
    assert (claims["iss"], claims["aud"], claims["sub"], claims["nonce"]) == (hub.url, "sandbox", sub, "una-vez")
    assert claims["iat"] < claims["exp"]
    bearer = {"Authorization": f"Bearer {given['access_token']}"}
    told = http.get(config["userinfo_endpoint"], headers=bearer).json()
    assert (told["sub"], told["preferred_username"], told["name"]) == (sub, "alicia", "Alicia Robles")
    assert (told["email"], told["email_verified"]) == ("alicia@example.org", True)
    assert [(org["name"], org["roleInOrg"]) for org in told["orgs"]] == [("somos-demo", "write")]
    assert http.get(f"{hub.url}/api/whoami-v2", headers=bearer).json()["name"] == "alicia"


def test_the_secret_may_come_in_the_header(hub: RunningHub, http: httpx2.Client, sub: str) -> None:
    fields = {key: value for key, value in EXCHANGE.items() if not key.startswith("client")}
    fields["code"] = code_for(hub, http, person=sub)
    answer = http.post(f"{hub.url}/oauth/token", data=fields, auth=("sandbox", "sandbox-secret"))
    assert answer.status_code == 200


def test_someone_new_can_type_who_they_are(hub: RunningHub, http: httpx2.Client) -> None:
    code = code_for(hub, http, username="gael-2", name="Gael Ñandú", email="gael@example.org")
    token = http.post(f"{hub.url}/oauth/token", data=EXCHANGE | {"code": code}).json()["access_token"]
    told = http.get(f"{hub.url}/oauth/userinfo", headers={"Authorization": f"Bearer {token}"}).json()
    assert (told["preferred_username"], told["name"], told["email"]) == ("gael-2", "Gael Ñandú", "gael@example.org")
    assert [person.username for person in hub.storage.people.all()] == ["gael-2"]


@pytest.mark.parametrize("username", ["", "ñ", "con espacio", "<b>", "ALICIA"])
def test_a_name_that_cannot_be_is_asked_for_again(hub: RunningHub, http, sub: str, username: str) -> None:
    typed = ASKED | {"username": username, "name": "Lo que escribí"}
    answer = http.post(f"{hub.url}/oauth/authorize", data=typed)
    assert (answer.status_code, 'role="alert"' in answer.text) == (400, True)
    assert 'value="Lo que escribí"' in answer.text
    assert "<b>" not in answer.text


def test_whoever_cancels_is_sent_back_without_a_code(hub: RunningHub, http, sub: str) -> None:
    answer = http.post(f"{hub.url}/oauth/authorize", data=ASKED | {"cancel": "1"})
    assert answer.headers["Location"] == f"{BACK}?error=access_denied&state=estado"


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": "another-verifier"},
        {"code_verifier": ""},
        {"redirect_uri": BACK + "x"},
        {"client_id": "another"},
        {"code": "invented"},
        {"grant_type": "password"},
    ],
)
def test_a_wrong_exchange_gives_nothing(hub: RunningHub, http, sub: str, wrong: dict[str, str]) -> None:
    code = code_for(hub, http, person=sub)
    answer = http.post(f"{hub.url}/oauth/token", data=EXCHANGE | {"code": code} | wrong)
    assert answer.status_code == 400
    assert answer.json()["error"] in ("invalid_grant", "unsupported_grant_type")


def test_a_code_works_once_and_a_second_use_takes_the_token_back(hub: RunningHub, http, sub: str) -> None:
    fields = EXCHANGE | {"code": code_for(hub, http, person=sub)}
    bearer = {"Authorization": f"Bearer {http.post(f'{hub.url}/oauth/token', data=fields).json()['access_token']}"}
    assert http.get(f"{hub.url}/oauth/userinfo", headers=bearer).status_code == 200
    assert http.post(f"{hub.url}/oauth/token", data=fields).json()["error"] == "invalid_grant"
    assert http.get(f"{hub.url}/oauth/userinfo", headers=bearer).status_code == 401


def test_an_old_code_is_refused(tmp_path, http) -> None:
    moments = [clock.now()]
    with running(tmp_path / "hub", now=lambda: moments[0]) as hub:
        code = code_for(hub, http, person=hub.storage.add_person("alicia").sub)
        moments[0] += timedelta(minutes=3)
        answer = http.post(f"{hub.url}/oauth/token", data=EXCHANGE | {"code": code})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("uri", "allowed"),
    [
        ("http://127.0.0.1:8000/x", True),
        ("http://localhost/x", True),
        ("http://[::1]:9/x", True),
        ("https://demo.example.org/x", True),
        ("http://demo.example.org.evil.example/x", False),
        ("http://127.0.0.1@evil.example/x", False),
        ("http://localhost.evil.example/", False),
        ("//127.0.0.1/x", False),
        ("javascript:alert(1)//127.0.0.1", False),
        ("http://127.0.0.1/x#y", False),
        ("http://[::1/x", False),
        ("http://evil.example\\@127.0.0.1/x", False),
        ("http://evil.example\t@127.0.0.1/x", False),
        ("", False),
    ],
)
def test_people_are_only_sent_to_this_machine_and_named_hosts(tmp_path, uri: str, allowed: bool) -> None:
    oidc = Oidc(key_path=tmp_path / "key.pem", now=clock.now, redirect_hosts=("demo.example.org",))
    assert oidc.may_return_to(uri) is allowed


def test_an_address_elsewhere_shows_a_page_and_redirects_nowhere(hub: RunningHub, http, sub: str) -> None:
    for send in (http.get, http.post):
        name = "params" if send == http.get else "data"
        answer = send(f"{hub.url}/oauth/authorize", **{name: ASKED | {"redirect_uri": "https://evil.example/"}})
        assert (answer.status_code, "Location" in answer.headers) == (400, False)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_a_wrong_request_goes_back_with_its_error(hub: RunningHub, http, wrong: dict[str, str], error: str) -> None:
    answer = http.get(f"{hub.url}/oauth/authorize", params=ASKED | wrong)
    told = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (told["error"], told["state"]) == ([error], ["estado"])


def test_named_clients_need_their_secret(tmp_path, http) -> None:
    with running(tmp_path / "hub", clients={"sandbox": "right"}) as hub:
        sub = hub.storage.add_person("alicia").sub
        answers = [
            http.post(f"{hub.url}/oauth/token", data=EXCHANGE | {"code": code_for(hub, http, person=sub)} | secret)
            for secret in ({"client_secret": "wrong"}, {"client_secret": "right"})
        ]
        unknown = http.get(f"{hub.url}/oauth/authorize", params=ASKED | {"client_id": "another"})
    assert [answer.status_code for answer in answers] == [401, 200]
    assert unknown.status_code == 400


def test_the_key_outlives_a_restart_and_is_its_owners_alone(tmp_path, http) -> None:
    keys = []
    for _ in range(2):
        with running(tmp_path / "hub") as hub:
            keys.append(http.get(f"{hub.url}/oauth/jwks").json())
    assert keys[0] == keys[1]
    assert (tmp_path / "hub" / "oidc-key.pem").stat().st_mode & 0o077 == 0

"""Signing in with Hugging Face, all the way through the sandbox Hub's own OpenID Connect and back."""

import copy
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from hackathon.accounts import actions
from hackathon.accounts.models import User
from tests.factories.editions import make_edition
from tests.factories.people import PASSWORD, make_judge, make_person
from tests.reading import text

pytestmark = pytest.mark.django_db

LOGIN = "/cuenta/oidc/huggingface/login/"
SILENT = "No hemos podido hablar con Hugging Face"


def point_to(settings: Any, endpoint: str) -> None:
    providers = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["openid_connect"]["APPS"][0]["settings"]["server_url"] = endpoint
    settings.SOCIALACCOUNT_PROVIDERS = providers


@pytest.fixture
def the_hub(hub: Any, settings: Any) -> Any:
    """The sandbox, with the site's sign-in pointing to it."""
    point_to(settings, hub.endpoint)
    return hub


@pytest.fixture
def client() -> Client:
    return Client(SERVER_NAME="localhost")


def at_the_hub(client: Client, pick: dict[str, str], *, query: str = "") -> str:
    """Presses the button, picks a person at the Hub, and gives the address that the Hub sends the browser back to."""
    pressed = client.post(f"{LOGIN}{query}")
    assert pressed.status_code == 302, pressed.content.decode()
    page = requests.get(pressed.headers["Location"], timeout=10)
    asked = dict(pair.split("=", 1) for pair in urlsplit(pressed.headers["Location"]).query.split("&"))
    fields = {name: requests.utils.unquote(value.replace("+", " ")) for name, value in asked.items()}
    assert page.status_code == 200
    back = requests.post(page.url.split("?")[0], data={**fields, **pick}, allow_redirects=False, timeout=10)
    return back.headers["Location"].removeprefix("http://localhost")


def sign_in(client: Client, hub: Any, username: str, *, query: str = "") -> Any:
    person = hub.storage.people.by_username(username)
    return client.get(at_the_hub(client, {"person": person.sub}, query=query), follow=True)


def edit_person(hub: Any, current: str, /, **changes: object) -> None:
    people = json.loads(hub.storage.people.path.read_text())
    for person in people:
        if person["username"] == current:
            person.update(changes)
    hub.storage.people.path.write_text(json.dumps(people))


def who(client: Client) -> User | None:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk) if pk else None


# --- the first time and the next ---------------------------------------------------------------------------------------
def test_the_first_sign_in_makes_a_person_of_what_the_hub_says(client: Client, the_hub: Any) -> None:
    alicia = the_hub.storage.add_person(
        "alicia", name="Alicia Ruiz", email="Alicia@Example.org", orgs={"somos": "admin"}
    )

    answer = sign_in(client, the_hub, "alicia")

    user = who(client)
    assert answer.redirect_chain[-1] == ("/", 302)
    assert (user.hub_sub, user.hub_username, user.hub_name) == (alicia.sub, "alicia", "Alicia Ruiz")
    assert (user.email, user.name, user.display_name) == ("alicia@example.org", "", "Alicia Ruiz")
    assert [(org["preferred_username"], org["roleInOrg"]) for org in user.hub_orgs] == [("somos", "admin")]
    assert not user.has_usable_password()


def test_the_next_sign_in_is_the_same_person_with_fresh_names(client: Client, the_hub: Any) -> None:
    the_hub.storage.add_person("alicia", name="Alicia", email="alicia@example.org")
    sign_in(client, the_hub, "alicia")
    first = who(client)
    actions.change_name(user=first, name="Ali")
    client.logout()
    edit_person(the_hub, "alicia", username="alicia-ruiz", name="Alicia Ruiz", email="otra@example.org")

    sign_in(client, the_hub, "alicia-ruiz")

    again = who(client)
    assert (again.pk, User.objects.count(), SocialAccount.objects.count()) == (first.pk, 1, 1)
    assert (again.hub_username, again.hub_name, again.email) == ("alicia-ruiz", "Alicia Ruiz", "alicia@example.org")
    assert again.display_name == "Ali"


def test_who_takes_over_an_abandoned_user_name_is_somebody_else(client: Client, the_hub: Any) -> None:
    the_hub.storage.add_person("alicia", email="alicia@example.org")
    sign_in(client, the_hub, "alicia")
    first = who(client)
    client.logout()
    edit_person(the_hub, "alicia", username="alicia-ruiz")
    the_hub.storage.add_person("alicia", email="bruno@example.org", sub="another-sub")

    sign_in(client, the_hub, "alicia")

    assert who(client).pk != first.pk


def test_a_person_known_by_sub_signs_in_without_having_an_account_connected(client: Client, the_hub: Any) -> None:
    bruno = the_hub.storage.add_person("bruno", email="bruno@example.org")
    user = make_person("Bruno", hub_sub=bruno.sub, email="other@example.org")

    sign_in(client, the_hub, "bruno")

    assert (who(client), User.objects.count()) == (user, 1)


def test_signing_in_goes_on_to_the_page_that_was_asked_for(client: Client, the_hub: Any) -> None:
    the_hub.storage.add_person("alicia", email="alicia@example.org")
    make_edition()

    answer = sign_in(client, the_hub, "alicia", query="?next=/demo/equipos/nuevo/")

    assert answer.redirect_chain[-1] == ("/demo/equipos/nuevo/", 302)


def test_signing_in_never_goes_on_to_another_site(client: Client, the_hub: Any) -> None:
    the_hub.storage.add_person("alicia", email="alicia@example.org")

    answer = sign_in(client, the_hub, "alicia", query="?next=https://example.com/")

    assert answer.redirect_chain[-1] == ("/", 302)


def test_the_sign_in_asks_for_memberships_and_proves_itself_with_pkce(client: Client, the_hub: Any) -> None:
    asked = urlsplit(client.post(LOGIN).headers["Location"]).query

    assert "code_challenge_method=S256" in asked
    assert {"openid", "profile", "email", "read-memberships"} == set(
        requests.utils.unquote(asked.split("scope=")[1].split("&")[0].replace("+", " ")).split()
    )


# --- e-mail ------------------------------------------------------------------------------------------------------------
def test_an_unconfirmed_address_has_to_be_confirmed_first(client: Client, the_hub: Any) -> None:
    the_hub.storage.add_person("alicia", email="alicia@example.org", email_verified=False)

    answer = sign_in(client, the_hub, "alicia")

    assert who(client) is None
    assert "Te hemos enviado un mensaje con un enlace." in text(answer)
    assert [message.to for message in mail.outbox] == [["alicia@example.org"]]


@pytest.mark.parametrize("verified", [True, False])
def test_an_address_that_is_somebodys_here_opens_no_account(client: Client, the_hub: Any, verified: bool) -> None:
    owner = make_person("Alicia", email="alicia@example.org", hub_sub=None)
    the_hub.storage.add_person("mallory", email="ALICIA@example.org", email_verified=verified)

    answer = sign_in(client, the_hub, "mallory")

    assert (answer.status_code, who(client), User.objects.count()) == (409, None, 1)
    assert "Ya hay una cuenta con tu correo" in text(answer)
    assert "/cuenta/login/?next=/cuenta/3rdparty/" in text(answer)
    owner.refresh_from_db()
    assert (owner.hub_sub, SocialAccount.objects.count()) == (None, 0)


def test_who_has_a_password_signs_in_and_connects_the_hub(client: Client, the_hub: Any) -> None:
    owner = make_person("Alicia", email="alicia@example.org", hub_sub=None, hub_username="")
    alicia = the_hub.storage.add_person("alicia", email="alicia@example.org")
    client.post("/cuenta/login/", {"login": "alicia@example.org", "password": PASSWORD})

    answer = sign_in(client, the_hub, "alicia", query="?process=connect")

    owner.refresh_from_db()
    assert answer.redirect_chain[-1] == ("/cuenta/3rdparty/", 302)
    assert (owner.hub_sub, owner.hub_username) == (alicia.sub, "alicia")
    client.logout()
    sign_in(client, the_hub, "alicia")
    assert who(client) == owner


def test_an_account_begun_with_somebody_elses_address_does_not_keep_its_owner_out(client: Client, the_hub: Any) -> None:
    Client().post("/cuenta/signup/", {"email": "alicia@example.org", "password1": PASSWORD, "password2": PASSWORD})
    squatter = User.objects.get()
    the_hub.storage.add_person("alicia", email="alicia@example.org")

    sign_in(client, the_hub, "alicia")

    assert who(client).pk != squatter.pk
    assert (User.objects.count(), EmailAddress.objects.get().verified) == (1, True)


def test_an_account_with_a_role_is_never_cleared_away(client: Client, the_hub: Any) -> None:
    judge = make_judge(make_edition(), email="julia@example.org", hub_sub=None)
    EmailAddress.objects.update(verified=False)
    the_hub.storage.add_person("julia", email="julia@example.org")

    answer = sign_in(client, the_hub, "julia")

    assert (answer.status_code, User.objects.get()) == (409, judge)


def test_a_hub_that_gives_no_address_leads_to_a_form_for_one(client: Client, the_hub: Any, settings: Any) -> None:
    providers = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["openid_connect"]["APPS"][0]["settings"]["scope"] = ["openid", "profile"]
    settings.SOCIALACCOUNT_PROVIDERS = providers
    alicia = the_hub.storage.add_person("alicia", email="alicia@example.org")

    form = sign_in(client, the_hub, "alicia")
    sent = client.post(form.redirect_chain[-1][0], {"email": "alicia@example.org"}, follow=True)

    assert "Hugging Face no nos ha dado tu correo." in text(form)
    assert "Te hemos enviado un mensaje con un enlace." in text(sent)
    assert User.objects.get().hub_sub == alicia.sub


# --- connecting and disconnecting --------------------------------------------------------------------------------------
def test_disconnecting_forgets_the_hub(client: Client, the_hub: Any) -> None:
    the_hub.storage.add_person("alicia", email="alicia@example.org")
    sign_in(client, the_hub, "alicia")
    user = who(client)
    user.set_password(PASSWORD)
    user.save()

    client.force_login(user)
    client.post("/cuenta/3rdparty/", {"account": SocialAccount.objects.get().pk})

    user.refresh_from_db()
    assert (user.hub_sub, user.hub_username, user.hub_orgs, SocialAccount.objects.count()) == (None, "", [], 0)


def test_the_only_way_in_cannot_be_disconnected(client: Client, the_hub: Any) -> None:
    the_hub.storage.add_person("alicia", email="alicia@example.org")
    sign_in(client, the_hub, "alicia")

    client.post("/cuenta/3rdparty/", {"account": SocialAccount.objects.get().pk})

    assert SocialAccount.objects.count() == 1


def test_a_second_account_on_the_hub_is_refused(client: Client, the_hub: Any) -> None:
    for name in ("alicia", "alicia-dos"):
        the_hub.storage.add_person(name)
    sign_in(client, the_hub, "alicia")

    answer = sign_in(client, the_hub, "alicia-dos", query="?process=connect")

    assert "Tu cuenta ya está conectada a Hugging Face." in text(answer)
    assert (who(client).hub_username, SocialAccount.objects.count()) == ("alicia", 1)


def test_an_account_on_the_hub_belongs_to_one_person(client: Client, the_hub: Any) -> None:
    bruno = the_hub.storage.add_person("bruno")
    make_person("Bruno", hub_sub=bruno.sub)
    client.force_login(make_person("Carla", hub_sub=None))

    answer = sign_in(client, the_hub, "bruno", query="?process=connect")

    assert "ya está conectada a otra persona" in text(answer)
    assert SocialAccount.objects.count() == 0


# --- when it goes wrong ------------------------------------------------------------------------------------------------
def test_cancelling_at_the_hub_comes_back_to_a_page_that_says_so(client: Client, the_hub: Any) -> None:
    answer = client.get(at_the_hub(client, {"cancel": "1"}), follow=True)

    assert (answer.status_code, who(client)) == (200, None)
    assert "Cancelaste la entrada con Hugging Face." in text(answer)


def test_a_hub_that_cannot_be_reached_is_said_in_one_sentence(client: Client, settings: Any) -> None:
    point_to(settings, "http://127.0.0.1:9")

    answer = client.post(LOGIN)

    assert answer.status_code == 503
    assert SILENT in text(answer)


@pytest.mark.parametrize("path", ["/.well-known/", "/oauth/token", "/oauth/userinfo"])
@pytest.mark.parametrize("fault", [{"kind": "status", "status": 503}, {"kind": "drop"}])
def test_a_hub_that_breaks_half_way_is_no_error_of_ours(
    client: Client, the_hub: Any, path: str, fault: dict[str, Any]
) -> None:
    alicia = the_hub.storage.add_person("alicia")
    back = at_the_hub(client, {"person": alicia.sub})
    the_hub.set_fault(path=path, **fault)

    answer = client.get(back)

    assert (answer.status_code in {401, 503}, who(client), User.objects.count()) == (True, None, 0)
    assert SILENT in text(answer) or "La entrada se quedó a medias" in text(answer)


def test_a_busy_hub_at_the_door_is_said_too(client: Client, the_hub: Any) -> None:
    the_hub.set_fault(kind="status", status=429)

    answer = client.post(LOGIN)

    assert (answer.status_code, SILENT in text(answer)) == (503, True)


def test_coming_back_without_having_left_is_refused_without_an_error(client: Client, the_hub: Any) -> None:
    answer = client.get(f"{LOGIN}callback/?code=x&state=y")

    assert answer.status_code == 401
    assert "La entrada se quedó a medias" in text(answer)


def test_a_code_works_once(client: Client, the_hub: Any) -> None:
    alicia = the_hub.storage.add_person("alicia")
    back = at_the_hub(client, {"person": alicia.sub})
    client.get(back)
    client.logout()

    assert (client.get(back).status_code, who(client)) == (401, None)


def test_a_visit_alone_does_not_start_a_sign_in(client: Client, the_hub: Any) -> None:
    answer = client.get(LOGIN)

    assert answer.status_code == 200
    assert "Te llevaremos a Hugging Face para que confirmes quién eres." in text(answer)


def test_another_provider_is_not_found(client: Client, the_hub: Any) -> None:
    assert client.post("/cuenta/oidc/example/login/").status_code == 404

"""Connecting Discord: all the way there and back, against a server that answers as Discord's documentation says."""

import copy
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from hackathon.accounts import actions
from hackathon.accounts.actions import DiscordIdentity
from hackathon.accounts.discord import DiscordAdapter
from hackathon.accounts.models import User
from hackathon.accounts.providers import DISCORD, HUB
from tests.factories.people import make_person, signed_in
from tests.hackathon.accounts.discord_server import CODE, FakeDiscord, discord_server
from tests.reading import text

pytestmark = pytest.mark.django_db

LOGIN, CONNECTIONS = "/cuenta/discord/login/", "/cuenta/3rdparty/"
ALICIA = {"id": "80351110224678912", "username": "alicia.ruiz", "discriminator": "0", "email": "otra@example.org"}


@pytest.fixture
def discord(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDiscord]:
    providers = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["discord"]["APPS"] = [{"client_id": "our-id", "secret": "our-secret"}]
    settings.SOCIALACCOUNT_PROVIDERS, settings.DISCORD_ENABLED = providers, True
    with discord_server() as server:
        server.profile = ALICIA
        monkeypatch.setattr(DiscordAdapter, "access_token_url", f"{server.url}/api/oauth2/token")
        monkeypatch.setattr(DiscordAdapter, "profile_url", f"{server.url}/api/users/@me")
        yield server


def leave_for_discord(client: Client, query: str = "?process=connect") -> dict[str, str]:
    """Presses the button; what the browser would tell Discord."""
    pressed = client.post(f"{LOGIN}{query}")
    assert pressed.status_code == 302, text(pressed)
    return {key: values[0] for key, values in parse_qs(urlsplit(pressed.headers["Location"]).query).items()}


def connect(client: Client, query: str = "?process=connect") -> Any:
    state = leave_for_discord(client, query)["state"]
    return client.get(f"{LOGIN}callback/", {"code": CODE, "state": state}, follow=True)


def discord_of(user: User) -> tuple[str | None, str, int]:
    user = User.objects.get(pk=user.pk)
    return user.discord_id, user.discord_username, SocialAccount.objects.filter(user=user, provider=DISCORD).count()


# --- there and back ----------------------------------------------------------------------------------------------------
def test_connecting_keeps_the_number_and_the_name_and_nothing_else(discord: FakeDiscord) -> None:
    alicia = make_person("Alicia", email="alicia@example.org")

    answer = connect(signed_in(alicia))

    assert discord_of(alicia) == (ALICIA["id"], "alicia.ruiz", 1)
    assert answer.redirect_chain[-1] == (CONNECTIONS, 302)
    assert "Tu cuenta de Discord está conectada." in text(answer)
    assert SocialAccount.objects.get().extra_data == {
        "id": ALICIA["id"],
        "username": "alicia.ruiz",
        "discriminator": "0",
    }
    assert User.objects.get().email == "alicia@example.org"


def test_discord_is_asked_for_the_identity_only_and_with_pkce(discord: FakeDiscord) -> None:
    client = signed_in(make_person("Alicia"))
    asked = leave_for_discord(client)
    client.get(f"{LOGIN}callback/", {"code": CODE, "state": asked["state"]})

    assert (asked["scope"], asked["client_id"], asked["code_challenge_method"]) == ("identify", "our-id", "S256")
    assert asked["redirect_uri"].endswith("/cuenta/discord/login/callback/")
    assert (discord.asked[0]["client_secret"], len(discord.asked[0]["code_verifier"]) >= 43) == ("our-secret", True)


def test_who_came_from_the_registration_goes_back_there(discord: FakeDiscord) -> None:
    answer = connect(signed_in(make_person("Alicia")), "?process=connect&next=/cuenta/perfil/")

    assert answer.redirect_chain[-1] == ("/cuenta/perfil/", 302)


def test_an_old_name_has_its_number_beside_it(discord: FakeDiscord) -> None:
    discord.profile = {**ALICIA, "username": "alicia", "discriminator": "0042"}
    alicia = make_person("Alicia")

    connect(signed_in(alicia))

    assert discord_of(alicia)[1] == "alicia#0042"


def test_connecting_again_takes_the_new_name(discord: FakeDiscord) -> None:
    alicia = make_person("Alicia")
    connect(signed_in(alicia))
    discord.profile = {**ALICIA, "username": "ali"}

    connect(signed_in(alicia))

    assert discord_of(alicia) == (ALICIA["id"], "ali", 1)


def test_disconnecting_forgets_discord_and_keeps_the_hub(discord: FakeDiscord) -> None:
    alicia = make_person("Alicia")
    client = signed_in(alicia)
    connect(client)

    answer = client.post(CONNECTIONS, {"account": SocialAccount.objects.get().pk}, follow=True)

    assert discord_of(alicia) == (None, "", 0)
    assert "Esa cuenta ya no está conectada." in text(answer)
    assert User.objects.get().hub_sub == alicia.hub_sub


def test_the_page_shows_both_accounts_by_their_names(discord: FakeDiscord) -> None:
    alicia = make_person("Alicia", hub_username="alicia-hub")
    SocialAccount.objects.create(
        user=alicia, provider=HUB, uid=alicia.hub_sub, extra_data={"userinfo": {"preferred_username": "alicia-hub"}}
    )
    client = signed_in(alicia)
    connect(client)

    page = text(client.get(CONNECTIONS))

    assert ("@alicia-hub" in page, "@alicia.ruiz" in page, page.count("Desconectar")) == (True, True, 2)


# --- it opens no door --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("process", ["", "?process=login", "?process=redirect", "?process=x"])
def test_a_visitor_who_tries_to_enter_with_discord_is_told_that_one_cannot(discord: FakeDiscord, process: str) -> None:
    answer = Client().post(f"{LOGIN}{process}")

    assert answer.status_code == 403
    assert "Discord no abre ninguna cuenta en este sitio ni sirve para entrar" in text(answer)


def test_who_is_signed_in_gets_the_button_that_connects(discord: FakeDiscord) -> None:
    answer = signed_in(make_person("Alicia")).post(f"{LOGIN}?process=login")

    assert (answer.status_code, "process=connect" in text(answer)) == (403, True)


@pytest.mark.parametrize("process", ["login", "redirect", "reauthenticate"])
def test_a_way_in_that_was_begun_somehow_ends_at_the_door(discord: FakeDiscord, process: str) -> None:
    bruno = make_person("Bruno")
    connect(signed_in(bruno))
    client = signed_in(make_person("Alicia"))
    state = leave_for_discord(client)["state"]
    session = client.session
    session["socialaccount_states"][state][0]["process"] = process
    session.save()
    answer = client.get(f"{LOGIN}callback/", {"code": CODE, "state": state})

    assert (answer.status_code, User.objects.count()) == (403, 2)
    assert client.session.get("_auth_user_id") != str(bruno.pk)


def test_who_signed_out_meanwhile_connects_nothing(discord: FakeDiscord) -> None:
    alicia = make_person("Alicia")
    client = signed_in(alicia)
    state = leave_for_discord(client)["state"]
    session = client.session
    for key in ("_auth_user_id", "_auth_user_backend", "_auth_user_hash"):
        del session[key]
    session.save()

    answer = client.get(f"{LOGIN}callback/", {"code": CODE, "state": state})

    assert (answer.status_code, discord_of(alicia), User.objects.count()) == (403, (None, "", 0), 1)


def test_the_only_way_in_stays_though_discord_is_connected(discord: FakeDiscord) -> None:
    alicia = make_person("Alicia")
    alicia.set_unusable_password()
    alicia.save()
    hub = SocialAccount.objects.create(user=alicia, provider=HUB, uid=alicia.hub_sub)
    client = signed_in(alicia)
    connect(client)

    client.post(CONNECTIONS, {"account": hub.pk})

    assert SocialAccount.objects.filter(pk=hub.pk).exists()


# --- one account there is one person here ------------------------------------------------------------------------------
def test_an_account_that_is_somebody_elses_here_is_refused(discord: FakeDiscord) -> None:
    alicia, bruno = make_person("Alicia"), make_person("Bruno")
    connect(signed_in(alicia))

    answer = connect(signed_in(bruno))

    assert "Esa cuenta de Discord ya está conectada a otra persona de este sitio." in text(answer)
    assert (discord_of(alicia), discord_of(bruno)) == ((ALICIA["id"], "alicia.ruiz", 1), (None, "", 0))


def test_a_second_account_is_refused(discord: FakeDiscord) -> None:
    alicia = make_person("Alicia")
    client = signed_in(alicia)
    connect(client)
    discord.profile = {**ALICIA, "id": "999", "username": "alicia.dos"}

    answer = connect(client)

    assert "Tu cuenta ya está conectada a Discord." in text(answer)
    assert discord_of(alicia) == (ALICIA["id"], "alicia.ruiz", 1)


def test_the_database_has_the_last_word_on_whose_it_is() -> None:
    make_person("Alicia", discord_id="1")

    with pytest.raises(actions.DiscordTaken):
        actions.remember_discord(user=make_person("Bruno"), identity=DiscordIdentity("1", "alicia"))


def test_whoever_is_slower_by_a_moment_is_told_so(discord: FakeDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    make_person("Alicia", discord_id=ALICIA["id"])
    bruno = make_person("Bruno")
    monkeypatch.setattr("hackathon.accounts.queries.is_others_discord", lambda discord_id, *, user: False)

    answer = connect(signed_in(bruno))

    assert "ya está conectada a otra persona" in text(answer)
    assert discord_of(bruno) == (None, "", 0)


# --- when it goes wrong ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("silent", ["token", "profile"])
def test_a_discord_that_says_nothing_is_said_in_one_sentence(discord: FakeDiscord, settings: Any, silent: str) -> None:
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.3
    discord.silent = frozenset({silent})
    alicia = make_person("Alicia")

    answer = connect(signed_in(alicia))

    assert (answer.status_code, discord_of(alicia)) == (503, (None, "", 0))
    assert "No hemos podido hablar con Discord" in text(answer)


def test_a_discord_that_is_not_there_is_said_too(discord: FakeDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DiscordAdapter, "access_token_url", "http://127.0.0.1:9/")

    assert connect(signed_in(make_person("Alicia"))).status_code == 503


@pytest.mark.parametrize(
    "answers",
    [
        {"token": {}},
        {"token": []},
        {"token": None},
        {"token": "access_token"},
        {"token": {"access_token": "another"}},
        {"token": b"<html>"},
        {"profile": {}},
        {"profile": []},
        {"profile": b"<html>"},
        {"profile": {"message": "You are being rate limited.", "retry_after": 1}},
        {"profile": {"id": None, "username": "a"}},
        {"profile": {"id": "1" * 300, "username": "a"}},
        {"profile": {"id": "1", "username": None}},
        {"profile": {"id": "1", "username": {"a": 1}}},
        {"profile": {"id": "1", "username": "a\x00b"}},
        {"status": 500},
    ],
    ids=str,
)
def test_an_answer_that_makes_no_sense_changes_nothing(discord: FakeDiscord, answers: dict[str, Any]) -> None:
    for name, value in answers.items():
        setattr(discord, name, value)
    alicia = make_person("Alicia")

    answer = connect(signed_in(alicia))

    assert (answer.status_code in {401, 503}, discord_of(alicia)) == (True, (None, "", 0))
    assert "Discord" in text(answer)


def test_cancelling_there_comes_back_with_a_sentence(discord: FakeDiscord) -> None:
    client = signed_in(make_person("Alicia"))
    state = leave_for_discord(client)["state"]

    answer = client.get(f"{LOGIN}callback/", {"error": "access_denied", "state": state}, follow=True)

    assert answer.redirect_chain[-1] == (CONNECTIONS, 302)
    assert "No has conectado Discord: cancelaste allí." in text(answer)


def test_coming_back_without_having_left_is_refused_without_an_error(discord: FakeDiscord) -> None:
    answer = signed_in(make_person("Alicia")).get(f"{LOGIN}callback/", {"code": CODE, "state": "x"})

    assert (answer.status_code, "La conexión se quedó a medias" in text(answer)) == (401, True)


# --- where nobody set it up --------------------------------------------------------------------------------------------
def test_without_discord_there_is_no_such_address_and_no_button() -> None:
    client = signed_in(make_person("Alicia"))

    assert (client.post(f"{LOGIN}?process=connect").status_code, client.get(f"{LOGIN}callback/").status_code) == (
        404,
        404,
    )
    assert ("Discord" in text(client.get(CONNECTIONS)), "Discord" in text(client.get("/cuenta/perfil/"))) == (
        False,
        False,
    )


def test_what_was_connected_before_can_still_be_disconnected() -> None:
    alicia = make_person("Alicia", discord_id="1", discord_username="ali")
    SocialAccount.objects.create(user=alicia, provider=DISCORD, uid="1", extra_data={"username": "ali"})
    client = signed_in(alicia)

    assert "@ali" in text(client.get(CONNECTIONS))
    client.post(CONNECTIONS, {"account": SocialAccount.objects.get().pk})

    assert discord_of(alicia) == (None, "", 0)

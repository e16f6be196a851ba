"""Tokens for the API: shown once, kept as a digest, good until they expire or are revoked, and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from hackathon.accounts import actions
from hackathon.accounts.models import ApiToken, User
from hackathon.editions.models import TrailEntry
from tests.factories.editions import NOW, make_edition
from tests.factories.people import PASSWORD, make_person, signed_in
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team
from tests.racing import race
from tests.reading import text

pytestmark = pytest.mark.django_db
PAGE, NEW, REVOKE = "/cuenta/tokens/", "/cuenta/tokens/nuevo/", "/cuenta/tokens/revocar/"
API = "/api/v1/projects/"
MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def _at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def alicia() -> User:
    return make_person("Alicia")


def make_token(user: User, name: str = "cuaderno", *, lifetime: timedelta = MONTH, at: Any = NOW) -> str:
    return actions.create_token(name=name, lifetime=lifetime, by=user, at=at)[1]


def call(secret: str | bytes, *, scheme: str = "Token") -> Any:
    shown = secret.decode("latin-1") if isinstance(secret, bytes) else secret
    return Client().get(API, headers={"Authorization": f"{scheme} {shown}"})


def just_signed_in(user: User) -> Client:
    """A browser in which the person gave their password a moment ago."""
    client = signed_in(user)
    client.post("/cuenta/reauthenticate/", {"password": PASSWORD})
    return client


def coming_through_the_hub(user: User, *, seconds_ago: int) -> Client:
    """A browser of somebody who has no password and came through the Hub so long before ``NOW``."""
    user.set_unusable_password()
    user.save()
    client = signed_in(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": NOW.timestamp() - seconds_ago}]
    session.save()
    return client


# --- what a token opens --------------------------------------------------------------------------------------------------
def test_a_token_does_what_its_person_may_do_without_a_session(alicia):
    submission = make_submission(make_team(make_edition(), alicia))
    answer = call(make_token(alicia))
    assert [project["id"] for project in answer.json()["results"]] == [submission.pk]
    assert "sessionid" not in answer.cookies


def test_the_secret_itself_is_kept_nowhere(alicia):
    secret = make_token(alicia)
    assert secret.startswith("hk_")
    stored = str(list(ApiToken.objects.values())) + str(list(TrailEntry.objects.values()))
    assert secret[15:] not in stored


def test_a_token_opens_until_it_expires(alicia):
    secret = make_token(alicia)
    for moment, status in ((NOW + MONTH - timedelta(seconds=1), 200), (NOW + MONTH, 401)):
        with time_machine.travel(moment, tick=False):
            assert call(secret).status_code == status


def test_a_revoked_token_opens_nothing(alicia):
    secret = make_token(alicia)
    assert actions.revoke_token(name="cuaderno", by=alicia, at=NOW) is True
    assert call(secret).status_code == 401
    assert actions.revoke_token(name="cuaderno", by=alicia, at=NOW) is False


def test_a_closed_accounts_token_opens_nothing(alicia):
    secret = make_token(alicia)
    User.objects.update(is_active=False)
    assert call(secret).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["Token", "Token a b", "Token x", "Token \xff\xfe", "Token " + "é" * 40, "Token a\x00b", "Token " + "x" * 5_000],
)
def test_nonsense_is_refused_and_says_how_to_come_in(alicia, header):
    make_token(alicia)
    answer = Client().get(API, HTTP_AUTHORIZATION=header)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Token")
    assert answer.json()["detail"]


def test_without_anything_the_api_says_how_to_come_in():
    answer = Client().get(API)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Token")


def test_another_scheme_is_nobodys(alicia):
    assert call(make_token(alicia), scheme="Bearer").status_code == 401


def test_a_wrong_token_is_not_made_up_for_by_a_session(alicia):
    assert signed_in(alicia).get(API, headers={"Authorization": "Token hk_falso"}).status_code == 401


def test_its_last_use_is_known_to_the_hour_and_costs_one_write(alicia, django_assert_num_queries):
    secret = make_token(alicia)
    call(secret)
    for minutes, used in ((59, NOW), (60, NOW + timedelta(minutes=60))):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            call(secret)
        assert ApiToken.objects.get().last_used_at == used
    with django_assert_num_queries(2):  # the token with its person, how many projects
        call(secret)


# --- the page ------------------------------------------------------------------------------------------------------------
def test_a_token_is_made_on_the_page_and_shown_once(alicia):
    browser = just_signed_in(alicia)
    answer = browser.post(NEW, {"name": "cuaderno", "days": "90"})
    secret = answer.context["secret"]
    assert call(secret).status_code == 200
    assert secret in text(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    again = text(browser.get(PAGE))
    assert (secret in again, "cuaderno" in again, secret[:8] in again) == (False, True, True)
    assert ApiToken.objects.get().expiry == NOW + timedelta(days=90)
    assert (TrailEntry.objects.get(verb="token.created").by, TrailEntry.objects.count()) == (alicia, 1)


def test_who_came_in_long_ago_gives_the_password_first_and_then_has_the_token(alicia):
    browser = signed_in(alicia)
    asked = browser.post(NEW, {"name": "cuaderno", "days": "30"})
    assert (asked.status_code, ApiToken.objects.count()) == (302, 0)
    answer = browser.post(asked.headers["Location"], {"password": PASSWORD})
    assert ApiToken.objects.get().name == "cuaderno"
    assert answer.context["secret"] in text(answer)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": ""}, "Este campo es obligatorio"),
        ({"name": "a\N{RIGHT-TO-LEFT OVERRIDE}b"}, "caracteres invisibles"),
        ({"name": "x" * 61}, "60 caracteres"),
        ({"name": "a\x00b"}, "nulos"),
        ({"days": "36500"}, "Elige una de las opciones"),
        ({"name": "cuaderno"}, "Ya tienes un token con este nombre."),
    ],
)
def test_what_is_wrong_is_said_and_no_token_is_made(alicia, given, sentence):
    make_token(alicia)
    answer = just_signed_in(alicia).post(NEW, {"name": "otro", "days": "30", **given})
    assert sentence in text(answer)
    assert ApiToken.objects.count() == 1


def test_a_person_has_twenty_at_most_and_expired_ones_make_room(alicia):
    for number in range(20):
        make_token(alicia, f"token {number}", lifetime=timedelta(days=1 + number))
    assert "revoca alguno" in text(just_signed_in(alicia).post(NEW, {"name": "otro", "days": "30"}))
    make_token(alicia, "otro", at=NOW + timedelta(days=1))
    assert ApiToken.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_make_one_token(alicia):
    results = race([lambda: make_token(alicia)] * 8)
    assert sum(isinstance(result, actions.TokenNameTaken) for result in results) == 7
    assert ApiToken.objects.count() == 1


def test_a_person_sees_and_revokes_their_own_only(alicia):
    bruno = make_person("Bruno")
    secret = make_token(alicia, "portátil")
    browser = signed_in(bruno)
    assert "portátil" not in text(browser.get(PAGE))
    browser.post(REVOKE, {"name": "portátil"})
    browser.post(REVOKE, {"name": "portá\x00til"})
    assert call(secret).status_code == 200
    assert "Token revocado" in text(signed_in(alicia).post(REVOKE, {"name": "portátil"}, follow=True))
    assert call(secret).status_code == 401


def test_deleting_ones_data_takes_the_tokens_away(alicia):
    secret = make_token(alicia)
    actions.erase_person(user=alicia, by=alicia, at=NOW)
    assert (call(secret).status_code, ApiToken.objects.count()) == (401, 0)


@pytest.mark.parametrize(("seconds", "status", "tokens"), [(10, 200, 1), (301, 403, 0)])
def test_who_only_comes_through_the_hub_makes_a_token_after_coming_through_it_again(
    alicia, seconds, status, tokens, monkeypatch
):
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)
    client = coming_through_the_hub(alicia, seconds_ago=seconds)

    answer = client.post("/cuenta/tokens/nuevo/", {"name": "cuaderno", "days": "30"})

    assert (answer.status_code, ApiToken.objects.count()) == (status, tokens)

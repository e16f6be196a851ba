"""The sign-in pages and a person's own page."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from hackathon.accounts.models import User
from tests.factories.editions import make_edition
from tests.factories.people import PASSWORD, make_judge, make_person, signed_in
from tests.factories.teams import make_team
from tests.reading import text

pytestmark = pytest.mark.django_db

QUERIES_OF_A_PROFILE = 8


def link_in(message: Any) -> str:
    return re.search(r"http://testserver(\S+)", message.body).group(1)


def sign_up(client: Client, email: str = "alicia@example.org") -> Any:
    return client.post("/cuenta/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD}, follow=True)


# --- signing in with an e-mail ---------------------------------------------------------------------------------------
def test_the_hub_comes_first_on_the_sign_in_page_and_takes_a_press_of_a_button(client: Client) -> None:
    page = text(client.get("/cuenta/login/?next=/demo/"))

    hub, password = page.index("Entrar con Hugging Face"), page.index('name="password"')
    assert hub < password
    assert '<form method="post" action="/cuenta/oidc/huggingface/login/?process=login&amp;next=%2Fdemo%2F">' in page


def test_signing_up_needs_the_address_confirmed_before_one_is_let_in(client: Client) -> None:
    page = text(sign_up(client))

    assert "Te hemos enviado un mensaje con un enlace." in page
    refused = client.post("/cuenta/login/", {"login": "alicia@example.org", "password": PASSWORD}, follow=True)
    assert refused.redirect_chain[-1] == ("/cuenta/confirm-email/", 302)
    client.post(link_in(mail.outbox[0]))
    assert EmailAddress.objects.get().verified


def test_the_link_in_the_mail_shows_a_button_and_confirms_by_it(client: Client) -> None:
    sign_up(client)

    page = text(client.get(link_in(mail.outbox[0])))

    assert "¿Es alicia@example.org el correo de alicia?" in page
    assert not EmailAddress.objects.get().verified


def test_the_mail_is_in_spanish_and_says_what_to_do_if_it_was_not_you(client: Client) -> None:
    sign_up(client)

    message = mail.outbox[0]
    assert message.subject == "Confirma tu correo"
    assert "Si no has sido tú, no hagas nada." in message.body
    assert "testserver" in message.body


def test_signing_up_with_a_known_address_tells_its_owner_and_nobody_else(client: Client) -> None:
    make_person("Alicia", email="alicia@example.org")

    page = text(sign_up(client))

    assert "Te hemos enviado un mensaje con un enlace." in page
    assert [message.subject for message in mail.outbox] == ["Ya tienes una cuenta"]
    assert User.objects.count() == 1


def test_addresses_are_one_account_in_any_letter_case(client: Client) -> None:
    make_person("Alicia", email="alicia@example.org")

    client.post("/cuenta/login/", {"login": "ALICIA@Example.ORG", "password": PASSWORD})

    assert "_auth_user_id" in client.session


def test_a_forgotten_password_is_replaced_through_the_mail(client: Client) -> None:
    user = make_person("Alicia", email="alicia@example.org")

    asked = client.post("/cuenta/password/reset/", {"email": "alicia@example.org"}, follow=True)
    form = client.get(link_in(mail.outbox[0]), follow=True)
    new = "otra-contraseña-larga"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    user.refresh_from_db()
    assert "Te hemos enviado un mensaje" in text(asked)
    assert (mail.outbox[0].subject, user.check_password(new)) == ("Elige otra contraseña", True)


def test_who_comes_in_is_greeted_by_name(client: Client) -> None:
    make_person("Alicia", email="alicia@example.org")

    answer = client.post("/cuenta/login/", {"login": "alicia@example.org", "password": PASSWORD}, follow=True)

    assert "Hola, Alicia." in text(answer)


def test_a_wrong_password_keeps_the_address_typed(client: Client) -> None:
    page = text(client.post("/cuenta/login/", {"login": "alicia@example.org", "password": "mal"}))

    assert 'value="alicia@example.org"' in page
    assert 'role="alert"' in page


def test_too_many_tries_are_told_to_wait(client: Client) -> None:
    answers = [sign_up(client, f"persona{number}@example.org") for number in range(21)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert "Espera unos minutos y prueba otra vez." in text(answers[-1])


@pytest.mark.parametrize(
    "address",
    [
        "/cuenta/login/",
        "/cuenta/signup/",
        "/cuenta/password/reset/",
        "/cuenta/password/reset/done/",
        "/cuenta/password/reset/key/1-x/",
        "/cuenta/password/reset/key/done/",
        "/cuenta/confirm-email/",
        "/cuenta/confirm-email/no-such-key/",
        "/cuenta/inactive/",
        "/cuenta/3rdparty/login/cancelled/",
        "/cuenta/3rdparty/login/error/",
        "/cuenta/oidc/huggingface/login/",
    ],
)
def test_every_page_of_the_entrance_is_ours_and_spanish(client: Client, address: str) -> None:
    check_look(text(client.get(address)))


@pytest.mark.parametrize(
    "address",
    [
        "/cuenta/perfil/",
        "/cuenta/logout/",
        "/cuenta/email/",
        "/cuenta/password/change/",
        "/cuenta/reauthenticate/",
        "/cuenta/3rdparty/",
        "/cuenta/2fa/",
        "/cuenta/oidc/huggingface/login/?process=connect",
    ],
)
def test_every_page_about_ones_account_is_ours_and_spanish(address: str) -> None:
    check_look(text(signed_in(make_person()).get(address)))


def check_look(page: str) -> None:
    """The site's own layout, one heading, and nothing that its policy on scripts and styles would block."""
    assert ('<html lang="es"' in page, 'id="contenido"' in page, page.count("<h1")) == (True, True, 1)
    assert re.findall(r"<script(?![^>]*\bsrc=)|\son\w+=\"|\sstyle=\"", page) == []
    assert "Sign" not in page
    assert re.findall(r"\b(?:su cuenta|Ha olvidado|Ha iniciado|desea)\b", page) == []  # we say tú


# --- the profile -----------------------------------------------------------------------------------------------------
def test_the_profile_shows_roles_and_teams_by_edition() -> None:
    edition, other = make_edition(), make_edition("otra")
    julia = make_judge(other, "Julia")
    team = make_team(edition, julia, name="Los Ñandúes")

    page = text(signed_in(julia).get("/cuenta/perfil/"))

    assert (f"/demo/equipos/{team.pk}/" in page, "Los Ñandúes" in page) == (True, True)
    assert (page.count(">participante<"), page.count(">jurado<")) == (1, 1)


def test_who_is_in_no_edition_is_told_how_to_get_into_one() -> None:
    page = text(signed_in(make_person()).get("/cuenta/perfil/"))

    assert "Todavía no estás en ninguna edición" in page


def test_a_person_says_what_to_be_called() -> None:
    alicia = make_person("Alicia")

    answer = signed_in(alicia).post("/cuenta/perfil/", {"name": "  Ali   Ruiz "}, follow=True)

    alicia.refresh_from_db()
    assert alicia.name == "Ali Ruiz"
    assert "Guardado." in text(answer)


def test_a_name_with_invisible_characters_is_refused_and_stays_typed() -> None:
    alicia = make_person("Alicia")

    page = text(signed_in(alicia).post("/cuenta/perfil/", {"name": "Ali\N{RIGHT-TO-LEFT OVERRIDE}cia"}))

    alicia.refresh_from_db()
    assert (alicia.name, "El nombre contiene caracteres invisibles." in page) == ("Alicia", True)
    assert 'value="Ali\N{RIGHT-TO-LEFT OVERRIDE}cia"' in page


def test_a_name_with_markup_is_shown_as_it_is_written() -> None:
    page = text(signed_in(make_person(name="<script>x</script>", email="x@example.org")).get("/cuenta/perfil/"))

    assert ("<script>x" in page, "&lt;script&gt;x" in page) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_profile_asks_the_same_of_the_database_for_one_edition_and_for_three(
    count: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    alicia = make_person("Alicia")
    for number in range(count):
        make_team(make_edition(f"edicion-{number}"), alicia)
    client = signed_in(alicia)
    client.get("/cuenta/perfil/")

    with django_assert_num_queries(QUERIES_OF_A_PROFILE):
        client.get("/cuenta/perfil/")


# --- when something else fails -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("failure", [SMTPServerDisconnected("gone"), ConnectionRefusedError(), TimeoutError()])
def test_mail_that_cannot_be_sent_is_said_and_the_account_is_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise failure

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)

    answer = sign_up(client)

    assert answer.status_code == 200
    assert "Ahora mismo no podemos enviarte el correo." in text(answer)
    assert User.objects.get().check_password(PASSWORD)
    assert client.post("/cuenta/password/reset/", {"email": "alicia@example.org"}).status_code == 302


def test_who_was_made_superuser_on_the_machine_gets_into_the_panel_without_any_mail(client: Client) -> None:
    User.objects.create_superuser("Raquel@example.org", PASSWORD)

    login = {"login": "raquel@example.org", "password": PASSWORD}
    client.post("/cuenta/login/?next=/organizacion/", login)

    assert client.get("/organizacion/").status_code == 200
    assert mail.outbox == []

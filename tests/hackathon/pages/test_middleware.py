"""What no address and no cookie may hold."""

import pytest
from django.test import Client

from tests.factories.editions import make_edition
from tests.factories.people import make_organiser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/unirse/%00/",
        "/organizacion/accounts/user/?edition=%00",
        "/organizacion/editions/trailentry/?verb=a%00b",
        "/cuenta/oidc/%00/login/",
    ],
)
def test_a_nul_in_an_address_is_a_bad_request_with_a_page_of_its_own(client: Client, address: str) -> None:
    client.force_login(make_organiser(make_edition()))

    answer = client.get(address)

    assert answer.status_code == 400
    assert "Olga" in answer.content.decode()


def test_more_than_is_taken_gets_a_page_that_says_so(client: Client) -> None:
    client.force_login(make_organiser(make_edition()))

    answer = client.post("/cuenta/perfil/", {"name": "x" * 3_000_000})

    assert answer.status_code == 413
    assert "es demasiado grande y no se ha guardado" in answer.content.decode()


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "django_language", "messages"])
def test_a_cookie_with_a_nul_is_no_cookie(client: Client, cookie: str) -> None:
    answer = client.get("/cuenta/login/", headers={"cookie": f'{cookie}="aaaaaaaa\\000bbbbbbbb"'})

    assert answer.status_code == 200


def test_the_page_to_try_the_api_has_nothing_inline_that_the_policy_would_refuse(client: Client) -> None:
    page = client.get("/api/v1/docs/").content.decode()

    assert ("<style" in page, "style=" in page, "<script>" in page) == (False, False, False)

"""A person's own page for their data: see it, take it away, delete it."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from hackathon.accounts.models import Role, User
from hackathon.accounts.roles import grant
from hackathon.editions.models import Edition
from hackathon.mail import actions as mail
from hackathon.registration import queries as registrations
from hackathon.registration.models import DemographicAnswer
from tests.factories.editions import NOW, make_edition
from tests.factories.judging import all_scores, make_project, make_review
from tests.factories.people import PASSWORD, make_organiser, make_person, signed_in
from tests.factories.registration import make_registration
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team
from tests.reading import text

pytestmark = pytest.mark.django_db

PAGE, FILE, ERASE = "/cuenta/mis-datos/", "/cuenta/mis-datos/descargar/", "/cuenta/mis-datos/borrar/"
QUERIES_OF_THE_PAGE = 65


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def alicia() -> User:
    return make_person("Alicia", email="alicia@example.org", hub_username="alicia-hub")


def proved(user: User) -> Client:
    """A browser in which the person has just shown their password again."""
    client = signed_in(user)
    client.post("/cuenta/reauthenticate/", {"password": PASSWORD})
    return client


# --- see it ------------------------------------------------------------------------------------------------------------
def test_the_page_says_in_plain_words_what_is_kept(alicia: User, edition: Edition) -> None:
    make_registration(edition, alicia, country="PE", languages=["es_PE"], on_board=True)
    team = make_team(edition, alicia, name="Los Cóndores")
    make_submission(team)
    mail.enqueue(to=alicia, subject="Bienvenida", body="Hola", key="1", at=NOW)

    page = text(signed_in(alicia).get(PAGE))

    for words in (
        "alicia@example.org",
        "alicia-hub",
        "Perú",
        "español (Perú)",
        "Los Cóndores",
        "Bienvenida",
        "en cola",
    ):
        assert words in page
    assert ("hub_username" in page, "es_PE" in page, "on_board" in page) == (False, False, False)


def test_every_word_on_the_page_is_a_word(alicia: User, edition: Edition) -> None:
    make_registration(edition, alicia)
    make_review(make_project(edition), alicia, all_scores(edition, 3))
    make_team(edition, alicia)
    grant(user=alicia, edition=edition, kind=Role.Kind.JUDGE, by=None, at=NOW)

    sections = signed_in(alicia).get(PAGE).context["sections"]

    labels = {fact.label for section in sections for part in section.parts for item in part.items for fact in item}
    titles = {part.title for section in sections for part in section.parts}
    assert {word for word in labels | titles if "_" in word or word == word.lower()} == set()


def test_the_page_and_the_file_are_ones_own_and_in_no_cache(alicia: User) -> None:
    make_person("Bruno", email="bruno@example.org")
    client = signed_in(alicia)

    for address in (PAGE, FILE):
        answer = client.get(address)
        assert ("bruno" in text(answer).lower(), "no-store" in answer["Cache-Control"]) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_of_the_database_for_one_message_and_for_three(
    alicia: User, count: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for number in range(count):
        mail.enqueue(to=alicia, subject="Hola", body="Hola", key=str(number), at=NOW)
        make_team(make_edition(f"e{number}"), alicia)
    client = signed_in(alicia)
    client.get(PAGE)

    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        client.get(PAGE)


def test_what_somebody_wrote_is_shown_as_it_is_written(alicia: User, edition: Edition) -> None:
    make_registration(edition, alicia, looking_for="<script>alert(1)</script>")

    assert "&lt;script&gt;alert(1)" in text(signed_in(alicia).get(PAGE))


# --- take it away ------------------------------------------------------------------------------------------------------
def test_the_file_has_everything_as_it_is_kept(alicia: User, edition: Edition) -> None:
    make_registration(edition, alicia, languages=["es_PE"])
    person = registrations.pseudonym(user=alicia, edition=edition)
    DemographicAnswer.objects.create(edition=edition, person=person, question="age", option="18")

    answer = signed_in(alicia).get(FILE)

    told = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith('attachment; filename="mis-datos-')
    assert answer["Content-Type"] == "application/json"
    assert told["accounts"]["account"]["email"] == "alicia@example.org"
    (registration,) = told["registration"]["registrations"]
    assert (registration["languages"], registration["demographics"]) == (["es_PE"], {"age": "18"})


def test_the_file_tells_no_secret(alicia: User) -> None:
    answer = signed_in(alicia).get(FILE).content.decode()

    assert ("password" in answer, alicia.password in answer) == (False, False)


# --- delete it ---------------------------------------------------------------------------------------------------------
def test_who_has_a_password_shows_it_again_first(alicia: User) -> None:
    client = signed_in(alicia)

    asked = client.get(ERASE)
    back = client.post(asked["Location"], {"password": PASSWORD, "next": ERASE}, follow=True)

    assert asked["Location"].startswith("/cuenta/reauthenticate/")
    assert (back.status_code, "Borrar mis datos para siempre" in text(back)) == (200, True)


def test_a_press_of_the_button_alone_deletes_nothing(alicia: User) -> None:
    answer = signed_in(alicia).post(ERASE, {"word": "borrar"})

    assert (answer.status_code, User.objects.get().erased_at) == (302, None)


def test_who_only_comes_through_the_hub_comes_through_it_again(alicia: User) -> None:
    alicia.set_unusable_password()
    alicia.save()
    client = signed_in(alicia)

    asked, pressed = client.get(ERASE), client.post(ERASE, {"word": "borrar"})

    assert (asked.status_code, pressed.status_code, User.objects.get().erased_at) == (403, 403, None)
    assert 'action="/cuenta/oidc/huggingface/login/?process=login&amp;next=%2Fcuenta%2Fmis-datos%2Fborrar%2F"' in text(
        asked
    )


@pytest.mark.parametrize(("seconds", "status"), [(10, 200), (299, 200), (301, 403)])
def test_having_just_come_through_the_hub_lasts_five_minutes(
    alicia: User, seconds: int, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)
    alicia.set_unusable_password()
    alicia.save()
    client = signed_in(alicia)
    session = client.session
    session["account_authentication_methods_user"] = str(alicia.pk)
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": NOW.timestamp() - seconds}]
    session.save()

    assert client.get(ERASE).status_code == status


@pytest.mark.parametrize("word", ["", "si", "borrrar", "borrar todo", "x" * 300, "bor\x00rar", "🙂", "\u202eborrar"])
def test_another_word_deletes_nothing_and_stays_typed(alicia: User, word: str) -> None:
    answer = proved(alicia).post(ERASE, {"word": word})

    assert (answer.status_code in {200, 400}, User.objects.get().erased_at) == (True, None)


@pytest.mark.parametrize("word", ["BORRAR", " borrar ", "«Borrar»", "delete"])
def test_the_word_deletes_everything_and_leads_home(alicia: User, word: str) -> None:
    client = proved(alicia)

    answer = client.post(ERASE, {"word": word}, follow=True)

    assert answer.redirect_chain[-1] == ("/", 302)
    assert "Hemos borrado tus datos y cerrado tu cuenta." in text(answer)
    assert (User.objects.get().erased_at is None, "_auth_user_id" in client.session) == (False, False)


def test_the_page_says_what_becomes_of_teams_and_reviews(alicia: User, edition: Edition) -> None:
    delivered = make_team(edition, alicia, name="Los Cóndores")
    make_submission(delivered)
    make_team(make_edition("dos"), alicia, name="Los Quetzales")
    make_team(make_edition("tres"), alicia, make_person("Bruno"), name="Los Ñandúes")
    make_review(make_project(edition), alicia, all_scores(edition, 3))

    page = text(proved(alicia).get(ERASE))

    assert "«Los Cóndores» ha entregado un proyecto: el proyecto se queda" in page
    assert "«Los Quetzales» desaparece" in page
    assert "Dejas «Los Ñandúes»" in page
    assert "1 evaluación que enviaste sigue contando, sin tu nombre." in page


def test_who_cannot_go_is_told_why_and_sees_no_button(edition: Edition) -> None:
    olga = make_organiser(edition, "Olga")
    client = proved(olga)

    pages = [text(client.get(ERASE)), text(client.post(ERASE, {"word": "borrar"}))]

    assert ["No hay nadie más que organice" in page for page in pages] == [True, True]
    assert ["para siempre" in page for page in pages] == [False, False]
    assert User.objects.get().name == "Olga"


def test_the_profile_leads_there(alicia: User) -> None:
    assert f'href="{PAGE}"' in text(signed_in(alicia).get("/cuenta/perfil/"))

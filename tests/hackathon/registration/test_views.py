"""The pages of registering, as people see them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from hackathon.editions.models import Edition
from hackathon.editions.rules import Phase
from hackathon.registration import queries
from hackathon.registration.models import Registration
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.people import make_person, signed_in
from tests.factories.registration import make_attendee, make_registration
from tests.reading import text

pytestmark = pytest.mark.django_db

URL = "/demo/inscripcion/"
FILLED = {
    "name": "José Díaz 🌻",
    "country": "MX",
    "languages": ["es_MX", "nah"],
    "experience": "some",
    "looking_for": "Un equipo",
    "skills": ["data"],
    "topics": ["culture"],
    "timezone": "America/Mexico_City",
    "hours_from": "18",
    "hours_to": "23",
    "discord": "@jose",
    "on_board": "on",
    "voluntary_gender": "woman",
    "consent_rules": "on",
    "consent_conduct": "on",
}
QUERIES_OF_THE_FORM = 6  # the session, its person, their roles; the edition, their registration, their answers


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)


@pytest.fixture
def edition() -> Edition:
    return make_edition(phase=Phase.REGISTRATION)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr("hackathon.clock.now", lambda: moment)


# --- the form --------------------------------------------------------------------------------------------------------
def test_a_person_registers_and_lands_on_the_edition(edition: Edition) -> None:
    alicia = make_person("Alicia")

    answer = signed_in(alicia).post(URL, FILLED, follow=True)

    assert answer.redirect_chain == [("/demo/", 302)]
    assert "Tu inscripción está hecha" in text(answer)
    assert queries.is_registered(user=alicia, edition=edition) is True
    assert queries.answers_by_question(user=alicia, edition=edition) == {"gender": "woman"}


def test_who_is_not_signed_in_signs_in_first_and_comes_back(edition: Edition) -> None:
    answer = Client().get(f"{URL}?next=/unirse/abc/")

    assert answer.headers["Location"] == "/cuenta/login/?next=/demo/inscripcion/%3Fnext%3D/unirse/abc/"


def test_the_form_leads_back_to_what_the_person_was_doing(edition: Edition) -> None:
    client = signed_in(make_person())

    shown = text(client.get(f"{URL}?next=/unirse/abc/"))
    answer = client.post(URL, {**FILLED, "next": "/unirse/abc/"})

    assert '<input type="hidden" name="next" value="/unirse/abc/">' in shown
    assert answer.headers["Location"] == "/unirse/abc/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil", "ninguna"]
)
def test_the_form_leads_nowhere_else(edition: Edition, elsewhere: str) -> None:
    client = signed_in(make_person())

    shown = text(client.get(URL, {"next": elsewhere}))
    answer = client.post(URL, {**FILLED, "next": elsewhere})

    assert f'value="{elsewhere}"' not in shown
    assert answer.headers["Location"] == "/demo/"


def test_consent_is_asked_for_with_links_and_nothing_is_ticked(edition: Edition) -> None:
    page = text(signed_in(make_person()).get(URL))

    assert 'He leído y acepto las <a href="/demo/bases/" target="_blank" rel="noopener">bases</a>.' in page
    assert '<a href="/demo/conducta/" target="_blank" rel="noopener">código de conducta</a>' in page
    assert " checked" not in page


def test_without_consent_nothing_is_saved_and_what_was_typed_stays(edition: Edition) -> None:
    typed = {name: value for name, value in FILLED.items() if not name.startswith("consent")}

    page = text(signed_in(make_person()).post(URL, typed))

    assert "Para inscribirte tienes que aceptar las bases." in page
    assert "Para inscribirte tienes que aceptar el código de conducta." in page
    assert 'value="José Díaz 🌻"' in page
    assert '<option value="woman" selected>' in page
    assert Registration.objects.count() == 0


def test_an_edition_without_a_code_of_conduct_asks_for_no_consent_to_it() -> None:
    rules = make_rules(phase=Phase.REGISTRATION)
    make_edition(phase=Phase.REGISTRATION, registration=replace(rules.registration, conduct=None))
    client, typed = signed_in(make_person()), {**FILLED}
    del typed["consent_conduct"]

    assert "consent_conduct" not in text(client.get(URL))
    assert client.post(URL, typed).status_code == 302
    assert client.get("/demo/conducta/").status_code == 404


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Escribe tu nombre."),
        ("   ", "Escribe tu nombre."),
        ("🌻🌻", "El nombre necesita al menos una letra."),
        ("Ana \u202eaiD", "El texto contiene caracteres invisibles o marcas de dirección. Escríbelo de nuevo."),
        ("\u200fAna", "El texto contiene caracteres invisibles o marcas de dirección. Escríbelo de nuevo."),
        ("Ana\u3164", "El texto contiene caracteres invisibles o marcas de dirección. Escríbelo de nuevo."),
        ("a" * 300, "El texto es demasiado largo: como mucho 150 caracteres, y hay 300."),
    ],
)
def test_a_name_that_cannot_be_printed_is_refused_with_one_sentence(edition: Edition, name: str, sentence: str) -> None:
    page = text(signed_in(make_person()).post(URL, {**FILLED, "name": name}))

    assert page.count(sentence) == 1
    assert "Un equipo</textarea>" in page
    assert f'name="name" value="{name}"' in page or not name.strip()
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("name", ["María 👩‍👩‍👧 Ruiz", "أليسيا", "Ана", "O'Neil-Pérez", "李"])
def test_names_of_people_are_taken_as_they_are(edition: Edition, name: str) -> None:
    signed_in(make_person()).post(URL, {**FILLED, "name": name})

    assert Registration.objects.get().name == name


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours_from": "99999999999999999999999"},
        {"hours_from": "-1"},
        {"hours_to": "x"},
        {"country": "ZZ"},
        {"timezone": "../../etc/passwd"},
        {"languages": ["tlh"]},
        {"voluntary_gender": "robot"},
    ],
)
def test_nonsense_is_refused_beside_its_field(edition: Edition, wrong: dict[str, Any]) -> None:
    answer = signed_in(make_person()).post(URL, {**FILLED, **wrong})

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, list(wrong))
    assert Registration.objects.count() == 0


def test_who_registered_sees_what_they_said_and_corrects_it_without_consenting_again(edition: Edition) -> None:
    alicia = make_person()
    client = signed_in(alicia)
    client.post(URL, FILLED)

    page = text(client.get(URL))
    typed = {name: value for name, value in FILLED.items() if not name.startswith("consent")}
    answer = client.post(URL, {**typed, "name": "Pepa Díaz"}, follow=True)

    assert 'value="José Díaz 🌻"' in page
    assert '<option value="woman" selected>' in page
    assert ("consent_rules" in page, "Guardar los cambios" in page) == (False, True)
    assert "Tu inscripción está corregida." in text(answer)
    assert Registration.objects.get().name == "Pepa Díaz"


def test_rules_that_changed_are_agreed_to_anew(edition: Edition) -> None:
    alicia = make_person()
    make_registration(edition, alicia)
    Edition.objects.update(rules_version=2)

    page = text(signed_in(alicia).get(URL))

    assert "Las bases han cambiado desde que las aceptaste." in page
    assert 'name="consent_rules"' in page


def test_ten_presses_make_one_registration(edition: Edition) -> None:
    client = signed_in(make_person())

    answers = [client.post(URL, FILLED).status_code for _ in range(10)]

    assert (answers, Registration.objects.count()) == ([302] * 10, 1)


def test_a_verified_discord_account_is_shown_and_not_asked_for(edition: Edition) -> None:
    page = text(signed_in(make_person(discord_id="7", discord_username="ali.d")).get(URL))

    assert "Cuenta de Discord: <strong>ali.d</strong>" in page
    assert ("verificada" in page, 'name="discord"' in page) == (True, False)


def test_the_form_asks_only_what_the_rules_ask() -> None:
    rules = make_rules(phase=Phase.REGISTRATION)
    bare = replace(rules.registration, languages=(), experience=(), skills=(), topics=(), demographics=())
    make_edition(phase=Phase.REGISTRATION, registration=bare)
    client = signed_in(make_person())
    said = ("name", "country", "hours_from", "hours_to", "consent_rules", "consent_conduct")

    page = text(client.get(URL))
    answer = client.post(URL, {name: FILLED[name] for name in said})

    assert [name for name in ("languages", "experience", "skills", "voluntary") if f'name="{name}' in page] == []
    assert "Preguntas voluntarias" not in page
    assert (answer.status_code, Registration.objects.get().languages) == (302, [])


def test_countries_languages_and_choices_are_in_the_readers_language(edition: Edition) -> None:
    client = signed_in(make_person())

    spanish = text(client.get(URL))
    client.post("/idioma/", {"language": "en", "next": "/"})
    english = text(client.get(URL))

    assert ("Alemania" in spanish, "español (México)" in spanish, "maya yucateco" in spanish) == (True, True, True)
    assert ("Germany" in english, "Spanish (Mexico)" in english, "Creating and cleaning data" in english) == (
        True,
        True,
        True,
    )


def test_the_form_costs_the_same_whatever_was_said(edition: Edition, django_assert_num_queries: Any) -> None:
    new, old = make_person(), make_person()
    signed_in(old).post(URL, {**FILLED, "voluntary_age": "from-25"})

    for client in (signed_in(new), signed_in(old)):
        with django_assert_num_queries(QUERIES_OF_THE_FORM):
            client.get(URL)


def test_an_unknown_edition_is_not_found() -> None:
    assert signed_in(make_person()).get("/no-existe/inscripcion/").status_code == 404


# --- outside the window ----------------------------------------------------------------------------------------------
def test_before_the_window_anybody_reads_when_it_opens_and_what_to_do_meanwhile() -> None:
    edition = make_edition(phase=Phase.BEFORE)
    window = edition.parsed_rules.windows.registration

    page = text(Client().get(URL))

    assert "La inscripción todavía no está abierta" in page
    assert (f'datetime="{window.opens_at.isoformat()}"' in page, "AoE" in page) == (True, True)
    assert ("/demo/bases/" in page, "/demo/conducta/" in page, '<form method="post" novalidate>' in page) == (
        True,
        True,
        False,
    )


def test_after_the_window_the_page_says_when_it_closed_and_what_is_still_possible() -> None:
    make_edition(phase=Phase.JUDGING)

    page, own = text(Client().get(URL)), text(signed_in(make_person()).get(URL))

    assert "La inscripción está cerrada" in page
    assert "23:59 AoE" in page
    assert "/cuenta/login/?next=/demo/inscripcion/" in page
    assert "No encontramos tu inscripción en esta cuenta." in own


def test_a_form_that_arrives_too_late_keeps_what_was_typed() -> None:
    make_edition(phase=Phase.JUDGING)

    answer = signed_in(make_person()).post(URL, FILLED)

    assert answer.status_code == 409
    assert "No se ha guardado nada: el plazo de inscripción no está abierto." in text(answer)
    assert 'value="José Díaz 🌻"' in text(answer)
    assert ">Inscribirme</button>" not in text(answer)
    assert Registration.objects.count() == 0


def test_who_registered_corrects_theirs_after_the_window_and_not_after_the_results(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edition, alicia = make_edition(phase=Phase.JUDGING), make_person()
    make_registration(edition, alicia)
    client = signed_in(alicia)

    during = text(client.get(URL))
    at(monkeypatch, edition.parsed_rules.windows.results_at)
    after = text(client.get(URL))

    assert "Guardar los cambios" in during
    assert "los datos ya no se pueden corregir aquí" in after
    assert 'name="country"' not in after


def test_who_came_with_a_list_finishes_what_is_missing_even_after_the_window() -> None:
    edition, alicia = make_edition(phase=Phase.JUDGING), make_person()
    make_attendee(edition, alicia.email, name="Alicia Ruiz")
    Registration.objects.update(user=alicia, claimed_at=NOW)
    client = signed_in(alicia)

    page = text(client.get(URL))
    client.post(URL, FILLED)

    assert "Ya estabas en la lista de personas inscritas." in page
    assert 'value="Alicia Ruiz"' in page
    assert Registration.objects.get().is_complete is True


# --- the code of conduct ---------------------------------------------------------------------------------------------
def test_anybody_reads_the_code_of_conduct_in_their_language(edition: Edition) -> None:
    client = Client()

    spanish = text(client.get("/demo/conducta/"))
    client.post("/idioma/", {"language": "en", "next": "/"})

    assert "Aquí cabe todo el mundo" in spanish
    assert "Everybody is welcome here" in text(client.get("/demo/conducta/"))

"""The edition's page as a participant's home: what is done, what is next, and one click to it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hackathon.editions.models import Edition
from hackathon.editions.rules import Phase
from hackathon.registration.models import Registration
from teams.models import JoinRequest
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.registration import make_attendee, make_registration
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team
from tests.reading import text

pytestmark = pytest.mark.django_db

# Session, person, roles in any edition; edition, team, judge, organiser, registration, delivered, requests, announcements.
QUERIES = 14
CLAIM = [{"sub": "1", "name": "SomosNLP", "preferred_username": "somosnlp", "roleInOrg": "read"}]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def next_link(page: str) -> str:
    """Where the button on top leads."""
    return page.split('<a class="btn btn-primary btn-lg" href="')[1].split('"')[0]


def states(answer: Any) -> dict[str, str]:
    return {str(step.key): str(step.state) for step in answer.context["way"].steps}


def test_a_visitor_sees_what_awaits_them_and_one_button(edition: Edition) -> None:
    page = text(Client().get("/demo/"))

    assert ("Cómo se participa" in page, "Tu camino" in page, "por hacer" in page) == (True, False, False)
    assert next_link(page) == "/demo/inscripcion/"


def test_the_next_step_is_one_click_away_all_along(edition: Edition) -> None:
    alicia = make_person("Alicia", hub_orgs=CLAIM)
    client = signed_in(alicia)

    links = [next_link(text(client.get("/demo/")))]
    make_registration(edition, alicia)
    links.append(next_link(text(client.get("/demo/"))))
    team = make_team(edition, alicia)
    links.append(next_link(text(client.get("/demo/"))))
    make_submission(team)
    last = client.get("/demo/")

    assert links == ["/demo/inscripcion/", "/demo/equipos/", f"/demo/equipos/{team.pk}/entrega/"]
    assert ("Siguiente paso" in text(last), "5 de 5 pasos" in text(last)) == (False, True)
    assert ("Cambiar la entrega" in text(last), "Entregar el proyecto</a>" in text(last)) == (True, False)


def test_who_has_no_account_on_the_hub_connects_it_first(edition: Edition) -> None:
    page = text(signed_in(make_person(hub_sub=None, hub_username="")).get("/demo/"))

    assert next_link(page) == reverse("socialaccount_connections")
    assert "Siguiente paso: Conectar Hugging Face" in page


def test_unknown_membership_says_so_and_offers_to_ask_once_registered(edition: Edition) -> None:
    alicia = make_person()
    client = signed_in(alicia)
    before = client.get("/demo/")
    make_registration(edition, alicia)
    after = client.get("/demo/")

    assert (states(before)["organisation"], states(after)["organisation"]) == ("unknown", "unknown")
    assert ("Lo comprobaremos cuando te inscribas." in text(before), "Comprobar ahora" in text(before)) == (True, False)
    assert "Que no se sepa no quiere decir que no." in text(after)
    assert 'action="/demo/inscripcion/organizacion/"' in text(after)


def test_a_no_of_the_hub_says_what_to_do(edition: Edition) -> None:
    alicia = make_person()
    make_registration(edition, alicia, organisation="no", organisation_checked_at=NOW)

    answer = signed_in(alicia).get("/demo/")

    assert states(answer)["organisation"] == "todo"
    assert "Pide entrar y vuelve a comprobarlo." in text(answer)
    assert f'datetime="{NOW.isoformat()}"' in text(answer)


def test_discord_is_a_step_only_where_the_organisers_set_it_up(edition: Edition, settings: Any) -> None:
    client = signed_in(make_person())
    settings.DISCORD_ENABLED = False
    without = states(client.get("/demo/"))
    settings.DISCORD_ENABLED = True

    assert "discord" not in without
    assert states(client.get("/demo/"))["discord"] == "todo"


def test_who_came_with_a_list_is_told_what_is_missing() -> None:
    edition, alicia = make_edition(), make_person()
    make_attendee(edition, alicia.email)
    Registration.objects.update(user=alicia, claimed_at=NOW)

    page = text(signed_in(alicia).get("/demo/"))

    assert "Ya estás en la lista: falta que aceptes las bases." in page
    assert next_link(page) == "/demo/inscripcion/"


@pytest.mark.parametrize("make", [make_judge, make_organiser])
def test_who_judges_or_organises_is_not_pushed_along_a_way_that_is_not_theirs(edition: Edition, make: Any) -> None:
    person = make(edition)
    before = text(signed_in(person).get("/demo/"))
    make_registration(edition, person)

    assert ("Siguiente paso" in before, "Cómo se participa" in before) == (False, True)
    assert "Tu camino" in text(signed_in(person).get("/demo/"))


@pytest.mark.parametrize("phase", [Phase.JUDGING, Phase.RESULTS])
def test_once_the_delivery_is_over_nobody_is_shown_a_way(phase: Phase) -> None:
    make_edition(phase=phase)

    page = text(signed_in(make_person()).get("/demo/"))

    assert ("Tu camino" in page, "Siguiente paso" in page) == (False, False)


def test_the_page_costs_the_same_however_far_one_has_come(edition: Edition, django_assert_num_queries: Any) -> None:
    alicia, bruno = make_person("Alicia"), make_person("Bruno")
    make_registration(edition, alicia)
    make_submission(make_team(edition, alicia))

    far, new = signed_in(alicia), signed_in(bruno)

    with django_assert_num_queries(QUERIES):
        far.get("/demo/")
    with django_assert_num_queries(QUERIES - 1):  # without a team nobody asks what it delivered
        new.get("/demo/")


def test_requests_that_wait_for_an_answer_are_told_to_both_sides(edition: Edition) -> None:
    alicia, bruno = make_person("Alicia"), make_person("Bruno")
    team = make_team(edition, alicia)
    make_registration(edition, bruno)
    ask = JoinRequest.objects.create(team=team, user=bruno, direction="asked", created_at=NOW)

    captain, asker = (text(signed_in(person).get("/demo/")) for person in (alicia, bruno))

    assert f'href="/demo/equipos/{team.pk}/">1 persona pide una plaza: contéstale</a>' in captain
    assert "Has pedido plaza a 1 equipo, que todavía no ha contestado." in asker

    JoinRequest.objects.filter(pk=ask.pk).update(direction="invited")
    captain, invited = (text(signed_in(person).get("/demo/")) for person in (alicia, bruno))

    assert "pide una plaza" not in captain
    assert 'href="/demo/equipos/">1 equipo te ha invitado: contéstale</a>' in invited


def test_a_request_of_another_edition_is_told_nowhere_else(edition: Edition) -> None:
    bruno = make_person("Bruno")
    elsewhere = make_team(make_edition("otra"))
    JoinRequest.objects.create(team=elsewhere, user=bruno, direction="invited", created_at=NOW)

    assert "te ha invitado" not in text(signed_in(bruno).get("/demo/"))

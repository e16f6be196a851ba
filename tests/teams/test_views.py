"""The pages of teams, as people see them."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from hackathon.editions.models import Edition
from hackathon.editions.rules import Phase
from submissions.models import Submission
from teams.models import Membership, Team
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.teams import make_team
from tests.reading import text

pytestmark = pytest.mark.django_db

QUERIES_OF_A_TEAMS_PAGE = 9


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def url(team: Team, tail: str = "") -> str:
    return f"/{team.edition.slug}/equipos/{team.pk}/{tail}"


def invite(team: Team) -> str:
    return f"/unirse/{team.invite_token}/"


# --- create ----------------------------------------------------------------------------------------------------------
def test_a_person_creates_a_team_and_lands_on_its_page(edition: Edition) -> None:
    alicia = make_person("Alicia")

    answer = signed_in(alicia).post("/demo/equipos/nuevo/", {"name": "Los Ñandúes"}, follow=True)

    team = Team.objects.get()
    assert answer.redirect_chain == [(url(team), 302)]
    assert "El equipo está creado" in text(answer)
    assert f"http://testserver{invite(team)}" in text(answer)


def test_a_taken_name_is_said_beside_the_field_and_stays_typed(edition: Edition) -> None:
    make_team(edition, name="Los Ñandúes")

    page = text(signed_in(make_person("Bruno")).post("/demo/equipos/nuevo/", {"name": "los NANDUES"}))

    assert 'value="los NANDUES"' in page
    assert "Ya hay un equipo con ese nombre en esta edición. Elige otro." in page


def test_a_name_that_cannot_be_read_stays_typed_too(edition: Edition) -> None:
    page = text(signed_in(make_person("Bruno")).post("/demo/equipos/nuevo/", {"name": "¡¡¡"}))

    assert 'value="¡¡¡"' in page
    assert "El nombre necesita al menos una letra o un número." in page


def test_before_the_window_the_page_says_when_it_opens() -> None:
    edition = make_edition(phase=Phase.BEFORE)
    opens_at = edition.parsed_rules.windows.teams.opens_at

    page = text(signed_in(make_person()).get("/demo/equipos/nuevo/"))

    assert "Todavía no se pueden formar ni cambiar equipos. El plazo se abre el" in page
    assert (f'datetime="{opens_at.isoformat()}"' in page, "AoE" in page, 'name="name"' in page) == (True, True, False)


def test_after_the_window_the_page_says_when_it_closed_and_keeps_what_was_typed() -> None:
    make_edition(phase=Phase.JUDGING)
    client = signed_in(make_person())

    shown, sent = client.get("/demo/equipos/nuevo/"), client.post("/demo/equipos/nuevo/", {"name": "Tarde"})

    assert "Ya no se pueden formar ni cambiar equipos. El plazo se cerró el" in text(shown)
    assert "23:59 AoE" in text(shown)
    assert 'value="Tarde"' in text(sent)
    assert "El equipo no se ha creado" in text(sent)
    assert Team.objects.count() == 0


def test_who_has_a_team_is_taken_to_it_instead(edition: Edition) -> None:
    team = make_team(edition)

    answer = signed_in(team.captain).get("/demo/equipos/nuevo/")

    assert (answer.status_code, answer.headers["Location"]) == (302, url(team))


def test_a_double_press_on_create_ends_on_the_one_team(edition: Edition) -> None:
    client = signed_in(make_person())

    answers = [client.post("/demo/equipos/nuevo/", {"name": "Uno"}) for _ in range(2)]

    team = Team.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [url(team)] * 2


def test_an_unknown_edition_is_not_found() -> None:
    assert signed_in(make_person()).get("/no-existe/equipos/nuevo/").status_code == 404


# --- detail ----------------------------------------------------------------------------------------------------------
def test_the_teams_page_shows_people_captain_seats_and_the_invitation(edition: Edition) -> None:
    alicia, bruno = make_person("Alicia"), make_person("Bruno")
    team = make_team(edition, alicia, bruno, name="Los Ñandúes")

    page = text(signed_in(bruno).get(url(team)))

    assert page.count("Capitanía") == 1
    assert ("Alicia" in page, "Bruno" in page, "Quedan 3 plazas libres." in page) == (True, True, True)
    assert (f"http://testserver{invite(team)}" in page, 'data-copy="#invite-link"' in page) == (True, True)


def test_who_runs_the_edition_sees_the_team_but_not_its_invitation(edition: Edition) -> None:
    team = make_team(edition)

    page = text(signed_in(make_organiser(edition)).get(url(team)))

    assert (team.name in page, team.invite_token in page, "Salir del equipo" in page) == (True, False, False)


def test_who_runs_another_edition_does_not_see_the_team(edition: Edition) -> None:
    organiser = make_organiser(make_edition("otra"))

    assert signed_in(organiser).get(url(make_team(edition))).status_code == 404


def test_a_team_is_not_found_under_another_edition(edition: Edition) -> None:
    make_edition("otra")
    team = make_team(edition)

    assert signed_in(team.captain).get(f"/otra/equipos/{team.pk}/").status_code == 404


def test_a_name_with_markup_is_shown_as_it_is_written(edition: Edition) -> None:
    team = make_team(edition, name="<b>Uno</b>")

    page = text(signed_in(team.captain).get(url(team)))

    assert ("&lt;b&gt;Uno&lt;/b&gt;" in page, "<b>Uno</b>" in page) == (True, False)


def test_a_full_team_offers_no_link(edition: Edition) -> None:
    team = make_team(edition, *[make_person(f"Persona{number}") for number in range(5)])

    page = text(signed_in(team.captain).get(url(team)))

    assert ("El equipo está completo." in page, team.invite_token in page) == (True, False)


def test_a_closed_window_leaves_no_button_to_leave_or_invite() -> None:
    team = make_team(make_edition(phase=Phase.JUDGING))

    page = text(signed_in(team.captain).get(url(team)))

    assert ("Sí, salir del equipo" in page, "Renovar el enlace" in page, "23:59 AoE" in page) == (False, False, True)


def test_the_page_leads_to_the_delivery_and_then_to_the_project(edition: Edition) -> None:
    team = make_team(edition)
    before = text(signed_in(team.captain).get(url(team)))
    submission = Submission.objects.create(team=team, edition=edition, created_at=NOW)

    after = text(signed_in(team.captain).get(url(team)))

    assert (url(team, "entrega/") in before, "Entregar el proyecto" in before) == (True, True)
    assert (f"/demo/proyectos/{submission.pk}/" in after, "Cambiar la entrega" in after) == (True, True)
    assert ("Entregado" in after, f'hx-get="/demo/proyectos/{submission.pk}/auditoria/"' in after) == (True, True)
    assert ("Entregado" in before, "auditoria/" in before) == (False, False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_teams_page_asks_the_same_of_the_database_for_one_member_and_for_three(
    edition: Edition, count: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    team = make_team(edition, *[make_person(f"Persona{number}") for number in range(count)])
    client = signed_in(team.captain)
    client.get(url(team))

    with django_assert_num_queries(QUERIES_OF_A_TEAMS_PAGE):
        client.get(url(team))


# --- join ------------------------------------------------------------------------------------------------------------
def test_opening_an_invitation_shows_the_team_and_joins_nobody(edition: Edition) -> None:
    team = make_team(edition, make_person("Alicia"), name="Los Ñandúes")

    page = text(signed_in(make_person("Bruno")).get(invite(team)))

    assert ("Te invitan al equipo Los Ñandúes" in page, "Alicia" in page) == (True, True)
    assert "Quedan 4 plazas libres." in page
    assert team.memberships.count() == 1


def test_the_button_joins_and_leads_to_the_team(edition: Edition) -> None:
    team, bruno = make_team(edition), make_person("Bruno")

    answer = signed_in(bruno).post(invite(team), follow=True)

    assert answer.redirect_chain == [(url(team), 302)]
    assert "Ya estás en el equipo." in text(answer)
    assert Membership.objects.get(user=bruno).team == team


def test_pressing_twice_lands_on_the_same_page_without_an_error(edition: Edition) -> None:
    team, client = make_team(edition), signed_in(make_person("Bruno"))

    answers = [client.post(invite(team)) for _ in range(2)]

    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, url(team))] * 2
    assert team.memberships.count() == 2


def test_who_is_not_signed_in_is_sent_to_sign_in_and_comes_back(edition: Edition, client: Client) -> None:
    team = make_team(edition)

    answer = client.get(invite(team), follow=True)

    assert answer.redirect_chain == [(f"/cuenta/login/?next={invite(team)}", 302)]
    assert f"next={invite(team)}".replace("/", "%2F") in text(answer)


@pytest.mark.parametrize("known", [True, False])
def test_a_renewed_or_invented_invitation_says_what_to_do_even_to_strangers(
    edition: Edition, client: Client, known: bool
) -> None:
    visitor = signed_in(make_person("Bruno")) if known else client

    answer = visitor.get("/unirse/no-existe/")

    assert answer.status_code == 404
    assert "Pide a alguien del equipo el enlace actual." in text(answer)


def test_an_invitation_after_the_window_says_when_it_closed(client: Client) -> None:
    team = make_team(make_edition(phase=Phase.JUDGING))

    for visitor in (client, signed_in(make_person("Bruno"))):
        for answer in (visitor.get(invite(team)), visitor.post(invite(team))):
            assert answer.status_code == 410
            assert "Ya no se puede entrar en los equipos. El plazo se cerró el" in text(answer)
    assert team.memberships.count() == 1


def test_a_full_team_says_so_and_offers_no_button(edition: Edition) -> None:
    team = make_team(edition, *[make_person(f"Persona{number}") for number in range(5)])
    client = signed_in(make_person("Bruno"))

    shown, sent = client.get(invite(team)), client.post(invite(team))

    assert (shown.status_code, sent.status_code) == (200, 409)
    assert "El equipo está completo: ya son 5 personas." in text(sent)
    assert "Unirme a" not in text(shown)


def test_who_has_a_team_is_told_which_and_joins_nothing(edition: Edition) -> None:
    bruno = make_person("Bruno")
    own, other = make_team(edition, bruno, name="El mío"), make_team(edition)

    answer = signed_in(bruno).post(invite(other))

    assert (answer.status_code, other.memberships.count()) == (409, 1)
    assert "Ya estás en el equipo El mío" in text(answer)
    assert url(own) in text(answer)


def test_a_member_who_opens_the_invitation_is_taken_to_the_team(edition: Edition) -> None:
    team = make_team(edition)

    assert signed_in(team.captain).get(invite(team)).headers["Location"] == url(team)


# --- leave and renew -------------------------------------------------------------------------------------------------
def test_leaving_takes_a_press_on_the_button_not_a_visit(edition: Edition) -> None:
    team = make_team(edition, make_person("Alicia"), make_person("Bruno"))
    client = signed_in(Membership.objects.get(seat=2).user)

    assert client.get(url(team, "salir/")).status_code == 405
    answer = client.post(url(team, "salir/"), follow=True)

    assert (answer.redirect_chain, team.memberships.count()) == ([("/demo/", 302)], 1)
    assert "Has salido del equipo." in text(answer)


def test_the_last_person_of_a_team_that_delivered_is_told_why_they_stay(edition: Edition) -> None:
    team = make_team(edition)
    Submission.objects.create(team=team, edition=edition, created_at=NOW)

    page = text(signed_in(team.captain).get(url(team)))
    answer = signed_in(team.captain).post(url(team, "salir/"), follow=True)

    assert ("así que no puedes salir" in page, "Sí, salir del equipo" in page) == (True, False)
    assert "No puedes salir: eres la última persona del equipo y el equipo ya entregó un proyecto." in text(answer)
    assert team.memberships.count() == 1


def test_leaving_after_the_window_changes_nothing_and_says_so() -> None:
    team = make_team(make_edition(phase=Phase.JUDGING))

    answer = signed_in(team.captain).post(url(team, "salir/"), follow=True)

    assert "No se ha cambiado nada: el plazo para cambiar los equipos no está abierto." in text(answer)
    assert team.memberships.count() == 1


def test_renewing_shows_the_new_link(edition: Edition) -> None:
    team = make_team(edition)

    page = text(signed_in(team.captain).post(url(team, "invitacion/"), follow=True))

    renewed = Team.objects.get().invite_token
    assert (renewed in page, team.invite_token in page, renewed == team.invite_token) == (True, False, False)


def test_who_runs_the_edition_cannot_leave_or_renew_for_a_team(edition: Edition) -> None:
    team = make_team(edition)
    client = signed_in(make_organiser(edition))

    pages = [text(client.post(url(team, tail), follow=True)) for tail in ("salir/", "invitacion/")]

    assert all("esto solo lo pueden hacer las personas del equipo" in page for page in pages)
    assert Team.objects.get().invite_token == team.invite_token

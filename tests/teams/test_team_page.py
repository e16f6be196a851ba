"""What a team's page offers: its data, who does what, handing over, taking out, requests to answer."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import Phase, Requirement
from teams.models import JoinRequest, Team
from tests.factories.editions import NOW, make_edition, requiring
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.teams import make_looking_team, make_seeker, make_team
from tests.reading import text

pytestmark = pytest.mark.django_db

QUERIES_OF_A_PAGE_WITH_REQUESTS = 11


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def url(team: Team, tail: str = "") -> str:
    return f"/{team.edition.slug}/equipos/{team.pk}/{tail}"


def press(person: User, address: str, **data: object) -> object:
    return signed_in(person).post(address, data, follow=True)


def pair(edition: Edition) -> tuple[Team, User, User]:
    alicia, bruno = make_person("Alicia"), make_person("Bruno")
    return make_team(edition, alicia, bruno, name="Uno"), alicia, bruno


def member_url(team: Team, person: User, tail: str) -> str:
    return url(team, f"miembros/{team.memberships.get(user=person).pk}/{tail}/")


# --- what it says ----------------------------------------------------------------------------------------------------
def test_the_page_says_all_that_the_team_says(edition: Edition) -> None:
    team = make_looking_team(
        edition,
        idea="Refranes <i>de</i> aquí",
        topics=["culture"],
        languages=["es_PE"],
        skills_wanted=["training"],
        sdgs=[4],
        discord_channel="https://discord.gg/abc",
    )
    team.memberships.update(role="anotación")

    page = text(signed_in(team.captain).get(url(team)))

    for words in (
        "Refranes &lt;i&gt;de&lt;/i&gt; aquí",
        "Cultura y tradiciones",
        "español (Perú)",
        "Entrenar y evaluar modelos",
        "4. Educación de calidad",
        '<a href="https://discord.gg/abc"',
        "anotación",
        "El equipo aparece en el tablón",
    ):
        assert words in page
    assert "Todavía falta por contar" not in page


def test_the_page_says_what_is_still_to_be_told_and_who_is_missing(edition: Edition) -> None:
    team = make_team(edition, make_person("Alicia"))
    Team.objects.update(discord_channel="javascript:alert(1)", idea="Algo")

    page = text(signed_in(team.captain).get(url(team)))

    assert "Todavía falta por contar: los temas, las lenguas y variedades, los ODS." in page
    assert 'href="javascript' not in page
    assert "Buscar a alguien en el tablón" in page


def test_only_a_captain_sees_the_captains_buttons_and_an_organiser_only_how_to_take_out(edition: Edition) -> None:
    team, alicia, bruno = pair(edition)

    pages = [text(signed_in(person).get(url(team))) for person in (alicia, bruno, make_organiser(edition))]

    assert [page.count("Sí, pasar la capitanía") for page in pages] == [1, 0, 0]
    assert [page.count('name="reason"') for page in pages] == [1, 0, 2]
    assert [page.count('name="role"') for page in pages] == [2, 1, 0]


def test_after_the_window_the_captain_takes_nobody_out_and_the_organiser_does() -> None:
    edition = make_edition(phase=Phase.JUDGING)
    team, alicia, _bruno = pair(edition)

    pages = [text(signed_in(person).get(url(team))) for person in (alicia, make_organiser(edition))]

    assert [page.count('name="reason"') for page in pages] == [0, 2]
    assert "Sí, pasar la capitanía" not in pages[0]


# --- deeds -----------------------------------------------------------------------------------------------------------
def test_the_captaincy_is_handed_over(edition: Edition) -> None:
    team, alicia, bruno = pair(edition)

    page = press(alicia, url(team, "capitania/"), member=team.memberships.get(user=bruno).pk)

    assert (Team.objects.get().captain, "La capitanía es ahora de Bruno." in text(page)) == (bruno, True)


@pytest.mark.parametrize("member", ["", "abc", "-1", "٣", "9" * 400, "1.5"])
def test_a_member_that_is_none_is_not_found(edition: Edition, member: str) -> None:
    team, alicia, _bruno = pair(edition)

    assert press(alicia, url(team, "capitania/"), member=member).status_code == 404


def test_somebody_of_another_team_is_not_found(edition: Edition) -> None:
    team, alicia, _bruno = pair(edition)
    other = make_team(edition, make_person("Carla"))

    for tail in ("sacar", "papel"):
        address = url(team, f"miembros/{other.memberships.get().pk}/{tail}/")
        assert press(alicia, address, reason="No", role="nada").status_code == 404
    assert other.memberships.count() == 1


def test_a_member_is_taken_out_with_a_reason_and_not_without(edition: Edition) -> None:
    team, alicia, bruno = pair(edition)
    address = member_url(team, bruno, "sacar")

    without = press(alicia, address, reason="  ")
    stayed = team.memberships.count()
    done = press(alicia, address, reason="No responde")

    assert ("No se ha cambiado nada: escribe el motivo." in text(without), stayed) == (True, 2)
    assert ("Bruno ya no está en el equipo. Le hemos escrito." in text(done), team.memberships.count()) == (True, 1)


def test_a_member_who_is_no_captain_takes_nobody_out(edition: Edition) -> None:
    team, alicia, bruno = pair(edition)

    page = press(bruno, member_url(team, alicia, "sacar"), reason="Quiero mandar")

    assert "esto solo lo puede hacer quien tiene la capitanía" in text(page)
    assert (team.memberships.count(), Team.objects.get().captain) == (2, alicia)


def test_what_somebody_does_is_said(edition: Edition) -> None:
    team, alicia, bruno = pair(edition)

    saved = press(bruno, member_url(team, bruno, "papel"), role="datos")
    refused = press(alicia, member_url(team, bruno, "papel"), role="a" * 61)

    assert "datos" in text(saved)
    assert "El texto es demasiado largo: como mucho 60 caracteres, y hay 61." in text(refused)
    assert team.memberships.get(user=bruno).role == "datos"


# --- its data --------------------------------------------------------------------------------------------------------
def test_the_form_shows_what_is_said_and_keeps_what_is_changed(edition: Edition) -> None:
    team = make_looking_team(edition, make_person("Alicia"), name="Uno", topics=["law"], idea="Algo")
    client = signed_in(team.captain)

    shown = text(client.get(url(team, "editar/")))
    saved = client.post(
        url(team, "editar/"),
        {"name": "Los Ñandúes", "topics": ["culture", "education"], "sdgs": ["4"], "languages": ["qu"]},
        follow=True,
    )

    assert ('value="Uno"' in shown, "Algo</textarea>" in shown) == (True, True)
    assert "Guardado." in text(saved)
    found = Team.objects.get()
    assert (found.name, found.topics, found.sdgs, found.languages) == (
        "Los Ñandúes",
        ["culture", "education"],
        [4],
        ["qu"],
    )
    assert (found.idea, found.on_board) == ("", False)


def test_what_is_wrong_is_said_at_its_field_and_all_stays_typed(edition: Edition) -> None:
    make_team(edition, make_person("Bruno"), name="Dos")
    team = make_team(edition, make_person("Alicia"), name="Uno")
    client = signed_in(team.captain)

    taken = text(client.post(url(team, "editar/"), {"name": "DÓS", "idea": "Mi idea"}))
    long = text(client.post(url(team, "editar/"), {"name": "Uno", "idea": "a" * 1001, "discord_channel": "http://x"}))

    assert ("Ya hay un equipo con ese nombre en esta edición." in taken, "Mi idea</textarea>" in taken) == (True, True)
    assert "como mucho 1000 caracteres, y hay 1001." in long
    assert "Escribe el nombre del canal, o su dirección" in long
    assert ("a" * 1001 in long, 'value="http://x"' in long) == (True, True)


def test_after_the_window_the_name_stays_whatever_is_sent() -> None:
    team = make_team(make_edition(phase=Phase.JUDGING), make_person("Alicia"), name="Uno")
    client = signed_in(team.captain)

    page = text(client.get(url(team, "editar/")))
    client.post(url(team, "editar/"), {"name": "Dos", "idea": "Otra"})

    assert "El nombre ya no se puede cambiar" in page
    assert (Team.objects.get().name, Team.objects.get().idea) == ("Uno", "Otra")


def test_lists_that_the_rules_leave_empty_are_not_asked_for(edition: Edition) -> None:
    bare = make_edition("otra", registration=type(edition.parsed_rules.registration)())
    team = make_team(bare)
    Team.objects.update(topics=["law"])

    page = text(signed_in(team.captain).get(url(team, "editar/")))
    signed_in(team.captain).post(url(team, "editar/"), {"name": team.name, "idea": "Algo"})

    assert ('name="topics"' in page, 'name="sdgs"' in page) == (False, True)
    assert (Team.objects.get().idea, Team.objects.get().topics) == ("Algo", ["law"])


# --- requests --------------------------------------------------------------------------------------------------------
def fill(team: Team, count: int) -> None:
    for number in range(count):
        person = make_seeker(team.edition, f"Pide{number}", skills=["data"])
        JoinRequest.objects.create(team=team, user=person, direction="asked", created_at=NOW, message="¡Hola!")


def test_requests_wait_on_the_teams_page_for_its_people_alone(edition: Edition) -> None:
    team = make_team(edition)
    fill(team, 1)
    request = JoinRequest.objects.get()

    pages = [text(signed_in(person).get(url(team))) for person in (team.captain, make_organiser(edition))]

    assert ["Pide0" in page for page in pages] == [True, False]
    assert f'action="/demo/equipos/peticiones/{request.pk}/aceptar/"' in pages[0]
    assert request.user.email not in pages[0]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_with_requests_asks_the_same_of_the_database_for_one_and_for_three(
    edition: Edition, count: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    team = make_team(edition)
    fill(team, count)
    client = signed_in(team.captain)
    client.get(url(team))

    with django_assert_num_queries(QUERIES_OF_A_PAGE_WITH_REQUESTS):
        client.get(url(team))


# --- on the way in ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_to_register_first_goes_there_from_a_new_team_or_an_invitation_and_comes_back(method: str) -> None:
    team = make_team(make_edition(team=requiring(Requirement.REGISTRATION)))
    client = signed_in(make_person("Bruno"))

    there = [getattr(client, method)(address) for address in ("/demo/equipos/nuevo/", f"/unirse/{team.invite_token}/")]

    assert [answer.headers["Location"] for answer in there] == [
        "/demo/inscripcion/?next=%2Fdemo%2Fequipos%2Fnuevo%2F",
        f"/demo/inscripcion/?next=%2Funirse%2F{team.invite_token}%2F",
    ]
    assert team.memberships.count() == 1


def test_who_lacks_an_account_on_the_hub_is_told_so_and_who_has_all_gets_in() -> None:
    edition = make_edition(team=requiring(*Requirement))
    team, bruno = make_team(edition), make_seeker(edition)
    User.objects.filter(pk=bruno.pk).update(hub_sub=None)

    told = text(signed_in(bruno).get(f"/unirse/{team.invite_token}/"))
    User.objects.filter(pk=bruno.pk).update(hub_sub="sub-nuevo")
    press(User.objects.get(pk=bruno.pk), f"/unirse/{team.invite_token}/")

    assert ("Antes tienes que conectar tu cuenta de Hugging Face." in told, "/cuenta/perfil/" in told) == (True, True)
    assert team.memberships.filter(user=bruno).exists()


def test_who_the_hub_says_is_not_in_the_organisation_waits_and_who_it_says_nothing_of_gets_in() -> None:
    edition = make_edition(team=requiring(Requirement.ORGANISATION))
    team = make_team(edition)
    outside, unknown = make_seeker(edition, "Bruno", organisation="no"), make_seeker(edition, "Carla")
    address = f"/unirse/{team.invite_token}/"

    refused = press(outside, address)
    press(unknown, address)

    assert "Antes tienes que entrar en la organización de esta edición en el Hub." in text(refused)
    assert [seat.user for seat in team.memberships.select_related("user")] == [team.captain, unknown]

"""The board: who is on it, filters, suggestions, and who may look."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import Phase
from teams.models import JoinRequest, Team
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.registration import make_registration
from tests.factories.teams import add_member, make_looking_team, make_seeker, make_team
from tests.reading import text

pytestmark = pytest.mark.django_db

BOARD = "/demo/equipos/"
QUERIES_OF_THE_TEAMS = 12
QUERIES_OF_THE_PEOPLE = 10
QUERIES_OF_THE_PEOPLE_FOR_A_TEAM = 11


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def alicia(edition: Edition) -> User:
    """She has registered, looks for no team, and reads the board."""
    person = make_person("Alicia")
    make_registration(
        edition,
        person,
        languages=["es_PE", "qu"],
        skills=["data"],
        topics=["culture"],
        timezone="America/Lima",
        hours_from=18,
        hours_to=22,
    )
    return person


def look(person: User, query: str = "") -> object:
    return signed_in(person).get(f"{BOARD}{query}")


def shown(person: User, query: str = "") -> list[str]:
    """Who is on the page, suggestions first."""
    context = look(person, query).context
    return [
        card.team.name if context["tab"] == "equipos" else card.name
        for card in [*context["suggestions"], *context["cards"]]
    ]


# --- who may look ----------------------------------------------------------------------------------------------------
def test_only_who_has_registered_looks_and_others_are_told_how(edition: Edition) -> None:
    make_looking_team(edition, make_person("Carla"), name="Los Ñandúes")
    stranger, unfinished, member = (make_person(name) for name in ("Bruno", "Diego", "Elena"))
    make_registration(edition, unfinished, consented_at=None, consented_rules=None)
    make_team(edition, member)

    for person in (stranger, unfinished, member):
        answer = look(person)
        assert answer.status_code == 403
        assert ("Los Ñandúes" in text(answer), "/demo/inscripcion/?next=/demo/equipos/" in text(answer)) == (
            False,
            True,
        )


def test_who_runs_the_edition_looks_and_who_runs_another_does_not(edition: Edition) -> None:
    make_looking_team(edition, name="Los Ñandúes")

    assert shown(make_organiser(edition)) == ["Los Ñandúes"]
    assert look(make_organiser(make_edition("otra"))).status_code == 403


def test_once_teams_are_closed_nobody_is_on_show() -> None:
    edition = make_edition(phase=Phase.JUDGING)
    make_looking_team(edition, name="Los Ñandúes")

    page = text(look(make_seeker(edition)))

    assert ("Los Ñandúes" in page, "Ya no se pueden formar ni cambiar equipos." in page) == (False, True)


def test_before_teams_open_one_looks_and_cannot_ask_yet() -> None:
    edition = make_edition(phase=Phase.BEFORE)
    make_looking_team(edition, name="Los Ñandúes")

    page = text(look(make_seeker(edition)))

    assert ("Los Ñandúes" in page, "Todavía no se pueden formar" in page, "Pedir unirme" in page) == (True, True, False)


# --- who is on it ----------------------------------------------------------------------------------------------------
def test_teams_that_look_and_have_a_seat_are_on_the_board_the_newest_first(edition: Edition, alicia: User) -> None:
    for days, name in ((2, "Vieja"), (1, "Nueva")):
        make_looking_team(edition, make_person(name), name=name, created_at=NOW - timedelta(days=days))
    make_team(edition, make_person("Carla"), name="Callada")
    make_looking_team(edition, *[make_person(f"Persona{number}") for number in range(5)], name="Llena")
    make_looking_team(make_edition("otra"), name="Ajena")

    assert shown(alicia) == ["Nueva", "Vieja"]


def test_people_who_look_and_have_no_team_are_on_the_board(edition: Edition, alicia: User) -> None:
    for days, name in ((2, "Bruno"), (1, "Carla")):
        make_seeker(edition, name, languages=["en"], registered_at=NOW - timedelta(days=days))
    make_team(edition, make_seeker(edition, "Diego"))
    make_seeker(edition, "Elena", on_board=False)
    make_seeker(edition, "Fernanda", consented_at=None, consented_rules=None)
    erased, gone = make_seeker(edition, "Gael"), make_seeker(edition, "Hilda")
    User.objects.filter(pk=erased.pk).update(erased_at=NOW)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    make_seeker(make_edition("otra"), "Joel")

    assert shown(alicia, "?ver=personas") == ["Carla", "Bruno"]


def test_nobody_sees_themselves_or_their_own_team(edition: Edition) -> None:
    captain = make_seeker(edition, "Carla")
    make_looking_team(edition, captain, name="Propio")
    seeker = make_seeker(edition, "Bruno")

    assert shown(captain, "?ver=equipos") == []
    assert shown(seeker, "?ver=personas") == []
    assert (shown(captain), shown(seeker)) == (["Bruno"], ["Propio"])  # each begins with whom they look for


def test_a_persons_card_tells_what_they_chose_and_never_their_address(edition: Edition, alicia: User) -> None:
    bruno = make_seeker(
        edition,
        "Bruno",
        looking_for="Un equipo con <b>ganas</b>",
        skills=["training"],
        topics=["law"],
        discord="bruno#1",
        name="Bruno del Certificado",
    )

    page = text(look(alicia, "?ver=personas"))

    for word in (
        "Bruno",
        "español (México)",
        "Entrenar y evaluar modelos",
        "Leyes y trámites",
        "18:00–22:00 (Mexico City)",
    ):
        assert word in page
    assert "Un equipo con &lt;b&gt;ganas&lt;/b&gt;" in page
    for secret in (bruno.email, "bruno#1", "Bruno del Certificado"):
        assert secret not in page


def test_who_chose_no_name_is_called_as_they_registered_not_by_their_address(edition: Edition, alicia: User) -> None:
    person = make_person("Bruno", hub_name="", hub_username="", email="secreto.1985@example.org")
    User.objects.filter(pk=person.pk).update(name="")
    make_registration(edition, person, on_board=True, name="Bruno Salas")

    page = text(look(alicia, "?ver=personas"))

    assert ("Bruno Salas" in page, "secreto.1985" in page) == (True, False)


# --- filters ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic=law", ["Leyes"]),
        ("language=qu", ["Andes"]),
        ("language=es_MX", ["Leyes"]),
        ("skill=training", ["Andes"]),
        ("skill=training&topic=law", []),
        ("seats=4", ["Andes", "Leyes"]),
        ("seats=3", ["Andes", "Leyes", "Tres"]),
        ("q=ANDES", ["Andes"]),
        ("q=cancion", ["Leyes"]),
        ("q=canción%20vieja", ["Leyes"]),
        ("q=.*", []),
        ("q=%25", []),
        ("topic=inventado", ["Andes", "Leyes", "Tres"]),
        ("seats=99999999999999999999&hours=-1&pagina=abc", ["Andes", "Leyes", "Tres"]),
        ("pagina=99999999999999999999", ["Andes", "Leyes", "Tres"]),
        ("ver=nada", ["Andes", "Leyes", "Tres"]),
    ],
)
def test_teams_are_filtered_by_the_address(edition: Edition, alicia: User, query: str, found: list[str]) -> None:
    make_looking_team(edition, make_person("Uno"), name="Andes", languages=["qu"], skills_wanted=["training"])
    make_looking_team(
        edition, make_person("Dos"), name="Leyes", languages=["es_MX"], topics=["law"], idea="Una CANCIÓN  vieja"
    )
    make_looking_team(edition, make_person("Tres"), make_person("Cuatro"), name="Tres")

    assert sorted(shown(alicia, f"?{query}")) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic=law", ["Carla"]),
        ("language=es_CO", ["Carla"]),
        ("skill=demo", ["Bruno"]),
        ("q=musica", ["Bruno"]),
        ("hours=1", ["Bruno", "Carla"]),
        ("hours=3", ["Bruno"]),
        ("hours=6", []),
    ],
)
def test_people_are_filtered_by_the_address(edition: Edition, alicia: User, query: str, found: list[str]) -> None:
    """Alicia is free from 23 to 3 UTC, Bruno from 23 to 3, Carla from 1 to 5, Diego when she sleeps."""
    make_seeker(
        edition, "Bruno", timezone="America/Bogota", hours_from=18, hours_to=22, skills=["demo"], looking_for="Música"
    )
    make_seeker(
        edition, "Carla", timezone="America/Bogota", hours_from=20, hours_to=0, topics=["law"], languages=["es_CO"]
    )
    make_seeker(edition, "Diego", timezone="Europe/Madrid", hours_from=12, hours_to=14)
    make_seeker(edition, "Elena", timezone="", hours_from=18, hours_to=22)

    assert sorted(shown(alicia, f"?ver=personas&{query}")) == found


def test_hours_with_a_team_are_those_that_all_its_people_share_with_the_reader(edition: Edition, alicia: User) -> None:
    all_of_lima = [make_seeker(edition, f"Lima{number}", timezone="America/Lima") for number in range(2)]
    make_looking_team(edition, *all_of_lima, name="Cerca")
    from_madrid = make_seeker(edition, "Madrid", timezone="Europe/Madrid", hours_from=9, hours_to=14)
    make_looking_team(edition, make_seeker(edition, "Otra", timezone="America/Lima"), from_madrid, name="Repartido")
    make_looking_team(edition, make_person("Nadie"), name="No se sabe")

    assert shown(alicia, "?hours=3") == ["Cerca"]


def test_who_told_no_hours_is_told_why_nothing_is_found(edition: Edition) -> None:
    make_looking_team(edition, make_seeker(edition, "Carla"), name="Uno")
    bruno = make_seeker(edition, "Bruno", timezone="")

    page = text(look(bruno, "?hours=2"))

    assert ("No sabemos a qué horas puedes trabajar" in page, "Nada encaja con todos esos filtros" in page) == (
        True,
        True,
    )


def test_pages_keep_the_filters(edition: Edition, alicia: User) -> None:
    for number in range(23):
        make_looking_team(edition, make_person(f"Persona{number}"), topics=["law"])

    first, second = (look(alicia, f"?topic=law&pagina={page}") for page in (1, 2))

    assert "?topic=law&amp;pagina=2" in text(first)
    assert [len(answer.context["cards"]) for answer in (first, second)] == [12, 11]
    assert "Página 2 de 2" in text(second)


# --- suggestions -----------------------------------------------------------------------------------------------------
def test_the_three_that_suit_best_stand_first_and_say_why(edition: Edition, alicia: User) -> None:
    make_looking_team(edition, make_person("Nada"), name="Nada", languages=["en"])
    for name, more in {
        "Todo": {"languages": ["qu"], "skills_wanted": ["data"], "topics": ["culture"]},
        "Tema": {"languages": ["en"], "topics": ["culture"]},
        "Lengua": {"languages": ["es_MX"]},
        "Oficio": {"languages": ["en"], "skills_wanted": ["data", "demo"]},
    }.items():
        make_looking_team(edition, make_person(name), name=name, **more)

    answer = look(alicia)

    assert [card.team.name for card in answer.context["suggestions"]] == ["Todo", "Oficio", "Tema"]
    assert sorted(card.team.name for card in answer.context["cards"]) == ["Lengua", "Nada"]
    for why in (
        "Misma lengua o variedad: quechua",
        "Justo lo que falta: Crear y limpiar datos",
        "Temas en común: Cultura y tradiciones",
        "La misma lengua, en otra variedad: español",
    ):
        assert why in text(answer)


def test_a_team_is_suggested_people_for_what_it_lacks_and_when_all_are_free(edition: Edition) -> None:
    carla = make_seeker(edition, "Carla", timezone="America/Lima", hours_from=18, hours_to=22)
    make_team(edition, carla)
    Team.objects.update(skills_wanted=["training"], languages=["qu"])
    make_seeker(
        edition, "Bruno", skills=["training"], languages=["en"], timezone="America/Lima", hours_from=19, hours_to=22
    )
    make_seeker(
        edition, "Diego", skills=["demo"], languages=["en"], timezone="Europe/Madrid", hours_from=12, hours_to=13
    )

    answer = look(carla)

    assert [card.name for card in answer.context["suggestions"]] == ["Bruno"]
    assert "3 horas al día en común" in text(answer)
    assert "Justo lo que falta: Entrenar y evaluar modelos" in text(answer)


def test_who_is_in_talks_with_the_team_already_is_not_suggested_to_it(edition: Edition) -> None:
    carla = make_seeker(edition, "Carla")
    team = make_team(edition, carla)
    for name in ("Bruno", "Diego"):
        make_seeker(edition, name)
    JoinRequest.objects.create(team=team, user=User.objects.get(name="Bruno"), direction="invited", created_at=NOW)

    context = look(carla).context

    assert [card.name for card in context["suggestions"]] == ["Diego"]
    assert [(card.name, card.request.direction) for card in context["cards"]] == [("Bruno", "invited")]


def test_what_somebody_told_another_edition_says_nothing_here(edition: Edition, alicia: User) -> None:
    captain = make_person("Carla")
    make_registration(make_edition("otra"), captain, languages=["qu"], skills=["training"], timezone="America/Lima")
    make_looking_team(edition, captain)

    assert [card.reasons for card in look(alicia).context["cards"]] == [()]


def test_who_filters_or_turns_the_page_is_shown_what_they_asked_for_alone(edition: Edition, alicia: User) -> None:
    make_looking_team(edition, make_person("Carla"), name="Uno", languages=["qu"])

    assert [look(alicia, query).context["suggestions"] for query in ("?language=qu", "?q=uno")] == [[], []]
    assert len(look(alicia).context["suggestions"]) == 1


def test_an_empty_board_says_what_to_do(edition: Edition, alicia: User) -> None:
    teams, people = text(look(alicia)), text(look(alicia, "?ver=personas"))

    assert ("Todavía no hay ningún equipo que busque gente" in teams, "/demo/equipos/nuevo/" in teams) == (True, True)
    assert "Ahora mismo nadie busca equipo" in people


# --- buttons ---------------------------------------------------------------------------------------------------------
def test_who_has_no_team_asks_and_who_has_one_invites(edition: Edition, alicia: User) -> None:
    carla = make_seeker(edition, "Carla")
    team = make_looking_team(edition, carla)
    registration = make_seeker(edition, "Bruno").registrations.get()

    alone, with_team = text(look(alicia)), text(look(carla))

    assert (
        f'action="/demo/equipos/{team.pk}/pedir/"' in alone,
        "/invitar/" in text(look(alicia, "?ver=personas")),
    ) == (
        True,
        False,
    )
    assert f'action="/demo/equipos/personas/{registration.pk}/invitar/"' in with_team
    assert "/pedir/" not in text(look(carla, "?ver=equipos"))


def test_requests_that_wait_stand_on_top_with_their_answers_and_not_twice(edition: Edition, alicia: User) -> None:
    asked, inviting = (make_looking_team(edition, make_person(name), name=name) for name in ("Pedido", "Invita"))
    for team, direction in ((asked, "asked"), (inviting, "invited")):
        JoinRequest.objects.create(team=team, user=alicia, direction=direction, created_at=NOW, message="¡Hola!")

    answer = look(alicia)

    mine = {card.team.name: card.request for card in answer.context["own_requests"]}
    assert list(mine) == ["Invita", "Pedido"]
    assert answer.context["cards"] == answer.context["suggestions"] == []
    for name, tail in (("Pedido", "retirar"), ("Invita", "aceptar"), ("Invita", "rechazar")):
        assert f'action="/demo/equipos/peticiones/{mine[name].pk}/{tail}/"' in text(answer)


# --- cost ------------------------------------------------------------------------------------------------------------
def fill(edition: Edition, count: int) -> None:
    for number in range(count):
        team = make_looking_team(edition, make_seeker(edition, f"Capitana{number}"), languages=["es_PE"])
        add_member(team, make_seeker(edition, f"Miembro{number}"), seat=2)
        make_seeker(edition, f"Busca{number}", languages=["es_PE"])


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_asks_the_same_of_the_database_for_one_of_each_and_for_three(
    edition: Edition,
    alicia: User,
    count: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    fill(edition, count)
    carla = make_seeker(edition, "Carla")
    make_looking_team(edition, carla, languages=["es_PE"])
    alone, with_team = signed_in(alicia), signed_in(carla)
    alone.get(BOARD)

    with django_assert_num_queries(QUERIES_OF_THE_TEAMS):
        alone.get(BOARD)
    with django_assert_num_queries(QUERIES_OF_THE_PEOPLE):
        alone.get(f"{BOARD}?ver=personas")
    with django_assert_num_queries(QUERIES_OF_THE_PEOPLE_FOR_A_TEAM):
        with_team.get(BOARD)

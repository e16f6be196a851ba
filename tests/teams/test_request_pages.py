"""Asking, inviting and answering, as people press the buttons."""

import pytest

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import Phase, Requirement
from teams.models import JoinRequest, Membership, Team
from tests.factories.editions import NOW, make_edition, requiring
from tests.factories.people import make_person, signed_in
from tests.factories.teams import make_looking_team, make_seeker, make_team
from tests.reading import text

pytestmark = pytest.mark.django_db

BOARD = "/demo/equipos/"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def press(person: User, address: str, **data: object) -> object:
    return signed_in(person).post(address, data, follow=True)


def ask(team: Team, person: User, **data: object) -> object:
    return press(person, f"/{team.edition.slug}/equipos/{team.pk}/pedir/", **data)


def invite(person: User, by: User, **data: object) -> object:
    return press(by, f"{BOARD}personas/{person.registrations.get().pk}/invitar/", **data)


def answer(request: JoinRequest, by: User, what: str) -> object:
    return press(by, f"{BOARD}peticiones/{request.pk}/{what}/")


def waiting(team: Team, person: User, direction: str = "asked") -> JoinRequest:
    return JoinRequest.objects.create(team=team, user=person, direction=direction, created_at=NOW)


def test_asking_goes_back_to_where_it_was_pressed_and_says_what_comes_next(edition: Edition) -> None:
    team, bruno = make_looking_team(edition), make_seeker(edition)

    page = ask(team, bruno, message="¡Hola! 🌻", next=f"{BOARD}?topic=law&pagina=1")

    assert page.redirect_chain == [(f"{BOARD}?topic=law&pagina=1", 302)]
    assert "Petición enviada. Te avisaremos por correo cuando contesten." in text(page)
    assert JoinRequest.objects.get().message == "¡Hola! 🌻"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "ninguna"])
def test_asking_goes_back_to_no_other_site_and_to_no_word(edition: Edition, elsewhere: str) -> None:
    page = ask(make_looking_team(edition), make_seeker(edition), next=elsewhere)

    assert page.redirect_chain == [(BOARD, 302)]


def test_a_page_that_is_not_ours_is_not_gone_to(edition: Edition) -> None:
    team, bruno = make_looking_team(edition), make_seeker(edition)

    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert ask(team, bruno, next=elsewhere).redirect_chain == [(BOARD, 302)]


def test_a_double_press_asks_once(edition: Edition) -> None:
    team, bruno = make_looking_team(edition), make_seeker(edition)

    pages = [ask(team, bruno) for _press in range(2)]

    assert all("Petición enviada." in text(page) for page in pages)
    assert JoinRequest.objects.count() == 1


def test_who_has_to_register_first_is_taken_there_and_comes_back_to_the_board() -> None:
    team = make_looking_team(make_edition(team=requiring(Requirement.REGISTRATION)))

    page = signed_in(make_person("Bruno")).post(f"{BOARD}{team.pk}/pedir/")

    assert page.headers["Location"] == "/demo/inscripcion/?next=%2Fdemo%2Fequipos%2F"
    assert JoinRequest.objects.count() == 0


def test_of_a_team_off_the_board_and_of_one_that_never_was_the_same_is_said(edition: Edition) -> None:
    hidden, foreign, bruno = make_team(edition), make_looking_team(make_edition("otra")), make_seeker(edition)

    said = [
        "Ya no está en el tablón: ha dejado de buscar." in text(press(bruno, f"{BOARD}{pk}/pedir/"))
        for pk in (hidden.pk, foreign.pk, 999_999, 99999999999999999999)
    ]

    assert (said, JoinRequest.objects.count()) == ([True] * 4, 0)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("a" * 501, "El texto es demasiado largo: como mucho 500 caracteres, y hay 501."),
        ("al revés \u202e", "El texto contiene caracteres invisibles o marcas de dirección."),
    ],
)
def test_a_message_that_is_not_taken_is_said_in_a_sentence(edition: Edition, message: str, said: str) -> None:
    team, bruno = make_looking_team(edition), make_seeker(edition)

    assert said in text(ask(team, bruno, message=message))
    assert JoinRequest.objects.count() == 0


def test_why_a_seat_is_not_to_be_had_is_said_in_a_sentence(edition: Edition) -> None:
    full = make_looking_team(edition, *[make_person(f"Persona{number}") for number in range(5)])
    team, bruno, member = make_looking_team(edition), make_seeker(edition), make_seeker(edition, "Carla")
    make_team(edition, member)
    JoinRequest.objects.create(
        team=team, user=bruno, direction="asked", state="declined", created_at=NOW, answered_at=NOW
    )

    assert "El equipo está completo: ya son 5 personas." in text(ask(full, bruno))
    assert "Ya dijeron que no a una petición como esta." in text(ask(team, bruno))
    assert "Para pedir plaza en otro, primero sal de él." in text(ask(team, member))


def test_after_the_window_asking_changes_nothing_and_says_so() -> None:
    edition = make_edition(phase=Phase.JUDGING)

    page = ask(make_looking_team(edition), make_seeker(edition))

    assert "No se ha cambiado nada: el plazo para cambiar los equipos no está abierto." in text(page)


def test_inviting_says_what_comes_next_and_who_wanted_it_too_is_in(edition: Edition) -> None:
    carla, bruno, diego = (make_seeker(edition, name) for name in ("Carla", "Bruno", "Diego"))
    team = make_team(edition, carla)
    waiting(team, diego)

    invited, met = invite(bruno, carla), invite(diego, carla)

    assert "Invitación enviada." in text(invited)
    assert "Las dos partes lo querían: ya están en el mismo equipo." in text(met)
    assert [seat.user for seat in team.memberships.select_related("user")] == [carla, diego]


def test_inviting_takes_a_team_and_somebody_on_the_board(edition: Edition) -> None:
    alone, hidden, taken = (
        make_seeker(edition),
        make_seeker(edition, "Carla", on_board=False),
        make_seeker(edition, "Elena"),
    )
    captain = make_seeker(edition, "Diego")
    make_team(edition, captain)
    make_team(edition, taken)

    assert "Para invitar a alguien, primero crea un equipo." in text(invite(hidden, alone))
    assert "Ya no está en el tablón" in text(invite(hidden, captain))
    assert "esa persona ya está en un equipo de esta edición" in text(invite(taken, captain))
    assert JoinRequest.objects.count() == 0


def test_a_team_answers_on_its_page_and_the_person_on_the_board(edition: Edition) -> None:
    team, other = make_looking_team(edition), make_looking_team(edition)
    bruno, carla, diego, elena = (make_seeker(edition, name) for name in ("Bruno", "Carla", "Diego", "Elena"))
    home = f"{BOARD}{team.pk}/"

    accepted = answer(waiting(team, bruno), team.captain, "aceptar")
    declined = answer(waiting(team, carla), team.captain, "rechazar")
    withdrawn = answer(waiting(team, diego, "invited"), team.captain, "retirar")
    joined = answer(waiting(other, elena, "invited"), elena, "aceptar")
    refused = answer(waiting(other, diego, "invited"), diego, "rechazar")
    taken_back = answer(waiting(other, carla), carla, "retirar")

    assert [page.redirect_chain[-1][0] for page in (accepted, declined, withdrawn)] == [home] * 3
    assert "Bruno ya está en el equipo." in text(accepted)
    assert "Has dicho que no. Se lo hemos contado por correo." in text(declined)
    assert (joined.redirect_chain[-1][0], "Ya estás en el equipo." in text(joined)) == (f"{BOARD}{other.pk}/", True)
    assert [page.redirect_chain[-1][0] for page in (refused, taken_back)] == [BOARD] * 2
    assert Membership.objects.count() == 4


def test_a_request_between_others_does_not_exist(edition: Edition) -> None:
    request, stranger = waiting(make_looking_team(edition), make_seeker(edition)), make_seeker(edition, "Carla")

    pages = [answer(request, stranger, what) for what in ("aceptar", "rechazar", "retirar")]

    assert [page.status_code for page in pages] == [404] * 3
    assert press(request.user, f"/otra/equipos/peticiones/{request.pk}/retirar/").status_code == 404


def test_what_became_of_a_request_meanwhile_is_said(edition: Edition) -> None:
    team, bruno = make_looking_team(edition), make_seeker(edition)
    request = waiting(team, bruno)
    answer(request, bruno, "retirar")

    assert "Esta petición se ha retirado, así que ya no se puede contestar." in text(
        answer(request, team.captain, "aceptar")
    )


def test_the_wrong_side_is_told_that_it_is_not_theirs_to_answer(edition: Edition) -> None:
    team, bruno = make_looking_team(edition), make_seeker(edition)

    page = answer(waiting(team, bruno), bruno, "aceptar")

    assert "esto solo lo pueden hacer las personas del equipo" in text(page)
    assert team.memberships.count() == 1

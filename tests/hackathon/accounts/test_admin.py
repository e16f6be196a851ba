"""People and roles in the organisers' panel: one's own editions, and nothing of others'."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition, TrailEntry
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.teams import make_team
from tests.reading import text

pytestmark = pytest.mark.django_db

PEOPLE, ROLES = "/organizacion/accounts/user/", "/organizacion/accounts/role/"
QUERIES_OF_THE_PEOPLES_LIST = 10


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def other() -> Edition:
    return make_edition("otra")


@pytest.fixture
def olga(edition: Edition) -> User:
    return make_organiser(edition, "Olga")


def panel(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def listed(answer: Any) -> set[Any]:
    return set(answer.context["cl"].queryset)


def grant(client: Client, person: str, edition: Edition, kind: str = "judge") -> Any:
    return client.post(f"{ROLES}add/", {"person": person, "edition": edition.pk, "kind": kind}, follow=True)


# --- people ------------------------------------------------------------------------------------------------------------
def test_an_organiser_sees_who_has_a_role_or_a_team_in_their_edition(
    edition: Edition, other: Edition, olga: User
) -> None:
    julia, team, _stranger = make_judge(edition, "Julia"), make_team(edition), make_person("Bruno")
    make_judge(other, "Jimena")
    make_team(other)

    assert listed(panel(olga).get(PEOPLE)) == {olga, julia, team.captain}


def test_a_person_of_another_edition_does_not_exist_for_an_organiser(other: Edition, olga: User) -> None:
    jimena = make_judge(other, "Jimena")
    client = panel(olga)

    pages = [
        text(client.get(f"{PEOPLE}{jimena.pk}/{tail}", follow=True)) for tail in ("change/", "delete/", "history/")
    ]

    assert [jimena.email in page for page in pages] == [False, False, False]


def test_an_organiser_sees_of_a_person_only_what_they_are_in_their_own_edition(
    edition: Edition, other: Edition, olga: User
) -> None:
    julia = make_judge(edition, "Julia")
    roles.grant(user=julia, edition=other, kind=Role.Kind.ORGANISER, by=None, at=NOW)

    answer = panel(olga).get(f"{PEOPLE}{julia.pk}/change/")

    assert answer.status_code == 200
    assert [
        role.edition for formset in answer.context["inline_admin_formsets"] for role in formset.formset.queryset
    ] == [edition]


def test_an_organiser_changes_nobodys_account(edition: Edition, olga: User) -> None:
    julia = make_judge(edition, "Julia")

    answer = panel(olga).post(f"{PEOPLE}{julia.pk}/change/", {"name": "Otra", "is_active": ""})

    julia.refresh_from_db()
    assert (answer.status_code, julia.name, julia.is_active) == (403, "Julia", True)


def test_a_superuser_sees_everybody_and_may_close_an_account_but_not_rewrite_it(edition: Edition) -> None:
    root, bruno = make_person("Raquel", is_superuser=True), make_person("Bruno")
    client = panel(root)

    assert listed(client.get(PEOPLE)) == {root, bruno}
    data = {"name": "Otro", "email": "otro@example.org", "roles-TOTAL_FORMS": 0, "roles-INITIAL_FORMS": 0}
    client.post(f"{PEOPLE}{bruno.pk}/change/", data)

    bruno.refresh_from_db()
    assert (bruno.is_active, bruno.name) == (False, "Bruno")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=julia", {"Julia"}),
        ("?kind=participant", {"Alicia"}),
        ("?edition=demo", {"Julia", "Alicia", "Olga"}),
    ],
)
def test_people_are_searched_and_filtered(edition: Edition, olga: User, query: str, found: set[str]) -> None:
    make_judge(edition, "Julia")
    make_team(edition)

    assert {user.name for user in listed(panel(olga).get(f"{PEOPLE}{query}"))} == found


@pytest.mark.parametrize("query", ["?edition=otra", "?kind=organiser"])
def test_no_filter_tells_an_organiser_what_their_people_are_elsewhere(
    edition: Edition, other: Edition, olga: User, query: str
) -> None:
    roles.grant(user=make_judge(edition, "Julia"), edition=other, kind=Role.Kind.ORGANISER, by=None, at=NOW)

    assert "Julia" not in {user.name for user in listed(panel(olga).get(f"{PEOPLE}{query}"))}


@pytest.mark.parametrize("count", [1, 3])
def test_the_peoples_list_asks_the_same_of_the_database_for_one_and_for_three(
    edition: Edition,
    olga: User,
    count: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for number in range(count):
        make_judge(edition, f"Julia{number}")
    client = panel(olga)
    client.get(PEOPLE)

    with django_assert_num_queries(QUERIES_OF_THE_PEOPLES_LIST):
        client.get(PEOPLE)


# --- roles -------------------------------------------------------------------------------------------------------------
def test_an_organiser_makes_somebody_a_judge_by_address(edition: Edition, olga: User) -> None:
    bruno = make_person("Bruno", email="bruno@example.org")

    grant(panel(olga), "bruno@example.org", edition)

    assert roles.is_judge(bruno, edition)
    entry = TrailEntry.objects.first()
    assert (entry.verb, entry.by, entry.detail) == ("role.granted", olga, {"kind": "judge", "person": bruno.pk})


def test_granting_a_role_twice_changes_nothing(edition: Edition, olga: User) -> None:
    julia = make_judge(edition, "Julia", email="julia@example.org")

    answer = grant(panel(olga), "julia@example.org", edition)

    assert (answer.status_code, Role.objects.filter(user=julia).count()) == (200, 1)


def test_nobody_is_picked_from_a_list_of_everybody(edition: Edition, olga: User) -> None:
    make_person("Bruno", email="bruno@example.org")

    assert "bruno@example.org" not in text(panel(olga).get(f"{ROLES}add/"))


@pytest.mark.parametrize("typed", ["nadie@example.org", "x" * 60_000])
def test_an_unknown_person_is_said_and_stays_typed(edition: Edition, olga: User, typed: str) -> None:
    page = text(grant(panel(olga), typed, edition))

    assert "No hay nadie con ese correo o esa cuenta." in page
    assert f'value="{typed}"' in page


@pytest.mark.parametrize("kind", ["judge", "organiser"])
def test_roles_are_granted_in_ones_own_edition_only(other: Edition, olga: User, kind: str) -> None:
    bruno = make_person("Bruno", email="bruno@example.org")

    answer = grant(panel(olga), "bruno@example.org", other, kind)

    assert (answer.status_code, bruno.roles.count()) == (200, 0)


@pytest.mark.parametrize("kind", ["participant", "superuser", ""])
def test_only_judges_and_organisers_are_made_in_the_panel(edition: Edition, olga: User, kind: str) -> None:
    bruno = make_person("Bruno", email="bruno@example.org")

    grant(panel(olga), "bruno@example.org", edition, kind)

    assert bruno.roles.count() == 0


def test_a_role_is_taken_away_after_a_question_and_leaves_a_trail(edition: Edition, olga: User) -> None:
    role = make_judge(edition, "Julia").roles.get()
    client = panel(olga)

    client.get(f"{ROLES}{role.pk}/delete/")
    assert Role.objects.filter(pk=role.pk).exists()
    client.post(f"{ROLES}{role.pk}/delete/", {"post": "yes"})

    assert not Role.objects.filter(pk=role.pk).exists()
    entry = TrailEntry.objects.first()
    assert (entry.verb, entry.by) == ("role.revoked", olga)


def test_what_is_not_ones_own_to_take_stays(edition: Edition, other: Edition, olga: User) -> None:
    kept = [
        olga.roles.get(),
        make_team(edition).captain.roles.get(),
        make_judge(other, "Jimena").roles.get(),
    ]
    client = panel(olga)

    for role in kept:
        client.post(f"{ROLES}{role.pk}/delete/", {"post": "yes"})
    bulk = {"action": "delete_selected", "_selected_action": [role.pk for role in kept], "post": "yes"}
    client.post(ROLES, bulk)

    assert Role.objects.filter(pk__in=[role.pk for role in kept]).count() == 3


def test_a_role_is_never_changed_into_another(edition: Edition, olga: User) -> None:
    role = make_judge(edition, "Julia").roles.get()

    answer = panel(olga).post(f"{ROLES}{role.pk}/change/", {"kind": "organiser", "edition": edition.pk})

    role.refresh_from_db()
    assert (answer.status_code, role.kind) == (403, "judge")


# --- the door ----------------------------------------------------------------------------------------------------------
def test_the_panel_has_no_sign_in_of_its_own(edition: Edition, client: Client) -> None:
    answer = client.get(PEOPLE, follow=True)

    assert answer.redirect_chain[-1] == (f"/cuenta/login/?next={PEOPLE}", 302)


def test_who_runs_nothing_is_told_so(edition: Edition) -> None:
    answer = panel(make_judge(edition)).get("/organizacion/", follow=True)

    assert answer.status_code == 403
    assert "No tienes permiso para ver esta página." in text(answer)


@pytest.mark.parametrize(
    "query",
    [
        "accounts/user/?password__startswith=p",
        "accounts/user/?hub_orgs__icontains=a",
        "accounts/role/?user__password__startswith=p",
    ],
)
def test_no_address_filters_by_what_the_panel_does_not_show(edition: Edition, olga: User, query: str) -> None:
    assert panel(olga).get(f"/organizacion/{query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "teams/team/?invite_token__startswith=a",
        "teams/team/?captain__password__startswith=p",
        "teams/team/exportar/?invite_token__startswith=a",
        "registration/registration/?user__password__startswith=p",
        "registration/registration/?user__email=x",
        "registration/registration/exportar/?user__password__startswith=p",
    ],
)
def test_the_desk_takes_no_filter_but_those_of_its_forms(edition: Edition, olga: User, query: str) -> None:
    answer = panel(olga).get(f"/organizacion/{query}", follow=True)

    assert answer.redirect_chain == [(f"/organizacion/{query.partition('?')[0]}?", 302)]
    assert "No se entiende el filtro" in text(answer)


@pytest.mark.parametrize(
    ("language", "shown"), [("es", "4 de marzo de 2026, 15:30 UTC"), ("en", "4 March 2026, 15:30 UTC")]
)
def test_a_moment_on_the_panel_says_its_zone(language: str, shown: str) -> None:
    client = signed_in(make_organiser(make_edition()))
    client.cookies["django_language"] = language

    assert shown in client.get("/organizacion/accounts/role/").content.decode()

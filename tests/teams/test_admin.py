"""Teams in the organisers' panel."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from hackathon.editions.models import Edition
from teams.models import Team
from tests.factories.editions import make_edition
from tests.factories.people import make_organiser, make_person
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db

TEAMS = "/organizacion/teams/team/"
QUERIES_OF_THE_TEAMS_LIST = 10


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def panel(edition: Edition) -> Client:
    client = Client()
    client.force_login(make_organiser(edition))
    return client


def listed(client: Client, query: str = "") -> list[tuple[str, int]]:
    return [(team.name, team.people) for team in client.get(f"{TEAMS}{query}").context["cl"].result_list]


def test_the_list_has_the_teams_of_ones_own_editions_with_how_many_they_are(edition: Edition, panel: Client) -> None:
    make_team(edition, make_person("Alicia"), make_person("Bruno"), name="Uno")
    make_team(edition, name="Dos")
    make_team(make_edition("otra"), name="Tres")

    assert sorted(listed(panel)) == [("Dos", 1), ("Uno", 2)]


def test_a_team_is_found_by_its_people_and_still_counted_whole(edition: Edition, panel: Client) -> None:
    make_team(edition, make_person("Alicia"), make_person("Bruno"), name="Uno")
    make_team(edition, name="Dos")

    assert listed(panel, "?search=bruno") == [("Uno", 2)]


def test_a_teams_page_shows_its_people_and_not_its_invitation(edition: Edition, panel: Client) -> None:
    team = make_team(edition, make_person("Alicia"), make_person("Bruno"))

    answer = panel.get(f"{TEAMS}{team.pk}/change/")

    page = answer.content.decode()
    assert (answer.status_code, "Bruno" in page, team.invite_token in page) == (200, True, False)


def test_a_team_of_another_edition_does_not_exist(panel: Client) -> None:
    team = make_team(make_edition("otra"), name="Tres")

    assert "Tres" not in panel.get(f"{TEAMS}{team.pk}/change/", follow=True).content.decode()


def test_teams_are_only_looked_at(edition: Edition, panel: Client) -> None:
    team = make_team(edition, name="Uno")

    answers = [
        panel.post(f"{TEAMS}{team.pk}/change/", {"name": "Otro"}),
        panel.post(f"{TEAMS}{team.pk}/delete/", {"post": "yes"}),
        panel.post(f"{TEAMS}add/", {"name": "Nuevo"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert [team.name for team in Team.objects.all()] == ["Uno"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_of_the_database_for_one_team_and_for_three(
    edition: Edition,
    panel: Client,
    count: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for _number in range(count):
        make_team(edition)
    panel.get(TEAMS)

    with django_assert_num_queries(QUERIES_OF_THE_TEAMS_LIST):
        panel.get(TEAMS)

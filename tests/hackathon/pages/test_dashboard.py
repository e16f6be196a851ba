"""The organisers' dashboard: numbers that one can count by hand, in a constant number of queries, for organisers only."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from hackathon.accounts.models import User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.pages.dashboard import queries
from hackathon.pages.dashboard.figures import Funnel, Group
from hackathon.registration.models import DemographicAnswer, Registration
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.registration import make_attendee, make_registration
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db

QUERIES_OF_THE_DASHBOARD = 14


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def organiser(edition: Edition) -> Client:
    return signed_in(make_organiser(edition))


def page(client: Client, edition: Edition) -> str:
    return " ".join(client.get(f"/{edition.slug}/panel/").content.decode().split())


def registered(edition: Edition, name: str, **fields: Any) -> User:
    """A person called ``name`` who has registered."""
    person = make_person(name)
    make_registration(edition, person, **fields)
    return person


def make_crowd(edition: Edition) -> None:
    """Five who registered: two in a team that delivered, one in a team that did not, two without a team. Apart from them,
    somebody in a team without registering, one of a list who has not come, and one who has not consented."""
    alicia = registered(edition, "Alicia", country="MX", languages=["es_MX", "nah"], organisation="yes")
    bruno = registered(edition, "Bruno", country="PE", languages=["es_PE", "qu"], organisation="no")
    carla = registered(edition, "Carla", country="MX", languages=["es_MX"], organisation="yes")
    registered(edition, "Diego", country="PE", languages=["qu", "es_PE"])
    registered(edition, "Elena", country="", languages=[])
    make_submission(make_team(edition, alicia, bruno, make_person("Hugo")))
    make_team(edition, carla)
    make_attendee(edition, "fernanda@example.org", country="MX")
    registered(edition, "Gema", consented_at=None, consented_rules=None)


def answers(edition: Edition, question: str, counts: dict[str, int]) -> None:
    """What so many people told in confidence."""
    DemographicAnswer.objects.bulk_create(
        DemographicAnswer(edition=edition, person=f"{option}-{number}", question=question, option=option)
        for option, count in counts.items()
        for number in range(count)
    )


def make_other_edition() -> None:
    """Another edition that must not be counted, with somebody of the same name in a team that delivered."""
    other = make_edition("otra")
    person = registered(other, "Alicia", country="MX")
    make_submission(make_team(other, person))


# --- the numbers -----------------------------------------------------------------------------------------------------
def test_the_funnel_counts_who_registered_and_how_far_they_have_come(edition: Edition) -> None:
    make_crowd(edition)
    make_other_edition()

    people = queries.people(edition)

    assert queries.crowd(edition).funnel == Funnel(registered=5, in_team=3, delivered=2)
    assert (people.registered, people.unclaimed, people.unfinished, people.listed) == (5, 1, 1, 7)


def test_yes_no_and_unknown_are_three_answers(edition: Edition) -> None:
    make_crowd(edition)

    people = queries.people(edition)

    assert (people.in_organisation, people.not_in_organisation, people.organisation_unknown) == (2, 1, 2)


def test_a_team_in_another_edition_is_no_team_here(edition: Edition) -> None:
    person = registered(edition, "Alicia")
    make_submission(make_team(make_edition("otra"), person))

    assert queries.crowd(edition).funnel == Funnel(registered=1)


def test_people_are_counted_by_country_and_who_did_not_say_comes_last(edition: Edition) -> None:
    make_crowd(edition)

    assert queries.crowd(edition).countries == (
        Group("MX", Funnel(2, 2, 1)),
        Group("PE", Funnel(2, 1, 1)),
        Group("", Funnel(1, 0, 0)),
    )


def test_people_are_counted_by_every_variety_that_they_named_in_whatever_order(edition: Edition) -> None:
    make_crowd(edition)

    assert queries.crowd(edition).languages == (
        Group("es_MX", Funnel(2, 2, 1)),
        Group("es_PE", Funnel(2, 1, 1)),
        Group("qu", Funnel(2, 1, 1)),
        Group("nah", Funnel(1, 1, 1)),
        Group("", Funnel(1, 0, 0)),
    )


def test_teams_are_counted_with_the_seats_that_are_left(edition: Edition) -> None:
    make_crowd(edition)
    make_team(edition, *(make_person(f"Persona{number}") for number in range(5)))

    found = queries.teams(edition, max_size=5)

    assert (found.total, found.delivered, found.with_seats, found.seats) == (3, 1, 2, 6)


def test_a_team_larger_than_the_rules_came_to_allow_has_no_seats_left_to_take_off(edition: Edition) -> None:
    make_team(edition, *(make_person(f"Persona{number}") for number in range(5)))
    make_team(edition)

    found = queries.teams(edition, max_size=3)

    assert (found.with_seats, found.seats) == (1, 2)


def test_a_seat_of_somebody_who_deleted_their_data_is_nobody_to_ask(edition: Edition) -> None:
    make_team(edition, make_person("Alicia", erased_at=NOW))

    assert queries.seated_without_registration(edition) == 0


def test_who_sits_in_a_team_without_having_registered_is_counted_apart(edition: Edition) -> None:
    make_crowd(edition)

    assert queries.seated_without_registration(edition) == 1


def test_days_are_those_of_the_editions_zone() -> None:
    """At 11:59 UTC it is still the day before, anywhere on Earth; a minute later it is the same day there."""
    edition = make_edition()
    assert edition.parsed_rules.timezone == "Etc/GMT+12"
    last_of_the_first = datetime(2026, 3, 2, 11, 59, tzinfo=UTC)
    registered(edition, "Alicia", registered_at=last_of_the_first)
    registered(edition, "Bruno", registered_at=last_of_the_first + timedelta(minutes=1))

    found = queries.timeline(edition)

    assert [(each.first, each.registrations) for each in found] == [(date(2026, 3, 1), 1), (date(2026, 3, 2), 1)]


def test_days_follow_a_zone_that_changes_its_clocks() -> None:
    """In Madrid the clocks go forward on 29 March 2026: midnight is at 23:00 UTC before it, and at 22:00 after it."""
    edition = make_edition(timezone="Europe/Madrid")
    registered(edition, "Alicia", registered_at=datetime(2026, 3, 28, 22, 59, tzinfo=UTC))
    registered(edition, "Bruno", registered_at=datetime(2026, 3, 29, 21, 59, tzinfo=UTC))
    registered(edition, "Carla", registered_at=datetime(2026, 3, 29, 22, 1, tzinfo=UTC))

    assert [each.registrations for each in queries.timeline(edition)] == [1, 1, 1]


def test_teams_and_submissions_stand_on_the_day_on_which_they_came_to_be(edition: Edition) -> None:
    make_submission(make_team(edition), at=NOW + timedelta(days=2))

    assert [(each.registrations, each.teams, each.submissions) for each in queries.timeline(edition)] == [
        (0, 1, 0),
        (0, 0, 0),
        (0, 0, 1),
    ]


# --- the page --------------------------------------------------------------------------------------------------------
def test_the_page_shows_the_numbers_with_names_and_shares(edition: Edition, organiser: Client) -> None:
    make_crowd(edition)

    shown = page(organiser, edition)

    assert "Personas inscritas: 5. Equipos: 2. Proyectos entregados: 1." in shown
    words = ("México", "Perú", "español (México)", "náhuatl", "quechua", "Sin respuesta", ">60&nbsp;%<", "(50&nbsp;%)")
    assert [word for word in words if word not in shown] == []


def test_every_number_leads_to_the_list_of_exactly_those_people(edition: Edition, organiser: Client) -> None:
    make_crowd(edition)
    make_other_edition()
    context = organiser.get("/demo/panel/").context
    counts = [*context["counts"], *context["organisation"]]

    lists = {each.name: organiser.get(each.url).context["cl"].result_count for each in counts if each.url}

    assert lists == {each.name: each.number for each in counts if each.url}
    assert len(lists) == 8


def test_every_chart_is_an_image_with_a_name_and_has_a_table(edition: Edition, organiser: Client) -> None:
    make_crowd(edition)

    shown = page(organiser, edition)

    assert shown.count('role="img"') == shown.count("<desc id=") == 6
    assert shown.count("<table") == 7
    assert "style=" not in shown


def test_an_edition_without_anybody_says_so_kindly(edition: Edition, organiser: Client) -> None:
    shown = page(organiser, edition)

    assert ("Todavía no hay nadie" in shown, "<svg" in shown) == (True, False)


def test_an_edition_with_only_an_imported_list_shows_it(edition: Edition, organiser: Client) -> None:
    make_attendee(edition, "fernanda@example.org")

    shown = page(organiser, edition)

    assert ("Todavía no hay nadie" in shown, "importadas que no han entrado" in shown) == (False, True)


def test_a_country_that_looks_like_code_is_shown_as_text(edition: Edition, organiser: Client) -> None:
    registered(edition, "Alicia", country="<b", languages=["<i>x"])

    shown = page(organiser, edition)

    assert ("<i>x" in shown, "&lt;i&gt;x" in shown) == (False, True)


@pytest.mark.parametrize("people", [1, 3])
def test_the_dashboard_asks_the_same_of_the_database_however_many_there_are(
    edition: Edition,
    organiser: Client,
    people: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for number in range(people):
        person = registered(edition, f"Persona{number}", country="AR", languages=[f"x{number}", "gn"])
        make_submission(make_team(edition, person))
    organiser.get("/demo/panel/")

    with django_assert_num_queries(QUERIES_OF_THE_DASHBOARD):
        organiser.get("/demo/panel/")


def test_voluntary_answers_are_shown_in_sum_and_small_groups_not_at_all(edition: Edition, organiser: Client) -> None:
    registered(edition, "Alicia")
    answers(edition, "gender", {"woman": 30, "man": 20, "nonbinary": 1})

    gender, age, _occupation = organiser.get("/demo/panel/").context["demographics"]

    assert gender.rows == (
        ("Mujer", 30),
        ("Hombre", None),
        ("No binario", None),
        ("Otro", None),
        ("Sin respuesta", None),
    )
    assert (gender.together, [label.text for label in gender.chart.labels]) == (21, ["Mujer", "30"])
    assert {count for _name, count in age.rows} == {None}
    assert "21 personas están en grupos que no se muestran" in page(organiser, edition)


# --- who may ---------------------------------------------------------------------------------------------------------
def test_whoever_does_not_run_the_edition_finds_no_dashboard(edition: Edition) -> None:
    elsewhere = signed_in(make_organiser(make_edition("otra")))

    answers = [elsewhere.get("/demo/panel/"), elsewhere.post("/demo/panel/organizacion/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert TrailEntry.objects.filter(verb="edition.organisation_refreshed").count() == 0


def test_the_edition_page_leads_its_organisers_here_and_nobody_else(edition: Edition, organiser: Client) -> None:
    pages = [client.get("/demo/").content.decode() for client in (organiser, signed_in(make_person("Bruno")))]

    assert ["/demo/panel/" in shown for shown in pages] == [True, False]


# --- the organisation ------------------------------------------------------------------------------------------------
def test_the_member_list_is_read_again_at_the_press_of_a_button(hub: Any) -> None:
    rules = make_rules()
    edition = make_edition(hub=replace(rules.hub, organisations=("nadie-la-conoce",)))
    person = registered(edition, "Alicia", organisation="no")

    answer = signed_in(make_organiser(edition)).post("/demo/panel/organizacion/", follow=True)

    assert "El Hub no ha dado la lista de miembros de nadie-la-conoce" in answer.content.decode()
    assert TrailEntry.objects.filter(verb="edition.organisation_refreshed").count() == 1
    assert Registration.objects.get(user=person).organisation == "unknown"

"""Who may have a seat in a team, and when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hackathon.editions.rules import EditionRules, Requirement, TeamRules
from teams.joining import (
    Kind,
    Obstacle,
    Person,
    free_seats,
    obstacle_to_be_seated,
    obstacle_to_change,
    obstacle_to_seat,
    unmet,
)
from tests.factories.editions import NOW, make_rules, requiring

SECOND = timedelta(seconds=1)
RULES = make_rules()
WINDOW = RULES.windows.teams
READY = Person(registered=True, hub_account=True, in_organisation=True)
EVERYTHING = requiring(*Requirement)


def asking(*requirements: Requirement) -> EditionRules:
    return make_rules(team=requiring(*requirements))


def test_somebody_without_a_team_has_a_free_seat_while_the_window_is_open() -> None:
    assert obstacle_to_seat(RULES, person=Person(), taken=4, at=NOW) is None


def test_the_window_is_half_open() -> None:
    moments = [WINDOW.opens_at - SECOND, WINDOW.opens_at, WINDOW.closes_at - SECOND, WINDOW.closes_at]

    found = [obstacle_to_change(RULES, at=at) for at in moments]

    assert found == [Obstacle(Kind.NOT_YET, window=WINDOW), None, None, Obstacle(Kind.CLOSED, window=WINDOW)]


def test_the_last_seat_is_a_seat_and_the_next_one_is_not() -> None:
    rules = replace(RULES, team=TeamRules(1, 3))

    found = [obstacle_to_seat(rules, person=READY, taken=taken, at=NOW) for taken in (2, 3, 4)]

    assert found == [None, Obstacle(Kind.FULL, max_size=3), Obstacle(Kind.FULL, max_size=3)]
    assert [free_seats(rules, taken=taken) for taken in (0, 2, 3, 4)] == [3, 1, 0, 0]


@pytest.mark.parametrize(
    ("requirement", "lacking"),
    [
        (Requirement.REGISTRATION, replace(READY, registered=False)),
        (Requirement.HUB_ACCOUNT, replace(READY, hub_account=False)),
        (Requirement.ORGANISATION, replace(READY, in_organisation=False)),
    ],
)
def test_what_the_edition_asks_for_first_is_asked_for_and_nothing_else(
    requirement: Requirement, lacking: Person
) -> None:
    found = [obstacle_to_seat(rules, person=lacking, taken=0, at=NOW) for rules in (asking(requirement), RULES)]

    assert found == [Obstacle(Kind.MISSING, requirement=requirement), None]
    assert obstacle_to_seat(asking(requirement), person=READY, taken=0, at=NOW) is None


def test_what_the_hub_has_not_said_refuses_nobody() -> None:
    unknown = replace(READY, in_organisation=None)

    assert obstacle_to_seat(make_rules(team=EVERYTHING), person=unknown, taken=0, at=NOW) is None


def test_everything_that_is_lacking_is_told_in_the_order_in_which_one_gets_it() -> None:
    found = unmet(make_rules(team=EVERYTHING), person=Person(in_organisation=False))

    assert found == (Requirement.REGISTRATION, Requirement.HUB_ACCOUNT, Requirement.ORGANISATION)


def test_a_team_of_ones_own_comes_before_the_window_that_before_what_is_missing_and_that_before_the_size() -> None:
    rules = make_rules(team=EVERYTHING)
    full = EVERYTHING.max_size

    found = [
        obstacle_to_seat(rules, person=Person(has_team=True), taken=full, at=WINDOW.closes_at),
        obstacle_to_seat(rules, person=Person(), taken=full, at=WINDOW.closes_at),
        obstacle_to_seat(rules, person=Person(), taken=full, at=NOW),
        obstacle_to_seat(rules, person=READY, taken=full, at=NOW),
    ]

    assert [obstacle.kind for obstacle in found] == [Kind.HAS_TEAM, Kind.CLOSED, Kind.MISSING, Kind.FULL]


def test_who_runs_the_edition_is_held_by_size_and_one_team_a_person_alone() -> None:
    rules = make_rules(team=EVERYTHING)

    found = [
        obstacle_to_be_seated(rules, person=Person(), taken=4),
        obstacle_to_be_seated(rules, person=Person(), taken=5),
        obstacle_to_be_seated(rules, person=Person(has_team=True), taken=0),
    ]

    assert found == [None, Obstacle(Kind.FULL, max_size=5), Obstacle(Kind.HAS_TEAM)]

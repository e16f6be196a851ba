"""Which step is next, from plain facts and rules."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hackathon.editions.rules import DeadlineRules, EditionRules, HubRules, Phase, Requirement
from hackathon.pages.checklist import Key, Progress, State, next_step, steps
from tests.factories.editions import NOW, make_rules, requiring

EVERYTHING = Progress(
    hub=True, organisation="yes", discord=True, registered=True, listed=True, team=True, delivered=True
)


def states(rules: EditionRules, progress: Progress, at: datetime = NOW) -> dict[str, str]:
    return {str(step.key): str(step.state) for step in steps(rules=rules, progress=progress, at=at)}


def following(rules: EditionRules, progress: Progress, at: datetime = NOW) -> Key | None:
    step = next_step(steps(rules=rules, progress=progress, at=at))
    return step and step.key


def test_the_way_has_six_steps_and_all_of_them_can_be_done() -> None:
    rules = make_rules()

    assert states(rules, EVERYTHING) == dict.fromkeys([str(key) for key in Key], "done")
    assert following(rules, EVERYTHING) is None


def test_without_organisation_or_discord_there_are_four() -> None:
    rules = make_rules(hub=HubRules(organisations=(), bots=()))

    assert list(states(rules, Progress(discord=None))) == ["hub", "registration", "team", "project"]


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        (Progress(), Key.HUB),
        (Progress(hub=True), Key.REGISTRATION),
        (Progress(hub=True, registered=True), Key.TEAM),
        (Progress(hub=True, registered=True, team=True), Key.PROJECT),
        (Progress(hub=True, registered=True, team=True, delivered=True), Key.ORGANISATION),
        (Progress(hub=True, registered=True, team=True, delivered=True, organisation="yes"), None),
        (Progress(hub=True, registered=True, team=True, delivered=True, discord=False), Key.DISCORD),
        (Progress(hub=True, organisation="no", discord=False), Key.REGISTRATION),
    ],
)
def test_the_next_step_while_everything_is_open(progress: Progress, expected: Key | None) -> None:
    assert following(make_rules(), progress) == expected


def test_unknown_is_not_no() -> None:
    rules = make_rules()

    assert states(rules, Progress(organisation="unknown"))["organisation"] == "unknown"
    assert states(rules, Progress(organisation="no"))["organisation"] == "todo"
    assert states(rules, Progress(organisation="yes"))["organisation"] == "done"


@pytest.mark.parametrize("organisation", ["no", "unknown"])
def test_where_a_seat_depends_on_the_organisation_that_comes_before_the_team(organisation: str) -> None:
    rules = make_rules(team=requiring(Requirement.REGISTRATION, Requirement.ORGANISATION))
    progress = Progress(hub=True, organisation=organisation)

    assert following(rules, progress) == Key.REGISTRATION
    assert following(rules, replace(progress, registered=True)) == Key.ORGANISATION
    assert following(rules, replace(progress, registered=True, team=True)) == Key.PROJECT


def test_before_a_window_its_step_comes_later_and_says_when() -> None:
    rules = make_rules(phase=Phase.BEFORE)
    found = {step.key: step for step in steps(rules=rules, progress=Progress(hub=True), at=NOW)}

    assert found[Key.REGISTRATION].state == State.LATER
    assert found[Key.REGISTRATION].opens_at == rules.windows.registration.opens_at
    assert found[Key.TEAM].opens_at == rules.windows.teams.opens_at
    assert following(rules, Progress(hub=True, organisation="yes")) is None


def test_after_a_window_its_step_is_closed_but_what_was_done_stays_done() -> None:
    rules = make_rules()
    late = rules.windows.registration.closes_at

    assert states(rules, Progress(), late)["registration"] == "closed"
    assert states(rules, Progress(registered=True), late)["registration"] == "done"
    assert states(rules, Progress(), late - timedelta(microseconds=1))["registration"] == "todo"


def test_who_came_with_a_list_finishes_registering_when_they_please() -> None:
    rules = make_rules()
    late = rules.windows.registration.closes_at

    assert states(rules, Progress(hub=True, listed=True), late)["registration"] == "todo"
    assert following(rules, Progress(hub=True, listed=True), late) == Key.REGISTRATION


def test_a_project_waits_for_a_team() -> None:
    rules = make_rules()

    assert states(rules, Progress())["project"] == "later"
    assert states(rules, Progress(team=True))["project"] == "todo"
    assert states(rules, Progress(), rules.windows.submission.closes_at)["project"] == "closed"


def test_a_project_can_be_delivered_while_late_ones_are_taken() -> None:
    rules = make_rules(deadline=DeadlineRules(grace_minutes=10, late_minutes=50))
    close = rules.windows.submission.closes_at
    moments = (close, close + timedelta(minutes=59), close + timedelta(minutes=60))

    project = [states(rules, replace(EVERYTHING, delivered=False), at)["project"] for at in moments]

    assert project == ["todo", "todo", "closed"]

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hackathon.editions.loading import shipped_rules, shipped_slugs
from hackathon.editions.parsing import dump_rules, parse_rules
from hackathon.editions.rules import EditionRules, Phase, Window
from hackathon.editions.shifting import PhaseTooShort, shift, shift_to_phase, stands_in
from tests.hackathon.editions.tiny import tiny_tree

BASES = [*(shipped_rules(slug) for slug in shipped_slugs()), parse_rules(tiny_tree())]
MOMENTS = st.datetimes(
    datetime(2001, 1, 1),  # noqa: DTZ001 hypothesis adds the zone
    datetime(2099, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def demo(rules: EditionRules, phase: Phase, at: datetime) -> EditionRules:
    return shift_to_phase(rules, phase=phase, at=at, slug="demo")


@given(rules=st.sampled_from(BASES), phase=st.sampled_from(Phase), at=MOMENTS)
def test_the_shifted_rules_stand_in_the_phase_that_was_asked_for(
    rules: EditionRules, phase: Phase, at: datetime
) -> None:
    moved = demo(rules, phase, at)
    assert moved.phase(at) == phase
    assert stands_in(moved, phase=phase, at=at)


@given(rules=st.sampled_from(BASES), phase=st.sampled_from(Phase), at=MOMENTS)
def test_everything_moves_by_the_same_whole_days(rules: EditionRules, phase: Phase, at: datetime) -> None:
    moved = demo(rules, phase, at)
    by = moved.windows.results_at - rules.windows.results_at
    assert by % DAY == timedelta()
    assert moved.windows == shift(rules, days=by // DAY).windows
    assert [each.at for each in moved.milestones] == [each.at and each.at + by for each in rules.milestones]


@given(rules=st.sampled_from(BASES), at=MOMENTS)
def test_in_the_building_phase_teams_can_still_be_formed(rules: EditionRules, at: datetime) -> None:
    windows = demo(rules, Phase.BUILDING, at).windows
    assert windows.teams.is_open(at)
    assert windows.teams.is_open(at + 2 * DAY)
    assert 5 * DAY < windows.submission.closes_at - at <= 12 * DAY


@given(rules=st.sampled_from(BASES), at=MOMENTS)
def test_in_the_judging_phase_judges_can_score(rules: EditionRules, at: datetime) -> None:
    assert demo(rules, Phase.JUDGING, at).windows.judging.is_open(at)


@settings(max_examples=30)
@given(rules=st.sampled_from(BASES), phase=st.sampled_from(Phase), at=MOMENTS)
def test_shifted_rules_are_right_rules(rules: EditionRules, phase: Phase, at: datetime) -> None:
    moved = demo(rules, phase, at)
    assert parse_rules(dump_rules(moved)) == moved


def test_the_shipped_edition_moved_into_building_ends_ten_days_later() -> None:
    windows = demo(shipped_rules("somos600m-2024"), Phase.BUILDING, NOON).windows
    assert windows.submission.closes_at == datetime(2026, 12, 4, 12, tzinfo=UTC)
    assert windows.teams.closes_at == datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_the_demonstration_says_that_it_is_one() -> None:
    moved = demo(parse_rules(tiny_tree(title={"es": "Pequeña", "en": "Tiny"})), Phase.BUILDING, NOON)
    assert moved.slug == "demo"
    assert moved.title.translations == (("es", "Demostración · Pequeña"), ("en", "Demo · Tiny"))
    assert moved.notice is not None
    assert moved.notice.in_language("es") == (
        "Edición de demostración: son las bases de «Pequeña» con todas las fechas movidas 1143 días. "
        "Nada de lo que hagas aquí cuenta de verdad."
    )
    assert moved.notice.in_language("en") == (
        "Demonstration edition: the rules of “Tiny” with all dates moved by 1143 days. "
        "Nothing that you do here counts for real."
    )


def test_a_phase_shorter_than_a_day_cannot_be_hit() -> None:
    windows = tiny_tree()["windows"]
    windows["registration"] = {"opens": "2030-01-04T12:00", "until": "2030-01-10"}
    with pytest.raises(PhaseTooShort):
        demo(parse_rules(tiny_tree(windows=windows)), Phase.REGISTRATION, NOON)


def test_a_team_window_that_does_not_reach_into_building_is_no_hindrance() -> None:
    windows = tiny_tree()["windows"]
    windows["teams"] = {"opens": "2030-01-01", "until": "2030-01-04"}
    moved = demo(parse_rules(tiny_tree(windows=windows)), Phase.BUILDING, NOON)
    assert moved.phase(NOON) == Phase.BUILDING


def test_rules_no_longer_stand_in_building_when_teams_are_closed() -> None:
    rules = parse_rules(tiny_tree())
    after_teams = rules.windows.teams.closes_at
    assert rules.phase(after_teams) == Phase.BUILDING
    assert stands_in(rules, phase=Phase.BUILDING, at=after_teams - DAY) is True
    assert stands_in(rules, phase=Phase.BUILDING, at=after_teams) is False


def test_shifting_back_gives_the_same_rules() -> None:
    rules = parse_rules(tiny_tree())
    there = shift(rules, days=3)
    assert there.windows.teams == Window(datetime(2030, 1, 4, 12, tzinfo=UTC), datetime(2030, 1, 16, 12, tzinfo=UTC))
    assert shift(there, days=-3) == rules

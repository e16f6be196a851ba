"""Who suits whom, and why: worked by hand, and what holds for any clocks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.matching import Reason, Side, Stretch, Why, free_quarters, hours_in_common, match

WINTER, SUMMER = date(2026, 1, 15), date(2026, 7, 15)
ZONES = ["UTC", "America/Mexico_City", "Europe/Madrid", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Kiritimati"]
HOURS = st.integers(0, 23)
STRETCHES = st.builds(Stretch, st.sampled_from(ZONES), HOURS, HOURS)


def said(*, wanted: str = "", **words: str) -> Side:
    lists = {name: frozenset(text.split()) for name, text in words.items()}
    return Side(wanted=frozenset(wanted.split()), **lists)


# --- hours -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other", "hours"),
    [
        (("UTC", 18, 22), ("UTC", 20, 23), 2),
        (("UTC", 18, 20), ("UTC", 20, 22), 0),  # one goes when the other comes
        (("UTC", 22, 2), ("UTC", 0, 4), 2),  # past midnight
        (("UTC", 22, 6), ("UTC", 4, 23), 3),  # both ends of the night
        (("UTC", 9, 9), ("UTC", 18, 22), 4),  # equal hours: the whole day
        (("UTC", 9, 9), ("Asia/Tokyo", 3, 3), 24),
        (("America/Lima", 18, 22), ("America/Mexico_City", 17, 21), 4),  # the same hours on two clocks
        (("Asia/Kathmandu", 18, 22), ("UTC", 12, 13), 0.75),  # 12:15 to 16:15 UTC
        (("America/St_Johns", 18, 22), ("UTC", 21, 22), 0.5),  # 21:30 to 1:30 UTC
        (("Pacific/Kiritimati", 10, 12), ("UTC", 20, 22), 2),  # fourteen hours ahead: another day, the same hours
        (("Etc/GMT+12", 12, 13), ("UTC", 0, 1), 1),
    ],
)
def test_hours_in_common_by_the_clocks_of_both(
    one: tuple[str, int, int], other: tuple[str, int, int], hours: float
) -> None:
    assert hours_in_common([Stretch(*one), Stretch(*other)], on=WINTER) == hours


def test_the_day_decides_where_a_clock_changes_with_the_season() -> None:
    pair = [Stretch("Europe/Madrid", 20, 23), Stretch("America/Lima", 14, 17)]

    assert [hours_in_common(pair, on=day) for day in (WINTER, SUMMER)] == [3, 2]


def test_hours_are_those_that_everybody_shares() -> None:
    three = [Stretch("UTC", 10, 20), Stretch("UTC", 12, 22), Stretch("UTC", 18, 23)]

    assert hours_in_common(three, on=WINTER) == 2


@pytest.mark.parametrize("zone", ["", "Marte/Olimpo", "../../etc/passwd", "América/Lima\x00", "x" * 300])
def test_a_zone_that_nobody_knows_says_nothing(zone: str) -> None:
    assert free_quarters(Stretch(zone, 18, 22), on=WINTER) is None
    assert hours_in_common([Stretch(zone, 18, 22)], on=WINTER) is None


@given(STRETCHES, STRETCHES)
def test_hours_in_common_are_the_same_both_ways_and_no_more_than_either_has(one: Stretch, other: Stretch) -> None:
    shared = hours_in_common([one, other], on=WINTER)

    assert shared == hours_in_common([other, one], on=WINTER)
    assert 0 <= shared <= min(hours_in_common([each], on=WINTER) for each in (one, other))


@given(STRETCHES)
def test_a_stretch_is_as_long_as_its_clock_says_wherever_it_is(stretch: Stretch) -> None:
    assert hours_in_common([stretch], on=SUMMER) == ((stretch.until - stretch.from_hour) % 24 or 24)


# --- reasons ---------------------------------------------------------------------------------------------------------
def reasons(mine: Side, theirs: Side) -> list[Reason]:
    return list(match(mine, theirs, on=WINTER).reasons)


def test_the_same_variety_weighs_more_than_the_same_language() -> None:
    mine = said(languages="es_MX qu")
    same, other = said(languages="es_MX"), said(languages="es_PE")

    assert reasons(mine, same) == [Reason(Why.VARIETY, ("es_MX",))]
    assert reasons(mine, other) == [Reason(Why.LANGUAGE, ("es",))]
    assert [match(mine, theirs, on=WINTER).score for theirs in (same, other)] == [5, 2]


def test_what_a_team_looks_for_and_a_person_can_do_counts_from_both_sides() -> None:
    person, team = said(skills="data training"), said(skills="demo", wanted="training linguistics")

    expected = [Reason(Why.WANTED_SKILLS, ("training",))]
    assert (reasons(person, team), reasons(team, person)) == (expected, expected)


def test_two_people_complement_each_other_in_what_one_can_do_and_the_other_cannot() -> None:
    assert reasons(said(skills="data demo"), said(skills="data training")) == [Reason(Why.OTHER_SKILLS, ("training",))]
    assert reasons(said(skills="data"), said(skills="data")) == []
    assert reasons(said(), said(skills="data")) == []


def test_less_than_an_hour_is_no_reason_and_past_four_more_weighs_no_more() -> None:
    mine = Side(stretches=(Stretch("UTC", 0, 0),))
    little, much = (Side(stretches=(Stretch("UTC", 10, until),)) for until in (15, 20))
    nearly = match(
        Side(stretches=(Stretch("UTC", 12, 13),)), Side(stretches=(Stretch("Asia/Kathmandu", 18, 22),)), on=WINTER
    )

    assert (nearly.score, nearly.reasons) == (0, ())
    assert [match(mine, theirs, on=WINTER).score for theirs in (little, much)] == [4, 4]
    assert reasons(mine, much) == [Reason(Why.HOURS, hours=10)]


def test_reasons_come_by_their_weight_and_the_score_is_their_sum() -> None:
    mine = Side(
        frozenset({"es_PE"}), frozenset({"law", "health"}), frozenset({"data"}), stretches=(Stretch("UTC", 1, 3),)
    )
    theirs = Side(
        frozenset({"es_MX"}),
        frozenset({"law", "health"}),
        wanted=frozenset({"data"}),
        stretches=(Stretch("UTC", 1, 4),),
    )

    found = match(mine, theirs, on=WINTER)

    assert [reason.why for reason in found.reasons] == [Why.TOPICS, Why.WANTED_SKILLS, Why.LANGUAGE, Why.HOURS]
    assert found.score == 6 + 4 + 2 + 2


def test_nothing_in_common_is_no_score_and_no_reason() -> None:
    assert match(said(languages="es_MX"), said(languages="qu", topics="law"), on=WINTER).reasons == ()
    assert match(Side(), Side(), on=WINTER).score == 0

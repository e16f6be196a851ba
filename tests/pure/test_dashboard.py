"""What the dashboard counts and how it is drawn: pure functions, from values to values."""

from datetime import date, timedelta

from hackathon.pages.dashboard import charts
from hackathon.pages.dashboard.figures import Funnel, Group, Period, by_each, periods, ranked, share

FIRST = date(2024, 3, 1)


def days(*numbers: int) -> dict[date, int]:
    return {FIRST + timedelta(days=number): number + 1 for number in numbers}


def test_a_share_is_rounded_half_up_and_nothing_of_nothing_is_zero() -> None:
    assert [share(1, 2), share(1, 200), share(199, 200), share(2, 3), share(0, 0), share(3, 3)] == [
        50,
        1,
        100,
        67,
        0,
        100,
    ]


def test_who_speaks_two_varieties_counts_in_both_and_who_said_none_is_apart_and_last() -> None:
    rows = [(["es_MX", "nah"], Funnel(3, 2, 1)), ([], Funnel(9, 0, 0)), (["es_MX"], Funnel(1, 1, 0))]

    assert by_each(rows) == (
        Group("es_MX", Funnel(4, 3, 1)),
        Group("nah", Funnel(3, 2, 1)),
        Group("", Funnel(9, 0, 0)),
    )


def test_a_variety_that_somebody_named_twice_counts_once() -> None:
    assert by_each([(["gn", "gn"], Funnel(2, 1, 0))]) == (Group("gn", Funnel(2, 1, 0)),)


def test_the_largest_group_is_first_and_equal_ones_go_by_their_code() -> None:
    groups = [Group("PE", Funnel(1)), Group("MX", Funnel(5)), Group("AR", Funnel(1))]

    assert [group.key for group in ranked(groups)] == ["MX", "AR", "PE"]


def test_days_without_anything_are_days_too() -> None:
    assert periods(registrations=days(0), teams=days(2), submissions={}) == (
        Period(FIRST, FIRST, 1, 0, 0),
        Period(FIRST + timedelta(days=1), FIRST + timedelta(days=1), 0, 0, 0),
        Period(FIRST + timedelta(days=2), FIRST + timedelta(days=2), 0, 3, 0),
    )


def test_nothing_at_all_has_no_days() -> None:
    assert periods(registrations={}, teams={}, submissions={}) == ()


def test_too_many_days_to_draw_become_weeks_and_nothing_is_lost() -> None:
    found = periods(registrations=days(0, 6, 7, 80), teams={}, submissions=days(80))

    assert [(each.first, each.last) for each in found[:2]] == [
        (FIRST, FIRST + timedelta(days=6)),
        (FIRST + timedelta(days=7), FIRST + timedelta(days=13)),
    ]
    assert (found[0].registrations, found[1].registrations, found[-1].registrations) == (8, 8, 81)
    assert (sum(each.registrations for each in found), sum(each.submissions for each in found)) == (97, 81)


def test_a_row_from_another_century_makes_no_endless_chart() -> None:
    found = periods(registrations={date(1, 1, 1): 1, date(9999, 12, 31): 1}, teams={}, submissions={})

    assert (len(found) <= 62, sum(each.registrations for each in found)) == (True, 2)


def test_bars_are_shares_of_the_whole_and_an_empty_one_is_not_drawn() -> None:
    row = charts.Line("Perú", "4 · 1 · 0", (("registered", 4), ("in_team", 1), ("delivered", 0)))

    drawing = charts.lines([row], of=8)

    assert [(bar.kind, bar.width) for bar in drawing.bars] == [
        ("track", "100%"),
        ("registered", "50.00%"),
        ("in_team", "12.50%"),
    ]


def test_columns_of_nothing_stand_nowhere() -> None:
    drawing = charts.columns([0, 0], titles=["a", "b"], ends=("lunes", "martes"), kind="teams")

    assert [bar for bar in drawing.bars if bar.kind == "teams"] == []


def test_every_number_of_a_drawing_is_written_with_a_point() -> None:
    drawing = charts.columns([1, 2, 3], titles=["a", "b", "c"], ends=("lunes", "martes"), kind="teams")

    assert {"," in part for bar in drawing.bars for part in (bar.x, bar.y, bar.width, bar.height)} == {False}

"""Boards as drawings: where things stand, and that they are right at the edges."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.evaluation.charts import MOST_SERIES, SHAPES, BarRow, Dot, DotRow, Trend, bars, dots, scale, trend

NUMBERS = st.floats(-1e300, 1e300)


def day(number: int) -> datetime:
    return datetime(2024, 3, number, tzinfo=UTC)


def write(value: float) -> str:
    return f"{value:g}"


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (0, 0.5, (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)),
        (-0.05, 0.31, (-0.1, 0.0, 0.1, 0.2, 0.3, 0.4)),
        (0, 130, (0.0, 50.0, 100.0, 150.0)),
        (0, 0, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (2, 1, (2.0, 2.2, 2.4, 2.6, 2.8, 3.0)),
        (0, 12.4, (0.0, 2.5, 5.0, 7.5, 10.0, 12.5)),
    ],
)
def test_axes_have_round_numbers(low, high, ticks):
    assert scale(low, high).ticks == ticks


@given(NUMBERS, NUMBERS)
def test_axes_hold_what_they_were_made_for(one, other):
    low, high = sorted((one, other))
    axis = scale(low, high)
    assert 2 <= len(axis.ticks) <= 7
    assert all(before < after for before, after in pairwise(axis.ticks))
    assert 0.0 <= axis.share(low) <= axis.share(high) <= 1.0
    slack = 1e-6 * (axis.high - axis.low)
    assert axis.low <= low + slack
    assert high - slack <= axis.high


def test_bars_have_their_whiskers_around_their_end():
    drawing = bars([BarRow("org/a", 0.5, "0,5", 0.1), BarRow("org/b", 0.4, "0,4")], write=write)
    assert [(bar.y, bar.height, bar.kind, bar.title) for bar in drawing.bars] == [
        ("19", "13", "model", "org/a: 0,5"),
        ("59", "13", "model", "org/b: 0,4"),
    ]
    whiskers = [(one.x1, one.y1, one.x2, one.y2) for one in drawing.strokes if one.kind == "whisker"]
    assert whiskers == [
        ("66.33%", "25.5", "99.00%", "25.5"),
        ("66.33%", "22.5", "66.33%", "28.5"),
        ("99.00%", "22.5", "99.00%", "28.5"),
    ]
    assert [(one.x, one.y, one.text, one.anchor) for one in drawing.labels if one.kind in ("label", "value")] == [
        ("1.00%", "13", "org/a", "start"),
        ("99.00%", "13", "0,5", "end"),
        ("1.00%", "53", "org/b", "start"),
        ("99.00%", "53", "0,4", "end"),
    ]
    assert drawing.height == "102"


def test_bars_below_zero_reach_to_the_left():
    drawing = bars([BarRow("org/a", -0.1, "-0,1"), BarRow("org/b", 0.3, "0,3", kind="baseline")], write=write)
    assert [(bar.x, bar.width, bar.kind) for bar in drawing.bars] == [
        ("1.00%", "24.50%", "model"),
        ("25.50%", "73.50%", "baseline"),
    ]


def test_the_numbers_of_an_axis_do_not_stick_out():
    labels = [one for one in bars([BarRow("a", 0.5, "")], write=write).labels if one.kind == "tick"]
    assert [(one.text, one.anchor) for one in labels] == [
        ("0", "start"),
        ("0.1", "middle"),
        ("0.2", "middle"),
        ("0.3", "middle"),
        ("0.4", "middle"),
        ("0.5", "end"),
    ]


def test_nothing_to_draw_is_an_empty_axis():
    assert (bars([], write=write).bars, bars([], write=write).height) == ((), "22")
    assert dots([], [], write=write).marks == ()


def test_each_model_has_a_shape_and_a_lane():
    row = DotRow("arc_es", tuple(Dot(0.5, 0.1, f"m{place}") for place in range(MOST_SERIES)))
    drawing = dots([f"org/{place}" for place in range(MOST_SERIES)], [row], write=write)
    key, drawn = drawing.marks[:MOST_SERIES], drawing.marks[MOST_SERIES:]
    assert tuple(mark.shape for mark in key) == tuple(mark.shape for mark in drawn) == SHAPES
    assert [mark.y for mark in drawn] == ["135", "149", "163", "177", "191"]
    assert [mark.title for mark in drawn] == ["m0", "m1", "m2", "m3", "m4"]
    assert len({mark.kind for mark in drawn}) == MOST_SERIES


def test_a_model_without_a_score_leaves_its_lane_empty():
    drawing = dots(["org/a", "org/b"], [DotRow("arc_es", (None, Dot(0.5)))], write=write)
    assert [(mark.shape, mark.y) for mark in drawing.marks[2:]] == [("square", "89")]


def test_a_count_holds_until_the_next_look():
    line = Trend("org/demo", ((day(1), 1), (day(3), 4), (day(9), 50)))
    drawing = trend([line], since=day(2), until=day(6), ends=("2 mar", "6 mar"), write=write)
    assert [(one.x1, one.y1, one.x2, one.y2) for one in drawing.strokes if one.kind == "series-1"] == [
        ("6.00%", "171", "29.25%", "171"),
        ("29.25%", "171", "29.25%", "36"),
        ("29.25%", "36", "99.00%", "36"),
    ]
    assert [(one.text, one.anchor) for one in drawing.labels if one.kind == "tick"] == [
        ("0", "end"), ("1", "end"), ("2", "end"), ("3", "end"), ("4", "end"), ("2 mar", "start"), ("6 mar", "end"),
    ]  # fmt: skip
    assert [mark.title for mark in drawing.marks if mark.title] == ["org/demo: 4"]


def test_a_trend_without_looks_draws_no_line():
    drawing = trend(
        [Trend("a", ()), Trend("b", ((day(9), 3),))], since=day(1), until=day(5), ends=("", ""), write=write
    )
    assert drawing.strokes == ()


def test_a_trend_of_one_moment_is_drawn():
    drawing = trend([Trend("a", ((day(1), 3),))], since=day(1), until=day(1), ends=("", ""), write=write)
    assert [(one.x1, one.x2) for one in drawing.strokes if one.kind == "series-1"] == [("99.00%", "99.00%")]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 10**6)), max_size=20))
def test_counts_have_whole_numbers_on_the_axis(looks):
    seen = tuple((day(1) + timedelta(hours=hours), count) for hours, count in sorted(looks))
    drawing = trend([Trend("a", seen)], since=day(2), until=day(12), ends=("", ""), write=write)
    numbers = [float(one.text) for one in drawing.labels if one.kind == "tick" and one.anchor == "end" and one.text]
    assert all(number == int(number) for number in numbers)
    assert numbers[0] == 0

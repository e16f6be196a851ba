"""The drawing of a repo's story: what is shown, in which colour, and on which side of the close."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.deadline.timeline import CLOSE, LANES, WIDTH, Kind, Timeline, Tone, draw, position
from tests.factories.records import CLOSES, Told, commit, minute

A = commit("a", -300)
HOURS = st.integers(-2000, 2000)


def told() -> Told:
    return Told().snapshot(-200, "a", A)


def drawn(told: Told, at: float = 2000) -> Timeline:
    return draw(told.record(), told.verdict(at), at=minute(at))


def commits(timeline: Timeline) -> list[tuple[str | None, Tone, float]]:
    """Which commits, in which tone and at which minute."""
    return [
        (point.sha, point.tone, (point.at - CLOSES) / timedelta(minutes=1))
        for point in timeline.points
        if point.kind == Kind.COMMIT
    ]


# The axis


@given(HOURS, HOURS)
def test_later_is_never_further_to_the_left(one: int, other: int) -> None:
    places = [position(minute(number), closes_at=CLOSES) for number in sorted([one, other])]
    assert places == sorted(places)


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_moment_has_a_place_on_its_side_of_the_close(at: datetime) -> None:
    place = position(at, closes_at=CLOSES)
    assert 0 <= place <= WIDTH
    assert (place >= CLOSE) == (at >= CLOSES)


def test_a_moment_just_before_the_close_does_not_lie_on_it() -> None:
    assert position(CLOSES - timedelta(microseconds=1), closes_at=CLOSES) == CLOSE - 1


def test_the_hours_around_the_close_have_as_much_room_as_the_days() -> None:
    ticks = [(tick.hours, tick.position) for tick in drawn(told()).ticks]
    assert ticks == [(-168, 0), (-24, 167), (-1, 333), (1, 667), (24, 833), (168, 1000)]


@pytest.mark.parametrize(("at", "now"), [(-1, 498), (60, 667), (20_000, None)])
def test_the_present_is_drawn_as_long_as_it_is_near(at: float, now: int | None) -> None:
    assert drawn(told(), at).now == now


# Commits


def test_commits_in_time_are_green_and_late_ones_red() -> None:
    seen = (
        told().snapshot(-1, "b", commit("b", -5), since="a").head(0, "b").snapshot(90, "c", commit("c", 60), since="b")
    )
    found = drawn(seen)
    assert commits(found) == [("a", Tone.IN_TIME, -300), ("b", Tone.IN_TIME, -5), ("c", Tone.LATE, 60)]
    assert [point.sha for point in found.points if point.counts] == ["b"]


def test_a_backdated_commit_is_drawn_where_we_first_saw_it() -> None:
    seen = told().head(0, "a").snapshot(90, "b", commit("b", -60), since="a")
    assert commits(drawn(seen))[-1] == ("b", Tone.LATE, 90)


def test_a_late_commit_dated_before_the_close_is_never_drawn_before_it() -> None:
    seen = told().head(-2, "a").snapshot(3, "c", commit("c", -1), commit("b", 1), since="a")
    assert commits(drawn(seen))[1:] == [("b", Tone.LATE, 1), ("c", Tone.LATE, 3)]


@pytest.mark.parametrize(("dated", "drawn_at"), [(-1, -1), (-60, -2)])
def test_a_commit_in_doubt_is_amber_and_lies_in_the_gap(dated: float, drawn_at: float) -> None:
    seen = told().head(-2, "a").snapshot(3, "b", commit("b", dated), since="a")
    assert commits(drawn(seen)) == [("a", Tone.IN_TIME, -300), ("b", Tone.DOUBT, drawn_at)]


def test_bots_are_grey() -> None:
    seen = told().head(0, "a").snapshot(90, "b", commit("b", 60, "librarian-bot"), since="a")
    assert commits(drawn(seen))[-1] == ("b", Tone.HELPER, 60)


def test_a_commit_from_the_future_is_drawn_when_it_was_there() -> None:
    seen = told().snapshot(-3, "b", commit("b", 5_000_000), since="a").head(0, "b")
    assert commits(drawn(seen))[-1] == ("b", Tone.IN_TIME, -3)


def test_a_commit_of_1970_lies_at_the_edge() -> None:
    seen = Told().snapshot(-3, "a", commit("a", -28_000_000)).head(0, "a")
    assert drawn(seen).points[0].position == 0


def test_where_only_dates_speak_all_is_amber() -> None:
    assert commits(drawn(Told().snapshot(60, "a", A))) == [("a", Tone.DOUBT, -300)]


def test_before_the_close_what_is_there_is_shown() -> None:
    assert commits(drawn(told(), at=-1)) == [("a", Tone.IN_TIME, -300)]


def test_what_counts_is_shown_even_if_nobody_read_it() -> None:
    assert commits(drawn(Told().head(-5, "x").head(0, "x"))) == [("x", Tone.IN_TIME, -5)]


def test_a_point_says_what_its_commit_says() -> None:
    seen = told().head(0, "a").snapshot(90, "b", commit("b", 60, "Zoë", title="<b>"), since="a")
    point = next(point for point in drawn(seen).points if point.sha == "b" and point.kind == Kind.COMMIT)
    assert (point.titled, point.authors, point.dated, point.seen_at) == ("<b>", ("Zoë",), minute(60), minute(90))


def test_many_commits_are_counted_and_the_nearest_shown() -> None:
    before = [commit(f"b{number}", -10 - number) for number in range(100)]
    after = [commit(f"c{number}", 99 - number) for number in range(60)]
    seen = Told().snapshot(-9, "b0", *before).head(0, "b0").snapshot(100, "c0", *after, since="b0")
    found = drawn(seen)
    shown = [sha or "" for sha, _tone, _at in commits(found)]
    assert (len(found.points) <= 40, found.more_before, found.more_after) == (True, 86, 44)
    assert [sha for sha in shown if sha.startswith("b")] == [f"b{number}" for number in reversed(range(14))]


def test_commits_that_would_lie_on_each_other_lie_in_lanes() -> None:
    after = [commit(f"c{number}", 60) for number in range(7)]
    found = drawn(told().head(0, "a").snapshot(90, "c0", *after, since="a"))
    lanes = [point.lane for point in found.points if point.tone == Tone.LATE]
    assert (sorted(lanes[:LANES]), found.lanes) == (list(range(LANES)), LANES)


# Looks and pushes


def marks(told: Told, kind: Kind, **more: Any) -> list[tuple[float, str | None]]:
    return [
        ((point.at - CLOSES) / timedelta(minutes=1), point.sha)
        for point in drawn(told, **more).points
        if point.kind == kind
    ]


def test_the_looks_that_matter_are_shown_once_each() -> None:
    seen = told().head(-9, "a").head(-2, "a").head(0, "a").head(9, "a").head(60, "a")
    assert marks(seen, Kind.LOOK) == [(-200, "a"), (-2, "a"), (0, "a"), (60, "a")]
    assert marks(told(), Kind.LOOK) == [(-200, "a")]


def test_pushes_that_the_hub_told_us_of_are_shown() -> None:
    seen = told().push(-2, "a", "b").push(-1, None, "p", ref="refs/pr/3", head="b").push(5, "b", "c").push(9, "c", "d")
    assert marks(seen, Kind.PUSH) == [(-2, "b"), (5, "c")]


def test_a_look_that_found_nothing_is_shown() -> None:
    assert marks(told().head(0, "a").missing(9), Kind.AWAY) == [(9, None)]


def test_nothing_known_draws_an_empty_axis() -> None:
    found = drawn(Told())
    assert (found.points, found.lanes, len(found.ticks)) == ((), 1, 6)


def test_a_close_at_the_end_of_the_calendar_can_be_drawn() -> None:
    from dataclasses import replace

    record = told().record()
    verdict = replace(told().verdict(), closes_at=datetime(9999, 12, 31, 23, tzinfo=CLOSES.tzinfo))
    assert len(draw(record, verdict, at=minute(9)).ticks) == 6

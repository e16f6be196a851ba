"""When the lists are asked again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from submissions.deadline.schedule import LONGEST_PAUSE, next_look, next_look_apart, pause

CLOSE = datetime(2024, 3, 30, 12, tzinfo=UTC)
RESULTS = CLOSE + timedelta(days=11)


def after(at: datetime) -> timedelta | None:
    again = next_look(at, closes_at=CLOSE, results_at=RESULTS)
    return again - at if again else None


@given(st.timedeltas(timedelta(days=-90), timedelta(days=11)))
def test_time_always_goes_on_and_never_jumps_over_the_close(since_close: timedelta):
    at = min(CLOSE + since_close, RESULTS - timedelta(seconds=1))
    again = next_look(at, closes_at=CLOSE, results_at=RESULTS)
    assert at < again <= RESULTS
    assert not at < CLOSE < again


def test_a_day_of_looks_costs_few_and_the_last_half_hour_many():
    def looks(begin: datetime, end: datetime) -> int:
        count, at = 0, begin
        while at < end:
            at = next_look(at, closes_at=CLOSE, results_at=RESULTS)
            count += 1
        return count

    assert looks(CLOSE - timedelta(days=5), CLOSE - timedelta(days=4)) == 48
    assert looks(CLOSE - timedelta(days=2), CLOSE - timedelta(days=1)) == 48
    assert looks(CLOSE - timedelta(hours=6), CLOSE - timedelta(minutes=30)) == 33
    assert looks(CLOSE - timedelta(minutes=30), CLOSE) == 15
    assert looks(CLOSE, CLOSE + timedelta(hours=2)) == 12
    assert looks(CLOSE + timedelta(hours=2), RESULTS) == 262


@given(st.timedeltas(timedelta(days=-90), timedelta(days=11)))
def test_what_is_on_no_list_rests_for_six_hours_at_most_and_near_the_close_not_at_all(since_close: timedelta):
    at = CLOSE + since_close
    rest = next_look_apart(at, closes_at=CLOSE) - at
    assert timedelta(0) <= rest <= timedelta(hours=6)
    assert since_close < timedelta(hours=-6) or rest == timedelta(0)


def test_what_is_on_no_list_rests_longer_the_farther_the_close():
    rests = {
        days: next_look_apart(CLOSE - timedelta(days=days), closes_at=CLOSE) for days in (10, 3.125, 3, 0.26, 0.25)
    }
    assert {days: (again - CLOSE + timedelta(days=days)) / timedelta(hours=1) for days, again in rests.items()} == {
        10: 6,
        3.125: 3,
        3: 1,
        0.26: 0.24,
        0.25: 0,
    }


def test_after_the_results_nobody_looks():
    assert (after(RESULTS), after(RESULTS + timedelta(days=1))) == (None, None)


def test_what_the_hub_says_about_its_quota_is_believed_within_reason():
    assert [pause(0), pause(60), pause(86_400)] == [timedelta(seconds=1), timedelta(seconds=60), LONGEST_PAUSE]


def test_no_step_reaches_over_the_moment_at_which_likes_are_counted():
    likes_at = CLOSE + timedelta(days=2, minutes=17)
    looks = [likes_at - timedelta(minutes=minutes) for minutes in (90, 40, 1, 0)]
    again = [next_look(at, closes_at=CLOSE, results_at=RESULTS, likes_at=likes_at) for at in looks]
    hour = timedelta(hours=1)
    assert again == [likes_at - hour / 2, likes_at, likes_at, likes_at + hour]

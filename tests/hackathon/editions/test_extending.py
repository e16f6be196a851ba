"""Deadlines moved while the event runs: what moves along, what is refused, what stands in the way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hackathon.editions.deadlines import Deadline, moment_of
from hackathon.editions.extending import Contradiction, NotMovable, Why, closing_after, move
from hackathon.editions.loading import shipped_rules
from hackathon.editions.parsing import dump_rules, parse_rules
from hackathon.editions.rules import DeadlineRules, Window
from tests.hackathon.editions.tiny import tiny_tree

SEED = shipped_rules("somos600m-2024")
CLOSE = SEED.windows.submission.closes_at
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
RUNNING = CLOSE - 2 * DAY
AOE = ZoneInfo("Etc/GMT+12")


def with_dates(**dates):
    """The smallest rules with some dates of their own."""
    return parse_rules(tiny_tree(windows={**tiny_tree()["windows"], **dates}))


def dates(rules):
    return {milestone.key: (milestone.at, milestone.whole_day) for milestone in rules.milestones}


def why(rules, which, **moments):
    with pytest.raises(NotMovable) as caught:
        move(rules, which, **moments)
    return caught.value.why


def in_the_way(rules, which, **moments):
    with pytest.raises(Contradiction) as caught:
        move(rules, which, **moments)
    return caught.value.deadlines


# --- what moves ------------------------------------------------------------------------------------------------------
def test_the_delivery_moves_with_its_milestone_and_the_jury_that_starts_at_its_close():
    moved = move(SEED, Deadline.SUBMISSION, to=CLOSE + 3 * DAY, at=RUNNING)
    windows = moved.rules.windows
    assert windows.submission == Window(SEED.windows.submission.opens_at, CLOSE + 3 * DAY)
    assert windows.judging == Window(CLOSE + 3 * DAY, SEED.windows.judging.closes_at) == moved.jury
    assert dates(moved.rules)["submission"] == (CLOSE + 3 * DAY - MINUTE, False)
    assert [each.key for each in moved.milestones] == ["submission"]
    assert (moved.before.at, moved.after.at, moved.reopened, moved.back) == (CLOSE, CLOSE + 3 * DAY, False, False)


def test_nothing_else_moves():
    moved = move(SEED, Deadline.SUBMISSION, to=CLOSE + 3 * DAY, at=RUNNING).rules
    back = replace(moved, windows=SEED.windows, milestones=SEED.milestones)
    assert back == SEED
    assert replace(moved.windows, submission=SEED.windows.submission, judging=SEED.windows.judging) == SEED.windows
    others = {key: at for key, at in dates(moved).items() if key != "submission"}
    assert others == {key: at for key, at in dates(SEED).items() if key != "submission"}


def test_a_jury_that_waits_for_the_grace_and_the_late_ones_waits_as_long_after_the_new_close():
    graced = replace(SEED, deadline=DeadlineRules(grace_minutes=30, late_minutes=60))
    judging = replace(SEED.windows.judging, opens_at=graced.taken_until)
    graced = replace(graced, windows=replace(SEED.windows, judging=judging))
    moved = move(graced, Deadline.SUBMISSION, to=CLOSE + DAY, at=RUNNING)
    assert moved.jury.opens_at == CLOSE + DAY + 90 * MINUTE == moved.rules.taken_until


def test_a_jury_that_starts_later_anyway_starts_when_it_did():
    later = replace(SEED.windows, judging=replace(SEED.windows.judging, opens_at=CLOSE + 5 * DAY))
    moved = move(replace(SEED, windows=later), Deadline.SUBMISSION, to=CLOSE + DAY, at=RUNNING)
    assert (moved.jury, moved.rules.windows.judging) == (None, later.judging)


def test_a_milestone_of_a_whole_day_stays_one_while_the_deadline_ends_with_a_day():
    close = SEED.windows.teams.closes_at
    day = move(SEED, Deadline.TEAMS, to=close + 3 * DAY, at=close - DAY).rules
    hour = move(SEED, Deadline.TEAMS, to=close + 3 * DAY - 6 * HOUR, at=close - DAY).rules
    assert dates(day)["teams"] == (datetime(2024, 3, 25, 12, tzinfo=UTC), True)
    assert dates(hour)["teams"] == (close + 3 * DAY - 6 * HOUR - MINUTE, False)
    assert dates(day)["registration"] == dates(SEED)["registration"]


def test_milestones_that_were_moved_stand_in_the_order_of_time():
    moved = move(SEED, Deadline.SUBMISSION, to=CLOSE + 6 * DAY, at=RUNNING).rules
    keys = [milestone.key for milestone in moved.milestones]
    assert keys.index("presentation") < keys.index("submission")


@pytest.mark.parametrize("which", [Deadline.VIDEO, Deadline.LIKES, Deadline.REGISTRATION, Deadline.RESULTS])
def test_each_deadline_moves_alone(which):
    rules = with_dates(
        video={"opens": "2030-01-05", "until": "2030-01-22"},
        likes_at="2030-01-25T12:00",
        judging={"opens": "2030-01-25", "until": "2030-01-28"},
    )
    before = {each: moment_of(rules, each) for each in Deadline}
    moved = move(rules, which, to=before[which] + DAY, at=before[which] - HOUR).rules
    assert {each: moment_of(moved, each) for each in Deadline} == {**before, which: before[which] + DAY}
    assert moved.windows.judging == rules.windows.judging


def test_a_jury_that_scores_until_the_results_scores_until_the_new_ones():
    results = SEED.windows.results_at
    moved = move(SEED, Deadline.RESULTS, to=results + DAY, at=RUNNING)
    assert moved.jury == Window(SEED.windows.judging.opens_at, results + DAY)
    assert dates(moved.rules)["results"] == (results + DAY, True)


def test_what_was_moved_are_right_rules():
    moved = move(SEED, Deadline.SUBMISSION, to=CLOSE + 3 * DAY, at=RUNNING).rules
    assert parse_rules(dump_rules(moved)) == moved


# --- when ------------------------------------------------------------------------------------------------------------
def test_only_later():
    assert why(SEED, Deadline.SUBMISSION, to=CLOSE - MINUTE, at=RUNNING) == Why.EARLIER
    assert why(SEED, Deadline.SUBMISSION, to=CLOSE, at=RUNNING) == Why.SAME


def test_back_to_where_it_was_while_that_is_ahead():
    moved = move(SEED, Deadline.SUBMISSION, to=CLOSE + 3 * DAY, at=RUNNING).rules
    back = move(moved, Deadline.SUBMISSION, to=CLOSE, at=CLOSE - MINUTE, undo_to=CLOSE)
    assert (back.rules, back.back) == (SEED, True)
    assert why(moved, Deadline.SUBMISSION, to=CLOSE, at=CLOSE, undo_to=CLOSE) == Why.PAST
    assert why(moved, Deadline.SUBMISSION, to=CLOSE + DAY, at=RUNNING, undo_to=CLOSE) == Why.EARLIER


def test_what_is_closed_may_open_again_and_only_into_the_future():
    moved = move(SEED, Deadline.SUBMISSION, to=CLOSE + 2 * DAY, at=CLOSE)
    assert (moved.reopened, moved.rules.windows.submission.is_open(CLOSE)) == (True, True)
    assert why(SEED, Deadline.SUBMISSION, to=CLOSE + DAY, at=CLOSE + DAY) == Why.PAST


def test_nothing_moves_once_the_results_are_out():
    results = SEED.windows.results_at
    assert why(SEED, Deadline.RESULTS, to=results + DAY, at=results) == Why.PUBLISHED
    assert move(SEED, Deadline.RESULTS, to=results + DAY, at=results - MINUTE).after.at == results + DAY


def test_a_deadline_that_the_edition_has_not_cannot_be_moved():
    assert why(SEED, Deadline.VIDEO, to=CLOSE + DAY, at=RUNNING) == Why.ABSENT


# --- what stands in the way ------------------------------------------------------------------------------------------
def test_teams_cannot_form_longer_than_projects_are_delivered():
    assert in_the_way(SEED, Deadline.TEAMS, to=CLOSE + MINUTE, at=RUNNING) == (Deadline.SUBMISSION,)
    assert move(SEED, Deadline.TEAMS, to=CLOSE, at=RUNNING).after.at == CLOSE


def test_projects_cannot_be_delivered_when_the_results_come():
    results = SEED.windows.results_at
    assert in_the_way(SEED, Deadline.SUBMISSION, to=results, at=RUNNING) == (Deadline.RESULTS,)
    assert in_the_way(SEED, Deadline.SUBMISSION, to=results + DAY, at=RUNNING) == (Deadline.RESULTS,)


def test_late_deliveries_must_be_in_before_the_results_too():
    late = replace(SEED, deadline=DeadlineRules(late_minutes=120))
    results = SEED.windows.results_at
    assert in_the_way(late, Deadline.SUBMISSION, to=results - HOUR, at=RUNNING) == (Deadline.RESULTS,)


def test_the_video_and_the_likes_stand_in_the_way_of_results_that_move_back():
    rules = with_dates(video={"opens": "2030-01-05", "until": "2030-02-02"}, results_at="2030-02-10")
    back = datetime(2030, 2, 1, 12, tzinfo=UTC)
    assert in_the_way(rules, Deadline.RESULTS, to=back, at=back - DAY, undo_to=back) == (Deadline.VIDEO,)


def test_a_jury_with_dates_of_its_own_is_named_by_its_path():
    rules = with_dates(judging={"opens": "2030-01-21", "until": "2030-01-23"})
    close = rules.windows.submission.closes_at
    with pytest.raises(Contradiction) as caught:
        move(rules, Deadline.SUBMISSION, to=close + 5 * DAY, at=close - DAY)
    assert caught.value.deadlines == ()
    assert [problem.path for problem in caught.value.problems] == ["windows.judging.closes_at"]


# --- as people write it ----------------------------------------------------------------------------------------------
def test_a_window_closes_after_the_minute_that_is_written_and_likes_are_counted_in_it():
    written = datetime(2024, 4, 1, 23, 59)  # noqa: DTZ001 - as a form gives it, in nobody's zone yet
    assert closing_after(written, Deadline.TEAMS, AOE) == datetime(2024, 4, 2, 12, tzinfo=UTC)
    assert closing_after(written, Deadline.LIKES, AOE) == datetime(2024, 4, 2, 11, 59, tzinfo=UTC)

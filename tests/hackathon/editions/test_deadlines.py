"""What closes when, in order, and which milestones tell it."""

from datetime import UTC, datetime, timedelta

from hackathon.editions.deadlines import Deadline, due, milestones_of, moment_of, next_due
from hackathon.editions.loading import shipped_rules
from hackathon.editions.parsing import parse_rules
from tests.hackathon.editions.tiny import tiny_tree

FINAL = shipped_rules("somos600m-2024-final")
SEED = shipped_rules("somos600m-2024")
MINUTE = timedelta(minutes=1)


def told(rules, which):
    return [milestone.key for milestone in milestones_of(rules, which)]


def test_deadlines_come_in_the_order_of_time_and_those_of_one_moment_in_the_order_of_the_way():
    assert [(each.which, each.at) for each in due(FINAL)] == [
        ("registration", datetime(2024, 4, 8, 12, tzinfo=UTC)),
        ("teams", datetime(2024, 4, 8, 12, tzinfo=UTC)),
        ("submission", datetime(2024, 4, 11, 12, tzinfo=UTC)),
        ("video", datetime(2024, 4, 12, 12, tzinfo=UTC)),
        ("likes", datetime(2024, 4, 18, 11, 59, tzinfo=UTC)),
    ]


def test_a_video_and_likes_that_the_rules_do_not_date_are_no_deadlines():
    assert [each.which for each in due(SEED)] == ["registration", "teams", "submission"]
    assert (moment_of(SEED, Deadline.VIDEO), moment_of(SEED, Deadline.LIKES)) == (None, None)


def test_people_name_the_last_minute_of_a_window_and_the_moment_of_the_likes():
    windows = {**tiny_tree()["windows"], "likes_at": "2030-01-25T18:00"}
    said = {each.which: each.said for each in due(parse_rules(tiny_tree(windows=windows)))}
    assert said["submission"] == datetime(2030, 1, 21, 11, 59, tzinfo=UTC)
    assert said["likes"] == datetime(2030, 1, 26, 6, tzinfo=UTC)


def test_the_next_one_is_the_first_that_has_not_come_and_at_its_close_it_has():
    close = FINAL.windows.submission.closes_at
    assert next_due(FINAL, at=close - MINUTE).which == "submission"
    assert next_due(FINAL, at=close).which == "video"
    assert next_due(FINAL, at=FINAL.windows.video.closes_at).which == "likes"
    assert next_due(FINAL, at=FINAL.windows.likes_at) is None


def test_a_milestone_of_the_same_moment_tells_a_deadline_unless_it_is_called_like_another():
    assert told(SEED, Deadline.TEAMS) == ["teams"]  # registration ends on the same day and has one of its own
    assert told(SEED, Deadline.SUBMISSION) == ["submission"]
    assert told(FINAL, Deadline.VIDEO) == ["presentation"]
    assert told(SEED, Deadline.RESULTS) == ["results"]
    assert told(SEED, Deadline.LIKES) == []


def test_a_talk_on_the_day_of_a_close_at_noon_does_not_tell_it():
    windows = {**tiny_tree()["windows"], "teams": {"opens": "2030-01-01", "until": "2030-01-12T12:00"}}
    talks = [{"key": "talk", "title": "Charla", "at": "2030-01-12"}, {"key": "teams", "title": "E", "at": "2030-01-12"}]
    rules = parse_rules(tiny_tree(windows=windows, milestones=talks))
    assert told(rules, Deadline.TEAMS) == ["teams"]

"""The deadline verdict."""

from datetime import UTC, datetime

import pytest

from submissions.deadline.verdict import VerdictState, judge_commits
from tests.factories.evidence import make_commit, minutes

CLOSES = datetime(2024, 3, 30, 12, 0, tzinfo=UTC)
BOTS = ("librarian-bot", "SFconvertbot")


def judge(*commits, **more):
    return judge_commits(commits=commits, closes_at=CLOSES, bots=BOTS, **more)


def test_a_repo_left_alone_is_on_time_at_its_head():
    verdict = judge(make_commit("b", CLOSES - minutes(1), "alicia"), make_commit("a", CLOSES - minutes(9), "bruno"))
    assert (verdict.state, verdict.last_on_time, verdict.late) == (VerdictState.ON_TIME, "b", ())
    assert verdict.last_on_time_at == CLOSES - minutes(1)
    assert verdict.evidence_level == "E0"


def test_a_commit_at_the_deadline_itself_is_late():
    late, early = make_commit("b", CLOSES, "alicia"), make_commit("a", CLOSES - minutes(1), "alicia")
    verdict = judge(late, early)
    assert (verdict.state, verdict.last_on_time, verdict.late) == (VerdictState.CHANGED_AFTER, "a", (late,))


def test_a_commit_a_microsecond_before_the_deadline_is_on_time():
    assert judge(make_commit("a", CLOSES - minutes(1) / 60_000_000, "alicia")).state == VerdictState.ON_TIME


def test_the_same_moment_in_another_zone_is_judged_the_same():
    from zoneinfo import ZoneInfo

    aoe = CLOSES.astimezone(ZoneInfo("Etc/GMT+12"))
    assert judge(make_commit("a", aoe, "alicia")).state == VerdictState.NOTHING_ON_TIME


def test_bots_are_not_the_team_whatever_the_case_of_their_name():
    bot = make_commit("b", CLOSES + minutes(60), "Librarian-Bot")
    verdict = judge(bot, make_commit("a", CLOSES - minutes(1), "alicia"))
    assert (verdict.state, verdict.late, verdict.late_bots) == (VerdictState.ON_TIME, (), (bot,))
    assert (verdict.head, verdict.last_on_time) == ("b", "a")


def test_a_commit_of_a_bot_and_a_person_is_the_teams():
    both = make_commit("b", CLOSES + minutes(1), "librarian-bot", "alicia")
    assert judge(both, make_commit("a", CLOSES - minutes(1), "alicia")).late == (both,)


def test_a_commit_without_authors_is_the_teams():
    assert judge(make_commit("b", CLOSES), make_commit("a", CLOSES - minutes(1))).state == VerdictState.CHANGED_AFTER


def test_a_backdated_commit_on_top_of_a_late_one_is_late_too():
    d = make_commit("d", CLOSES + minutes(60), "librarian-bot")
    c = make_commit("c", CLOSES - minutes(30), "alicia")
    b = make_commit("b", CLOSES, "alicia")
    a = make_commit("a", CLOSES - minutes(60), "alicia")
    verdict = judge(d, c, b, a)
    assert (verdict.state, verdict.last_on_time) == (VerdictState.CHANGED_AFTER, "a")
    assert (verdict.late, verdict.late_bots, verdict.out_of_order) == ((c, b), (d,), True)


def test_dates_out_of_order_before_the_deadline_matter_to_nobody():
    verdict = judge(make_commit("b", CLOSES - minutes(50), "alicia"), make_commit("a", CLOSES - minutes(10), "alicia"))
    assert (verdict.state, verdict.last_on_time, verdict.out_of_order) == (VerdictState.ON_TIME, "b", False)


def test_a_repo_made_after_the_deadline_has_nothing_on_time():
    verdict = judge(make_commit("a", CLOSES + minutes(1), "alicia"))
    assert (verdict.state, verdict.last_on_time) == (VerdictState.NOTHING_ON_TIME, None)


def test_an_oldest_commit_from_the_future_makes_it_unknown():
    verdict = judge(make_commit("b", CLOSES - minutes(5), "alicia"), make_commit("a", CLOSES + minutes(5), "alicia"))
    assert (verdict.state, verdict.last_on_time, verdict.out_of_order) == (VerdictState.UNKNOWN, None, True)


def test_late_commits_of_a_list_that_was_cut_leave_it_unknown():
    assert judge(make_commit("b", CLOSES, "alicia"), complete=False).state == VerdictState.UNKNOWN


def test_no_commits_are_unknown():
    assert judge().state == VerdictState.UNKNOWN


@pytest.mark.parametrize("commits", [(), (make_commit("a", CLOSES - minutes(9), "alicia"),)])
def test_before_the_deadline_there_is_no_verdict_yet(commits):
    assert judge(*commits, at=CLOSES - minutes(1)).state == VerdictState.NOT_YET


def test_at_the_deadline_itself_there_is_a_verdict():
    assert judge(make_commit("a", CLOSES - minutes(9), "alicia"), at=CLOSES).state == VerdictState.ON_TIME


def test_facts_list_at_most_fifty_late_commits_and_count_them_all():
    commits = [make_commit(str(n), CLOSES + minutes(100 - n), "alicia", title="x\x00" * 300) for n in range(60)]
    facts = judge(*commits).facts()
    assert (len(facts["late"]), facts["late_count"]) == (50, 60)
    assert facts["late"][0]["title"] == "x\ufffd" * 100

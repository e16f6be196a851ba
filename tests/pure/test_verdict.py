"""What follows from what we saw of a repo around the close. Minutes count from the close, commits have letters."""

from dataclasses import replace
from datetime import timedelta

import pytest

from submissions.deadline.verdict import (
    Basis,
    Level,
    VerdictState,
    Whose,
    judge,
)
from tests.factories.records import CLOSES, Told, commit, minute
from tests.pure.reading_verdicts import A, S, doubted, late, short, told

# The close itself


def test_before_the_close_there_is_no_verdict_yet() -> None:
    found = told().verdict(at=-0.001)
    assert (short(found), found.head) == ((S.NOT_YET, None, None, Level.SNAPSHOTS), "a")


def test_at_the_close_itself_there_is_one() -> None:
    assert short(told().head(0, "a").verdict(at=0)) == (S.UNCHANGED, "a", Basis.SEEN, Level.SNAPSHOTS)


def test_a_look_at_the_close_itself_is_one_after_it() -> None:
    found = told().snapshot(0, "b", commit("b", 0), since="a").verdict()
    assert (short(found), late(found)) == ((S.CHANGED_AFTER, "a", Basis.SEEN, Level.SNAPSHOTS), {"b": Whose.TEAM})


def test_a_look_a_microsecond_before_the_close_is_one_before_it() -> None:
    found = told().snapshot(-1 / 60_000_000, "b", commit("b", 0), since="a").head(5, "b").verdict()
    assert short(found) == (S.UNCHANGED, "b", Basis.SEEN, Level.SNAPSHOTS)


@pytest.mark.parametrize(("dated", "state"), [(0, S.CHANGED_AFTER), (-1 / 60_000_000, S.SEEN_AFTER)])
def test_a_date_at_the_close_itself_is_late(dated: float, state: VerdictState) -> None:
    assert told().snapshot(5, "b", commit("b", dated), since="a").verdict().state == state


def test_the_same_moments_in_another_zone_are_judged_the_same() -> None:
    from zoneinfo import ZoneInfo

    aoe = ZoneInfo("Etc/GMT+12")
    there = replace(commit("b", -1), date=minute(-1).astimezone(aoe))
    record = told().snapshot(5, "b", there, since="a").record()
    assert judge(record, closes_at=CLOSES.astimezone(aoe), at=minute(9)).state == S.SEEN_AFTER


def test_a_close_that_was_moved_is_judged_anew() -> None:
    record = told().head(0, "a").snapshot(30, "b", commit("b", 20), since="a").head(90, "b").record()
    states = [judge(record, closes_at=minute(close), at=minute(99)).state for close in (0, 60)]
    assert states == [S.CHANGED_AFTER, S.UNCHANGED]


# Silence


def test_without_any_evidence_nothing_is_known() -> None:
    assert short(Told().verdict()) == (S.UNKNOWN, None, None, Level.NONE)


@pytest.mark.parametrize(
    "words", [Told(), Told().silence(1), Told().push(1, "a", "b"), Told().receipt(5, "a", seen=-3)]
)
def test_without_a_look_after_the_close_nothing_is_known(words: Told) -> None:
    assert short(told().and_(words.entries).verdict()) == (S.UNKNOWN, None, None, Level.SNAPSHOTS)


def test_a_new_head_of_which_we_have_the_name_alone_is_not_known_yet() -> None:
    assert short(told().head(5, "b").verdict()) == (S.UNKNOWN, None, None, Level.SNAPSHOTS)


def test_what_counts_is_known_even_if_a_later_head_is_not() -> None:
    assert short(told().head(0, "a").head(60, "b").verdict()) == (S.UNKNOWN, "a", Basis.SEEN, Level.SNAPSHOTS)


def test_a_late_commit_is_late_even_if_a_later_head_is_not_known() -> None:
    found = told().head(0, "a").snapshot(30, "b", commit("b", 20), since="a").head(60, "c").verdict()
    assert found.state == S.CHANGED_AFTER


def test_a_silence_after_the_looks_changes_nothing() -> None:
    before = told().head(0, "a")
    assert Told(*before.entries).silence(9).verdict() == before.verdict()


# The gap between two looks


def test_what_came_in_the_gap_counts_as_far_as_it_is_dated_before_the_close() -> None:
    """The example of ``submissions.deadline.freezing``."""
    came = [commit("e", 1), commit("d", -20), commit("c", 0), commit("b2", -1)]
    seen = Told().snapshot(-2, "b", commit("b", -30)).snapshot(3, "e", *came, since="b")
    found = seen.verdict()
    assert short(found) == (S.CHANGED_AFTER, "b2", Basis.DATED, Level.DATES)
    assert (list(late(found)), doubted(found), found.out_of_order) == (["e", "d", "c"], ["b2"], True)
    pushed = Told(*seen.entries[:1]).push(-1, "b", "c").and_(seen.entries[1:]).verdict()
    assert (short(pushed)[:3], doubted(pushed)) == ((S.CHANGED_AFTER, "d", Basis.DATED), ["d"])
    looked = Told(*seen.entries[:1]).head(0, "b").and_(seen.entries[1:]).verdict()
    assert (short(looked)[:3], list(late(looked))) == ((S.CHANGED_AFTER, "b", Basis.SEEN), ["e", "d", "c", "b2"])


def test_a_late_commit_tells_between_which_looks_it_came() -> None:
    seen = told().head(0, "a").head(10, "a").snapshot(20, "b", commit("b", -5), since="a").head(30, "b")
    [one] = seen.verdict().late
    assert (one.absent_at, one.first_seen_at, one.dated_after) == (minute(10), minute(20), timedelta(minutes=-5))


def test_the_hubs_word_is_no_look_at_which_something_was_not_there() -> None:
    found = told().push(-1, "a", "b").snapshot(3, "c", commit("c", 1), commit("b", -2), since="a").verdict()
    assert [(one.commit.sha, one.absent_at) for one in found.late] == [("c", minute(-200))]


def test_a_commit_is_first_seen_with_the_first_head_that_stands_on_it() -> None:
    seen = (
        told().head(0, "a").head(10, "c").snapshot(20, "d", commit("d", 15), commit("c", 9), commit("b", 8), since="a")
    )
    found = {one.commit.sha: (one.absent_at, one.first_seen_at) for one in seen.verdict().late}
    assert found == {
        "d": (minute(10), minute(20)),
        "c": (minute(0), minute(10)),
        "b": (minute(0), minute(10)),
    }


def test_a_commit_dated_long_before_our_last_look_contradicts_nothing() -> None:
    found = told().head(-1, "a").snapshot(3, "b", commit("b", -60), since="a").verdict()
    assert (found.state, found.out_of_order) == (S.SEEN_AFTER, False)


def test_a_commit_seen_on_another_branch_before_the_close_is_not_late_by_its_date() -> None:
    seen = Told().snapshot(-9, "a", A, refs={"refs/heads/dev": "b"}).snapshot(3, "b", commit("b", 5_000), since="a")
    found = seen.verdict()
    assert (short(found)[:3], found.late[0].seen_in) == ((S.SEEN_AFTER, "b", Basis.DATED), "refs/heads/dev")


def test_a_pull_requests_commits_do_not_count_before_its_merge() -> None:
    came = [commit("m", 1), commit("p2", -60), commit("p1", -70)]
    seen = Told().snapshot(-9, "a", A, refs={"refs/pr/3": "p2"}).snapshot(3, "m", *came, since="a")
    assert short(seen.verdict())[:3] == (S.CHANGED_AFTER, "a", Basis.SEEN)


def test_a_pull_request_merged_before_the_close_counts_with_its_merge() -> None:
    came = [commit("m", -1), commit("p2", -60), commit("p1", -70)]
    seen = Told().snapshot(-9, "a", A, refs={"refs/pr/3": "p2"}).snapshot(3, "m", *came, since="a")
    assert short(seen.verdict())[:3] == (S.SEEN_AFTER, "m", Basis.DATED)


# Two clocks


def test_a_look_that_was_answered_after_the_close_is_not_one_before_it() -> None:
    seen = told().snapshot(-1, "b", commit("b", -2), since="a", server_at=minute(1)).head(5, "b")
    assert short(seen.verdict()) == (S.SEEN_AFTER, "b", Basis.DATED, Level.DATES)


def test_a_look_that_the_hub_dates_before_the_close_is_not_one_after_it() -> None:
    seen = told().head(0, "a", answered=-1).snapshot(5, "b", commit("b", -0.5), since="a")
    assert short(seen.verdict()) == (S.SEEN_AFTER, "b", Basis.DATED, Level.DATES)


@pytest.mark.parametrize("answered", [-16, 16, 1_000_000])
def test_where_the_clocks_lie_too_far_apart_ours_counts(answered: float) -> None:
    seen = told().head(0, "a", answered=answered).snapshot(5, "b", commit("b", -1), since="a")
    assert short(seen.verdict()) == (S.CHANGED_AFTER, "a", Basis.SEEN, Level.SNAPSHOTS)


# The Hub's own word


def test_a_push_heard_of_in_time_counts_whatever_its_date() -> None:
    found = told().push(-1, "a", "b").snapshot(3, "b", commit("b", 5_000_000), since="a").verdict()
    assert (short(found), found.out_of_order) == ((S.UNCHANGED, "b", Basis.PUSHED, Level.PUSH), True)


def test_a_push_that_we_saw_as_well_is_seen() -> None:
    found = told().push(-1, "a", "b").head(-0.5, "b").head(3, "b").verdict()
    assert short(found) == (S.UNCHANGED, "b", Basis.SEEN, Level.PUSH)


def test_a_push_heard_of_at_the_close_proves_nothing_about_before() -> None:
    found = told().push(0, "a", "b").snapshot(3, "b", commit("b", 1), since="a").verdict()
    assert short(found)[:2] == (S.CHANGED_AFTER, "a")


def test_a_push_is_no_look_so_what_it_does_not_name_may_have_been_there() -> None:
    found = told().push(1, "a", "b").snapshot(3, "c", commit("c", -1), commit("b", -2), since="a").verdict()
    assert (short(found)[:2], doubted(found)) == ((S.SEEN_AFTER, "c"), ["c", "b"])


@pytest.mark.parametrize("ref", ["refs/pr/3", "refs/heads/dev", "refs/convert/parquet"])
def test_a_push_elsewhere_is_none_to_the_main_branch(ref: str) -> None:
    found = told().push(-1, None, "b", ref=ref).snapshot(3, "c", commit("c", 2), commit("b", -1), since="a").verdict()
    assert found.frozen == ("a" if ref == "refs/pr/3" else "b")


def test_a_push_heard_of_after_the_close_is_not_known_until_we_look() -> None:
    seen = told().snapshot(-9, "b", commit("b", -10), since="a").head(-5, "a").head(0, "a").push(4, "a", "b")
    assert short(seen.verdict())[:2] == (S.UNKNOWN, "a")
    assert short(Told(*seen.entries).head(5, "a").verdict())[:2] == (S.UNCHANGED, "a")
    assert short(seen.head(5, "b").verdict())[:2] == (S.CHANGED_AFTER, "a")


def test_the_hubs_word_of_an_old_push_calls_nothing_rewritten() -> None:
    seen = told().snapshot(-9, "b", commit("b", -10), since="a").head(0, "b").push(1, None, "a")
    assert short(seen.verdict())[:2] == (S.UNKNOWN, "b")
    assert short(seen.head(2, "b").verdict())[:2] == (S.UNCHANGED, "b")


def test_pushes_that_reach_us_in_no_order_are_put_right() -> None:
    words = Told().push(-3, "b", "c").push(-2, "a", "b")
    after = [commit("c", -5), commit("b", -6)]
    assert short(told().and_(words.entries).snapshot(3, "c", *after, since="a").verdict())[:2] == (S.UNCHANGED, "c")
    assert short(told().and_(words.entries).missing(3).verdict())[:2] == (S.GONE, "c")


def test_pushes_in_a_circle_end_somewhere() -> None:
    words = Told().push(-3, "a", "b").push(-2, "b", "a").push(-1, "a", "b")
    assert told().and_(words.entries).missing(3).verdict().frozen in ("a", "b")


# Whose


@pytest.mark.parametrize(
    ("authors", "whose"),
    [
        (("Librarian-Bot",), Whose.BOT),
        (("SFCONVERTBOT", "librarian-bot"), Whose.BOT),
        (("Somos-Staff",), Whose.ORGANISER),
        (("somos-staff", "librarian-bot"), Whose.ORGANISER),
        (("alicia",), Whose.TEAM),
        (("alicia", "librarian-bot"), Whose.TEAM),
        (("alicia", "somos-staff"), Whose.TEAM),
    ],
)
def test_whose_a_commit_is_and_what_follows(authors: tuple[str, ...], whose: Whose) -> None:
    found = told().head(0, "a").snapshot(9, "b", commit("b", 5, *authors), since="a").verdict()
    assert late(found) == {"b": whose}
    assert found.state == (S.CHANGED_AFTER if whose == Whose.TEAM else S.UNCHANGED)


def test_a_commit_without_authors_is_the_teams() -> None:
    nobodys = replace(commit("b", 5), authors=())
    assert told().head(0, "a").snapshot(9, "b", nobodys, since="a").verdict().state == S.CHANGED_AFTER


def test_a_bots_commit_in_the_gap_does_not_count_by_itself() -> None:
    found = told().snapshot(3, "b", commit("b", -1, "librarian-bot"), since="a").verdict()
    assert (short(found), late(found)) == ((S.UNCHANGED, "a", Basis.SEEN, Level.SNAPSHOTS), {"b": Whose.BOT})


def test_a_bots_commit_in_the_gap_counts_with_the_teams_on_it() -> None:
    came = [commit("c", -1), commit("b", -2, "librarian-bot")]
    found = told().snapshot(3, "c", *came, since="a").verdict()
    assert (short(found)[:2], doubted(found)) == ((S.SEEN_AFTER, "c"), ["c", "b"])


def test_a_bots_name_does_not_excuse_a_history_written_anew() -> None:
    found = told().head(0, "a").snapshot(9, "b", commit("b", 5, "librarian-bot")).verdict()
    assert short(found)[:2] == (S.REWRITTEN, "a")

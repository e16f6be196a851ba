"""What follows from what we saw of a repo around the close. Minutes count from the close, commits have letters."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from submissions.deadline.history import History
from submissions.deadline.verdict import (
    LISTED_COMMITS,
    WORST_FIRST,
    Basis,
    Level,
    Tally,
    Verdict,
    VerdictState,
    Whose,
    judge,
)
from tests.factories.records import CLOSES, MINE, Told, commit, minute, snapshot

S = VerdictState
A = commit("a", -300)
LONG_AGO = Told().snapshot(-200, "a", A)


def told() -> Told:
    """A repo with one commit, seen long before the close."""
    return Told(*LONG_AGO.entries)


def short(verdict: Verdict) -> tuple[VerdictState, str | None, Basis | None, Level]:
    return verdict.state, verdict.frozen, verdict.basis, verdict.level


def late(verdict: Verdict) -> dict[str, Whose]:
    return {one.commit.sha: one.whose for one in verdict.late if not one.counts}


def doubted(verdict: Verdict) -> list[str]:
    return [one.commit.sha for one in verdict.late if one.counts]


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


# Histories written anew


def test_a_rewrite_after_the_close_leaves_what_counts() -> None:
    found = told().snapshot(-1, "b", commit("b", -5), since="a").head(0, "b")
    found = found.snapshot(9, "c", commit("c", -4), since="a").verdict()
    assert (short(found), late(found)) == ((S.REWRITTEN, "b", Basis.SEEN, Level.SNAPSHOTS), {"c": Whose.TEAM})


def test_a_rewrite_before_the_close_is_nobodys_business() -> None:
    found = told().snapshot(-1, "b", commit("b", -5)).head(0, "b").verdict()
    assert (short(found)[:2], found.lost_before) == ((S.UNCHANGED, "b"), False)


def test_a_rewrite_in_the_gap_has_the_benefit_of_the_doubt() -> None:
    found = told().snapshot(3, "b", commit("b", -5)).verdict()
    assert (short(found), found.lost_before) == ((S.SEEN_AFTER, "b", Basis.DATED, Level.DATES), True)


def test_a_rewrite_in_the_gap_that_is_dated_late_has_none() -> None:
    found = told().snapshot(3, "b", commit("b", 1)).verdict()
    assert (short(found), found.lost_before) == ((S.REWRITTEN, "a", Basis.SEEN, Level.SNAPSHOTS), True)


def test_a_rewrite_in_the_gap_that_keeps_older_commits_has_it_too() -> None:
    seen = told().snapshot(-9, "b", commit("b", -10), since="a").snapshot(3, "c", commit("c", -1), since="a")
    assert (short(seen.verdict())[:2], doubted(seen.verdict())) == ((S.SEEN_AFTER, "c"), ["c"])


def test_a_rewrite_in_the_gap_that_is_dated_late_takes_nothing_from_what_was_seen() -> None:
    seen = told().snapshot(-9, "b", commit("b", -10), since="a").snapshot(3, "c", commit("c", 1), since="a")
    assert short(seen.verdict())[:2] == (S.REWRITTEN, "b")


def test_what_was_given_up_before_the_close_is_late_when_it_comes_back_after_it() -> None:
    seen = told().snapshot(-9, "b", commit("b", -10), since="a").head(-5, "a").head(0, "a").head(9, "b")
    found = seen.verdict()
    assert (short(found)[:2], late(found)) == ((S.CHANGED_AFTER, "a"), {"b": Whose.TEAM})
    assert (found.late[0].absent_at, found.late[0].first_seen_at) == (minute(0), minute(9))
    unread = told().head(-9, "b").head(-5, "a").head(0, "a").head(9, "b")
    assert short(unread.verdict())[:2] == (S.UNKNOWN, "a")


def test_going_back_to_an_older_revision_in_the_gap_is_allowed() -> None:
    seen = told().snapshot(-9, "c", commit("c", -10), commit("b", -11), since="a").head(3, "b")
    assert short(seen.verdict()) == (S.UNCHANGED, "b", Basis.SEEN, Level.SNAPSHOTS)


def test_going_back_to_an_older_revision_after_the_close_is_a_rewrite() -> None:
    seen = told().snapshot(-9, "b", commit("b", -10), since="a").head(0, "b").head(9, "a")
    assert short(seen.verdict())[:2] == (S.REWRITTEN, "b")


def test_a_head_taken_back_before_anybody_read_it_leaves_what_was_seen() -> None:
    assert short(told().head(1, "x").snapshot(9, "b", commit("b", 8), since="a").verdict())[:2] == (
        S.CHANGED_AFTER,
        "a",
    )
    assert short(told().head(1, "x").head(9, "a").verdict())[:2] == (S.UNCHANGED, "a")


def test_a_late_commit_that_was_taken_back_was_late_all_the_same() -> None:
    found = told().head(0, "a").snapshot(5, "b", commit("b", 4), since="a").head(9, "a").verdict()
    assert (found.state, found.head, late(found)) == (S.CHANGED_AFTER, "a", {"b": Whose.TEAM})


def test_whether_content_is_the_same_is_told_by_the_trees() -> None:
    def squashed(content: str | None) -> bool | None:
        files = {"README.md": content} if content else None
        seen = Told().snapshot(-9, "a", A, files={"README.md": "1"}).head(0, "a")
        return seen.snapshot(9, "b", commit("b", 8), files=files).verdict().same_content

    assert [squashed("1"), squashed("2"), squashed(None)] == [True, False, None]


def test_a_history_that_was_cut_proves_no_rewrite() -> None:
    cut = told().head(0, "a").snapshot(9, "b", commit("b", 8), commits_complete=False)
    assert short(cut.verdict())[:2] == (S.CHANGED_AFTER, "a")
    assert short(told().snapshot(3, "b", commit("b", -1), commits_complete=False).verdict())[0] == S.UNKNOWN


def test_more_commits_than_anybody_reads_leave_counting_what_we_saw() -> None:
    flood = told().snapshot(3, "c", commit("c", -1), commit("b", -2), commits_complete=False)
    assert short(flood.verdict()) == (S.UNKNOWN, "a", Basis.SEEN, Level.SNAPSHOTS)
    assert short(flood.snapshot(60, "d", commit("d", -1), since="c").verdict())[:2] == (S.UNKNOWN, "a")


# The repo itself


@pytest.mark.parametrize(
    ("away", "state"),
    [
        (Told().missing(9), S.GONE),
        (Told().missing(9, "forbidden"), S.PRIVATE),
        (Told().snapshot(9, "a", since="a", private=True), S.PRIVATE),
        (Told().snapshot(9, "a", since="a", disabled=True), S.PRIVATE),
        (Told().snapshot(9, "a", since="a", gated=True), S.UNCHANGED),
        (Told().another(9), S.REPLACED),
    ],
)
def test_what_became_of_the_repo_leaves_what_counts(away: Told, state: VerdictState) -> None:
    assert short(told().head(0, "a").and_(away.entries).verdict()) == (state, "a", Basis.SEEN, Level.SNAPSHOTS)
    assert short(told().and_(away.entries).verdict())[:2] == (state, "a")


@pytest.mark.parametrize("away", [Told().missing(-9), Told().another(-9)])
def test_a_repo_that_was_away_before_the_close_is_not_known_until_we_look_again(away: Told) -> None:
    assert told().and_(away.entries).verdict().state == S.UNKNOWN


def test_a_repo_that_comes_back_untouched_is_unchanged_and_was_away() -> None:
    found = told().head(0, "a").missing(9).head(20, "a").verdict()
    assert (found.state, found.away_at) == (S.UNCHANGED, minute(9))


def test_who_hides_a_repo_at_the_close_has_no_benefit_of_the_doubt() -> None:
    def back(*looks: Told) -> VerdictState:
        seen = told()
        for look in looks:
            seen.and_(look.entries)
        return seen.snapshot(20, "b", commit("b", -5), since="a").verdict().state

    assert back(Told().missing(0)) == S.CHANGED_AFTER
    assert back(Told().another(0)) == S.CHANGED_AFTER
    assert back(Told().missing(-1)) == S.SEEN_AFTER  # it may have been back by the close
    assert back(Told().missing(0, "forbidden")) == S.SEEN_AFTER  # it may have been our own token


def test_a_repo_created_after_the_close_has_nothing_that_counts() -> None:
    found = Told().snapshot(9, "a", commit("a", -5), created_at=minute(3)).verdict()
    assert (short(found), found.created_at) == ((S.CREATED_AFTER, None, None, Level.DATES), minute(3))


def test_a_repo_created_at_the_close_itself_is_too_late() -> None:
    assert Told().snapshot(9, "a", commit("a", -5), created_at=minute(0)).verdict().state == S.CREATED_AFTER


def test_a_repo_that_we_saw_before_was_not_created_after() -> None:
    assert Told().snapshot(-9, "a", A, created_at=minute(3)).head(0, "a").verdict().state == S.UNCHANGED


def test_a_new_name_is_told_and_a_new_name_before_the_close_is_not() -> None:
    def renamed(at: float) -> str | None:
        return told().snapshot(at, "a", since="a", repo_id="otro/nombre").head(20, "a").verdict().renamed_to

    assert (renamed(9), renamed(-9)) == ("otro/nombre", None)


# Dates alone


def by_dates(*commits: Any, **more: Any) -> Verdict:
    return Told().snapshot(60, commits[0].sha, *commits, **more).verdict()


def test_without_a_look_before_the_close_dates_decide() -> None:
    assert short(by_dates(commit("b", -1), A)) == (S.DATES_ONLY, "b", Basis.DATED, Level.DATES)
    found = by_dates(commit("c", 5), commit("b", -1), A)
    assert (short(found), late(found)) == ((S.CHANGED_AFTER, "b", Basis.DATED, Level.DATES), {"c": Whose.TEAM})


def test_without_a_look_before_the_close_a_bots_late_commit_is_nobodys() -> None:
    assert short(by_dates(commit("c", 5, "librarian-bot"), A))[:2] == (S.DATES_ONLY, "a")


def test_without_a_look_before_the_close_what_came_after_our_first_is_late() -> None:
    seen = Told().snapshot(60, "a", A).snapshot(90, "b", commit("b", -5), since="a")
    assert (short(seen.verdict())[:2], late(seen.verdict())) == ((S.CHANGED_AFTER, "a"), {"b": Whose.TEAM})


def test_where_nothing_is_dated_before_the_close_nothing_counts() -> None:
    assert short(by_dates(commit("b", 9), commit("a", 5))) == (S.CHANGED_AFTER, None, None, Level.DATES)
    assert by_dates(commit("b", 9), commits_complete=False).state == S.UNKNOWN


def test_where_only_contradicting_dates_speak_it_is_not_known() -> None:
    found = by_dates(commit("b", -5), commit("a", 5))
    assert (short(found), found.out_of_order) == ((S.UNKNOWN, None, None, Level.DATES), True)


# What is kept


def many() -> Verdict:
    came = [commit(f"b{number}", 5, "librarian-bot") for number in range(90)]
    came[80:] = [commit(f"t{number}", 4, title="x" * 400) for number in range(10)]
    return told().head(0, "a").snapshot(9, "b0", *came, since="a").verdict()


def test_the_list_of_late_commits_is_cut_and_the_teams_come_first() -> None:
    found = many()
    assert (len(found.late), found.late_total) == (LISTED_COMMITS, 90)
    assert found.late_by == (Tally("team", 10), Tally("bot", 80))
    assert [one.commit.sha for one in found.late] == [f"b{n}" for n in range(40)] + [f"t{n}" for n in range(10)]


def test_facts_are_plain_json_that_a_database_can_hold() -> None:
    hostile = commit("b", 5, "\x00" * 300, *["a"] * 20, title="\ud800" * 400)
    facts = told().head(0, "a").snapshot(9, "b", hostile, since="a").verdict().facts()
    [one] = facts["late"]
    assert (len(one["title"]), len(one["authors"]), len(one["authors"][0])) == (200, 10, 100)
    assert "\x00" not in json.dumps(facts, ensure_ascii=False)
    assert json.loads(json.dumps(facts)) == facts
    assert (one["dated_after"], one["absent_at"]) == (300, "2024-03-30T12:00:00+00:00")


@pytest.mark.parametrize("seen", [told(), told().head(0, "a"), told().missing(9), Told()])
def test_a_verdict_can_be_read_back_from_its_row(seen: Told) -> None:
    for found in (seen.verdict(), many()):
        row = {"state": found.state.value, "level": found.level.value, "closes_at": CLOSES, "frozen": found.frozen}
        cut = [replace(one, commit=replace(one.commit, title=one.commit.title[:200])) for one in found.late]
        assert Verdict.from_facts(found.facts(), **row) == replace(found, late=tuple(cut))


def test_facts_of_an_older_version_can_be_read() -> None:
    found = Verdict.from_facts({}, state="gone", level="dates", closes_at=CLOSES, frozen="")
    assert found == Verdict(state=S.GONE, level=Level.DATES, closes_at=CLOSES)


def test_the_order_of_states_names_each_once() -> None:
    assert sorted(WORST_FIRST) == sorted(VerdictState)


# Histories


def line(history: History, sha: str) -> tuple[str, bool]:
    found = history.line(sha)
    return "".join(one.sha for one in found.commits), found.whole


def test_a_line_is_pieced_together_from_what_snapshots_read() -> None:
    first = snapshot(-9, "b", commit("b", -9), commit("a", -10))
    second = snapshot(-5, "d", commit("d", -5), commit("c", -6), since="b")
    for order in ([first, second], [second, first]):
        history = History(order)
        assert [line(history, sha) for sha in "dcba"] == [("dcba", True), ("cba", True), ("ba", True), ("a", True)]
    assert line(History([second]), "d") == ("dc", False)
    cut = snapshot(-4, "d", commit("d", -5), commits_complete=False)
    assert line(History([first, second, cut]), "d") == ("dcba", True)
    assert line(History([first, second]), "x") == ("", False)


def test_runs_that_lead_to_each_other_end() -> None:
    circle = [snapshot(-9, "b", commit("b", 0), since="a"), snapshot(-8, "a", commit("a", 0), since="b")]
    assert line(History(circle), "a") == ("ab", False)


def test_what_a_history_lacks_is_known_only_where_it_was_read_far_enough() -> None:
    seen = [
        snapshot(-9, "b", commit("b", 0), commit("a", 0)),
        snapshot(-5, "c", commit("c", 0), since="a"),
        snapshot(-4, "x", commit("x", 0), commits_complete=False),
    ]
    history = History(seen)
    part = History([replace(seen[0], commits_complete=False), seen[1]])
    assert [part.lacks("c", "b"), part.lacks("a", "b"), part.lacks("c", "a")] == [True, True, False]
    assert [history.lacks(*pair) for pair in [("c", "b"), ("a", "b"), ("b", "a"), ("x", "b"), ("b", "b")]] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_the_record_may_be_that_of_a_repo_without_an_id() -> None:
    assert Told().missing(9).record().hub_id == MINE
    assert judge(replace(told().record(), hub_id=None), closes_at=CLOSES, at=minute(9)).state == S.UNKNOWN

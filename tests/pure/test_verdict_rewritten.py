"""What follows where a history was written anew, or taken back. Minutes count from the close, commits have letters."""

from submissions.deadline.verdict import (
    Basis,
    Level,
    Whose,
)
from tests.factories.records import Told, commit, minute
from tests.pure.reading_verdicts import A, S, doubted, late, short, told

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

"""What follows from what became of the repo itself, and where dates alone speak. Minutes count from the close."""

from dataclasses import replace
from typing import Any

import pytest

from submissions.deadline.verdict import (
    Basis,
    Level,
    Verdict,
    VerdictState,
    Whose,
    judge,
)
from tests.factories.records import CLOSES, MINE, Told, commit, minute
from tests.pure.reading_verdicts import A, S, late, short, told

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


def test_the_record_may_be_that_of_a_repo_without_an_id() -> None:
    assert Told().missing(9).record().hub_id == MINE
    assert judge(replace(told().record(), hub_id=None), closes_at=CLOSES, at=minute(9)).state == S.UNKNOWN


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
